"""What is asked of a person who types a child in: parts in the order of the ward sheet, and what stands folded."""

from dataclasses import dataclass
from enum import StrEnum

from stillpath.model.records import Evidence, FactKind

__all__ = ["EntryForm", "FormPart", "PartKind"]


class PartKind(StrEnum):
    """What a part asks for: who the child is, what is seen, what a sample gave, what was before, what is given."""

    CHILD = "child"
    SIGNS = "signs"
    SAMPLES = "samples"
    HISTORY = "history"
    MEDICINES = "medicines"

    @property
    def facts(self) -> frozenset[FactKind]:
        """The kinds of fact that may stand in such a part; none in one of medicines. A judgement stands in none."""
        return _FITTING[self]


_FITTING = {
    PartKind.CHILD: frozenset((FactKind.VITAL, FactKind.DIAGNOSIS)),
    PartKind.SIGNS: frozenset((FactKind.VITAL, FactKind.EXAM)),
    PartKind.SAMPLES: frozenset((FactKind.LAB,)),
    PartKind.HISTORY: frozenset((FactKind.DIAGNOSIS, FactKind.CONTEXT)),
    PartKind.MEDICINES: frozenset[FactKind](),
}


@dataclass(frozen=True)
class FormPart:
    """One part of a form. `asked` stand open and `more` folded; both are facts, in a part of medicines drugs."""

    id: str
    title: str
    kind: PartKind
    asked: tuple[str, ...]
    more: tuple[str, ...] = ()
    hint: str = ""
    where: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All ids, in the order in which they are asked."""
        return (*self.asked, *self.more)


@dataclass(frozen=True)
class EntryForm:
    """A form by which a child is typed in. Age, sex and a label are asked with the part of kind child."""

    id: str
    title: str
    says: str
    parts: tuple[FormPart, ...]
    evidence: tuple[Evidence, ...]
    where: str = ""

    def names(self, kind: str) -> tuple[str, ...]:
        """The ids that are asked, of facts ("facts") or of drugs ("drugs"); empty for any other kind."""
        drugs = {"facts": False, "drugs": True}.get(kind)
        return tuple(id for part in self.parts if (part.kind is PartKind.MEDICINES) is drugs for id in part.names)
