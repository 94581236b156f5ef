"""Checks what leans on tables: units that fit, the columns a z-score needs, evidence that may compute."""

from collections.abc import Iterator
from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import SEX, Fact, Knowledge, Table, z_terms

__all__ = ["check_tables"]

_LMS = ("l", "m", "s")


def check_tables(knowledge: Knowledge, folder: str) -> Iterator[KnowledgeError]:
    """Every table whose units cannot be brought to the facts', and every z-score that cannot be worked out."""
    for table in knowledge.tables.values():
        for key in table.keys:
            if key.name != SEX and not _accepted(knowledge.facts.get(key.name), key.unit):
                found = f"'{key.name}' is not counted in '{key.unit}'"
                yield KnowledgeError(table.where, found, f"a unit that facts/{key.name}.yaml accepts")
    for fact in knowledge.facts.values():
        where = f"{folder}/facts/{fact.id}.yaml"
        for id, name in z_terms(fact):
            measured, found_table = knowledge.facts.get(id), knowledge.tables.get(name)
            if measured is None or measured.yes_no:
                yield KnowledgeError(where, f"'{id}' is not a fact with a unit, in derive", "a fact that is measured")
            elif found_table is None:
                hint = did_you_mean(name, knowledge.tables)
                yield KnowledgeError(where, f"'{name}' is not a table, in derive{hint}", "the id of a file in tables/")
            elif not _has_lms(found_table, measured):
                expected = f"columns l, m and s, with s above 0 and m above 0 in {measured.unit}"
                yield KnowledgeError(where, f"the table '{name}' gives no z-score of '{id}'", expected)


def _accepted(fact: Fact | None, unit: str) -> bool:
    return fact is not None and (unit == fact.unit or unit in fact.accepts)


def _has_lms(table: Table, fact: Fact) -> bool:
    names = [column.name for column in table.columns]
    if any(name not in names for name in _LMS):
        return False
    median = table.column("m")
    places = [len(table.keys) + names.index(name) for name in ("m", "s")]
    above = all(Fraction(row[place]) > 0 for row in table.rows for place in places)
    return above and median is not None and median.unit == fact.unit
