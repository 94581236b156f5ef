"""The page of what two knowledges, or a policy, make different: which records, and for which child what."""

from datetime import datetime

from stillpath.care.diff import Change, ChildChanges
from stillpath.model import Knowledge
from stillpath.prose.changes import change_sides
from stillpath.prose.document import Item, Page, Section
from stillpath.prose.local import local_text
from stillpath.prose.record_diff import RecordChange
from stillpath.prose.reviewed import status_of, whole
from stillpath.prose.words import Clock, for_people

__all__ = ["diff_page"]

_KIND = {
    "stage": "stage",
    "action": "action",
    "do-not": "do not",
    "dose": "dose",
    "alert": "alert",
    "verdict": "verdict",
    "due": "due",
}
_NOTHING = "Nothing changes: no record, and no stage, action, dose, alert, verdict or due time of any child."
_NO_RECORD = "No record differs."
_NO_CHILD = "No stage, action, dose, alert, verdict or due time of any child changes."
_MOMENTS = "Compared at the moments at which something became known; a clock that runs out between them is not shown."
_NONE = "none"
_MOST_TIMES = 4
_SHORT = 80
"""The characters of a changed line that is still told on one."""


def diff_page(
    before: Knowledge, after: Knowledge, records: tuple[RecordChange, ...], children: tuple[ChildChanges, ...]
) -> Page:
    """The page: counts first, then the records that differ, then each child that something changes for."""
    changed = tuple(child for child in children if child.changes)
    sections = [
        Section("", tuple(_head(records, children))),
        Section("RECORDS", tuple(_record(one) for one in records)),
        Section("CHILDREN", tuple(_child(child, after) for child in changed)),
    ]
    policies = dict.fromkeys(local_text(one.local) for one in (before, after) if one.local is not None)
    unchecked = [one.version for one in (before, after) if not one.checked]
    banner = [Item(text, tone="warning", exact=True) for text in policies]
    if unchecked:
        banner.insert(0, Item(f"CHANGED, UNCHECKED: {', '.join(dict.fromkeys(unchecked))}", tone="critical"))
    return Page(
        title=f"From {before.version} to {after.version}",
        sections=tuple(section for section in sections if section.items),
        sources=(),
        banner=tuple(banner),
        foot=f"{_status(before, after)}. It shows what changes, and not whether that is right.",
    )


def _status(before: Knowledge, after: Knowledge) -> str:
    """The review status of the one that is not approved, else of the newer."""
    told = [status_of(one, whole(one)) for one in (after, before)]
    return next((one.line for one in told if not one.approved), told[0].line)


def _head(records: tuple[RecordChange, ...], children: tuple[ChildChanges, ...]) -> list[Item]:
    moments = sum(len(child.moments) for child in children)
    looked = f"{len(children)} children at {moments} moments"
    changed = [child for child in children if child.changes]
    if not records and not changed:
        return [Item(_NOTHING), Item(f"Compared: {looked}.")]
    counts = ", ".join(f"{name} {sum(child.of(kind) for child in children)}" for kind, name in _KIND.items())
    number = f"{len(records)} record{' differs' if len(records) == 1 else 's differ'}."
    items = [Item(number if records else _NO_RECORD)]
    items.append(Item(f"Of {looked}, something changes for {len(changed)}. Children by what changes: {counts}."))
    if not changed:
        items[-1] = Item(f"{_NO_CHILD} Compared: {looked}.")
    return [*items, Item(_MOMENTS, tone="quiet")]


def _record(one: RecordChange) -> Item:
    lines = tuple(item for was, now in one.lines for item in _line(for_people(was), for_people(now)))
    return Item(f"{one.kind}/{one.id}: {one.state}", details=lines)


def _line(was: str, now: str) -> tuple[Item, ...]:
    """A changed line: in one if it is short, its key once; else as it was and as it is."""
    key = was.partition(": ")[0] + ": "
    if was and now.startswith(key):
        now = now.removeprefix(key)
    if len(was) + len(now) <= _SHORT:
        return (Item(_arrow(was, now)),)
    return Item(was or _NONE, "was"), Item(now or _NONE, "is")


def _child(child: ChildChanges, knowledge: Knowledge) -> Item:
    clock = Clock(child.timeline.zone, child.timeline.nominal)
    places = {at: number for number, at in enumerate(child.moments, 1)}
    details = tuple(
        Item(f"{_what(change, clock)}{_times(times, places, clock, child.timeline.now)}", _KIND[change.kind])
        for change, times in child.changes
    )
    example = child.timeline.patient.example
    return Item(f"{child.name}{f' ({example})' if example else ''}", details=details)


def _what(change: Change, clock: Clock) -> str:
    name = f"{change.id}: " if change.id else ""
    return f"{name}{_arrow(*change_sides(change, clock))}"


def _times(times: tuple[datetime, ...], places: dict[datetime, int], clock: Clock, beside: datetime | None) -> str:
    """When a change holds: the first few moments and how many more; where no times are printed, by number."""
    told = [f"moment {places[at]}" if clock.nominal else clock.short(at, beside or at) for at in times[:_MOST_TIMES]]
    more = f" and {len(times) - _MOST_TIMES} more" if len(times) > _MOST_TIMES else ""
    return f" (at {', '.join(told)}{more})"


def _arrow(was: str, now: str) -> str:
    return f"{was or _NONE} -> {now or _NONE}"
