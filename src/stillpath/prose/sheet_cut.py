"""What goes of a full sheet for want of room, in a fixed order; the sheet says how many lines of what went.

A dose, a prohibition, what is overdue or met, what to hold, a drug that runs and what was given of it never go.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from stillpath.prose.grid import Call, Grid, GridRow
from stillpath.prose.sheet import Said, Sheet, SheetAction

__all__ = ["STEPS", "Cut", "cut"]

_LONGEST_KEPT = ("reassess", "reassess-critical", "daily-bloods")
"""The checks that go last."""
_FIRST_ROWS = 3
"""Rows whose limits go last."""


@dataclass(frozen=True, slots=True)
class Cut:
    """How much of a sheet stays: at most so many of each; None: all. `text_size` is that of the grid, in points.

    `once`: a limit stands in one place alone. `brief`: a dose has its working without the range of the source.
    `sources` are their list and their numbers. `ways` are what to do about each warning, `past` which checks were done
    and not recorded before now. `limits` are those of a row, `first` those of the first rows and of what stays longest.
    `cautions` are those of doses, `values` what meets each limit. Without `grid` what may not go is told in words.
    `tight` are the points by which everything else is set smaller.
    """

    text_size: int
    next: int | None = None
    once: bool = True
    reasons: bool = True
    footnotes: int | None = None
    brief: bool = False
    limits: int | None = None
    first: int | None = None
    rows: int | None = None
    ways: bool = True
    past: bool = True
    grid: bool = True
    sources: bool = True
    cautions: bool = True
    values: bool = True
    tight: int = 0


_CHANGES: tuple[Callable[[Cut], Cut], ...] = (
    lambda one: replace(one, once=True),
    lambda one: replace(one, text_size=8),
    lambda one: replace(one, reasons=False),
    lambda one: replace(one, footnotes=4),
    lambda one: replace(one, text_size=7),
    lambda one: replace(one, footnotes=2),
    lambda one: replace(one, sources=False),
    lambda one: replace(one, footnotes=0),
    lambda one: replace(one, brief=True),
    lambda one: replace(one, next=4),
    lambda one: replace(one, next=2),
    lambda one: replace(one, next=0),
    lambda one: replace(one, tight=1),
    lambda one: replace(one, limits=4),
    lambda one: replace(one, limits=3),
    lambda one: replace(one, rows=14),
    lambda one: replace(one, ways=False),
    lambda one: replace(one, limits=2),
    lambda one: replace(one, rows=12),
    lambda one: replace(one, limits=1),
    lambda one: replace(one, rows=10),
    lambda one: replace(one, first=4),
    lambda one: replace(one, limits=0),
    lambda one: replace(one, cautions=False),
    lambda one: replace(one, rows=8),
    lambda one: replace(one, tight=2),
    lambda one: replace(one, first=3),
    lambda one: replace(one, rows=6),
    lambda one: replace(one, first=2),
    lambda one: replace(one, past=False),
    lambda one: replace(one, first=1),
    lambda one: replace(one, rows=4),
    lambda one: replace(one, first=0),
    lambda one: replace(one, rows=2),
    lambda one: replace(one, rows=0),
    lambda one: replace(one, grid=False),
    lambda one: replace(one, values=False),
)
STEPS = tuple(accumulate(_CHANGES, lambda one, change: change(one), initial=Cut(9, once=False)))
"""The order in which lines go for want of room, each step with those before it."""


def cut(full: Sheet, step: Cut) -> Sheet:
    """A full sheet with no more than a step leaves; `left_out` says how many lines of what went to the child's page."""
    left: list[str] = []
    stay = [action for action in full.next if action.doses or action.stays]
    others = [action for action in full.next if action not in stay]
    kept = (*stay, *others[: step.next])
    _tell(left, len(full.next) - len(kept), "later action")
    notes = full.footnotes[: step.footnotes]
    _tell(left, len(full.footnotes) - len(notes), "note on sources that differ", "notes on sources that differ")
    letters = {note.letter for note in notes}
    alerts = full.alerts
    if not step.ways:
        alerts = tuple(replace(one, then="") if one.label == "WARNING" else one for one in full.alerts)
        _tell(left, sum(one.label == "WARNING" and bool(one.then) for one in full.alerts), "way out of a warning",
              "ways out of warnings")  # fmt: skip
    doses = full.doses
    if step.brief:
        doses = tuple(replace(one, working=one.brief) for one in full.doses)
        _tell(left, sum(one.working != one.brief for one in full.doses), "range of a dose", "ranges of doses")
    if not step.cautions:
        _tell(left, sum(len(one.cautions) for one in doses), "caution")
        doses = tuple(replace(one, cautions=()) for one in doses)
    if not step.values:
        left.append("what meets each limit")
    made = _cut_grid(full.grid, step, {one.text for one in full.call_now}, left)
    again = full.call_again[: step.limits]
    shown = {one.text for one in (*full.call_now, *again)} | {one.text for row in made.rows for one in row.limits}
    every = {one.text for one in full.call_again} | {one.text for row in full.grid.rows for one in row.limits}
    _tell(left, len(every - shown), "limit at which to call", "limits at which to call")
    by_time: tuple[str, ...] = ()
    if not step.grid and made.rows:
        by_time = tuple(_by_time(made))
        made = replace(made, rows=())
        left.append("the grid of 48\u00a0hours")
    if not step.reasons and full.unknown != full.unknown_short:
        left.append("why each is unknown")
    if step.tight:
        left.append("all of this in larger letters")
    short = replace(
        full,
        alerts=alerts,
        actions=tuple(_noted(action, letters) for action in full.actions),
        next=tuple(_noted(one, letters) for one in sorted(kept, key=lambda one: int(one.number))),
        doses=doses,
        call_now=full.call_now if step.values else tuple(replace(one, then="") for one in full.call_now),
        footnotes=notes,
        grid=made,
        call_again=again,
        by_time=by_time,
        unknown=full.unknown if step.reasons else full.unknown_short,
        text_size=step.text_size,
        tight=step.tight,
    )
    used = _cited(short)
    if not step.sources:
        _tell(left, len(used), "source")
        return replace(_uncited(short), left_out=tuple(left))
    sources = tuple(source for source in full.sources if source.number in used)
    return replace(short, sources=sources, left_out=tuple(left))


def _cut_grid(made: Grid, step: Cut, met: set[str], left: list[str]) -> Grid:
    """The grid with fewer checks and limits. What is overdue, and each drug that runs or was given, never goes.

    `met` are the limits that stand at the top.
    """
    if step.rows is not None:
        stay = [row for row in made.rows if _never_goes(row)]
        others = sorted((row for row in made.rows if row not in stay), key=lambda row: row.id not in _LONGEST_KEPT)
        stay += others[: max(step.rows - len(stay), 0)]
        _tell(left, len(made.rows) - len(stay), "check")
        made = replace(made, rows=tuple(row for row in made.rows if row in stay))
    if not step.past:
        told = sum(not row.dose and any(one.state != "overdue" for one in row.past) for row in made.rows)
        _tell(left, told, "check's last time", "checks' last times")
        made = replace(made, rows=tuple(row if row.dose else _late_alone(row) for row in made.rows))
    if step.once:
        made = replace(made, rows=tuple(_said_once(made.rows, met)))
    first = [row.id for row in made.rows if row.limits][:_FIRST_ROWS]
    rows = []
    for row in made.rows:
        most = step.first if row.id in first or row.id in _LONGEST_KEPT else step.limits
        rows.append(row if most is None else replace(row, limits=_first(row.limits, most)))
    return replace(made, rows=tuple(rows))


def _said_once(rows: tuple[GridRow, ...], met: set[str]) -> Iterator[GridRow]:
    """The rows, each limit in the first that has it, none that is met: that stands at the top."""
    told = set(met)
    for row in rows:
        yield replace(row, limits=tuple(one for one in row.limits if one.text not in told))
        told |= {one.text for one in row.limits}


def _late_alone(row: GridRow) -> GridRow:
    return replace(row, past=tuple(one for one in row.past if one.state == "overdue"))


def _by_time(made: Grid) -> Iterator[str]:
    """What may not go, without a grid: when it is due, what of it was given, what an alert says of it."""
    kept = [row for row in made.rows if _never_goes(row)]
    for one in made.upcoming:
        row = next((row for row in kept if (row.id, row.title) == (one.row.id, one.row.title)), None)
        if row is not None:
            kept.remove(row)
            given = [entry.text for entry in row.past if row.dose and entry.state != "overdue"]
            parts = (f"{one.label}: {one.text}", one.then, row.hint if row.dose else "", *given)
            yield "; ".join(part for part in parts if part)
    for row in kept:
        yield "; ".join((row.title, *(entry.text for entry in row.past)))


def _never_goes(row: GridRow) -> bool:
    return row.overdue or row.dose


def _tell(left: list[str], count: int, one: str, many: str = "") -> None:
    if count:
        left.append(f"{count} {one if count == 1 else many or one + 's'}")


def _first(limits: tuple[Call, ...], most: int) -> tuple[Call, ...]:
    """So many limits, those that are met first; all that are met stand at the top of the sheet as well."""
    return tuple(sorted(limits, key=lambda limit: not limit.met))[:most]


def _noted(action: SheetAction, letters: set[str]) -> SheetAction:
    """The action without the letters of footnotes that went."""
    return replace(action, notes=tuple(letter for letter in action.notes if letter in letters))


def _uncited(made: Sheet) -> Sheet:
    """The sheet without the numbers of sources, when their list went."""
    rows = tuple(replace(row, cites=()) for row in made.grid.rows)
    untimed = tuple(replace(row, cites=()) for row in made.grid.untimed)
    return replace(
        made,
        banner=_plain(made.banner),
        stage=replace(made.stage, cites=()),
        alerts=_plain(made.alerts),
        weigh=_plain(made.weigh),
        actions=tuple(replace(one, cites=()) for one in made.actions),
        next=tuple(replace(one, cites=()) for one in made.next),
        doses=tuple(replace(one, cites=()) for one in made.doses),
        do_not=_plain(made.do_not),
        call_now=_plain(made.call_now),
        call_again=_plain(made.call_again),
        footnotes=tuple(replace(one, cites=()) for one in made.footnotes),
        grid=replace(made.grid, rows=rows, untimed=untimed),
        sources=(),
    )


def _plain(said: tuple[Said, ...]) -> tuple[Said, ...]:
    return tuple(replace(one, cites=()) for one in said)


def _cited(made: Sheet) -> set[int]:
    """The numbers of the sources that something on a sheet still cites."""
    said = (made.stage, *made.banner, *made.alerts, *made.weigh, *made.do_not, *made.call_now, *made.call_again)
    found = [one.cites for one in said]
    found += [action.cites for action in (*made.actions, *made.next)]
    found += [dose.cites for dose in made.doses]
    found += [note.cites for note in made.footnotes]
    found += [row.cites for row in (*made.grid.rows, *made.grid.untimed)]
    return {number for cites in found for number in cites}
