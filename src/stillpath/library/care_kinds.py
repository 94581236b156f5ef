"""Reads what is done: stages, actions, monitoring, alerts, conflicts, statements, terms."""

from datetime import timedelta

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.grammar import Vocabulary
from stillpath.library.patient_kinds import read_limitations, read_rule
from stillpath.library.record import Record
from stillpath.model import (
    Action,
    Alert,
    Conflict,
    Evidence,
    Given,
    Monitor,
    Order,
    Repeat,
    Side,
    Source,
    Stage,
    Statement,
    Status,
    Term,
    leaves,
)
from stillpath.units import parse_duration

__all__ = [
    "TOPICS",
    "read_action",
    "read_alert",
    "read_conflict",
    "read_monitor",
    "read_stage",
    "read_statement",
    "read_term",
]

TOPICS = (
    "level-of-care",
    "triggers",
    "protocol",
    "supportive",
    "drugs",
    "medicines",
    "response",
    "follow-up",
    "pitfalls",
    "prognosis",
    "literature",
    "definition",
    "mechanism",
    "epidemiology",
    "recognition",
    "vaccination",
    "discharge",
    "about",
)
_DURATION = "a duration, for example 12 h"


def read_stage(record: Record, sources: dict[str, Source], words: Vocabulary) -> Stage:
    """A record of pathway/."""
    rank = record.parsed("rank", int, "a whole number")
    if rank is None:
        raise KnowledgeError(record.where(), "a stage without `rank`", "rank: a whole number of its own")
    stage = Stage(
        id=record.text("id"),
        title=record.sentence("title"),
        rank=rank,
        headline=record.sentence("headline"),
        says=record.sentence("says"),
        when=read_rule(record, "when", words),
        left_by=record.sentence("left_by", ""),
        do=record.texts("do"),
        do_not=record.texts("do_not"),
        evidence=read_evidence(record, sources),
        notes=record.sentence("notes", ""),
        instead=read_limitations(record, "instead", words),
        where=record.where(),
    )
    record.finish()
    return stage


def read_action(record: Record, sources: dict[str, Source], words: Vocabulary) -> Action:
    """A record of actions/."""
    action = Action(
        id=record.text("id"),
        do_not=record.one_of("kind", ("do", "do-not")) == "do-not",
        title=record.sentence("title"),
        headline=record.sentence("headline"),
        evidence=read_evidence(record, sources),
        detail=record.sentence("detail", ""),
        within=record.parsed("within", parse_duration, _DURATION),
        due=next((_repeat(text, where, words) for text, where in record.lines("due")), None),
        counts=read_rule(record, "counts", words),
        in_all=record.parsed("in_all", int, "a whole number") or 0,
        no_clock_if=read_rule(record, "no_clock_if", words),
        when=read_rule(record, "when", words),
        hide_if_unknown=record.one_of("if_unknown", ("show", "hide"), "show") == "hide",
        until_answered=record.yes("until_answered"),
        lead_if_unknown=record.sentence("lead_if_unknown", ""),
        leads=read_limitations(record, "leads", words),
        asks=record.texts("asks"),
        doses=record.texts("doses"),
        dose_needs=record.texts("dose_needs"),
        conflicts=record.texts("conflicts"),
        where=record.where(),
    )
    if action.due is not None and action.within is not None:
        raise KnowledgeError(record.where("within"), "two hours by which one action is due", "`due` or `within`")
    if (action.counts is None) != (action.in_all == 0) or not isinstance(action.counts, Given | None):
        raise KnowledgeError(
            record.where("counts"), "a count that cannot be made", "counts: given DRUG …, and `in_all`"
        )
    record.finish()
    return action


def _repeat(text: str, where: str, words: Vocabulary) -> Repeat:
    length, since, event = text.partition(" since ")
    if not since or event not in words.events:
        raise KnowledgeError(where, f"cannot read the time '{text}'", "24 h since EVENT")
    try:
        return Repeat(parse_duration(length), event)
    except ValueError as problem:
        raise KnowledgeError(where, f"cannot read the time '{text}'", "24 h since EVENT") from problem


def read_monitor(record: Record, sources: dict[str, Source], words: Vocabulary) -> Monitor:
    """A record of monitoring/."""
    times = [_repeat(text, where, words) for text, where in record.lines("at")]
    every, every_from = _every(record, words)
    monitor = Monitor(
        id=record.text("id"),
        title=record.sentence("title"),
        stages=record.texts("in"),
        says=record.sentence("says"),
        evidence=read_evidence(record, sources),
        every=every,
        at=tuple(times),
        when=read_rule(record, "when", words),
        recorded_as=record.texts("recorded_as"),
        check=record.texts("check"),
        limits=read_limitations(record, "limits", words),
        during=record.text("during", ""),
        lasts=record.parsed("for", parse_duration, _DURATION),
        before=record.text("before", ""),
        if_unknown=record.one_of("if_unknown", ("hide", "show"), "hide") == "show",
        where=record.where(),
        every_from=every_from,
    )
    if monitor.during and (monitor.every is None or monitor.lasts is None):
        raise KnowledgeError(monitor.where, "a check during a drug without a rhythm", "`every` and `for`")
    if monitor.lasts is not None and not monitor.during:
        raise KnowledgeError(monitor.where, "`for` without a drug", "during: a drug")
    record.finish()
    return monitor


def _every(record: Record, words: Vocabulary) -> tuple[timedelta | None, str]:
    """How often, and the parameter that says so: a duration, or `policy NAME`."""
    text = record.text("every", "")
    if not text.startswith("policy "):
        return record.parsed("every", parse_duration, _DURATION), ""
    name = text.removeprefix("policy ")
    if name not in words.policy:
        raise KnowledgeError(record.where("every"), f"'{name}' is not a parameter", "a parameter of policy/")
    try:
        return words.policy[name].value.length(), name
    except ValueError as problem:
        raise KnowledgeError(record.where("every"), f"'{name}' is no duration", _DURATION) from problem


def read_alert(record: Record, sources: dict[str, Source], words: Vocabulary) -> Alert:
    """A record of alerts/."""
    when = read_rule(record, "when", words)
    if when is None:
        raise KnowledgeError(record.where(), "an alert without `when`", "when: and its lines")
    alert = Alert(
        id=record.text("id"),
        title=record.sentence("title"),
        about_order=record.one_of("about", ("order", "state")) == "order",
        severity=record.one_of("severity", ("critical", "warning", "info")),
        needs_reason=record.yes("needs_reason"),
        cause=record.text("cause"),
        when=when,
        headline=record.sentence("headline"),
        detail=record.sentence("detail", ""),
        way_out=record.sentence("way_out"),
        evidence=read_evidence(record, sources),
        unless=read_rule(record, "unless", words),
        silenced_because=record.sentence("silenced_because", ""),
        where=record.where(),
        dose_says=record.sentence("dose_says", ""),
    )
    if alert.dose_says and not any(isinstance(leaf, Order) for leaf in leaves(when)):
        raise KnowledgeError(record.where("dose_says"), "no order to say it of", "a line `order of` in `when`")
    if alert.needs_reason and not alert.about_order:
        raise KnowledgeError(record.where("needs_reason"), "a patient's state is asked for a reason", "orders only")
    record.finish()
    return alert


def read_conflict(record: Record, sources: dict[str, Source]) -> Conflict:
    """A record of conflicts/."""
    sides = []
    for item in record.records("sides"):
        side: Evidence = read_evidence(_with_status(item), sources)[0]
        sides.append(Side(item.sentence("says"), side, item.text("record", "")))
        item.finish()
    record.one_of("status", tuple(status.value for status in Status), Status.VERIFIED.value)
    conflict = Conflict(
        id=record.text("id"),
        title=record.sentence("title"),
        slot=record.text("slot"),
        sides=tuple(sides),
        default=record.text("default"),
        because=record.sentence("because"),
    )
    record.finish()
    return conflict


def read_statement(record: Record, sources: dict[str, Source]) -> Statement:
    """A record of statements/."""
    record.sentence("printed", "")
    statement = Statement(
        id=record.text("id"),
        topic=record.one_of("topic", TOPICS),
        says=record.sentence("says"),
        evidence=read_evidence(record, sources),
        title=record.sentence("title", ""),
        population=record.sentence("population", ""),
        about=record.texts("about"),
    )
    record.finish()
    return statement


def read_term(record: Record) -> Term:
    """A record of glossary/."""
    term = Term(
        id=record.text("id"),
        term=record.sentence("term"),
        short=record.sentence("short", ""),
        also=record.texts("also"),
        means=record.sentence("means"),
        norwegian=record.texts("norwegian"),
        in_scope=record.yes("scope", True),
        stands_for=record.text("stands_for", ""),
    )
    record.finish()
    return term


def _with_status(record: Record) -> Record:
    """A side may leave its status out: that it stands in its source is then verified."""
    if not record.has("status"):
        record.assume("status", "verified")
    return record
