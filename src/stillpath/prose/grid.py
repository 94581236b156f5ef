"""The monitoring grid: a row for each check and running dose, a column for each block of the clock, times in words.

It lays out the times of care.watch and reckons none of its own. A cell says what is due and when; never a mark alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from stillpath.care.watch import Occasion, OccasionState, Watch
from stillpath.model import Monitor, Verdict
from stillpath.prose.document import Citations
from stillpath.prose.phrases import medication_text
from stillpath.prose.telling import ours
from stillpath.prose.watch_page import occasion_text, time_text
from stillpath.prose.words import Clock, every_text, for_people, listed, sentence, wait_text

__all__ = ["Call", "Cell", "Column", "Day", "Entry", "Grid", "GridRow", "Next", "grid"]

_BLOCK = 4
"""Hours of a column: they begin at midnight of the hospital's clock."""
_DAY = 24
_MOST_IN_CELL = 2
"""Times that one cell tells one by one; more of one rhythm are told by it."""
_OFTEN = timedelta(hours=1)
"""A check as often as this comes too often for its times to be told."""
_FURTHER = 3
"""Times told after the next one in the list for a small screen."""
_OFFSET = len("+00:00")
_PAST = (OccasionState.DONE, OccasionState.MISSED, OccasionState.OVERDUE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a cell. `state`: "overdue", "not recorded", "done", "due", "held", "if" (something comes first)."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What is due in so many `columns` together: more than one where the same rhythm goes on."""

    entries: tuple[Entry, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A limit at which to call, in words; `met`: it is met now."""

    text: str
    met: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A block of the clock from `start` until before `end`. `change` says how the clocks change in it, else empty."""

    label: str
    start: datetime
    end: datetime
    change: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date over the columns that begin on it."""

    label: str
    columns: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """A check or a running dose.

    `past` is what stands before now, `cells` what is due, together as wide as the columns. `limits` are when to call,
    `looked` what is looked at, `hint` on what some of its times hang, or what an alert says of a dose. `overdue`: it
    stands first for being late. `of` is the entry it comes from.
    """

    id: str
    title: str
    dose: bool = False
    overdue: bool = False
    past: tuple[Entry, ...] = ()
    cells: tuple[Cell, ...] = ()
    limits: tuple[Call, ...] = ()
    hint: str = ""
    looked: str = ""
    says: str = ""
    cites: tuple[int, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """A row of the list by next due time: `label` is when ("OVERDUE 40 min", "11:50"), `then` the times after it."""

    label: str
    row: GridRow
    text: str
    then: str = ""
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid; with `why_not` there is none, and that says why.

    `rows` and `upcoming` have the most urgent first. `untimed` are the checks and orders without a clock, `later` names
    what applies and falls due after the window. `change` tells of a change of the clocks.
    """

    head: str
    why_not: str = ""
    columns: tuple[Column, ...] = ()
    days: tuple[Day, ...] = ()
    rows: tuple[GridRow, ...] = ()
    upcoming: tuple[Next, ...] = ()
    untimed: tuple[GridRow, ...] = ()
    later: tuple[str, ...] = ()
    change: str = ""


def grid(watch: Watch, clock: Clock, citations: Citations) -> Grid:
    """The grid of a schedule, columns by the hospital's clock; no rows where the record's times are only ordered."""
    return _Making(watch, clock, citations).grid()


class _Making:
    """One grid being made; sources are numbered as its rows are met."""

    def __init__(self, watch: Watch, clock: Clock, citations: Citations) -> None:
        self.watch = watch
        self.plan = watch.plan
        self.knowledge = watch.plan.knowledge
        self.clock = clock
        self.citations = citations
        self.now = watch.plan.decision.now.at
        self.calls = {check.monitor.id: check.limits for check in watch.plan.checks}

    def grid(self) -> Grid:
        if self.clock.nominal:
            text = "No grid: the source prints no times, so nothing can be due by the clock."
            return Grid("", text, untimed=tuple(self.untimed(())))
        columns = tuple(self.columns())
        found = self.rows(columns)
        rows = tuple(row for row, _ in found)
        untimed = tuple(self.untimed(rows))
        window = f"{self.clock.full(self.now)} to {self.clock.full(self.watch.end)}"
        return Grid(
            head=f"{window}. What is overdue is taken to be done now; make it anew after every result, dose or change.",
            why_not="" if rows else "No grid: nothing is due by the clock.",
            columns=columns,
            days=self.days(columns),
            rows=rows,
            upcoming=tuple(self.upcoming(found)),
            untimed=untimed,
            later=self.later(rows),
            change=self.change(self.now, self.watch.end),
        )

    def columns(self) -> Iterable[Column]:
        """The blocks from the one that now stands in to the one that the window ends in."""
        local = self.now.astimezone(self.clock.zone)
        day, hour = local.date(), local.hour - local.hour % _BLOCK
        start = self.now
        while start <= self.watch.end:
            hour += _BLOCK
            if hour >= _DAY:
                day, hour = day + timedelta(days=1), 0
            end = datetime.combine(day, time(hour), self.clock.zone).astimezone(UTC)
            if end > start:
                label = f"now {time_text(start, self.clock)}" if start == self.now else time_text(start, self.clock)
                yield Column(label, start, end, self.change(start, end))
                start = end

    def change(self, start: datetime, end: datetime) -> str:
        before, after = (at.astimezone(self.clock.zone) for at in (start, end))
        if before.utcoffset() == after.utcoffset():
            return ""
        old, new = (at.isoformat()[-_OFFSET:] for at in (before, after))
        return f"clocks change from {old} to {new}; intervals are real hours"

    def days(self, columns: tuple[Column, ...]) -> tuple[Day, ...]:
        counts: dict[str, int] = {}
        for column in columns:
            day = self.clock.day(column.start)
            counts[day] = counts.get(day, 0) + 1
        return tuple(Day(label, count) for label, count in counts.items())

    def rows(self, columns: tuple[Column, ...]) -> list[tuple[GridRow, list[Occasion]]]:
        """The rows with their occasions: overdue first, then doses, then by what is due next."""
        own: dict[tuple[bool, str], list[Occasion]] = {}
        for occasion in self.watch.occasions:
            own.setdefault(self.key(occasion), []).append(occasion)
        found = []
        for (dose, id), occasions in own.items():
            occasions = [*occasions, *self.given(id, own)] if dose else occasions
            late = [one for one in occasions if one.state is OccasionState.OVERDUE]
            coming = [one.at for one in occasions if one.state not in _PAST]
            first = min((one.at for one in late), default=min(coming, default=self.watch.end))
            place = 0 if late else 1 if dose and coming else 2 if coming else len(_PAST)
            found.append(((place, first), self.row(dose, occasions, columns), occasions))
        found.sort(key=lambda one: one[0])
        return [(row, occasions) for _, row, occasions in found]

    def key(self, occasion: Occasion) -> tuple[bool, str]:
        """Rows are by check; doses still to come by order, doses given by drug."""
        if occasion.monitor is not None or occasion.order is None:
            return False, occasion.id
        if occasion.state is OccasionState.DONE and self.orders_of(occasion.order.drug):
            return True, self.orders_of(occasion.order.drug)[0]
        return True, occasion.id if occasion.state is OccasionState.DONE else occasion.order.id

    def orders_of(self, drug: str) -> list[str]:
        return [dose.order.id for dose in self.plan.doses_due if dose.order.drug == drug]

    def given(self, id: str, own: dict[tuple[bool, str], list[Occasion]]) -> list[Occasion]:
        """What was given of the drug of a second order: it stands in the row of the first, and in this one too."""
        drug = next((dose.order.drug for dose in self.plan.doses_due if dose.order.id == id), "")
        first = self.orders_of(drug)[0] if drug else id
        return [] if first == id else [one for one in own.get((True, first), []) if one.state is OccasionState.DONE]

    def row(self, dose: bool, occasions: list[Occasion], columns: tuple[Column, ...]) -> GridRow:
        monitor = occasions[0].monitor
        coming = [one for one in occasions if one.state not in _PAST]
        late = any(one.state is OccasionState.OVERDUE for one in occasions)
        cells = []
        for column in columns:
            here = [one for one in coming if column.start <= one.at < column.end]
            entries = self.cell(here, monitor, column.start == self.now)
            if late and column.start == self.now:
                entries = (Entry("NOW", "overdue"), *entries)
            cells.append(entries)
        if monitor is not None:
            row = self.check(monitor)
            return replace(
                row, overdue=late, past=self.before(occasions), cells=_joined(cells), hint=self.hint(coming, row)
            )
        order = next((one.order for one in occasions if one.state is not OccasionState.DONE), None)
        title = f"{self.knowledge.drugs[occasions[0].id].title} given"
        if order is not None:
            title = medication_text(order, self.knowledge, self.clock, self.now)
        return GridRow(
            id=occasions[0].id,
            title=title,
            dose=dose,
            overdue=late,
            past=self.before(occasions),
            cells=_joined(cells),
            hint=next((f"from {self.short(one)}: {one.says}" for one in coming if one.says), ""),
            of=f"drugs/{occasions[0].id}",
        )

    def hint(self, coming: list[Occasion], row: GridRow) -> str:
        """On what the first time hangs that hangs on something ("if the pulse is given now")."""
        hanging = [one for one in coming if one.state is OccasionState.IF_GIVEN or (one.order and one.until is None)]
        hanging = hanging or [one for one in coming if one.monitor is not None and one.monitor.before]
        if not hanging or hanging[0].monitor is None:
            return ""
        told = occasion_text(hanging[0], self.watch, self.clock).removesuffix(ours(hanging[0].monitor.evidence))
        return told.removeprefix(hanging[0].monitor.title).lstrip(", ")

    def check(self, monitor: Monitor) -> GridRow:
        limits = tuple(
            Call(for_people(sentence(limit.says)), verdict is Verdict.MET)
            for limit, verdict in self.calls.get(monitor.id, ())
        )
        facts = self.knowledge.facts
        return GridRow(
            id=monitor.id,
            title=f"{monitor.title}{ours(monitor.evidence)}",
            limits=limits,
            looked=listed([facts[name].title if name in facts else name for name in monitor.check]),
            says=for_people(monitor.says),
            cites=self.citations.cite(monitor.evidence),
            of=f"monitoring/{monitor.id}",
        )

    def cell(self, occasions: list[Occasion], monitor: Monitor | None, first: bool) -> tuple[Entry, ...]:
        """What is due in one block; a rhythm that comes too often for its times to be told stands as one.

        In the `first` block times are told as long as there is room, so that the next one is there.
        """
        plain = [one for one in occasions if one.state is OccasionState.DUE and one.until is None and not one.says]
        every = monitor.every if monitor is not None else None
        if every is not None and len(plain) == len(occasions) > (_MOST_IN_CELL if first or every > _OFTEN else 0):
            still = ", if it still applies" if plain[-1].if_still else ""
            return (Entry(every_text(every, 0) + still, "if" if still else "due"),)
        return tuple(dict.fromkeys(self.entry(one) for one in occasions))

    def entry(self, one: Occasion) -> Entry:
        at = time_text(one.at, self.clock)
        if one.says:
            return Entry(f"{at}, see left", "held")
        if one.state is OccasionState.IF_GIVEN:
            return Entry(f"{at} if given", "if")
        if one.until is not None and one.monitor is not None:
            return Entry(f"{at} to {time_text(one.until, self.clock)}, {every_text(one.monitor.every, 0)}", "due")
        if one.monitor is not None and one.order is not None:
            return Entry(f"{at} if given", "if")
        return Entry(f"{at} if still", "if") if one.if_still else Entry(at, "due")

    def before(self, occasions: list[Occasion]) -> tuple[Entry, ...]:
        """What stands before now: late since when, done last when, how often not recorded."""
        short = {state: [self.short(one) for one in occasions if one.state is state] for state in _PAST}
        entries = []
        if late := short[OccasionState.OVERDUE]:
            entries.append(Entry(f"OVERDUE since {late[0]}", "overdue"))
        if done := short[OccasionState.DONE]:
            word = "done" if occasions[0].monitor is not None else "given"
            entries.append(Entry(f"{word} {done[-1]}", "done"))
        if missed := short[OccasionState.MISSED]:
            times = missed[0] if len(missed) == 1 else f"{len(missed)} times, last {missed[-1]}"
            entries.append(Entry(f"not recorded {times}", "not recorded"))
        return tuple(entries)

    def short(self, one: Occasion) -> str:
        return self.clock.short(one.at, self.now)

    def upcoming(self, found: list[tuple[GridRow, list[Occasion]]]) -> Iterable[Next]:
        """The rows by what is due next, what is overdue first; those with nothing to come are left out."""
        listing = []
        for row, occasions in found:
            late = [one for one in occasions if one.state is OccasionState.OVERDUE]
            coming = sorted((one for one in occasions if one.state not in _PAST), key=lambda one: one.at)
            if not late and not coming:
                continue
            first = late[0] if late else coming.pop(0)
            label = f"OVERDUE {wait_text(self.now - first.at)}" if late else self.clock.short(first.at, self.now)
            text = occasion_text(first, self.watch, self.clock)
            text += f"; was due {self.short(first)}, not recorded" if late else ""
            listing.append((first.at, Next(label, row, text, self.then(coming), bool(late))))
        listing.sort(key=lambda one: (not one[1].overdue, one[0]))
        return [one for _, one in listing]

    def then(self, coming: list[Occasion]) -> str:
        times = list(dict.fromkeys(self.short(one) for one in coming))
        monitor = coming[0].monitor if coming else None
        if len(times) > _FURTHER and monitor is not None and monitor.every is not None and not monitor.during:
            return f"then {times[0]}, {every_text(monitor.every, 0)}, last {times[-1]}"
        more = len(times) - _FURTHER
        told = ", ".join(times[:_FURTHER]) + (f" and {more} more, last {times[-1]}" if more > 0 else "")
        return f"then {told}" if told else ""

    def untimed(self, rows: tuple[GridRow, ...]) -> Iterable[GridRow]:
        shown = {row.id for row in rows}
        for due in self.watch.untimed:
            if due.monitor.id not in shown:
                yield self.check(due.monitor)
        for order in self.watch.untimed_orders:
            what = medication_text(order, self.knowledge, self.clock, self.now)
            yield GridRow(order.drug, f"{what}; how often is not told, so no time is shown", True)

    def later(self, rows: tuple[GridRow, ...]) -> tuple[str, ...]:
        shown = {row.id for row in rows} | {due.monitor.id for due in self.watch.untimed}
        times = {due.monitor.id: due.at for due in self.plan.due}
        texts = []
        for check in self.plan.checks:
            if check.monitor.id not in shown:
                at = times.get(check.monitor.id)
                when = f", due {self.clock.short(at, self.now)}" if at is not None else ""
                texts.append(f"{check.monitor.title}{when}")
        return tuple(texts)


def _joined(cells: list[tuple[Entry, ...]]) -> tuple[Cell, ...]:
    """The cells of a row; one rhythm in several columns on end stands once."""
    found: list[Cell] = []
    for entries in cells:
        if found and len(entries) == 1 and found[-1].entries == entries and entries[0].text.startswith("every"):
            found[-1] = Cell(entries, found[-1].columns + 1)
        else:
            found.append(Cell(entries))
    return tuple(found)
