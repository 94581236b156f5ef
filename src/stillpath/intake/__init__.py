"""Every reader of patient data: files in, one timeline out, and a report of all that could not be used."""

from stillpath.intake.cases import hour_of_patient, timeline_json, timeline_of_case, timeline_of_patient
from stillpath.intake.files import read_file, read_text
from stillpath.intake.lines import FactLine, read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError, plain
from stillpath.intake.reading import Reading
from stillpath.intake.typed import (
    SIZES,
    drug_called,
    typed_child,
    typed_number,
    typed_range,
    typed_sizes,
    weight_band,
)

__all__ = [
    "SIZES",
    "FactLine",
    "Names",
    "Reading",
    "UnusableError",
    "drug_called",
    "hour_of_patient",
    "plain",
    "read_fact_line",
    "read_file",
    "read_text",
    "timeline_json",
    "timeline_of_case",
    "timeline_of_patient",
    "typed_child",
    "typed_number",
    "typed_range",
    "typed_sizes",
    "weight_band",
]
