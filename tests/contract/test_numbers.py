"""`src/` holds code and no clinical number: a limit, a dose or an interval belongs in `knowledge/`, with its source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "stillpath"

EVERYWHERE = frozenset({0, 1, 2, 100, 1000})

# What else a file may write, and what it means there. None of it is a judgement about a patient.
ALLOWED: dict[str, dict[float, str]] = {
    "answer/answerer.py": {
        3: "claims that lead where nothing was asked of a thing named",
        4: "claims of a lead; papers to read; things carried on",
        5: "questions offered next",
        6: "claims under See also",
        8: "papers to read, where a question asks for them",
        30: "results of a search",
        60: "claims looked at in a search",
    },
    "answer/child.py": {2000: "a year: a child of whom only sizes are told stands in no time"},
    "answer/choose.py": {
        3: "questions looked at",
        4: "further cues that count",
        20: "the weight of a further cue",
        40: "the weight of the question before",
        60: "the weight of a needed thing that is named",
        75: "hundredths of the first question's weight, for another to be answered too",
        80: "the weight taken where a needed thing is not named",
        150: "the weight of a thing that a question is about",
        55: "hundredths of the best weight, for a question that lacks nothing to be taken instead",
    },
    "answer/documents.py": {
        3: "passages quoted",
        400: "characters of a passage quoted",
        32: "mebibytes at most",
        1024: "bytes",
    },
    "answer/gates.py": {12: "months in a year", 130: "years that nobody lives"},
    "answer/index.py": {10: "results of a search"},
    "answer/lexicon.py": {5: "letters of a word that may be misspelt", 8: "letters of one with two slips"},
    "answer/phrases.py": {
        25: "the weight of a little word",
        30: "the least weight of another word",
        170: "what a word weighs more the fewer questions have it",
    },
    "answer/tokens.py": {4: "letters of a word that keeps its s", 2000: "characters of a question"},
    "library/check_translations.py": {10: "the highest school grade of one text for parents"},
    "prose/reading_level.py": {0.39: "Kincaid 1975", 11.8: "Kincaid 1975", 15.59: "Kincaid 1975"},
    "prose/readings.py": {8: "digits of a mark"},
    "prose/supposing.py": {6: "doses offered, and doses that may be left out"},
    "prose/why_not.py": {3: "lines by which a rule is told"},
    "web/child/strip.py": {
        960: "the strip's width",
        140: "where its time begins",
        945: "where its time ends",
        26: "between two ticks at least",
        7: "a letter; days of a window",
        64: "between two labels at least",
        22: "a row",
        94: "where its rows begin",
        3: "days of a window; moments of a closer one",
        6: "hours of a window, and from mark to mark",
        28: "days of a window",
        90: "days of a window",
        365: "days of a window",
    },
    "web/child/supposing.py": {
        12: "things supposed at once",
        200: "characters of one",
        6: "comparisons kept of one view",
    },
    "web/app.py": {2000: "bytes of a page that is sent unpacked"},
    "web/child/charts.py": {
        3: "half the letters of a label of time; pixels",
        4: "pixels",
        5: "steps of an axis that all have a figure; a round step; pixels",
        6: "letters of a label of time; o'clock; width of a letter",
        7: "days in a week; pixels",
        10: "a tenth of a value: the least span of an axis; a power of ten",
        12: "o'clock; pixels",
        15: "pixels",
        17: "pixels",
        18: "o'clock; pixels",
        19: "pixels",
        23: "pixels",
        46: "pixels of a drug",
        50: "pixels left of a chart",
        124: "the base line, in pixels",
        158: "the height, in pixels",
        340: "where now is, in pixels",
        352: "the right end, in pixels",
        360: "the width, in pixels",
    },
    "web/child/placing.py": {
        3: "the weight of a hidden mark; pixels",
        4: "pixels",
        6.6: "the width of a letter, in pixels",
        11: "pixels",
        12: "pixels",
    },
    "web/child/typing.py": {
        12: "things that all stand as links",
        200: "characters taken of one field",
        25: "things carried on",
    },
    "web/child/moment.py": {9: "digits of the place of an instant"},
    "web/child/opening.py": {60: "characters shown of a patient's id"},
    "web/child/read.py": {40: "notes told one by one"},
    "web/child/refused.py": {20: "thousand entries of a file at most", 40: "refusals, and patients, told one by one"},
    "web/child/upload.py": {8: "fields of a form at most"},
    "web/child/workspace.py": {
        10: "minutes that a file waits; files that wait at once",
        12: "hours that a child is kept, and that its last entry is fresh",
        16: "bytes of chance in a name",
        60: "seconds after which what is over is dropped",
        200: "children open at once",
    },
    "web/security.py": {8: "megabytes of a file at most", 64: "megabytes thrown away before an answer"},
    "web/frame.py": {8: "digits of a mark"},
    "web/child/page.py": {60: "characters of the name of who answers"},
    "web/child/seen.py": {48: "hours ahead", 24: "hours back", 60: "views kept"},
    "care/dose.py": {
        18: "the language's meaning of `adult: yes`, in years (docs/knowledge.md)",
        10: "a tenth of a rounding step (policy rounding-loss)",
        7: "days in a week",
    },
    "cli/check.py": {
        2026: "a day",
        6: "a day",
        15: "a day",
        12: "noon: short cases tell times relative to it",
        8: "processes at most",
    },
    "cli/dose.py": {3: "names offered for a misspelt one"},
    "cli/follow.py": {5: "ids offered for one that is not there"},
    "cli/pages.py": {3: "names offered for a misspelt one"},
    "cli/reading.py": {
        20: "a mebibyte at a time",
    },
    "cli/schedule.py": {3: "names offered for a misspelt one"},
    "cli/terminal.py": {
        110: "columns at most",
        48: "columns at least",
        24: "rows assumed without a terminal",
        8: "columns of a margin",
        14: "columns of a label",
        10: "columns of a label",
    },
    "cli/main.py": {8000: "the port", 48: "hours that a schedule looks ahead"},
    "cli/watch.py": {24: "hours that a schedule looks back", 336: "hours at most that it looks ahead"},
    "cli/watch_ical.py": {32: "digits of an event's id"},
    "engine/evaluate.py": {12: "hours: the language's `since`, the first value after an event (docs/language.md)"},
    "engine/ages.py": {12: "months in a year", 31: "days in a month at most", 40: "days, more than any month"},
    "engine/known.py": {12: "months in a year"},
    "engine/tables.py": {
        3: "standard deviations beyond which WHO's z-score of weight goes on in steps (docs/language.md)",
        6: "places of a z-score",
        28: "digits of its working",
    },
    "errors.py": {3: "exit code", 4: "exit code", 5: "exit code", 6: "exit code", 7: "exit code"},
    "intake/files.py": {1024: "bytes"},
    "intake/json_door.py": {1024: "bytes", 32: "mebibytes at most", 10: "the line feed"},
    "intake/lines.py": {12: "months in a year", 4: "days to go back for one that the month has", 60: "seconds"},
    "intake/plain.py": {200: "characters shown of what was received"},
    "intake/times.py": {
        15: "minutes that a clock may run ahead of ours",
        1900: "the earliest year of a plausible date",
        2200: "the year from which no date is plausible",
        14: "hours: the widest offset of any zone",
        4: "a group of the pattern; digits of HHMM",
        5: "the groups from year to minute",
        6: "a group of the pattern; digits of a microsecond",
        7: "a group of the pattern",
        8: "a group of the pattern",
        31: "days in a month at most",
    },
    "intake/typed_entry.py": {60: "characters of who answered"},
    "intake/typed_fields.py": {12: "months in a year"},
    "intake/typed_record.py": {24: "characters of a child's label"},
    "intake/typed_times.py": {3: "a group of the pattern", 4: "a group of the pattern"},
    "intake/values.py": {40: "digits of a number at most"},
    "library/check.py": {140: "characters of a headline (docs/knowledge.md)"},
    "library/folder.py": {4: "digits of the digest in a version"},
    "library/snapshot.py": {12: "snapshots kept", 8: "digits of a digest", 32: "digits of a digest"},
    "library/tree.py": {8000: "trees kept", 16: "digits of a digest"},
    "library/overlay.py": {40: "characters of a policy's id", 200: "characters of a line of a policy"},
    "model/local.py": {4: "digits of a digest"},
    "prose/document.py": {12: "places named of one source"},
    "prose/handover.py": {
        78: "characters of a line",
        12: "hours of a shift; underscores to fill in",
        3: "refusals told, and stages",
        8: "underscores to fill in",
        10: "underscores to fill in",
        14: "underscores to fill in",
        20: "underscores to fill in",
        24: "underscores to fill in",
    },
    "prose/diff_page.py": {4: "moments told one by one", 80: "characters of a change told on one line"},
    "prose/patient_page.py": {12: "refusals shown", 200: "refusals shown in a browser"},
    "prose/patient_steps.py": {7: "steps shown at once"},
    "prose/phrases.py": {5: "characters of a limit put into another unit"},
    "prose/patient_due.py": {7: "checks and doses shown first"},
    "prose/person.py": {
        12: "months in a year",
        24: "months below which an age is told in months",
        144: "months below which an age is told with its months",
    },
    "prose/sheet.py": {40: "characters of a text of the file", 9: "points"},
    "prose/sheet_cut.py": {
        3: "limits of a row, and first rows, that stay",
        4: "footnotes, limits, actions and rows that stay",
        6: "rows that stay",
        7: "points",
        8: "points; rows that stay",
        9: "points",
        10: "rows that stay",
        12: "rows that stay",
        14: "rows that stay",
    },
    "prose/grid.py": {
        4: "hours of a column",
        24: "hours in a day",
        3: "times told after the next",
    },
    "prose/treatment_page.py": {3: "sides of a disagreement that is told beside the steps"},
    "prose/scores.py": {6: "decimals of a figure at most"},
    "prose/recognition.py": {10: "a tenth of a mL"},
    "prose/doses.py": {3: "decimals of a surface"},
    "prose/lines.py": {3: "lines by which a rule referred to is told"},
    "prose/trend_panel.py": {9: "decimals at most"},
    "prose/trends.py": {
        3: "days of a window; samples that a window must hold",
        4: "weeks of a window",
        6: "panels shown before the rest",
    },
    "prose/watch_page.py": {12: "times above which a check gets one line for all"},
    "prose/words.py": {
        3: "decimals",
        9: "decimals at most",
        10: "below it one decimal more",
    },
    "timeline/timeline.py": {3: "an order of standings", 4: "an order of standings"},
    "units/interval.py": {10: "decimals", 12: "significant digits of a root"},
    "units/quantity.py": {
        60: "minutes in an hour",
        24: "hours in a day",
        48: "hours below which a length is told in hours",
        96: "hours below which a length is told in hours",
        30: "days, and minutes, of a mean month",
        10: "hours of a mean month; decimals",
        365: "days of a mean year",
        6: "hours of a mean year; decimals",
    },
}


def numbers(path: Path) -> set[float]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    } - EVERYWHERE


FILES = {str(path.relative_to(PACKAGE)): path for path in sorted(PACKAGE.rglob("*.py"))}


@pytest.mark.parametrize("name", FILES)
def test_no_clinical_number_in_the_code(name: str) -> None:
    """Every number in the code is 0, 1, 2, 100, 1000, or explained in this file."""
    assert numbers(FILES[name]) - set(ALLOWED.get(name, {})) == set()


@pytest.mark.parametrize("name", ALLOWED)
def test_no_number_is_explained_that_is_not_there(name: str) -> None:
    """An explanation goes when its number goes."""
    assert set(ALLOWED[name]) - (numbers(FILES[name]) if name in FILES else set()) == set()
