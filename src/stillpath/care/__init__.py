"""From a decision to what is done: stage, actions, doses, what is due, alerts, conflicts. Pure, like the engine."""

from stillpath.care.alerts import AlertReport, Raised, raise_alerts
from stillpath.care.conflicts import ShownConflict, ShownSide, show_conflict
from stillpath.care.differentials import Considered, differentials
from stillpath.care.dose import (
    ADULT,
    CONFIRMED,
    DOES_NOT_FIT,
    HEIGHT_CONFIRMED,
    HEIGHT_DOES_NOT_FIT,
    NOT_FOR_HEIGHT,
    DoseLine,
    Size,
    compute_dose,
    gives_more,
    height_doubtful,
    size_of,
    slot_doses,
)
from stillpath.care.due import Check, Done, Due, DueState, NextDose, checks, completions, due_times, next_doses
from stillpath.care.next_test import BloodLimit, NextTest, Turned, Weighs, blood_limit, next_tests
from stillpath.care.plan import Plan, StageNow, Step, plan, stage_now, stages_passed, subject
from stillpath.care.steroid import SteroidDose, SteroidSum, SteroidToday, steroid_today

__all__ = [
    "ADULT",
    "CONFIRMED",
    "DOES_NOT_FIT",
    "HEIGHT_CONFIRMED",
    "HEIGHT_DOES_NOT_FIT",
    "NOT_FOR_HEIGHT",
    "AlertReport",
    "BloodLimit",
    "Check",
    "Considered",
    "Done",
    "DoseLine",
    "Due",
    "DueState",
    "NextDose",
    "NextTest",
    "Plan",
    "Raised",
    "ShownConflict",
    "ShownSide",
    "Size",
    "StageNow",
    "Step",
    "SteroidDose",
    "SteroidSum",
    "SteroidToday",
    "Turned",
    "Weighs",
    "blood_limit",
    "checks",
    "completions",
    "compute_dose",
    "differentials",
    "due_times",
    "gives_more",
    "height_doubtful",
    "next_doses",
    "next_tests",
    "plan",
    "raise_alerts",
    "show_conflict",
    "size_of",
    "slot_doses",
    "stage_now",
    "stages_passed",
    "steroid_today",
    "subject",
]
