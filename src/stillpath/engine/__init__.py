"""`decide`: from knowledge, timeline and instant to findings with reasons. Pure: no clock, no files, no chance."""

from stillpath.engine.exposure import Happened, running
from stillpath.engine.findings import Finding, Line, Spell, Why
from stillpath.engine.known import Known, Value
from stillpath.engine.replay import Decision, Moment, by_clock_alone, decide, decide_each, replay, suppose
from stillpath.engine.scores import Scored, ScoredItem, printed_at, score_at
from stillpath.engine.settle import turns_on, would_settle

__all__ = [
    "Decision",
    "Finding",
    "Happened",
    "Known",
    "Line",
    "Moment",
    "Scored",
    "ScoredItem",
    "Spell",
    "Value",
    "Why",
    "by_clock_alone",
    "decide",
    "decide_each",
    "printed_at",
    "replay",
    "running",
    "score_at",
    "suppose",
    "turns_on",
    "would_settle",
]
