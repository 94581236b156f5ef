"""Every reader of patient data: files in, one timeline out, and a report of all that could not be used."""

from stillpath.intake.cases import hour_of_patient, timeline_json, timeline_of_case, timeline_of_patient
from stillpath.intake.files import read_file, read_record, read_text
from stillpath.intake.lines import FactLine, read_fact_line, written_line
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError, plain
from stillpath.intake.questions import Problem, Question, question_of, question_of_drug, typed_value
from stillpath.intake.reading import Reading, understand
from stillpath.intake.received import PatientRecord, Received
from stillpath.intake.timeline_json import to_json
from stillpath.intake.times import read_time, read_zone
from stillpath.intake.typed import (
    SIZES,
    drug_called,
    typed_child,
    typed_number,
    typed_range,
    typed_sizes,
    weight_band,
    weight_doubt,
)
from stillpath.intake.typed_entry import thing_called, typed_event
from stillpath.intake.typed_record import birth_date_typed, typed_record
from stillpath.intake.typed_times import typed_birth_date, typed_time

__all__ = [
    "SIZES",
    "FactLine",
    "Names",
    "PatientRecord",
    "Problem",
    "Question",
    "Reading",
    "Received",
    "UnusableError",
    "birth_date_typed",
    "drug_called",
    "hour_of_patient",
    "plain",
    "question_of",
    "question_of_drug",
    "read_fact_line",
    "read_file",
    "read_record",
    "read_text",
    "read_time",
    "read_zone",
    "thing_called",
    "timeline_json",
    "timeline_of_case",
    "timeline_of_patient",
    "to_json",
    "typed_birth_date",
    "typed_child",
    "typed_event",
    "typed_number",
    "typed_range",
    "typed_record",
    "typed_sizes",
    "typed_time",
    "typed_value",
    "understand",
    "weight_band",
    "weight_doubt",
    "written_line",
]
