"""The one place where a finding, a dose or a rule becomes a sentence with its citation."""

from stillpath.prose.document import Cited, Item, Page, Section
from stillpath.prose.patient_page import patient_page
from stillpath.prose.phrases import phrase, reason
from stillpath.prose.words import Clock, amount_text, plain_unit, quantity_text

__all__ = [
    "Cited",
    "Clock",
    "Item",
    "Page",
    "Section",
    "amount_text",
    "patient_page",
    "phrase",
    "plain_unit",
    "quantity_text",
    "reason",
]
