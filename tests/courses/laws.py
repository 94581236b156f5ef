"""The laws of a course, each as what breaks it: the sentences name the case, the hour and what is wrong."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from stillpath.care import DoseLine
from stillpath.model import DoseAmount, Per
from stillpath.timeline import Result, Timeline
from tests.courses.replay import Hour, Said, is_met, knowledge, known_between, what_changed

__all__ = ["actions_turned", "alerts_lost", "doses_above", "flips", "unweighed", "used_too_early"]

_SHOWN = ("raised", "folded")


def _clock(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def used_too_early(hours: Sequence[Hour]) -> list[str]:
    """What an hour rests on although it became known after it."""
    found = [
        f"{_clock(hour.at)}: {entry.id}, known at {_clock(entry.known_at)}"
        for hour in hours
        for entry in hour.used
        if entry.known_at > hour.at
    ]
    return found + [
        f"{_clock(hour.at)}: done at {_clock(at)}" for hour in hours for at in hour.last_done if at > hour.at
    ]


def flips(hours: Sequence[Hour], timeline: Timeline) -> list[str]:
    """Rules and alerts that say something else an hour later, and nothing they look at changed, nor was time up."""
    found = []
    for before, after in pairwise(hours):
        was, now = _all(before), _all(after)
        found += [
            f"{_clock(after.at)}: {rule} was {was[rule].word}, is {said.word}"
            for rule, said in now.items()
            if said.word != was[rule].word and not what_changed(rule, was[rule], timeline, before.at, after.at)
        ]
    return found


def _all(hour: Hour) -> dict[str, Said]:
    """The rules and alerts; one alert folded into another, or no longer, is raised all the same."""
    alerts = {
        f"alert/{alert}": Said("raised" if said.word == "folded" else said.word, said.until, said.line)
        for alert, said in hour.alerts.items()
    }
    return {**hour.rules, **alerts}


def actions_turned(hours: Sequence[Hour], timeline: Timeline) -> list[str]:
    """Stages and actions that came, went or turned without their own rule or the answer to what they ask."""
    found = []
    for before, after in pairwise(hours):
        if before.stage != after.stage:
            rules = [f"stage/{stage}" for stage in (before.stage, after.stage)]
            if not any(before.rules[rule].word != after.rules[rule].word for rule in rules if rule in after.rules):
                found.append(f"{_clock(after.at)}: the stage was {before.stage}, is {after.stage}")
            continue
        for action in sorted({*before.actions, *after.actions}):
            was, now = before.actions.get(action), after.actions.get(action)
            if (was.word if was else "") == (now.word if now else ""):
                continue
            rule = f"action/{action}"
            turned = rule in after.rules and before.rules[rule].word != after.rules[rule].word
            asks = knowledge().actions[action].asks
            if not turned and not any(_answer_changed(name, timeline, before.at, after.at) for name in asks):
                found.append(f"{_clock(after.at)}: {action} was {was and was.word}, is {now and now.word}")
    return found


def _answer_changed(name: str, timeline: Timeline, earlier: datetime, later: datetime) -> bool:
    """Whether the answer to a question became known, or too old, between two hours."""
    life = knowledge().facts[name].current_for
    told = any(isinstance(entry, Result) and entry.fact == name for entry in known_between(timeline, earlier, later))
    return told or any(
        earlier <= entry.at + life <= later
        for entry in timeline.results
        if entry.fact == name and entry.known_at <= later and life is not None
    )


def alerts_lost(hours: Sequence[Hour], timeline: Timeline) -> list[str]:
    """Alerts that were raised and an hour later are not, without a reason that can be named.

    They may be folded, silenced with a reason, or listed as not judged; or their own line is no longer met, and
    something that it looks at became known or too old.
    """
    found = []
    for before, after in pairwise(hours):
        for alert, was in before.alerts.items():
            now = after.alerts[alert]
            if was.word not in _SHOWN or now.word in _SHOWN:
                continue
            reasons = what_changed(f"alert/{alert}", was, timeline, before.at, after.at)
            silent = now.word == "silenced" and not knowledge().alerts[alert].silenced_because
            if not reasons or silent or (now.word == "quiet" and is_met(now)):
                found.append(f"{_clock(after.at)}: {alert} was {was.word}, is {now.word}; reasons: {reasons}")
    return found


def doses_above(hours: Sequence[Hour]) -> list[str]:
    """Doses shown above the ceiling of their record."""
    found = []
    for hour, dose in _numbers(hours):
        most = dose.record.at_most
        if most is None or dose.per_dose is None:
            continue
        amount = dose.per_dose if most.per is Per.DOSE else dose.per_day or dose.per_dose
        if amount > _limit(most, dose):
            found.append(f"{_clock(hour.at)}: {dose.drug.id} {dose.record.id} is above {most.text}")
    return found


def _numbers(hours: Sequence[Hour]) -> Iterator[tuple[Hour, DoseLine]]:
    return ((hour, dose) for hour in hours for dose in hour.doses if dose.per_dose is not None)


def _limit(most: DoseAmount, dose: DoseLine) -> Fraction:
    """What a ceiling comes to for this child, in the unit of the dose."""
    assert most.unit == dose.record.give.unit
    size = Fraction(1)
    if most.basis:
        assert dose.size is not None
        assert dose.size.basis == most.basis
        size = dose.size.amount
    return most.high * size / dose.record.give.written


def unweighed(hours: Sequence[Hour], timeline: Timeline) -> list[str]:
    """Doses counted by size without a weight that was known at the hour and still counted then."""
    life = knowledge().facts["weight"].current_for
    assert life is not None
    if timeline.nominal:
        life += timedelta(days=1)
    found = []
    for hour, dose in _numbers(hours):
        if not dose.record.give.basis:
            continue
        weights = [entry for entry in dose.size.used if entry.fact == "weight"] if dose.size else []
        if not any(entry.known_at <= hour.at <= entry.at + life for entry in weights):
            found.append(f"{_clock(hour.at)}: {dose.drug.id} {dose.record.id} without a current weight")
    return found
