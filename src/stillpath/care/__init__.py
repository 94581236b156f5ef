"""From a decision to what is done: stage, actions, doses, what is due, alerts, conflicts. Pure, like the engine."""

from stillpath.care.alerts import AlertReport, Raised, raise_alerts
from stillpath.care.conflicts import ShownConflict, ShownSide, show_conflict
from stillpath.care.dose import ADULT, DoseLine, Size, compute_dose, size_of, slot_doses
from stillpath.care.due import Due, DueState, NextDose, due_times, next_doses
from stillpath.care.plan import Plan, StageNow, Step, plan, stage_now, subject

__all__ = [
    "ADULT",
    "AlertReport",
    "DoseLine",
    "Due",
    "DueState",
    "NextDose",
    "Plan",
    "Raised",
    "ShownConflict",
    "ShownSide",
    "Size",
    "StageNow",
    "Step",
    "compute_dose",
    "due_times",
    "next_doses",
    "plan",
    "raise_alerts",
    "show_conflict",
    "size_of",
    "slot_doses",
    "stage_now",
    "subject",
]
