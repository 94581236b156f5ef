"""The shapes of a treatment laid out by days or weeks (docs/knowledge.md, schedules)."""

from dataclasses import dataclass

from stillpath.model.records import DoseRecord, Evidence
from stillpath.model.rules import Node

__all__ = ["Block", "Schedule", "Span"]


@dataclass(frozen=True)
class Span:
    """The days of a block, both ends included; day 1 is the day of the first dose. `last` None: it has no printed end.

    `weeks` tells that the source counts weeks: week 1 is days 1 to 7.
    """

    first: int
    last: int | None
    weeks: bool


@dataclass(frozen=True)
class Block:
    """One drug over one span. Without a `record` no amount is held, and `says` tells what is known.

    `span` is None where no day is printed; `begins` then tells in words when. `lead` is the condition it stands under
    ("Instead, if the brain is involved"). `drug` is the drug's id, "" if the block is of none.
    """

    id: str
    drug: str
    evidence: tuple[Evidence, ...]
    span: Span | None = None
    begins: str = ""
    lead: str = ""
    record: DoseRecord | None = None
    says: str = ""


@dataclass(frozen=True)
class Schedule:
    """A treatment laid out by days or weeks. One that is not `complete` names what is `missing`.

    No amount is worked out for a child until `guard` is met; `guard_says` tells why. `see` are claims to read with it.
    """

    id: str
    title: str
    says: str
    population: str
    complete: bool
    missing: tuple[str, ...]
    blocks: tuple[Block, ...]
    evidence: tuple[Evidence, ...]
    guard: Node | None = None
    guard_says: str = ""
    conflicts: tuple[str, ...] = ()
    see: tuple[str, ...] = ()
    where: str = ""

    @property
    def drugs(self) -> tuple[str, ...]:
        """The ids of its drugs, each once, in their order."""
        return tuple(dict.fromkeys(block.drug for block in self.blocks if block.drug))

    @property
    def by_weeks(self) -> bool:
        """Whether its source counts weeks."""
        return any(block.span is not None and block.span.weeks for block in self.blocks)
