"""A treatment laid out for a child: each block's dose by the one way of working a dose out, and its dates.

Nothing is computed before the schedule's guard is met, and every refusal of `compute_dose` holds here too. The amounts
are those of the size known now, also for weeks to come.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from stillpath.care.dose import DoseLine, compute_dose
from stillpath.engine import Decision
from stillpath.model import Block, Knowledge, Schedule, Slot, Verdict

__all__ = ["LaidBlock", "LaidOut", "lay_out"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LaidBlock:
    """A block with its dose (None where it names no amount, or no child is given) and its dates.

    `first` and `last` are None without a start or a printed day; `last` also where the block has no printed end. `on`
    are the days on which it is given, where the source prints them and they are not every day of the block.
    """

    block: Block
    dose: DoseLine | None = None
    first: date | None = None
    last: date | None = None
    on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A schedule laid out. `guard` is MET where there is none; UNKNOWN, without a child."""

    schedule: Schedule
    guard: Verdict
    start: date | None
    blocks: tuple[LaidBlock, ...]


def lay_out(schedule: Schedule, knowledge: Knowledge, decision: Decision | None, start: date | None) -> LaidOut:
    """The schedule for the child of a decision (None: nobody's) from `start`, which is day 1 (None: no dates)."""
    guard = _guard(schedule, decision)
    return LaidOut(
        schedule,
        guard,
        start,
        tuple(_laid(block, schedule, guard, knowledge, decision, start) for block in schedule.blocks),
    )


def _guard(schedule: Schedule, decision: Decision | None) -> Verdict:
    if schedule.guard is None:
        return Verdict.MET
    return Verdict.UNKNOWN if decision is None else decision.evaluate(schedule.guard).verdict


def _laid(
    block: Block,
    schedule: Schedule,
    guard: Verdict,
    knowledge: Knowledge,
    decision: Decision | None,
    start: date | None,
) -> LaidBlock:
    first, last = _dates(block, start)
    return LaidBlock(block, _dose(block, schedule, guard, knowledge, decision), first, last, _on(block, first, last))


def _dose(
    block: Block, schedule: Schedule, guard: Verdict, knowledge: Knowledge, decision: Decision | None
) -> DoseLine | None:
    if block.record is None or decision is None:
        return None
    drug, record = knowledge.drugs[block.drug], block.record
    slot = next((one for one in drug.slots if one.id == record.slot), Slot(block.id, schedule.title, "", ""))
    if guard is Verdict.MET:
        return compute_dose(drug, slot, record, decision)
    return DoseLine(drug, slot, record, False, record.give.written_unit, why_not=schedule.guard_says)


def _dates(block: Block, start: date | None) -> tuple[date | None, date | None]:
    if start is None or block.span is None:
        return None, None
    last = block.span.last
    return start + (block.span.first - 1) * _DAY, None if last is None else start + (last - 1) * _DAY


def _on(block: Block, first: date | None, last: date | None) -> tuple[date, ...]:
    """The days of a dose that is given every so many days, both ends of the block included."""
    every = block.record.every if block.record is not None else None
    if first is None or last is None or every is None or every <= _DAY or every % _DAY:
        return ()
    return tuple(first + times * every for times in range((last - first) // every + 1))
