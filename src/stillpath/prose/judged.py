"""A rule decided for one child, line by line: state, value, what it is held against, and what would settle it."""

from dataclasses import dataclass
from datetime import timedelta

from stillpath.engine import Decision, Line, would_settle
from stillpath.model import AtLeast, Comparison, Criterion, Extreme, Fact, Limitation, Verdict
from stillpath.prose.lines import rows_of
from stillpath.prose.phrases import reason, rule_text
from stillpath.prose.words import Clock, interval_text, result_text
from stillpath.timeline import Result

__all__ = ["Judged", "JudgedRow", "judged"]

_LATE = timedelta(hours=1)
"""A value known later than this after it was taken is shown with both times."""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """One line: `gate` if it stands outside the counted ones; without a `value`, `why` says why there is none.

    `taken` is when the value was taken, and when it became known if that was more than an hour later.
    """

    verdict: Verdict
    gate: bool
    rule: str
    value: str
    why: str
    of: str
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion decided. `needed` is how many of the counted lines must be met; 0 where none are counted."""

    verdict: Verdict
    rows: tuple[JudgedRow, ...]
    needed: int
    settles: tuple[str, ...]
    said: tuple[str, ...]

    def count(self, verdict: str) -> int:
        """How many counted lines have this verdict."""
        rows = [row for row in self.rows if not (self.needed and row.gate)]
        return sum(row.verdict.value == verdict for row in rows)


def judged(criterion: Criterion, decision: Decision, clock: Clock) -> Judged:
    """What a criterion says of the child of a decision, every line with its value and limit."""
    line = decision.evaluate(criterion.when)
    counted = next((child.node.needed for child in line.children if isinstance(child.node, AtLeast)), 0)
    if isinstance(line.node, AtLeast):
        counted = line.node.needed
    rows = tuple(_row(leaf, gate, decision, clock) for leaf, gate in rows_of(line))
    knowledge = decision.known.knowledge
    settles = tuple(dict.fromkeys(rule_text(open_line.node, knowledge) for open_line in would_settle(line)))
    said = tuple(limit.says for limit in criterion.limits if _applies(limit, decision))
    return Judged(line.verdict, rows, counted, settles, said)


def _row(line: Line, gate: bool, decision: Decision, clock: Clock) -> JudgedRow:
    knowledge = decision.known.knowledge
    fact = _fact(line, knowledge.facts)
    unknown = line.verdict is Verdict.UNKNOWN
    of = f"facts/{fact.id}" if fact else ""
    name = getattr(line.node, "name", "")
    if not of and name in knowledge.criteria:
        of = f"criteria/{name}"
    why = (reason(line, decision, clock) or _inner_reason(line, decision, clock)) if unknown else ""
    value = _value(line, fact) or ("" if unknown else _inner_values(line, knowledge.facts))
    taken = _taken(line, decision, clock) if value else ""
    return JudgedRow(line.verdict, gate, rule_text(line.node, knowledge), value, why, of, taken)


def _taken(line: Line, decision: Decision, clock: Clock) -> str:
    newest = max((one for one in line.used if isinstance(one, Result)), key=lambda one: one.at, default=None)
    if newest is None or clock.nominal:
        return ""
    taken = clock.short(newest.at, decision.now.at)
    late = newest.known_at - newest.at > _LATE
    return f"{taken}, known {clock.short(newest.known_at, decision.now.at)}" if late else taken


def _fact(line: Line, facts: dict[str, Fact]) -> Fact | None:
    return facts.get(getattr(line.node, "fact", "") or getattr(line.node, "name", ""))


def _value(line: Line, fact: Fact | None) -> str:
    used = line.used[-1] if line.used else None
    if fact is None or (line.verdict is Verdict.UNKNOWN and line.value is None):
        return ""
    if isinstance(used, Result) and fact.derive is None:
        limit = line.node.limit.amount if isinstance(line.node, Comparison | Extreme) else None
        return result_text(used, fact, limit)
    return interval_text(line.value, fact.unit) if line.value is not None else ""


def _inner_values(line: Line, facts: dict[str, Fact]) -> str:
    """The values that decided a rule referred to, each with the name of its fact: "temperature 37.2 °C"."""
    found = []
    for inner in line.walk():
        fact = _fact(inner, facts)
        value = _value(inner, fact)
        if fact is not None and value and inner.verdict is line.verdict:
            found.append(f"{fact.title} {value}")
    return "; ".join(dict.fromkeys(found))


def _inner_reason(line: Line, decision: Decision, clock: Clock) -> str:
    reasons = [reason(child, decision, clock) or _inner_reason(child, decision, clock) for child in line.children]
    return next((text for text in reasons if text), "")


def _applies(limit: Limitation, decision: Decision) -> bool:
    return limit.when is None or decision.evaluate(limit.when).verdict is Verdict.MET
