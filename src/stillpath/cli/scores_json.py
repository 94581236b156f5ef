"""The scores of `assess --format json`."""

from datetime import datetime
from fractions import Fraction
from typing import Any, Protocol

from stillpath.cli.json_parts import evidence_json
from stillpath.engine import Decision, Scored, ScoredItem, printed_at
from stillpath.prose import Clock, reason
from stillpath.prose.scores import said_limits, why_none
from stillpath.timeline import Result

__all__ = ["score_json"]


class _Writer(Protocol):
    def time(self, at: datetime | None) -> str | None: ...


def score_json(scored: Scored, decision: Decision, clock: Clock, writer: _Writer) -> dict[str, Any]:
    """A score: `value` is null where an item is missing, and no figure at all is given to a child it is not for."""
    score, reading, printed = scored.score, scored.reading, scored.score.printed
    points = scored.points
    return {
        "id": score.id,
        "title": score.title,
        "for_whom": score.for_whom,
        "made_in": score.made_in,
        "applies": scored.applies.value,
        "why_none": why_none(scored, decision, clock) or None,
        "value": float(points.low) if points is not None and scored.complete else None,
        "lowest": _number(points.low if points is not None else None),
        "highest": _number(points.high if points is not None else None),
        "complete": scored.complete,
        "items": [_item(one, decision, clock, scored.points is not None) for one in scored.items],
        "reading": reading.says if reading is not None else None,
        "reading_id": reading.id if reading is not None else None,
        "printed": {
            "says": printed.says,
            "unit": printed.unit,
            "lowest": printed_at(printed, points.low) or None,
            "highest": printed_at(printed, points.high) or None,
            "sources": evidence_json(printed.evidence),
        }
        if printed is not None and points is not None
        else None,
        "limits": [limit.says for limit in said_limits(scored, decision)],
        "sources": evidence_json(score.evidence),
        "holds_until": writer.time(scored.holds_until),
    }


def _item(one: ScoredItem, decision: Decision, clock: Clock, figure: bool) -> dict[str, Any]:
    """An item; its points are left out with the score's figure."""
    results = dict.fromkeys(entry.id for line in one.lines for entry in line.used if isinstance(entry, Result))
    why = next((text for line in one.lines if (text := reason(line, decision, clock))), None)
    return {
        "id": one.item.id,
        "title": one.item.title,
        "value": _number(one.points.low) if figure and one.known else None,
        "lowest": _number(one.points.low) if figure else None,
        "highest": _number(one.points.high) if figure else None,
        "band": one.band or None,
        "at_the_limit": one.at_limit,
        "why_unknown": None if one.known else why,
        "from": list(results),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
