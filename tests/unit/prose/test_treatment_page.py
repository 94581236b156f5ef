"""The treatment and follow-up page: each claim once, each figure with its source, in two languages."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest

from stillpath.cli.terminal import lay_out
from stillpath.model import Knowledge, Translated, Translation
from stillpath.prose import Item, Page
from stillpath.prose.claims import claims_of
from stillpath.prose.figures import figures
from stillpath.prose.readings import fingerprint
from stillpath.prose.treatment_outline import OUTLINE, SAID_OTHERWISE
from stillpath.prose.treatment_page import treatment_page

LINES = [line for part in OUTLINE for _, lines in part.groups for line in lines]
FIRST_HALF = 330
"""Lines at most, at 100 columns, of what is read before the doses: what to do, in which order, and in which branch."""
WHOLE = 920
"""Lines at most of all of it, sources included."""
CRITICAL_DOSES = {"drugs/methylprednisolone/pulse/halyabar-pulse", "drugs/anakinra/critical/halyabar-critical"}


def items_of(page: Page) -> Iterator[tuple[str, Item]]:
    """Every item of the page with its section, those under others too."""
    for section in page.sections:
        waiting = list(section.items)
        while waiting:
            item = waiting.pop(0)
            yield section.title, item
            waiting[:0] = item.details


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> Page:
    """The page in English."""
    return treatment_page(knowledge)


def test_a_claim_stands_once(page: Page, knowledge: Knowledge) -> None:
    """Only a default dose stands again: beside what other sources give, and in the critical branch."""
    claims = claims_of(knowledge)
    heads = [item.of for section in page.sections for item in section.items if item.of in claims]
    doses = Counter(item.of for _, item in items_of(page) if item.tone == "dose")
    defaults = {
        f"{d.id}/{slot.id}/{slot.default}" for d in knowledge.drugs.values() for slot in d.slots if slot.default
    }

    assert [id for id, times in Counter(heads).items() if times > 1 and not id.startswith("drugs/")] == []
    assert [id for id, times in doses.items() if times > 1 and id.removeprefix("drugs/") not in defaults] == []
    assert {id for id, times in doses.items() if times > 2} <= CRITICAL_DOSES


def test_what_is_critical_heads_what_to_do_first(page: Page, knowledge: Knowledge) -> None:
    """Before the steps: intensive care, pulse and anakinra within the hour, in that order, and where to read on."""
    (first,) = [section for section in page.sections if section.title == "3 DO FIRST"]
    branch = first.items[0]
    (part,) = [section for section in page.sections if section.title == "6 IF IN SHOCK OR CRITICAL"]
    actions = [item.of for item in part.items if item.of.startswith("actions/")]

    assert (branch.tone, branch.of) == ("critical", "statements/critical-in-one-line")
    assert [item.of for item in branch.details] == [*actions, "criteria/critical"]
    assert branch.details[-1].text == part.title
    assert actions[0] == "actions/call-team-critical"
    assert {"actions/give-pulse-critical", "actions/give-anakinra-critical"} <= set(actions)


def test_the_critical_part_prints_its_doses_though_they_were_said(page: Page) -> None:
    """A reader who turns there finds pulse and anakinra with their amounts."""
    (part,) = [section for section in page.sections if section.title == "6 IF IN SHOCK OR CRITICAL"]
    given = {dose.of: dose.text for item in part.items for dose in item.details if dose.tone == "dose"}

    assert set(given) == CRITICAL_DOSES
    assert "30\u00a0mg per kg per dose" in given["drugs/methylprednisolone/pulse/halyabar-pulse"]
    assert "every 6 hours" in given["drugs/anakinra/critical/halyabar-critical"]


def test_a_dose_without_an_end_tells_how_it_goes_on(page: Page) -> None:
    """The default's note stands under it: emapalumab after day 16, ciclosporin above 5 mg per kg a day."""
    (section,) = [section for section in page.sections if section.title.startswith("7 DOSES")]
    notes = {row.of: [note.text for note in row.details] for slot in section.items for row in slot.details}
    (ciclosporin,) = notes["drugs/ciclosporin/oral/halyabar-oral"]
    (emapalumab,) = notes["drugs/emapalumab/mas-next/label-2025-next"]

    assert "a level and a reason" in ciclosporin
    assert "twice a week" in emapalumab
    assert notes["drugs/methylprednisolone/pulse/halyabar-pulse"] == []


def test_the_limits_stand_beside_the_criteria_in_other_units(page: Page) -> None:
    """A laboratory that prints mmol/L or g/L meets its own figure."""
    (section,) = [section for section in page.sections if section.title == "2 WHEN TO TREAT"]
    criteria = [item.text for item in section.items if item.label == "criteria"]

    assert "156\u00a0mg/dL" in criteria[0]
    assert "1.76\u00a0mmol/L" in criteria[1]
    assert "3.6 g/L" in criteria[1].replace("\u00a0", " ")


def test_every_item_names_what_it_says(page: Page, knowledge: Knowledge) -> None:
    """Each item leads to a claim or to an entry; only the closing count of what is left out leads nowhere."""
    known = {*claims_of(knowledge), "drugs", "conflicts"}
    nowhere = [item.text for _, item in items_of(page) if item.of not in known]

    assert len(nowhere) == 1
    assert "statements" in nowhere[0]


def test_every_action_of_every_stage_is_on_the_page(page: Page, knowledge: Knowledge) -> None:
    """What no part of the outline names is added where its stage stands; nothing is lost when knowledge grows."""
    shown = {item.of for _, item in items_of(page)}
    only_before = {"not-suspected", "suspect"}
    stages = [stage for stage in knowledge.stages.values() if stage.id not in only_before]
    wanted = {f"actions/{id}" for stage in stages for id in (*stage.do, *stage.do_not)}

    assert wanted - shown - set(SAID_OTHERWISE) == set()


def test_the_outline_names_only_what_there_is(knowledge: Knowledge) -> None:
    """Every claim, topic, stage and piece of literature that the outline names is in the knowledge."""
    known = {*claims_of(knowledge), "doses", "conflicts", "availability", "no-dose", "left-out"}
    known |= {f"topic {statement.topic}" for statement in knowledge.statements.values()}
    known |= {f"{word} {stage}" for stage in knowledge.stages for word in ("stage", "do-not")}
    known |= {f"literature {id}" for id in knowledge.statements}
    known |= {f"branch {rule} {id}" for rule in knowledge.criteria for id in knowledge.statements}

    assert [line for line in (*LINES, *SAID_OTHERWISE) if line not in known] == []
    assert [line for line, times in Counter(LINES).items() if times > 1] == []


def test_every_prohibition_begins_with_do_not(page: Page, knowledge: Knowledge) -> None:
    """A reader who has lost the heading still hears a prohibition."""
    (section,) = [section for section in page.sections if section.title == "4 DO NOT"]
    prohibitions = {f"actions/{action.id}" for action in knowledge.actions.values() if action.do_not}

    assert [item.text for item in section.items if not item.text.startswith("Do not ")] == []
    assert {item.of for item in section.items} == prohibitions
    assert prohibitions.isdisjoint(item.of for title, item in items_of(page) if title != section.title)


def test_every_item_with_a_figure_cites(page: Page) -> None:
    """A number stands on the page only with its source; the number of a part that is pointed to is none."""
    titles = {section.title for section in page.sections}
    shown = [item for _, item in items_of(page) if item.of and item.text not in titles]
    bare = [item.text for item in shown if figures(item.text) and not item.cites]

    assert bare == []


def test_the_default_stands_first_and_no_other_dose_is_loud(page: Page, knowledge: Knowledge) -> None:
    """In each slot the default comes first; what is not used says so in words and is quiet."""
    (section,) = [section for section in page.sections if section.title.startswith("7 DOSES")]
    defaults = {slot.id for drug in knowledge.drugs.values() for slot in drug.slots if slot.default}
    assert len(defaults) > 1

    for slot in section.items:
        rows = [item for item in slot.details if item.label != "why"]
        assert [row.label for row in rows] == sorted((row.label for row in rows), key=lambda label: label != "default")
        assert all((row.tone == "dose") == (row.label == "default") for row in rows)
        assert all(row.label in ("default", "agrees", "not used") for row in rows)


def test_the_flat_gram_stands_beside_the_dose_by_weight(page: Page) -> None:
    """The first starting document's figure is shown with its source, as not used, with the reason."""
    (pulse,) = [item for _, item in items_of(page) if item.text == "methylprednisolone: pulse"]
    (gram,) = [row for row in pulse.details if row.text.startswith("seed A: 1,000")]

    assert gram.label == "not used"
    assert pulse.details[0].label == "default"
    assert pulse.details[-1].label == "why"


def test_adults_are_marked(page: Page) -> None:
    """Literature and doses of adults say so beside themselves."""
    marked = [item for _, item in items_of(page) if item.label == "ADULTS" or "(adults)" in item.text]

    assert any("La Rosée" in item.text for item in marked if item.label == "ADULTS")
    assert any("La Rosée" in item.text for item in marked if item.label == "not used")


def test_the_page_can_be_read_at_night(page: Page) -> None:
    """What to do is read before the doses; both stay within their length."""
    lines = lay_out(page, 100).splitlines()

    assert lines.index("7 DOSES: WHAT EACH SOURCE GIVES") < FIRST_HALF
    assert len(lines) < WHOLE


def test_the_norwegian_page_says_the_same_claims_with_the_same_figures(page: Page, knowledge: Knowledge) -> None:
    """Claim by claim in the same order, each with its figures, written the Norwegian way."""
    norwegian = treatment_page(knowledge, "nb")
    pairs = list(zip(items_of(page), items_of(norwegian), strict=True))

    assert [english.of for (_, english), _ in pairs] == [other.of for _, (_, other) in pairs]
    for (_, english), (_, other) in pairs:
        assert sorted(map(_plain, figures(english.text))) == sorted(map(_plain, figures(_pointed(other.text))))
    assert any("1\u00a0000\u00a0mg" in other.text for _, (_, other) in pairs if other.tone == "dose")
    assert not any("1,000" in other.text for _, (_, other) in pairs if other.tone in ("dose", "quiet"))


def test_an_untranslated_claim_is_marked_and_a_translated_one_is_not(knowledge: Knowledge) -> None:
    """English on the Norwegian page carries its language and says so; a stale translation counts as none."""
    english = knowledge.statements["begin-now"].says
    stale = Translated("statements/level-of-care", "00000000", "Foreldet.")
    fresh = Translated("statements/begin-now", fingerprint(english), "Begynn nå.")
    words = {"3 DO FIRST": "3 GJØR FØRST", "DOSE": "DOSE", "every {1} hours": "hver {1}. time"}
    translations = {"nb-a": Translation("nb-a", "nb", "machine-assisted", (stale, fresh), words)}
    page = treatment_page(replace(knowledge, translations=translations), "nb")
    shown = {item.of: item for _, item in items_of(page)}

    assert (shown["statements/begin-now"].text, shown["statements/begin-now"].language) == ("Begynn nå.", "")
    assert shown["statements/level-of-care"].language == "en"
    assert shown["statements/level-of-care"].text.endswith("(in English)")
    assert "3 GJØR FØRST" in [section.title for section in page.sections]
    assert any("hver 12. time" in item.text for _, item in items_of(page) if item.tone == "dose")
    assert any("Machine-assisted" in item.text for item in page.banner)


def test_the_norwegian_page_holds_no_untranslated_claim(knowledge: Knowledge) -> None:
    """Every claim of the page has a Norwegian text that is not stale."""
    english = [item.of for _, item in items_of(treatment_page(knowledge, "nb")) if item.language]

    assert english == []


def _plain(figure: str) -> str:
    return figure.replace(",", "").replace("\u00a0", "")


def _pointed(text: str) -> str:
    """Norwegian figures back in the English writing: 1 000,5 becomes 1000.5."""
    marks = {"\u00a0": "\u00a0", ",": "."}
    out = []
    for place, letter in enumerate(text):
        between = 0 < place < len(text) - 1 and text[place - 1].isdigit() and text[place + 1].isdigit()
        if letter == "\u00a0" and between and text[place + 1 : place + 4].isdigit():
            continue
        out.append(marks.get(letter, letter) if between else letter)
    return "".join(out)
