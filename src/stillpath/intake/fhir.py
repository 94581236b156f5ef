"""A FHIR R4 Bundle: whose it is, what refers to what, and which reader reads which resource."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from stillpath.errors import InputError, WhichPatientError
from stillpath.intake.fhir_medications import read_administration, read_request, read_statement
from stillpath.intake.fhir_parts import Json, item, items, text
from stillpath.intake.fhir_results import read_condition, read_observation, read_procedure
from stillpath.intake.plain import kind_of
from stillpath.intake.received import PatientRecord, Received

__all__ = ["from_bundle"]

_Reader = Callable[[Json, str, Callable[[Json], Json]], list[Received]]

_READERS: dict[str, _Reader] = {
    "Observation": read_observation,
    "Condition": read_condition,
    "Procedure": read_procedure,
    "MedicationRequest": read_request,
    "MedicationAdministration": read_administration,
    "MedicationStatement": read_statement,
}
_READ_WITH_OTHERS = frozenset(("Patient", "Medication", "Specimen"))

_TYPE = re.compile(r"[A-Z][A-Za-z]{1,39}")
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_VERSION = re.compile(r"/_history/[^/]*$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry: `place` is what messages call it, `key` what tells it from all others of the Bundle."""

    place: str
    key: str
    url: str
    type: str
    resource: Json


def from_bundle(bundle: Json, patient: str | None = None) -> PatientRecord:
    """The record of the one patient of a Bundle, or of the one named by `patient`; others' resources are refused.

    Raises InputError if it is no Bundle, if it holds no patient, or several and none is named.

    >>> from_bundle({"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient", "id": "p"}}]}).id
    'p'
    """
    if bundle.get("resourceType") != "Bundle":
        raise InputError(f"the FHIR resource is {_type_text(bundle)}, expected a Bundle")
    if bundle.get("entry") is not None and not isinstance(bundle["entry"], list):
        raise InputError(f"entry: found {kind_of(bundle['entry'])}, expected a list")
    reading = _Bundle(bundle)
    chosen = reading.choose(patient)
    return reading.record(chosen, bundle)


class _Bundle:
    """The entries of a Bundle and what they refer to."""

    def __init__(self, bundle: Json) -> None:
        self.notes: list[str] = []
        self.entries = self._entries(bundle)
        self.by_key = {entry.key: entry for entry in self.entries}
        self.by_local: dict[str, list[_Entry]] = {}
        for entry in self.entries:
            self.by_local.setdefault(f"{entry.type}/{text(entry.resource, 'id')}", []).append(entry)
        self.patients = list(dict.fromkeys(entry.key for entry in self.entries if entry.type == "Patient"))
        subjects = [self.subject(entry) for entry in self.entries if entry.type in _READERS]
        self.everyone = list(dict.fromkeys((*self.patients, *(subject for subject in subjects if subject))))

    def _entries(self, bundle: Json) -> list[_Entry]:
        found: list[_Entry] = []
        empty = 0
        for number, entry in enumerate(items(bundle, "entry"), 1):
            resource = item(entry, "resource")
            if not resource:
                empty += 1
                continue
            type, id = text(resource, "resourceType"), text(resource, "id")
            type = type if _TYPE.fullmatch(type) else ""
            url = _VERSION.sub("", text(entry, "fullUrl"))
            local = f"{type}/{id}" if type and _ID.fullmatch(id) else ""
            place = local or f"entry {number}"
            found.append(_Entry(place, url or local or place, url, type, resource))
        if empty:
            self.notes.append(f"{empty:,} entries of the Bundle hold no resource")
        if any(text(link, "relation") == "next" for link in items(bundle, "link")):
            self.notes.append("the Bundle is one page of several; the others were not read")
        return found

    def choose(self, patient: str | None) -> str:
        """The key of the patient to read."""
        if patient is not None:
            named = [key for key in self.everyone if patient in (key, self.id_of(key), f"Patient/{self.id_of(key)}")]
            if not named:
                raise WhichPatientError("nothing in the Bundle is about the patient named with --patient", self.held())
            if len(named) > 1:
                said = "several patients of the Bundle have the id named with --patient; give the full address"
                raise WhichPatientError(said, self.held())
            return named[0]
        candidates = self.patients or self.everyone
        if not candidates:
            raise InputError("the Bundle names no patient; expected a Patient, or resources with a subject")
        if len(candidates) > 1:
            said = f"the Bundle holds {len(candidates):,} patients; name one with --patient"
            raise WhichPatientError(said, self.held())
        return candidates[0]

    def held(self) -> tuple[tuple[str, int], ...]:
        """The patients of the Bundle, each by its id (by its key where two share the id), with its resources."""
        about = Counter(self.subject(entry) for entry in self.entries if entry.type in _READERS)
        ids = Counter(self.id_of(key) for key in self.everyone)
        return tuple((key if ids[self.id_of(key)] > 1 else self.id_of(key), about[key]) for key in self.everyone)

    def id_of(self, key: str) -> str:
        """The id of a patient, from the resource or the reference to it."""
        entry = self.by_key.get(key)
        return (text(entry.resource, "id") if entry else "") or key.rpartition("/")[2]

    def record(self, chosen: str, bundle: Json) -> PatientRecord:
        """All that the Bundle says of one patient."""
        events: list[Received] = []
        unnamed = 0
        skipped: Counter[str] = Counter()
        for entry in self.entries:
            reader = _READERS.get(entry.type)
            if reader is None:
                if entry.type not in _READ_WITH_OTHERS:
                    skipped[entry.type or "without a type"] += 1
                continue
            subject = self.subject(entry)
            unnamed += subject is None
            if subject != chosen and not (subject is None and len(self.everyone) <= 1):
                found = "another patient's resource" if subject else "a resource without a subject"
                events.append(Received(entry.place, "", unusable=(found, "the subject that is read", "")))
                continue
            events += self._read(entry, reader)
        if unnamed and len(self.everyone) <= 1:
            self.notes.append(f"{unnamed:,} resources name no subject; they were read as this patient's")
        if skipped:
            told = ", ".join(f"{count:,} {type}" for type, count in sorted(skipped.items()))
            self.notes.append(f"not read in this version: {told}")
        who = self.by_key[chosen].resource if chosen in self.by_key else {}
        return PatientRecord(
            self.id_of(chosen),
            who.get("gender"),
            who.get("birthDate"),
            latest=bundle.get("timestamp"),
            events=tuple(events),
            notes=tuple(self.notes),
        )

    def _read(self, entry: _Entry, reader: _Reader) -> list[Received]:
        refused = _modifier(entry.resource)
        family = self._family(entry)
        received = reader(entry.resource, entry.place, partial(self.resolve, entry=entry))
        return [replace(one, family=family, unusable=refused or one.unusable) for one in received]

    def _family(self, entry: _Entry) -> str:
        """The id under which later versions of a resource come: its place, or its address where two share the id."""
        same = {other.key for other in self.by_local.get(entry.place, [])}
        return entry.url if len(same) > 1 else entry.place if "/" in entry.place else entry.url

    def subject(self, entry: _Entry) -> str | None:
        """The key of the patient that a resource is about; None if it names none."""
        reference = item(entry.resource, "subject")
        target = text(reference, "reference")
        if not target:
            return self._by_identifier(item(reference, "identifier"))
        if target.startswith("#"):
            contained = self.contained(target, entry.resource)
            identifiers = items(contained, "identifier")
            return next(filter(None, map(self._by_identifier, identifiers)), f"{entry.place}{target}")
        return self.key_of(target, entry)

    def _by_identifier(self, identifier: Json) -> str | None:
        value = text(identifier, "value")
        if not value:
            return None
        for entry in self.entries:
            if entry.type == "Patient" and any(
                text(own, "value") == value and text(own, "system") == text(identifier, "system")
                for own in items(entry.resource, "identifier")
            ):
                return entry.key
        return f"identifier {value}"

    def key_of(self, target: str, entry: _Entry) -> str:
        """The key of what a relative, absolute or urn reference points to, whether or not it is in the Bundle."""
        target = _VERSION.sub("", target)
        if target in self.by_key:
            return target
        local = "/".join(target.split("/")[-2:])
        near = self.by_local.get(local, [])
        if "://" not in target and not target.startswith("urn:"):
            base = entry.url.removesuffix(f"{entry.type}/{text(entry.resource, 'id')}")
            if base != entry.url and base + target in self.by_key:
                return base + target
            return near[0].key if len({one.key for one in near}) == 1 else target
        without_address = [one for one in near if "://" not in one.url]
        return without_address[0].key if "://" in target and len(without_address) == 1 else target

    def contained(self, target: str, resource: Json) -> Json:
        """The contained resource of this id; empty if there is none."""
        return next((one for one in items(resource, "contained") if text(one, "id") == target[1:]), {})

    def resolve(self, holder: Json, entry: _Entry) -> Json:
        """The resource that a Reference points to; empty if it is not in the Bundle."""
        target = text(holder, "reference")
        if target.startswith("#"):
            return self.contained(target, entry.resource)
        found = self.by_key.get(self.key_of(target, entry)) if target else None
        return found.resource if found else {}


def _modifier(resource: Json) -> tuple[str, str, str] | None:
    for key in ("modifierExtension", "implicitRules"):
        if resource.get(key):
            return (f"{key}, which may change the meaning of all else", "a resource without it", "")
    return None


def _type_text(resource: Json) -> str:
    type = text(resource, "resourceType")
    return type if _TYPE.fullmatch(type) else "of no known type"
