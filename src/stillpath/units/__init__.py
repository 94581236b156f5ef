"""Exact numbers with units: read, compared, written; nothing is ever rounded on the way to a verdict."""

from stillpath.units.interval import Interval, Operator
from stillpath.units.quantity import (
    Quantity,
    duration_text,
    number_text,
    parse_duration,
    parse_number,
    parse_quantity,
)

__all__ = [
    "Interval",
    "Operator",
    "Quantity",
    "duration_text",
    "number_text",
    "parse_duration",
    "parse_number",
    "parse_quantity",
]
