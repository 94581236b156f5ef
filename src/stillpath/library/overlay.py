"""Reads a hospital's policy and puts it over the knowledge: it chooses among what is recorded, inside what is allowed.

A policy names values and records; it holds no amount. What it may not touch has no key here, so a ceiling, an alert,
a severity or an evidence status cannot be changed by one. docs/policy.md is the manual.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from stillpath.errors import KnowledgeError
from stillpath.library.digest import digest_of_policy
from stillpath.library.record import Record, read_record
from stillpath.model import (
    Choice,
    Choosable,
    Conflict,
    DoseRecord,
    Drug,
    LocalPolicy,
    Parameter,
    Phone,
    Slot,
    Source,
    Status,
    Tier,
    Values,
)
from stillpath.units import Quantity, duration_text, parse_duration, parse_quantity

__all__ = ["NO_OVERLAY", "Overlay", "policy_words", "read_choosable", "read_overlay"]

_KINDS = ("parameter", "current_for", "slot", "not_available")
_WHO = ("rheumatology", "intensive-care", "haematology", "infectious-diseases")
_SURE = (Tier.PRIMARY, Tier.RECORD)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LENGTH = re.compile(r"(\d+) (h|d|min)\b")
_LENGTHS = {"h": "hour", "d": "day", "min": "minute"}
_LONGEST_ID = 40
_LONGEST = 200
_ALLOWED = "parameter, current_for, slot or not_available; a policy holds no amount, ceiling, severity or status"

Complain = Callable[[KnowledgeError], None]


@dataclass(frozen=True)
class Overlay:
    """A policy as written, each choice still to be held against the knowledge. `local` is None: there is no policy."""

    local: LocalPolicy | None = None
    asked: tuple[Choice, ...] = ()

    def parameters(self, policy: dict[str, Parameter], complain: Complain) -> dict[str, Parameter]:
        """The parameters with those that were chosen in place; each choice that is not allowed is complained of."""
        changed = dict(policy)
        for one in self._of("parameter"):
            parameter = policy.get(one.id)
            open_ones = ", ".join(id for id, other in policy.items() if other.may_be is not None)
            if parameter is None or parameter.may_be is None:
                found = "is no parameter" if parameter is None else "cannot be changed: it has no `may_be`"
                complain(KnowledgeError(one.where, f"'{one.id}' {found}", f"one of {open_ones}"))
                continue
            value = _allowed(one, parameter.may_be, complain)
            if value is not None:
                changed[one.id] = replace(parameter, value=value)
        return changed

    def values(self, values: Values, complain: Complain) -> Values:
        """The page of currency with the lines that were chosen in place."""
        current = dict(values.current_for)
        for one in self._of("current_for"):
            may_be = values.may_be.get(one.id)
            if may_be is None:
                expected = f"one of {', '.join(values.may_be)}"
                complain(KnowledgeError(one.where, f"how long '{one.id}' counts cannot be changed", expected))
            elif _allowed(one, may_be, complain) is not None:
                current[one.id] = one.value
        return replace(values, current_for=current)

    def drugs(self, drugs: dict[str, Drug], sources: dict[str, Source], complain: Complain) -> dict[str, Drug]:
        """The drugs with the default of each chosen slot in place; an inadmissible choice is complained of."""
        changed = dict(drugs)
        for one in self._of("not_available"):
            if one.id not in drugs:
                complain(KnowledgeError(one.where, f"'{one.id}' is no drug", "the id of a file in drugs/"))
        for one in self._of("slot"):
            name, _, slot_id = one.id.partition("/")
            slot = next((slot for slot in drugs[name].slots if slot.id == slot_id), None) if name in drugs else None
            if slot is None:
                slots = ", ".join(f"{drug.id}/{slot.id}" for drug in drugs.values() for slot in drug.slots)
                complain(KnowledgeError(one.where, f"'{one.id}' is no slot", slots))
                continue
            problem = _inadmissible(one.value, drugs[name], slot)
            if problem:
                allowed = [record.id for record in drugs[name].doses if not _inadmissible(record.id, drugs[name], slot)]
                expected = f"one of {', '.join(allowed)}" if allowed else "nothing: this slot has no choice"
                complain(KnowledgeError(one.where, problem, expected))
            elif one.value != slot.default and self.local is not None:
                chosen = replace(
                    slot,
                    default=one.value,
                    shipped=slot.default,
                    because=_told(self.local, one, _short(drugs[name], slot.default, sources), slot.because),
                )
                drug = changed[name]
                slots_now = tuple(chosen if each.id == slot.id else each for each in drug.slots)
                changed[name] = replace(drug, slots=slots_now)
        return changed

    def conflicts(
        self, conflicts: dict[str, Conflict], drugs: dict[str, Drug], sources: dict[str, Source]
    ) -> dict[str, Conflict]:
        """The conflicts, those on a chosen slot with the chosen record's side as what is taken."""
        changed = dict(conflicts)
        for one in self._of("slot"):
            drug_id, _, slot_id = one.id.partition("/")
            drug = drugs.get(drug_id)
            slot = next((slot for slot in drug.slots if slot.id == slot_id), None) if drug is not None else None
            if drug is None or slot is None or not slot.shipped or self.local is None:
                continue
            taken = {record.id: record.evidence[0].source for record in drug.doses}
            for id, conflict in conflicts.items():
                if conflict.slot != one.id or conflict.default != taken[slot.shipped]:
                    continue
                sides = {side.evidence.source for side in conflict.sides}
                default = taken[slot.default] if taken[slot.default] in sides else "neither"
                because = _told(self.local, one, _short(drug, slot.shipped, sources), conflict.because)
                changed[id] = replace(conflict, default=default, because=because)
        return changed

    def applied(
        self, version: str, values: Values, policy: dict[str, Parameter], drugs: dict[str, Drug]
    ) -> LocalPolicy | None:
        """The policy with what stillpath takes beside each choice; `policy` and `values` are those of the knowledge."""
        if self.local is None:
            return None
        choices = []
        for one in self.asked:
            shipped = one.value
            if one.kind == "parameter" and one.id in policy:
                shipped = _same(one.value, str(policy[one.id].value))
            elif one.kind == "current_for":
                shipped = _same(one.value, values.current_for.get(one.id, one.value))
            elif one.kind == "slot":
                drug_id, _, slot_id = one.id.partition("/")
                slots = drugs[drug_id].slots if drug_id in drugs else ()
                shipped = next((slot.shipped or slot.default for slot in slots if slot.id == slot_id), one.value)
            elif one.kind == "not_available":
                shipped = "as recorded"
            choices.append(replace(one, shipped=shipped))
        return replace(self.local, choices=tuple(choices), notes=_notes(self.local.written_for, version))

    def _of(self, kind: str) -> tuple[Choice, ...]:
        return tuple(one for one in self.asked if one.kind == kind)


NO_OVERLAY = Overlay()
"""No policy: the knowledge stays as it is."""


def read_overlay(path: Path, complain: Complain) -> Overlay:
    """A policy's file. What is wrong with a choice is complained of; KnowledgeError if the whole cannot be read."""
    digest = digest_of_policy(path)
    record = read_record(path, str(path))
    id = record.text("id")
    if not _ID.fullmatch(id) or len(id) > _LONGEST_ID:
        raise KnowledgeError(record.where("id"), "the id of a policy is not one short word", "for example oslo-2026")
    local = LocalPolicy(
        id=id,
        title=_line(record, "title"),
        hospital=_line(record, "hospital"),
        decided_by=_line(record, "decided_by"),
        dated=_day(record, "dated"),
        digest=digest,
        valid_until=_day(record, "valid_until") if record.has("valid_until") else "",
        written_for=record.text("knowledge", ""),
    )
    if local.valid_until and local.valid_until < local.dated:
        raise KnowledgeError(record.where("valid_until"), "the policy ends before it begins", f"after {local.dated}")
    asked: dict[tuple[str, str], Choice] = {}
    for item in record.records("choices"):
        try:
            one = _choice(item)
            if (one.kind, one.id) in asked:
                raise KnowledgeError(one.where, f"'{one.id}' is chosen twice", "each once")
            asked[one.kind, one.id] = one
        except KnowledgeError as problem:
            complain(problem)
    phones = []
    for item in record.records("phones"):
        try:
            phones.append(Phone(item.one_of("who", _WHO), _line(item, "line")))
            item.finish()
        except KnowledgeError as problem:
            complain(problem)
    record.finish()
    return Overlay(replace(local, phones=tuple(phones)), tuple(asked.values()))


def policy_words(policy: dict[str, Parameter], shipped: dict[str, Parameter]) -> dict[str, str]:
    """Each value of policy as a text says it: "12 hours"; what a hospital chose is told beside what is `shipped`."""
    words = {id: _words(parameter.value) for id, parameter in shipped.items()}
    for id, parameter in policy.items():
        if _words(parameter.value) != words[id]:
            words[id] = f"{_words(parameter.value)} (local; stillpath {words[id]})"
    return words


def read_choosable(item: Record, value: Quantity, sources: dict[str, Source]) -> Choosable | None:
    """The `may_be` of a value, with whose it is and why; None if the value cannot be changed."""
    if not item.has("may_be"):
        return None
    texts = item.texts("may_be")
    text = ", ".join(texts)
    low, to, high = texts[0].partition(" to ") if len(texts) == 1 else ("", "", "")
    try:
        values = tuple(parse_quantity(one) for one in ((low, high) if to else texts))
    except ValueError as problem:
        expected = "6 h to 12 h, or a list of values"
        raise KnowledgeError(item.where("may_be"), f"cannot read what it may be: '{text}'", expected) from problem
    source = item.text("may_be_from")
    if source not in sources:
        raise KnowledgeError(item.where("may_be_from"), f"'{source}' is not a source", "a file in sources/")
    found = Choosable(text, values, not to, source, item.sentence("may_be_because"))
    if not found.holds(value):
        raise KnowledgeError(item.where("may_be"), f"'{text}' does not hold the value itself", str(value))
    return found


def _choice(item: Record) -> Choice:
    kinds = [kind for kind in _KINDS if item.has(kind)]
    if len(kinds) != 1:
        raise KnowledgeError(item.where(), "a choice of nothing, or of several things", _ALLOWED)
    kind = kinds[0]
    where = item.where(kind)
    keys = {"parameter": "value", "current_for": "value", "slot": "record"}
    one = Choice(
        kind=kind,
        id=item.text(kind),
        value=item.text(keys[kind]) if kind in keys else "not available here",
        shipped="",
        because=_line(item, "because"),
        instead=_line(item, "instead") if item.has("instead") else "",
        where=where,
    )
    if one.instead and kind != "not_available":
        raise KnowledgeError(item.where("instead"), "`instead` stands with not_available only", "leave it out")
    item.finish()
    return one


def _allowed(one: Choice, may_be: Choosable, complain: Complain) -> Quantity | None:
    """The value chosen; None, with a complaint, if it is none or lies outside what is allowed."""
    expected = f"{may_be.text}, each with its unit"
    try:
        value = parse_quantity(one.value)
    except ValueError:
        complain(KnowledgeError(one.where, f"cannot read the value of '{one.id}'", expected))
        return None
    if not may_be.holds(value):
        complain(KnowledgeError(one.where, f"'{one.id}' may not be {one.value}", expected))
        return None
    return value


def _inadmissible(name: str, drug: Drug, slot: Slot) -> str:
    """Why a record may not be the default of a slot; empty if it may."""
    record = next((record for record in drug.doses if (record.slot, record.id) == (slot.id, name)), None)
    default = next((record for record in drug.doses if (record.slot, record.id) == (slot.id, slot.default)), None)
    if default is None:
        return f"'{drug.id}/{slot.id}' has no default to choose instead of"
    if record is None:
        return f"'{name}' is no record of {drug.id}/{slot.id}"
    reason = _why_not(record, default)
    return f"'{name}' {reason}" if reason else ""


def _why_not(record: DoseRecord, default: DoseRecord) -> str:
    evidence = record.evidence[0]
    if record.adult:
        return "is a record for adults"
    if not record.computes:
        return "is shown for comparison and never computes"
    if evidence.status is Status.UNVERIFIED:
        return "is unverified"
    if evidence.tier not in _SURE:
        return f"rests on a {evidence.tier.value} tier; a default needs primary or record"
    if default.at_most is not None and record.at_most is None:
        return "has no ceiling, and the default of this slot has one"
    return ""


def _told(local: LocalPolicy, one: Choice, shipped: str, because: str) -> str:
    """Why a chosen record is the default, beginning with whose choice it is."""
    return f"Local choice of {local.hospital}, {local.dated}: {one.because} Stillpath takes {shipped}: {because}"


def _short(drug: Drug, record: str, sources: dict[str, Source]) -> str:
    source = next(one.evidence[0].source for one in drug.doses if one.id == record)
    return sources[source].short


def _words(value: Quantity) -> str:
    try:
        text = duration_text(value.length())
    except ValueError:
        return str(value)
    return _LENGTH.sub(lambda found: f"{found[1]} {_LENGTHS[found[2]]}{'' if found[1] == '1' else 's'}", text)


def _same(value: str, shipped: str) -> str:
    """What is shipped, in the words of the choice if it is as much: 1 d for 24 h."""
    for parse in (parse_duration, parse_quantity):
        with suppress(ValueError):
            return value if parse(value) == parse(shipped) else shipped
    return shipped


def _notes(written_for: str, version: str) -> tuple[str, ...]:
    if not written_for:
        return (f"It does not say for which knowledge it was decided; this is {version}: read the choices anew.",)
    if written_for in (version, version.partition("+")[0]):
        return ()
    return (f"It was decided for knowledge {written_for}; this is {version}: read the choices anew.",)


def _line(record: Record, key: str) -> str:
    text = record.sentence(key)
    if not text or len(text) > _LONGEST or not text.isprintable():
        found = f"'{key}' is empty, longer than {_LONGEST} characters, or not plain text"
        raise KnowledgeError(record.where(key), found, "one short plain line")
    return text


def _day(record: Record, key: str) -> str:
    text = record.text(key)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as problem:
        raise KnowledgeError(record.where(key), f"'{key}' is not a date", "for example 2026-11-01") from problem
