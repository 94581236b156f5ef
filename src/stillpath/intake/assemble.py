"""Everything read from one file into one timeline: ids, versions, retractions, repeats, and when things were known."""

from dataclasses import dataclass, replace
from datetime import datetime

from stillpath.intake.events import Draft, Reader, Withdrawal
from stillpath.timeline import Medication, Precision, Result, Standing

__all__ = ["Settled", "settle"]

Entry = Result | Medication


@dataclass(frozen=True, slots=True)
class Settled:
    """The entries of a file with their final ids, and what there is to say about them."""

    results: tuple[Result, ...]
    medications: tuple[Medication, ...]
    notes: tuple[str, ...]


def settle(reader: Reader) -> Settled:
    """The entries that a reader has drafted, ready for a timeline.

    `known_at` is what was given; for a date, its last minute, but not beyond the file's now (else the last time at
    which anything is known to have been known). An entry without an id is called by its place. Exact repeats without
    an id are read once. One id under which different things stand is split, except where a correction says otherwise.
    A retraction becomes a version of each entry it takes back.
    """
    notes: list[str] = []
    reference = _reference(reader)
    drafts = _without_repeats([_known(draft, reader, reference, notes) for draft in reader.drafts], notes)
    families = _families(drafts, notes)
    entries = [_alone(entry, family, families) for family in families.values() for entry in family]
    entries += _replaced(entries, families, notes)
    for withdrawal in reader.withdrawals:
        entries += _withdrawn(withdrawal, families, reference, notes)
    entries.sort(key=lambda entry: (entry.at, entry.known_at, entry.id, entry.standing.retracts))
    return Settled(
        tuple(entry for entry in entries if isinstance(entry, Result)),
        tuple(entry for entry in entries if isinstance(entry, Medication)),
        tuple(notes),
    )


def _reference(reader: Reader) -> datetime | None:
    """The latest thinkable time of knowing: the file's now, else the last time of knowing given to the minute.

    Where none is given so, it is the clock by which the file is read, if that is known.
    """
    if reader.now is not None:
        return reader.now
    fine = [
        when.end for draft in reader.drafts for when in (draft.taken, draft.known) if when and _fine(when.precision)
    ]
    return max(fine, default=reader.clock)


def _fine(precision: Precision) -> bool:
    return precision is Precision.MINUTE


def _known(draft: Draft, reader: Reader, reference: datetime | None, notes: list[str]) -> Draft:
    entry = draft.entry
    if draft.known is not None:
        if draft.known.end < draft.taken.start:
            notes.append(f"{draft.event.where}: known before it was taken; the time it was taken is used instead")
        known_at = max(entry.at, draft.known.start if reader.nominal else draft.known.latest(reference))
    else:
        known_at = entry.at if reader.nominal else max(entry.at, draft.taken.latest(reference))
    return replace(draft, entry=replace(entry, known_at=known_at))


def _without_repeats(drafts: list[Draft], notes: list[str]) -> list[Draft]:
    seen: set[Entry] = set()
    kept: list[Draft] = []
    repeats = 0
    for draft in drafts:
        if draft.event.family:
            kept.append(draft)
        elif draft.entry in seen:
            repeats += 1
        else:
            seen.add(draft.entry)
            kept.append(draft)
    if repeats:
        notes.append(f"{repeats:,} events repeat another exactly and were read once")
    return kept


def _families(drafts: list[Draft], notes: list[str]) -> dict[str, list[Entry]]:
    """The entries by the id they came with (or their place), each with its final id."""
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.event.family:
            found.setdefault(draft.event.family, []).append(draft)
    for draft in drafts:
        if not draft.event.family:
            place = draft.event.where
            while place in found:
                place += " (without id)"
            found[place] = [draft]
    return {family: _named(family, members, notes) for family, members in found.items()}


def _named(family: str, members: list[Draft], notes: list[str]) -> list[Entry]:
    if len(members) == 1 and not members[0].event.part:
        return [replace(members[0].entry, id=family)]
    subjects = {_subject(draft.entry) for draft in members if not draft.event.part}
    newest = max(members, key=lambda draft: draft.entry.known_at)
    split = len(subjects) > 1 and newest.entry.standing is not Standing.CORRECTED
    if split:
        notes.append(f"{members[0].event.where}: its id is used for different things; each was kept")
    named: dict[tuple[str, datetime, Standing], list[Entry]] = {}
    entries: list[Entry] = []
    for draft in members:
        part = draft.event.part or (_subject(draft.entry) if split else "")
        entry = replace(draft.entry, id=f"{family}/{part}" if part else family)
        same = named.setdefault((entry.id, entry.known_at, entry.standing), [])
        if entry in same:
            continue
        same.append(entry)
        if len(same) > 1:
            notes.append(f"{draft.event.where}: a second version under the same id and time; both were kept")
            entry = replace(entry, id=f"{entry.id} ({len(same)})")
        entries.append(entry)
    return entries


def _subject(entry: Entry) -> str:
    return entry.fact if isinstance(entry, Result) else f"{entry.drug} {entry.kind}"


def _alone(entry: Entry, family: list[Entry], families: dict[str, list[Entry]]) -> Entry:
    """A correction whose earlier version is nowhere says so."""
    if entry.standing is not Standing.CORRECTED or entry.replaces in families:
        return entry
    if sum(other.id == entry.id for other in family) > 1:
        return entry
    return replace(entry, note="; ".join(filter(None, (entry.note, "earlier version not in source"))))


def _replaced(entries: list[Entry], families: dict[str, list[Entry]], notes: list[str]) -> list[Entry]:
    """Retractions of what an entry `replaces`, where that is not simply one entry of the same name."""
    more: list[Entry] = []
    missing = 0
    for entry in entries:
        if not entry.replaces or entry.replaces == entry.id:
            continue
        older = families.get(entry.replaces)
        if older is None:
            missing += 1
            continue
        known_at = entry.known_at
        more += [_taken_back(old, Standing.ENTERED_IN_ERROR, known_at) for old in older if old.id != entry.replaces]
    if missing:
        notes.append(f"{missing:,} corrections replace an earlier version that is not in this file")
    return more


def _withdrawn(
    withdrawal: Withdrawal, families: dict[str, list[Entry]], reference: datetime | None, notes: list[str]
) -> list[Entry]:
    taken_back: list[Entry] = []
    for old in families.get(withdrawal.family, []):
        if withdrawal.fact and not (isinstance(old, Result) and old.fact == withdrawal.fact):
            continue
        known_at = withdrawal.known.latest(reference) if withdrawal.known else old.known_at
        if withdrawal.failed and withdrawal.fact and known_at <= old.known_at:
            continue
        taken_back.append(_taken_back(old, withdrawal.standing, known_at))
    if taken_back and withdrawal.failed:
        notes.append("a newer version of a value could not be used; the older version is not used from then on either")
    return taken_back


def _taken_back(entry: Entry, standing: Standing, known_at: datetime) -> Entry:
    known_at = max(known_at, entry.at)
    if isinstance(entry, Result):
        return replace(entry, standing=standing, known_at=known_at, interval=None, truth=None, replaces="")
    return replace(entry, standing=standing, known_at=known_at, replaces="")
