"""What the board has stopped: of a drug or a schedule that is retired no dose is computed, and it is told why."""

from collections.abc import Iterable
from dataclasses import replace

from stillpath.model import Block, DoseRecord, Drug, Knowledge, Schedule
from stillpath.model.review import Standing, State

__all__ = ["stopped"]

_DOSING = ("drugs/", "schedules/")


def stopped(knowledge: Knowledge) -> Knowledge:
    """The knowledge in which nothing retired gives a dose; the reason stands where the amount would.

    A dose of a schedule is of a drug, and stops with either.
    """
    retired = {
        name: one
        for name, one in knowledge.reviewed.standings.items()
        if one.state is State.RETIRED and name.startswith(_DOSING)
    }
    if not retired:
        return knowledge
    drugs = {id: _drug(drug, retired.get(f"drugs/{id}")) for id, drug in knowledge.drugs.items()}
    schedules = {id: _schedule(one, retired) for id, one in knowledge.schedules.items()}
    return replace(knowledge, drugs=drugs, schedules=schedules)


def _drug(drug: Drug, standing: Standing | None) -> Drug:
    if standing is None:
        return drug
    return replace(drug, doses=tuple(_not_computed(one, standing) for one in drug.doses))


def _schedule(schedule: Schedule, retired: dict[str, Standing]) -> Schedule:
    of_all = retired.get(f"schedules/{schedule.id}")
    blocks = tuple(_block(one, (of_all, retired.get(f"drugs/{one.drug}"))) for one in schedule.blocks)
    return replace(schedule, blocks=blocks)


def _block(block: Block, standings: Iterable[Standing | None]) -> Block:
    why = next((one for one in standings if one is not None), None)
    if why is None or block.record is None:
        return block
    return replace(block, record=_not_computed(block.record, why))


def _not_computed(record: DoseRecord, standing: Standing) -> DoseRecord:
    name = standing.entry.partition("/")[2]
    return replace(record, computes=False, why_not=f"not computed: {name} is RETIRED: {standing.why.rstrip('.')}")
