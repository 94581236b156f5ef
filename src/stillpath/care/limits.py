"""How an action limit of a check stands; of a check that goes with an infusion, by what was seen during it."""

from collections.abc import Iterator
from datetime import datetime

from stillpath.engine import Decision, Line
from stillpath.model import Limitation, Monitor, Verdict
from stillpath.timeline import MedicationKind, Result

__all__ = ["standing"]


def standing(monitor: Monitor, limit: Limitation, decision: Decision) -> Verdict:
    """The verdict of a limit now; unknown where it has no rule.

    A limit of a check `during` a drug is not met while no dose of it runs (from when it was given until `lasts` after
    that, or after its end), and unknown if what meets it was all seen before the dose.
    """
    if limit.when is None:
        return Verdict.UNKNOWN
    line = decision.evaluate(limit.when)
    if not monitor.during or monitor.lasts is None:
        return line.verdict
    now = decision.now.at
    begun = [
        entry.at
        for entry in decision.known.view.medications((monitor.during,))
        if entry.kind is MedicationKind.GIVEN and entry.at <= now <= (entry.end or entry.at) + monitor.lasts
    ]
    if not begun:
        return Verdict.NOT_MET
    if line.verdict is not Verdict.MET:
        return line.verdict
    return Verdict.MET if any(at >= min(begun) for at in _seen(line)) else Verdict.UNKNOWN


def _seen(line: Line) -> Iterator[datetime]:
    """When the newest value was taken behind each line that is met."""
    if line.verdict is not Verdict.MET:
        return
    times = [one.at for one in line.used if isinstance(one, Result)]
    if line.children:
        for child in line.children:
            yield from _seen(child)
    elif times:
        yield max(times)
