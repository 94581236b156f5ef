"""Z-scores of the shipped tables against figures that their sources print."""

import csv
from fractions import Fraction
from io import StringIO

import pytest

from stillpath.engine.tables import z_score
from stillpath.library import default_folder
from stillpath.model import ZMethod


def _cells(table: str, sex: str, age: str) -> dict[str, Fraction]:
    text = (default_folder() / "tables" / f"{table}.csv").read_text(encoding="ascii")
    row = next(row for row in csv.DictReader(StringIO(text)) if (row["sex"], row["age"]) == (sex, age))
    return {name: Fraction(row[name]) for name in ("l", "m", "s")}


def _z(method: ZMethod, table: str, sex: str, age: str, weight: str) -> float:
    return float(z_score(method, Fraction(weight), _cells(table, sex, age)))


# WHO's own spreadsheets print the weights at -4 to 4 standard deviations, to a gram; the fourth goes on in steps.
_WHO = [
    ("male", "61", "11.07 12.718 14.367 16.279 18.506 21.109 24.165 27.77 31.375"),
    ("male", "72", "12.256 14.063 15.87 17.996 20.514 23.517 27.129 31.508 35.888"),
    ("male", "120", "17.634 20.42 23.206 26.694 31.159 37.035 45.038 56.434 67.829"),
    ("female", "61", "10.742 12.352 13.961 15.899 18.258 21.169 24.817 29.468 34.118"),
    ("female", "72", "11.669 13.471 15.274 17.465 20.164 23.541 27.845 33.448 39.051"),
    ("female", "120", "17.298 20.286 23.274 27.031 31.858 38.223 46.89 59.177 71.465"),
    ("male", "0", "1.701 2.08 2.459 2.881 3.346 3.859 4.419 5.031 5.642"),
]


@pytest.mark.parametrize("sex, age, printed", _WHO)
def test_whos_printed_weights_give_whole_standard_deviations(sex: str, age: str, printed: str) -> None:
    """From -4 to 4 each printed weight gives its z-score, as near as the gram it is printed to allows."""
    found = [_z(ZMethod.RESTRICTED, "weight-for-age-who", sex, age, weight) for weight in printed.split()]
    assert found == pytest.approx(range(-4, 5), abs=0.002)


def test_within_three_standard_deviations_whos_way_is_the_plain_one() -> None:
    """Only beyond 3 does WHO's z-score of weight go another way."""
    near, far = ("30", "60")
    for weight, same in ((near, True), (far, False)):
        plain = _z(ZMethod.LMS, "weight-for-age-who", "male", "72", weight)
        assert (plain == _z(ZMethod.RESTRICTED, "weight-for-age-who", "male", "72", weight)) is same


# CDC's data file prints the centiles beside L, M and S.
_CDC = [
    ("female", "168.5", "36.70143915 37.91341628 39.95466626 43.94012186 49.49075409 56.76423337 65.57527484"),
    ("male", "120.5", "24.19264433 24.94392079 26.20745042 28.66893932 32.08799062 36.55850564 41.96894158"),
]
_CENTILES = (-1.880794, -1.644854, -1.281552, -0.674490, 0, 0.674490, 1.281552)


@pytest.mark.parametrize("sex, age, printed", _CDC)
def test_cdcs_printed_centiles_give_their_z_scores(sex: str, age: str, printed: str) -> None:
    """The printed weights at the 3rd, 5th, 10th, 25th, 50th, 75th and 90th centile give those of a normal curve."""
    found = [_z(ZMethod.LMS, "weight-for-age-cdc", sex, age, weight) for weight in printed.split()]
    assert found == pytest.approx(_CENTILES, abs=0.000005)


def test_cdcs_worked_example_of_a_modified_z_score() -> None:
    """CDC explains it by the BMI of a boy of 48.5 months: a median of 15.62 and 13.74 at -2; a BMI of 12 is -3.85."""
    low = {
        "l": Fraction(1),
        "m": Fraction("15.62"),
        "s": (Fraction("15.62") - Fraction("13.74")) / 2 / Fraction("15.62"),
    }
    assert float(z_score(ZMethod.MODIFIED, Fraction(12), low)) == pytest.approx(-3.85, abs=0.005)


def test_without_a_power_it_is_the_logarithm() -> None:
    """Where L is 0 the distance is that of the logarithms: one spread above the median is 1."""
    cells = {"l": Fraction(0), "m": Fraction(10), "s": Fraction(1, 10)}
    assert float(z_score(ZMethod.LMS, Fraction("11.05170918"), cells)) == pytest.approx(1, abs=1e-6)
    assert float(z_score(ZMethod.RESTRICTED, Fraction(20), cells)) > 3


def test_no_z_score_of_nothing() -> None:
    """A value of zero has none, nor has one where the reference ends before so many standard deviations."""
    with pytest.raises(ValueError, match="not above zero"):
        z_score(ZMethod.LMS, Fraction(0), {"l": Fraction(1), "m": Fraction(1), "s": Fraction(1)})
    with pytest.raises(ValueError, match="the reference ends"):
        z_score(ZMethod.MODIFIED, Fraction(2), {"l": Fraction(-1), "m": Fraction(1), "s": Fraction(1)})
