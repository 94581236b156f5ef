"""Deciding without the engine's memory: every rule and every event worked out anew at every instant.

This is the engine's meaning in its plainest form, for holding the real walk against: it looks at more instants than
the walk does, and it remembers nothing but when spells began.
"""

from collections.abc import Iterable
from datetime import datetime

from stillpath.engine import Happened, Known, Spell
from stillpath.engine.evaluate import Context, evaluate_node
from stillpath.engine.exposure import happened
from stillpath.model import Knowledge, Verdict
from stillpath.timeline import Timeline

__all__ = ["Instant", "decide_afresh"]

Instant = tuple[dict[str, Verdict], dict[str, Spell]]


def decide_afresh(knowledge: Knowledge, timeline: Timeline, instants: Iterable[datetime]) -> dict[datetime, Instant]:
    """The verdict of every rule, and the spells so far, at each of some instants."""
    spells: dict[str, Spell] = {}
    found: dict[datetime, Instant] = {}
    for at in sorted(set(instants)):
        known = Known(knowledge, timeline.as_of(at, knowledge.facts))
        findings: dict[str, object] = {}

        def event(name: str, known: Known = known) -> Happened:
            rule = knowledge.events[name].rule
            return happened(rule, known, spells, {inner: event(inner) for inner in rule.events})

        verdicts = {}
        for name, node in knowledge.rules.items():
            # References are looked up through rules that were themselves decided afresh at this very instant.
            line = evaluate_node(node, Context(known, findings, spells, event))  # type: ignore[arg-type]
            findings[name] = _Decided(line)
            verdicts[name] = line.verdict
            _keep(spells, name, line.verdict, at)
        found[at] = (verdicts, dict(spells))
    return found


class _Decided:
    """What a reference needs of a finding."""

    def __init__(self, line: object) -> None:
        self.line = line
        self.verdict = line.verdict  # type: ignore[attr-defined]
        self.holds_until = line.until  # type: ignore[attr-defined]


def _keep(spells: dict[str, Spell], name: str, verdict: Verdict, at: datetime) -> None:
    spell = spells.get(name)
    if verdict is Verdict.MET and (spell is None or not spell.open):
        spells[name] = Spell(spell.first if spell else at, at, True)
    elif verdict is Verdict.NOT_MET and spell is not None and spell.open:
        spells[name] = Spell(spell.first, spell.start, False)
