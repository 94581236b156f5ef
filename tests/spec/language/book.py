"""A tiny knowledge and a short hand, so that a paragraph of the manual is a few facts, one line and its verdicts.

A table of facts holds one fact line a row (docs/knowledge.md, cases), taken *now* unless it says `, 6 h before`;
`ferritin awaited` is a sample without a result. After a bar may stand what a fact line cannot say: `id a`,
`replaces a`, `corrected` (or another status), `on that day` (the time is known only to the day), `ends 2 h before`,
and `refused`, which expects that the row is not taken.

A table of verdicts holds an instant (`now`, `6 h before`, `30 min later`), the verdict, and, where it matters, the
engine's reason, with two spaces between.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from stillpath.engine import Decision, Line, decide, would_settle
from stillpath.engine.evaluate import evaluate_node
from stillpath.engine.kept import Kept
from stillpath.intake.lines import FactLine, read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.reading import Reading, understand
from stillpath.intake.received import PatientRecord
from stillpath.library.grammar import Vocabulary, parse_event, parse_line, parse_rule
from stillpath.library.tree import Tree, read_tree
from stillpath.model import (
    All,
    Criterion,
    Drug,
    Event,
    Fact,
    FactKind,
    Knowledge,
    LookUp,
    Node,
    Parameter,
    Table,
    TableColumn,
    TableKey,
    Verdict,
    ZMethod,
)
from stillpath.timeline import Standing, Timeline
from stillpath.units import Interval, parse_duration, parse_quantity

__all__ = [
    "KNOWLEDGE",
    "NOW",
    "Page",
    "expect",
    "instant",
    "page",
    "reading",
    "rows",
    "rule",
    "settled_by",
    "words",
]

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""What a table calls `now`: a Monday, at noon."""

_H = timedelta(hours=1)
_D = timedelta(days=1)
_GAP = re.compile(r" {2,}")


def _lab(id: str, unit: str, plausible: tuple[str, str], **more: object) -> Fact:
    low, high = (Fraction(end) for end in plausible)
    return Fact(id, id, FactKind.LAB, False, unit=unit, plausible=Interval(low, high), current_for=48 * _H, **more)


def _yes_no(id: str, kind: FactKind, current_for: timedelta | None, **more: object) -> Fact:
    return Fact(id, id, kind, True, current_for=current_for, **more)


def _ratio(over: str, under: str) -> tuple[object, ...]:
    return "/", ("fact", over), ("fact", under)


_SURFACE = ("^", ("/", ("*", ("fact", "height"), ("fact", "weight")), ("number", Fraction(3600))), Fraction(1, 2))

_FACTS = {
    fact.id: fact
    for fact in (
        _lab("ferritin", "ng/mL", ("0.1", "1000000"), accepts={"ug/L": Fraction(1)}, changed_by=("plasma-exchange",)),
        _lab(
            "platelets",
            "10*9/L",
            ("1", "5000"),
            accepts={"10*3/uL": Fraction(1), "/uL": Fraction(1, 1000)},
            concern_high=False,
            changed_by=("platelet-transfusion", "platelet-concentrate"),
        ),
        _lab("fibrinogen", "mg/dL", ("5", "2000"), accepts={"g/L": Fraction(100)}, concern_high=False),
        _lab("triglycerides", "mg/dL", ("10", "20000"), accepts={"mmol/L": Fraction("88.57")}),
        _lab("ast", "U/L", ("1", "100000")),
        _lab("esr", "mm/h", ("0", "250")),
        _lab("creatinine", "umol/L", ("5", "2000")),
        Fact(
            "temperature",
            "temperature",
            FactKind.VITAL,
            False,
            unit="Cel",
            plausible=Interval(Fraction(25), Fraction(45)),
            current_for=24 * _H,
        ),
        Fact(
            "weight",
            "weight",
            FactKind.VITAL,
            False,
            unit="kg",
            plausible=Interval(Fraction(1), Fraction(300)),
            current_for=7 * _D,
        ),
        Fact(
            "height",
            "height",
            FactKind.VITAL,
            False,
            unit="cm",
            plausible=Interval(Fraction(25), Fraction(250)),
            current_for=90 * _D,
        ),
        Fact("age", "age", FactKind.DERIVED, False, unit="y", accepts={"mo": Fraction(1, 12)}, derive=("age",)),
        Fact("bsa", "body surface", FactKind.DERIVED, False, unit="m2", derive=_SURFACE),
        Fact("ferritin-per-esr", "ratio", FactKind.DERIVED, False, unit="1", derive=_ratio("ferritin", "esr")),
        Fact(
            "ferritin-per-platelets", "ratio", FactKind.DERIVED, False, unit="1", derive=_ratio("ferritin", "platelets")
        ),
        _yes_no("fever-sign", FactKind.EXAM, 24 * _H),
        _yes_no("seizure", FactKind.EXAM, 24 * _H),
        _yes_no("shock", FactKind.EXAM, 24 * _H),
        _yes_no("sjia", FactKind.DIAGNOSIS, None),
        _yes_no("suspected-sjia", FactKind.DIAGNOSIS, None),
        _yes_no("infection-possible", FactKind.JUDGEMENT, 24 * _H, question="Is an infection possible?"),
        _yes_no("renal-replacement", FactKind.CONTEXT, 24 * _H),
        _yes_no("platelet-transfusion", FactKind.PROCEDURE, None),
        _yes_no("plasma-exchange", FactKind.PROCEDURE, None),
        _yes_no("reassessment", FactKind.PROCEDURE, None),
    )
}

_DRUGS = {
    drug.id: drug
    for drug in (
        Drug("methylprednisolone", "methylprednisolone", classes=("glucocorticoid",), on_board_for=_D),
        Drug("prednisolone", "prednisolone", classes=("glucocorticoid",), on_board_for=2 * _D),
        Drug("anakinra", "anakinra", classes=("il-1-blocker",), on_board_for=3 * _D),
        Drug("tocilizumab", "tocilizumab", classes=("il-6-blocker",), on_board_for=56 * _D),
        Drug("platelet-concentrate", "platelets, one unit", on_board_for=_D),
    )
}

_CLASSES = {
    **{id: (id,) for id in _DRUGS},
    "glucocorticoid": ("methylprednisolone", "prednisolone"),
    "il-1-blocker": ("anakinra",),
    "il-6-blocker": ("tocilizumab",),
}

_TABLES = {
    table.id: table
    for table in (
        Table(
            "least-platelets",
            "least platelets",
            "",
            "",
            (
                TableKey("sex", LookUp.SAME),
                TableKey("age", LookUp.COMPLETED, "y", Fraction(1)),
                TableKey("height", LookUp.NEAREST, "cm"),
            ),
            (TableColumn("count", "10*9/L"), TableColumn("in-thousands", "10*3/uL")),
            tuple(
                (sex, Fraction(age), Fraction(height), Fraction(count), Fraction(count))
                for sex, age, height, count in (
                    ("female", 4, 100, 110),
                    ("female", 4, 110, 120),
                    ("female", 5, 105, 130),
                    ("male", 4, 100, 140),
                    ("male", 5, 105, 150),
                )
            ),
            (),
        ),
        Table(
            "growth",
            "growth",
            "",
            "",
            (TableKey("sex", LookUp.SAME), TableKey("age", LookUp.BETWEEN, "mo", Fraction(12))),
            (TableColumn("l", "1"), TableColumn("m", "kg"), TableColumn("s", "1")),
            tuple(
                (sex, Fraction(age), Fraction(1), Fraction(median), Fraction("0.1"))
                for sex in ("female", "male")
                for age, median in ((48, 16), (60, 20))
            ),
            (),
        ),
    )
}
"""Figures of no source: the least platelets by sex, age and height, and a growth in which 1 SD is a tenth."""

_POLICY = {
    id: Parameter(id, parse_quantity(value), "", ())
    for id, value in (
        ("fever-temperature", "38.0 Cel"),
        ("pulse-order-limit", "31.5 mg/kg"),
        ("first-check", "24 h"),
        ("clear-fall", "30 %"),
    )
}


def words(facts: dict[str, Fact] = _FACTS, criteria: tuple[str, ...] = (), events: tuple[str, ...] = ()) -> Vocabulary:
    """The names of the tiny knowledge, with the criteria and events of a page."""
    return Vocabulary(facts, frozenset(criteria), frozenset(events), frozenset(_CLASSES), _POLICY, _TABLES)


_NEEDS = All((parse_line("age >= 1 y", "book", words()), parse_line("not recorded renal-replacement", "book", words())))
_FACTS["egfr"] = Fact(
    "egfr",
    "filtration",
    FactKind.DERIVED,
    False,
    unit="mL/min/{1.73_m2}",
    derive=("/", ("*", ("number", Fraction("36.5")), ("fact", "height")), ("fact", "creatinine")),
    needs=_NEEDS,
)

_FACTS["weight-z"] = Fact(
    "weight-z", "weight for age", FactKind.DERIVED, False, unit="1", derive=("z", ZMethod.LMS, "weight", "growth")
)

KNOWLEDGE = Knowledge(
    "book", "book", True, tables=_TABLES, facts=_FACTS, drugs=_DRUGS, classes=_CLASSES, policy=_POLICY
)
"""The tiny knowledge, without any rule."""


@dataclass(frozen=True)
class Page:
    """The knowledge of one paragraph and the record it is decided for."""

    knowledge: Knowledge
    timeline: Timeline
    names: tuple[str, ...] = field(default=())

    def at(self, when: str) -> Decision:
        """The decision at an instant of the table."""
        return decide(self.knowledge, self.timeline, instant(when))

    def line(self, when: str, name: str = "line") -> Line:
        """The line as decided at an instant, by the walk and again without what it kept: both must say the same."""
        decision = self.at(when)
        walked = decision.now.findings[name].line
        fresh = evaluate_node(self.knowledge.rules[name], replace(decision.context, kept=Kept()))
        if walked.verdict is not fresh.verdict:
            raise AssertionError(f"at {when} the walk says {walked.verdict}, deciding afresh says {fresh.verdict}")
        return walked

    def verdict(self, when: str, name: str = "line") -> Verdict:
        """The verdict of the line, or of another rule of the page."""
        return self.line(when, name).verdict

    def holds_until(self, when: str, name: str = "line") -> datetime | None:
        """Until when that verdict holds if nothing new becomes known."""
        return self.at(when).now.findings[name].holds_until


def page(
    line: str,
    facts: str = "",
    *,
    rules: dict[str, str] | None = None,
    events: dict[str, str] | None = None,
) -> Page:
    """A page with one line (or a combination, as YAML), a table of facts, and named rules and events before it."""
    known = words(criteria=tuple(rules or ()), events=tuple(events or ()))
    nodes = {name: rule(text, known) for name, text in (rules or {}).items()}
    nodes["line"] = rule(line, known)
    knowledge = replace(
        KNOWLEDGE,
        criteria={name: Criterion(name, name, name, "operational", "", node, ()) for name, node in nodes.items()},
        events={
            name: Event(name, name, "", parse_event(text, "book", known), ()) for name, text in (events or {}).items()
        },
        rules=nodes,
    )
    return Page(knowledge, reading(facts).timeline)


def rule(text: str, known: Vocabulary | None = None) -> Node:
    """The node of a line, or of a combination written as in a file."""
    known = known or words()
    if ":" not in text:
        return parse_line(text.strip(), "book", known)
    lines = text.strip("\n").splitlines()
    indent = min(len(one) - len(one.lstrip()) for one in lines if one.strip())
    return parse_rule(_tree("\n".join(one[indent:] for one in lines)), "book", known)


def _tree(text: str) -> Tree:
    tree = read_tree(text)
    assert tree is not None
    return tree


def reading(facts: str) -> Reading:
    """The record of a table of facts; AssertionError if more or less is refused than the table says."""
    names = Names.of(KNOWLEDGE)
    lines = [_fact(row, names) for row in rows(facts)]
    sexes = [line.sex for line in lines if line.sex]
    born = [line.birth_date for line in lines if line.birth_date is not None]
    coverage = [line.coverage for line in lines if line.coverage is not None]
    read = understand(
        PatientRecord(
            "p",
            sexes[0] if sexes else None,
            born[0].isoformat() if born else None,
            now=NOW.isoformat(),
            coverage={kind: (start.isoformat(), end.isoformat()) for kind, start, end in coverage},
            events=tuple(line.event for line in lines if line.event is not None),
        ),
        names,
    )
    expected = sum(row.endswith("| refused") or "entered-in-error" in row or "cancelled" in row for row in rows(facts))
    if len(read.refused) != expected:
        raise AssertionError(f"refused: {read.refused}")
    return read


def _fact(row: str, names: Names) -> FactLine:
    text, *marks = (part.strip() for part in row.split("|"))
    awaited = " awaited" in text
    line = read_fact_line(text.replace(" awaited", " yes"), names, NOW)
    event = line.event
    if event is None:
        return line
    if awaited:
        event = replace(event, value=None, status=Standing.REGISTERED)
    for mark in marks:
        match mark.split(" "):
            case ["id", id]:
                event = replace(event, family=id)
            case ["replaces", id]:
                event = replace(event, replaces=id)
            case ["on", "that", "day"]:
                event = replace(event, time=str(event.time)[:10])
            case ["ends", *when]:
                event = replace(event, end=instant(" ".join(when)).isoformat())
            case ["refused"]:
                pass
            case _:
                event = replace(event, status=Standing(mark))
    return replace(line, event=event)


def rows(table: str) -> Iterator[str]:
    """The rows of a table that hold something."""
    return (row.strip() for row in table.splitlines() if row.strip())


def instant(text: str) -> datetime:
    """The instant of `now`, `6 h before`, `30 min later`, or `just after 48 h later` (a moment after it)."""
    moment = timedelta(0)
    if text.startswith("just after "):
        text, moment = text.removeprefix("just after "), timedelta(microseconds=1)
    if text == "now":
        return NOW + moment
    length, _, side = text.rpartition(" ")
    sign = {"before": -1, "later": 1}[side]
    return NOW + sign * parse_duration(length) + moment


def expect(
    line: str,
    facts: str,
    verdicts: str,
    *,
    rules: dict[str, str] | None = None,
    events: dict[str, str] | None = None,
) -> None:
    """Holds the line against the table of verdicts; a difference shows both tables."""
    made = page(line, facts, rules=rules, events=events)
    expected, told = [], []
    for row in rows(verdicts):
        when, verdict, *why = _GAP.split(row)
        found = made.line(when)
        expected.append([when, verdict, *why])
        told.append([when, found.verdict.value, *([str(found.why)] if why else [])])
    assert told == expected


def settled_by(line: str, facts: str, *, rules: dict[str, str] | None = None) -> list[str]:
    """What would settle the line now, the most telling first."""
    return [getattr(found.node, "text", "") for found in would_settle(page(line, facts, rules=rules).line("now"))]
