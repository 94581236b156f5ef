"""A dose that cannot be meant is refused at its line."""

from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library.drug_kind import read_drug
from stillpath.library.grammar import Vocabulary
from stillpath.library.record import read_record
from stillpath.model import Source, Tier, Values

_HEAD = """id: anakinra
title: anakinra
slots:
  - id: moderate
    title: moderate MAS
doses:
"""
_DOSE = """  - id: {id}
    slot: moderate
    source: book
    locator: page 1
    status: verified
"""


def _read(tmp_path: Path, *doses: tuple[str, str]) -> None:
    lines = "".join(_DOSE.format(id=id) + more for id, more in doses)
    path = tmp_path / "anakinra.yaml"
    path.write_text(_HEAD + lines, encoding="utf-8")
    sources = {"book": Source("book", "a book", "book", "handbook", Tier.RECORD)}
    read_drug(read_record(path, "anakinra.yaml"), sources, Vocabulary(), Values("", "", {}, {}, {}, ()))


@pytest.mark.parametrize(
    "more, line, problem",
    [
        ("    give: 6 to 2 mg/kg per dose\n", 12, "cannot read '6 to 2 mg/kg per dose' of 'give'"),
        ("    give: 0 mg/kg per dose\n", 12, "cannot read '0 mg/kg per dose' of 'give'"),
        ("    give: 2 mg/kg per dose\n    at_most: 5 mL per dose\n", 13, "the ceiling is in mL, the dose in mg"),
        ("    give: 2 mg/kg per day\n    divided: 0\n", 13, "cannot read '0' of 'divided'"),
        ("    give: 2 mg/kg per day\n    divided: 2\n    every: 12 h\n", 13, "`divided` beside `every`"),
        ("    give: 2 mg/kg per dose\n    divided: 2\n", 13, "`divided` beside `every`, or an amount per dose"),
        ("    give: 2 mg/kg per day\n    every: 12 h\n", 13, "an amount per day beside `every`"),
        ("    give: 10 mg/m2 per week\n", 12, "an amount per week that is not given once a week"),
        ("    give: 10 mg/m2 per week\n    every: 24 h\n", 12, "an amount per week that is not given once a week"),
        ("    give: 2 mg/kg per dose\n    tier: primary\n", 13, "the tier 'primary' is stronger than its source's"),
    ],
)
def test_a_dose_that_cannot_be_meant(tmp_path: Path, more: str, line: int, problem: str) -> None:
    """Ranges run upwards, a ceiling is in the unit of the dose, a day's or a week's amount is divided in one way."""
    with pytest.raises(KnowledgeError) as caught:
        _read(tmp_path, ("one", more))
    assert problem in caught.value.problem
    assert caught.value.where == f"anakinra.yaml:{line}"


def test_two_doses_of_one_name(tmp_path: Path) -> None:
    """The slot's default and a conflict's side name a dose by its id."""
    with pytest.raises(KnowledgeError, match="the id 'one' stands twice in this drug"):
        _read(tmp_path, ("one", "    give: 2 mg per dose\n"), ("one", "    give: 3 mg per dose\n"))
