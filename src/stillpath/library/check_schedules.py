"""Checks schedules/ and the strength of steroids: every name leads somewhere, and none lacks its own."""

from collections.abc import Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import Knowledge, Schedule, Status
from stillpath.prose.claims import claims_of

__all__ = ["check_schedules"]


def check_schedules(knowledge: Knowledge, folder: str = "knowledge") -> Iterator[KnowledgeError]:
    """Every problem of the schedules and of `prednisolone_equivalent`. `folder` is what the folder is called."""
    claims = claims_of(knowledge) if any(schedule.see for schedule in knowledge.schedules.values()) else {}
    for schedule in knowledge.schedules.values():
        for id in schedule.conflicts:
            if id not in knowledge.conflicts:
                found = f"'{id}' is not a conflict{did_you_mean(id, knowledge.conflicts)}"
                yield KnowledgeError(schedule.where, found, "the id of a file in conflicts/")
        for id in schedule.see:
            if id not in claims:
                yield KnowledgeError(schedule.where, f"'{id}' is not a claim{did_you_mean(id, claims)}", "its id")
        yield from _unverified(schedule)
    yield from _strengths(knowledge, folder)


def _unverified(schedule: Schedule) -> Iterator[KnowledgeError]:
    for block in schedule.blocks:
        record = block.record
        if record is not None and record.computes and record.evidence[0].status is Status.UNVERIFIED:
            found = f"the block '{block.id}' computes and is unverified"
            yield KnowledgeError(schedule.where, found, "computes: no and why_not, or verified, derived or proposal")


def _strengths(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    """Where one drug of a class has an equivalent, each has: else a steroid would be left out of a total in silence."""
    for name, members in knowledge.classes.items():
        with_one = [id for id in members if knowledge.drugs[id].potency is not None]
        for id in members if with_one else ():
            if id not in with_one:
                found = f"no prednisolone_equivalent, and others of its class '{name}' have one"
                yield KnowledgeError(f"{folder}/drugs/{id}.yaml", found, "one for each drug of the class")
    for drug in knowledge.drugs.values():
        if drug.potency is not None and drug.potency.evidence[0].status is Status.UNVERIFIED:
            where = f"{folder}/drugs/{drug.id}.yaml"
            yield KnowledgeError(where, "prednisolone_equivalent computes and is unverified", "verified or derived")
