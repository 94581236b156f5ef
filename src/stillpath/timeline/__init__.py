"""What was known about one patient at one instant, and never what came later."""

from stillpath.timeline.entries import (
    Medication,
    MedicationKind,
    Patient,
    Precision,
    Refused,
    Result,
    Standing,
)
from stillpath.timeline.timeline import Timeline, View

__all__ = [
    "Medication",
    "MedicationKind",
    "Patient",
    "Precision",
    "Refused",
    "Result",
    "Standing",
    "Timeline",
    "View",
]
