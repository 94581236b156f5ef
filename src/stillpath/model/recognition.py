"""What helps to tell MAS from what looks like it: other diseases, and the samples that say which it is."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from stillpath.model.records import Evidence
from stillpath.model.rules import Node

__all__ = ["BEFORE", "Differential", "Sample", "SampleKind", "Separator"]

BEFORE = ("steroid", "immunoglobulin", "transfusion", "antibiotic")
"""What a sample may have to be taken before."""


class SampleKind(StrEnum):
    """What is done for a sample: only look at the child, draw blood, or send something else."""

    LOOK = "look"
    BLOOD = "blood"
    OTHER = "other"


@dataclass(frozen=True)
class Separator:
    """One result that tells two diseases apart, and what it tells either way.

    `by` are facts, of which each answers; empty where no fact holds it, and then `test` alone names it.
    """

    test: str
    by: tuple[str, ...]
    says: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Differential:
    """Another disease that can look like MAS. It is thought of while `when` is met; `order` is its place in the list.

    `do_not_wait` is what must not wait for the answer; whether steroid is held is decided elsewhere.
    """

    id: str
    title: str
    order: int
    says: str
    when: Node
    separated_by: tuple[Separator, ...]
    do_not_wait: str
    evidence: tuple[Evidence, ...]
    about: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class Sample:
    """One tube, or one look at the child, and the facts it gives.

    `volume` is the blood drawn in mL, None where none is. `before` lists the treatments that spoil it, `sent_as` the
    facts that say it is on its way.
    """

    id: str
    title: str
    kind: SampleKind
    gives: tuple[str, ...]
    says: str
    evidence: tuple[Evidence, ...]
    volume: Fraction | None = None
    tube: str = ""
    before: tuple[str, ...] = ()
    sent_as: tuple[str, ...] = ()
    turnaround: str = ""
    where: str = ""
