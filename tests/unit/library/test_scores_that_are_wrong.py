"""A score whose bands leave something out, or say it twice, is refused at its line."""

from fractions import Fraction
from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import Vocabulary
from stillpath.library.record import read_record
from stillpath.library.score_kind import read_score
from stillpath.model import Fact, FactKind, Score, Source, Tier
from stillpath.units import Interval

_HEAD = """id: test
title: a score
short: score
says: Points.
made_in: made in adults
for_whom: Made in adults.
source: book
locator: page 1
status: verified
"""
_FACTS = {
    "ferritin": Fact(
        "ferritin",
        "ferritin",
        FactKind.LAB,
        False,
        unit="ng/mL",
        accepts={"ug/L": Fraction(1), "mg/L": Fraction(1000)},
        plausible=Interval(Fraction(0), Fraction(1000000)),
    ),
    "bleeding": Fact("bleeding", "bleeding", FactKind.EXAM, True),
    "seizure": Fact("seizure", "seizure", FactKind.EXAM, True),
}


def _read(tmp_path: Path, text: str) -> Score:
    path = tmp_path / "test.yaml"
    path.write_text(_HEAD + text, encoding="utf-8")
    sources = {"book": Source("book", "a book", "book", "handbook", Tier.RECORD)}
    return read_score(read_record(path, "test.yaml"), sources, Vocabulary(_FACTS))


def _item(*points: str, of: str = "of: ferritin") -> str:
    lines = "".join(f"      {line}\n" for line in points)
    return f"items:\n  - id: one\n    title: one\n    {of}\n    points:\n{lines}"


@pytest.mark.parametrize(
    "points, line, problem",
    [
        (("below 2 ng/mL: 0", "above 2 ng/mL: 1"), 16, "a gap or an overlap"),
        (("at most 2 ng/mL: 0", "at least 2 ng/mL: 1"), 16, "a gap or an overlap"),
        (("below 2 ng/mL: 0", "2 to 4 ng/mL: 1", "at least 4 ng/mL: 2"), 17, "a gap or an overlap"),
        (("below 2 ng/mL: 0", "2 to 4 ng/mL: 1", "above 5 ng/mL: 2"), 17, "a gap or an overlap"),
        (("below 2 ng/mL: 0", "3 to 4 ng/mL: 1", "above 4 ng/mL: 2"), 16, "a gap or an overlap"),
        (("above 4 ng/mL: 0", "at most 4 ng/mL: 1"), 16, "a gap or an overlap"),
        (("below 2 ng/mL: 0", "at least 2 ug/L: 1"), 16, "is in another unit"),
        (("below 2 ng/mL: 0", "2 to 4 ng/mL: 1"), 15, "the bands do not hold every value"),
        (("2 to 4 ng/mL: 0", "above 4 ng/mL: 1"), 15, "the bands do not hold every value"),
        (("below 2 ng/mL: 0",), 15, "the bands do not hold every value"),
        (("under 2 ng/mL: 0", "at least 2 ng/mL: 1"), 15, "cannot read the band 'under 2 ng/mL'"),
        (("below 2: 0", "at least 2: 1"), 15, "cannot read the band 'below 2'"),
        (("4 to 2 ng/mL: 0", "above 4 ng/mL: 1"), 15, "cannot read the band '4 to 2 ng/mL'"),
        (("below 2 ng/mL: a few", "at least 2 ng/mL: 1"), 15, "cannot read the points 'a few'"),
        (("below 2 g/mL: 0", "at least 2 g/mL: 1"), 16, "which facts/ferritin.yaml does not accept"),
    ],
)
def test_bands_that_leave_something_out_or_say_it_twice(
    tmp_path: Path, points: tuple[str, ...], line: int, problem: str
) -> None:
    """Every value lies in one band and in one alone; a file in which it does not is refused at that line."""
    with pytest.raises(KnowledgeError) as caught:
        _read(tmp_path, _item(*points))
    assert problem in f"{caught.value.problem}"
    assert caught.value.where == f"test.yaml:{line}"


@pytest.mark.parametrize(
    "points, line, problem",
    [
        (("0 signs: 0", "2 signs: 1"), 18, "leaves a gap or an overlap"),
        (("0 to 1 signs: 0", "1 to 2 signs: 1"), 18, "leaves a gap or an overlap"),
        (("1 signs: 0", "2 signs: 1"), 17, "leaves a gap or an overlap"),
        (("0 to 1 signs: 0", "2 to 3 signs: 1"), 18, "leaves a gap or an overlap"),
        (("0 signs: 0", "1 signs: 1"), 16, "no band holds a count of 2"),
    ],
)
def test_counts_that_leave_something_out_or_say_it_twice(
    tmp_path: Path, points: tuple[str, ...], line: int, problem: str
) -> None:
    """Every count from none to all of the lines stands in one band and in one alone."""
    with pytest.raises(KnowledgeError) as caught:
        _read(tmp_path, _item(*points, of="count of:\n      - bleeding\n      - seizure"))
    assert problem in caught.value.problem
    assert caught.value.where in (f"test.yaml:{line}", f"test.yaml:{line + 1}")


@pytest.mark.parametrize(
    "text, problem",
    [
        ("readings:\n  - id: a\n    at: below 3 points\n    short: a\n    says: A.\n", "do not hold every total"),
        (
            "readings:\n  - id: a\n    at: below 3 points\n    short: a\n    says: A.\n"
            "  - id: b\n    at: above 3 points\n    short: b\n    says: B.\n",
            "a gap or an overlap",
        ),
        (
            'printed:\n  says: p\n  unit: "%"\n  rows:\n    10 points: 5\n    20 points: 4\n',
            "the row '20 points' does not rise",
        ),
        ('printed:\n  says: p\n  unit: "%"\n  rows:\n    10 points: 5\n', "fewer than two rows"),
        ("total: 1 points\nreading: x\n", "the key 'reading' is not known here"),
    ],
)
def test_readings_and_tables_that_cannot_be_meant(tmp_path: Path, text: str, problem: str) -> None:
    """Readings hold every total once; a printed table never falls."""
    with pytest.raises(KnowledgeError) as caught:
        _read(tmp_path, _item("below 2 ng/mL: 0", "at least 2 ng/mL: 1") + text)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    "weight, problem",
    [
        ("0.5", "cannot read the weight '0.5'"),
        ("half per ng/mL", "cannot read the weight 'half per ng/mL'"),
        ("0.5 per furlong", "which facts/ferritin.yaml does not accept"),
    ],
)
def test_a_weight_that_cannot_be_meant(tmp_path: Path, weight: str, problem: str) -> None:
    """A weight names its unit, and the fact accepts it."""
    with pytest.raises(KnowledgeError) as caught:
        _read(tmp_path, f"items:\n  - id: one\n    title: one\n    of: ferritin\n    weight: {weight}\n")
    assert problem in caught.value.problem


def test_a_weight_is_brought_to_the_unit_of_the_fact(tmp_path: Path) -> None:
    """A thousandth per ng/mL is one per mg/L: whichever the file names, the same value gives the same points."""
    text = "items:\n  - id: one\n    title: one\n    of: ferritin\n    weight: {}\n"
    one = _read(tmp_path, text.format("0.001 per ng/mL"))
    other = _read(tmp_path, text.format("1 per mg/L"))
    assert one.items[0].weight == other.items[0].weight == Fraction(1, 1000)
