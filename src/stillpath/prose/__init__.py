"""The one place where a finding, a dose or a rule becomes a sentence with its citation."""

from stillpath.prose.catalogue import KINDS, conflicts_page, entries_of, entry_names, entry_page
from stillpath.prose.claims import Said, claims_of
from stillpath.prose.document import Cited, Item, Page, Section
from stillpath.prose.dose_page import dose_page
from stillpath.prose.patient_page import patient_page
from stillpath.prose.phrases import phrase, reason
from stillpath.prose.readings import Worded, Wording
from stillpath.prose.treatment_page import treatment_page
from stillpath.prose.words import Clock, amount_text, plain_unit, quantity_text

__all__ = [
    "KINDS",
    "Cited",
    "Clock",
    "Item",
    "Page",
    "Said",
    "Section",
    "Worded",
    "Wording",
    "amount_text",
    "claims_of",
    "conflicts_page",
    "dose_page",
    "entries_of",
    "entry_names",
    "entry_page",
    "patient_page",
    "phrase",
    "plain_unit",
    "quantity_text",
    "reason",
    "treatment_page",
]
