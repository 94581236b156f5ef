"""The alert burden of the worked courses: how often a doctor would be interrupted, before and after folding.

    python -m tests.courses.burden     prints docs/alert-burden.md and writes it anew

An alert counts once per spell: from when it is raised until its line is no longer met, or it is silenced. While it
cannot be judged its spell goes on. Before folding every alert has spells of its own; after folding all alerts of one
cause share one.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from stillpath.care import AlertReport, raise_alerts
from stillpath.engine import decide_each
from tests.courses.replay import hours_of, knowledge, patients, reading, watched

__all__ = ["PAGE", "Burden", "burden_of", "page"]

PAGE = Path(__file__).resolve().parents[2] / "docs" / "alert-burden.md"
_SEVERITIES = ("critical", "warning", "info")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Burden:
    """One course: the time watched, the spells of each alert, and of each cause by the severity it was shown with."""

    id: str
    watched: timedelta
    before: Counter[str]
    after: Counter[tuple[str, str]]

    @property
    def days(self) -> float:
        """Patient-days."""
        return self.watched / _DAY

    def before_by(self, severity: str) -> int:
        """Spells of alerts of a severity, each alert on its own."""
        alerts = knowledge().alerts
        return sum(count for alert, count in self.before.items() if alerts[alert].severity == severity)

    def after_by(self, severity: str) -> int:
        """Spells of causes that were first shown with a severity."""
        return sum(count for (_, shown), count in self.after.items() if shown == severity)


def burden_of(id: str) -> Burden:
    """The burden of one worked patient. Time that is not looked at hour by hour does not count."""
    timeline = reading(id).timeline
    hours = hours_of(timeline)
    near = (pair for pair in pairwise(hours) if pair[1] - pair[0] <= timedelta(hours=1))
    whole = {hour for pair in near for hour in pair}
    before: Counter[str] = Counter()
    after: Counter[tuple[str, str]] = Counter()
    alone: set[str] = set()
    together: set[str] = set()
    for decision in decide_each(knowledge(), timeline, hours):
        report = raise_alerts(decision)
        single = {alert.id for raised in report.raised for alert in (raised.alert, *raised.folded)}
        causes = {raised.alert.cause: raised.alert.severity for raised in report.raised}
        if decision.now.at in whole:
            before.update(single - alone)
            after.update((cause, severity) for cause, severity in causes.items() if cause not in together)
        pending = {alert.id for alert, _ in report.unjudged}
        alone = single | (alone & pending)
        together = set(causes) | (together & _causes(report))
    return Burden(id, watched(hours), before, after)


def _causes(report: AlertReport) -> set[str]:
    """The causes of which an alert cannot be judged."""
    return {alert.cause for alert, _ in report.unjudged}


def page() -> str:
    """The whole page, from the knowledge as it is now."""
    burdens = [burden_of(id) for id in patients()]
    return "\n".join([*_head(burdens), *_by_course(burdens), *_by_alert(burdens), *_means()]) + "\n"


def _rate(count: int, days: float) -> str:
    return f"{count / days:.1f}" if days else "–"


def _head(burdens: list[Burden]) -> Iterator[str]:
    days = sum(one.days for one in burdens)
    before = sum(sum(one.before.values()) for one in burdens)
    after = sum(sum(one.after.values()) for one in burdens)
    yield "# Alert burden"
    yield ""
    yield "How often the worked patients of `knowledge/cases/` would interrupt a doctor. Written by"
    yield "`python -m tests.courses.burden`; a test fails when it no longer fits the knowledge."
    yield ""
    yield f"{len(burdens)} courses, {days:.1f} patient-days. Before folding {before} alerts, {_rate(before, days)} per"
    yield f"patient-day; after folding {after}, {_rate(after, days)} per patient-day."
    yield ""
    yield "| severity | before folding | per patient-day | after folding | per patient-day |"
    yield "|---|---:|---:|---:|---:|"
    for severity in _SEVERITIES:
        one = sum(burden.before_by(severity) for burden in burdens)
        two = sum(burden.after_by(severity) for burden in burdens)
        yield f"| {severity} | {one} | {_rate(one, days)} | {two} | {_rate(two, days)} |"
    yield f"| all | {before} | {_rate(before, days)} | {after} | {_rate(after, days)} |"


def _by_course(burdens: list[Burden]) -> Iterator[str]:
    yield ""
    yield "## By course"
    yield ""
    yield "Alerts and, after folding, causes; critical + warning + info. No rate for less than half a day."
    yield ""
    yield "| course | basis | patient-days | before | per day | after | per day |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for one in burdens:
        before = " + ".join(str(one.before_by(severity)) for severity in _SEVERITIES)
        after = " + ".join(str(one.after_by(severity)) for severity in _SEVERITIES)
        days = one.days if one.watched >= _DAY / 2 else 0
        per_day = [_rate(sum(counts.values()), days) for counts in (one.before, one.after)]
        basis = knowledge().patients[one.id].basis
        yield f"| {one.id} | {basis} | {one.days:.1f} | {before} | {per_day[0]} | {after} | {per_day[1]} |"


def _by_alert(burdens: list[Burden]) -> Iterator[str]:
    alerts = knowledge().alerts
    spells = sum((one.before for one in burdens), Counter[str]())
    courses = Counter(alert for one in burdens for alert in one.before)
    yield ""
    yield "## By alert"
    yield ""
    yield "| alert | severity | cause | spells | courses |"
    yield "|---|---|---|---:|---:|"
    for alert, count in sorted(spells.items(), key=lambda item: (-item[1], item[0])):
        yield f"| {alert} | {alerts[alert].severity} | {alerts[alert].cause} | {count} | {courses[alert]} |"
    silent = len(alerts) - len(spells)
    yield ""
    yield f"{silent} of {len(alerts)} alerts are raised in no course; most of them need an order that no course holds."


def _means() -> Iterator[str]:
    yield ""
    yield "## What the numbers mean"
    yield ""
    yield from _MEANING.strip().splitlines()


_MEANING = """
- A patient-day is 24 hours in which a course is looked at every hour: while something became known in the last two
  days. Quiet weeks between two admissions are left out; they would only dilute the rate.
- An alert counts once per spell: when it is raised, and again only after its line was not met or it was silenced. What
  stays on the page is not counted again each hour, nor while a missing value keeps it from being judged.
- After folding, all alerts of one cause count as the one that is shown. The others are listed under it.
- The courses are written by hand, most of them invented. Each was made to show something going wrong: they are the
  sickest hours of the sickest children, with an alert wanted in most of them. They are no sample of children with
  systemic JIA, and no rate here says how often a ward would be interrupted. For that, run it over a ward's own records.
- What the numbers can show: whether one event rings more than one bell, which alert rings most, and whether a change
  of the knowledge makes it ring more.
- Nothing is blocked. Only orders ask for a reason; a child's state never does.
"""


def main() -> int:
    """Prints the page and writes it."""
    text = page()
    PAGE.write_text(text, encoding="utf-8")
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
