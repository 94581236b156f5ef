"""One event as it was received, whatever the file it came in: text and numbers untouched, nothing decided."""

from dataclasses import dataclass, field

from stillpath.model import Code
from stillpath.timeline import MedicationKind, Refused, Standing

__all__ = ["COVERED", "FACT_KINDS", "KINDS", "MEDICATION_KINDS", "PatientRecord", "Received"]

MEDICATION_KINDS = {
    "medication_order": MedicationKind.ORDERED,
    "medication_given": MedicationKind.GIVEN,
    "medication_statement": MedicationKind.STATED,
    "medication_stopped": MedicationKind.STOPPED,
}
FACT_KINDS = ("diagnosis", "lab", "vital", "exam", "procedure", "context", "judgement")
KINDS = (*FACT_KINDS, *MEDICATION_KINDS, "note")
COVERED = (*FACT_KINDS, *MEDICATION_KINDS)


@dataclass(frozen=True, slots=True)
class Received:
    """One event, row, fact line or resource before anything of it is understood.

    `where` names its place ("event 7"); `kind` is one of KINDS. Times are text. `value` is a `Number`, text, a
    boolean, None or anything else that JSON can hold; `reference` the low and high ends as received, in `unit`;
    `unit_also` is a second way the same unit was written.
    `family` is the id that a later version or retraction would use; `part` tells that the family has several parts,
    each of another fact. `unusable` holds what the reader already found wrong (found, expected, the field); `field` is
    what a field is called there ("column"). `missing` is the
    reason a source gave for there being no value.
    """

    where: str
    kind: str
    name: str = ""
    codes: tuple[Code, ...] = ()
    time: object = None
    known: object = None
    value: object = None
    unit: str = ""
    unit_also: str = ""
    comparator: str = ""
    specimen: str = ""
    reference: tuple[object, object] | None = None
    status: Standing | None = Standing.FINAL
    family: str = ""
    part: str = ""
    replaces: str = ""
    end: object = None
    route: str = ""
    every: str = ""
    per: str = ""
    by: str = ""
    note: str = ""
    estimated: bool = False
    missing: str = ""
    unusable: tuple[str, str, str] | None = None
    field: str = ""

    def shown(self) -> str:
        """What was received, for the person who supplied it: name, comparator, value and unit; not yet made plain."""
        value = {True: "yes", False: "no"}.get(self.value) if isinstance(self.value, bool) else self.value
        value = value if isinstance(value, str) else ""
        words = (self.name or (self.codes[0].code if self.codes else ""), f"{self.comparator}{value}", self.unit)
        return " ".join(word for word in words if word)


@dataclass(frozen=True, slots=True)
class PatientRecord:
    """All that one file says of one patient, still as received.

    `now` is the file's own now; `latest`, where there is none, when the file was made. `coverage` gives, for a kind,
    from when to when; `refused` and `notes` hold what the reader itself has to say.
    """

    id: str
    sex: object = None
    birth_date: object = None
    example: str = ""
    now: object = None
    latest: object = None
    nominal: bool = False
    coverage: dict[str, tuple[object, object]] = field(default_factory=dict)
    events: tuple[Received, ...] = ()
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
