"""Every reader of patient data: files in, one timeline out, and a report of all that could not be used."""

from stillpath.intake.cases import timeline_json, timeline_of_case, timeline_of_patient
from stillpath.intake.files import read_file, read_text
from stillpath.intake.lines import FactLine, read_fact_line
from stillpath.intake.names import Names
from stillpath.intake.plain import UnusableError, plain
from stillpath.intake.reading import Reading

__all__ = [
    "FactLine",
    "Names",
    "Reading",
    "UnusableError",
    "plain",
    "read_fact_line",
    "read_file",
    "read_text",
    "timeline_json",
    "timeline_of_case",
    "timeline_of_patient",
]
