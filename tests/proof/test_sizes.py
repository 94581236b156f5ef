"""Which weight a dose is counted by, where more than one stands, and what is never computed."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from stillpath.care import slot_doses
from stillpath.timeline import Result
from stillpath.units import Interval
from tests.proof.pieces import AT, Child, Piece, computing, light, line, piece_of, records, result

_PULSE = "methylprednisolone/pulse/halyabar-pulse"
_UNDER_30 = "tocilizumab/still-disease/label-under-30-kg"
_FROM_30 = "tocilizumab/still-disease-from-30-kg/label-from-30-kg"
_BY_SURFACE = "dexamethasone/cns/hlh-94-cns"
_HOURS_AGO = timedelta(hours=5)
_DAYS_AGO = timedelta(days=3)


def _weight(kilograms: int, before: timedelta, estimated: bool = False) -> Result:
    return result("weight", Fraction(kilograms), before, estimated)


def _not_exact(before: timedelta) -> Result:
    return replace(_weight(25, before), interval=Interval(Fraction(2, 5), Fraction(25), high_open=True))


@pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)
def test_nothing_is_computed_without_a_size(piece: Piece) -> None:
    """Without a weight (or, by surface, a height) that counts there is no number, and the reason is told."""
    wanted = {"kg": ("weight",), "m2": ("weight", "height"), "": ()}[piece.basis]
    for missing in wanted:
        dose = line(piece, replace(Child(), **{missing: None}))
        assert (dose.per_dose, dose.per_day, dose.raw) == (None, None, None)
        assert dose.why_not
    old = line(piece, replace(Child(), weight=None), (_weight(20, timedelta(days=8)),))
    assert not piece.basis or old.per_dose is None, "a weight of eight days ago no longer counts"


@pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)
def test_an_age_that_is_needed_and_missing_gives_no_number(piece: Piece) -> None:
    """Where a source speaks of an age, a child without a birth date gets no number from it."""
    speaks = piece.record.who is not None and "age" in str(piece.record.who)
    dose = line(piece, replace(Child(), birth=None))
    assert (dose.per_dose is None) or not speaks


@pytest.mark.parametrize("piece", tuple(records()), ids=lambda piece: piece.id)
def test_grown_up(piece: Piece) -> None:
    """From the 18th birthday on no dose for children is computed; before it no adult figure is, whatever it says."""
    for birth, grown in ((date(2008, 6, 15), True), (date(2008, 6, 16), False)):
        dose = line(piece, Child(Fraction(60), Fraction(165), birth))
        if piece.record.adult != grown:
            assert dose.per_dose is None
            assert dose.why_not
    willing = replace(piece, record=replace(piece.record, adult=True, computes=True, who=None))
    for birth in (date(2026, 6, 15), date(2008, 6, 16), None):
        assert line(willing, Child(Fraction(60), Fraction(165), birth)).per_dose is None


@pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)
def test_an_unverified_figure_is_never_computed(piece: Piece) -> None:
    """What was not read computes nothing, even where its record says that it may."""
    first, *others = piece.record.evidence
    doubtful = replace(first, status=type(first.status).UNVERIFIED)
    unread = replace(piece, record=replace(piece.record, evidence=(doubtful, *others)))
    assert line(unread, Child()).per_dose is None


@pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)
def test_two_weights(piece: Piece) -> None:
    """Of two measured weights near in time the lower is used and the other is kept to be shown; none by surface."""
    lower, both = line(piece, Child(Fraction(16))), line(piece, Child(Fraction(20)), (_weight(16, _HOURS_AGO),))
    swapped = line(piece, Child(Fraction(16)), (_weight(20, _HOURS_AGO),))
    if piece.basis == "kg":
        assert both.per_dose == swapped.per_dose == lower.per_dose
        for dose in (both, swapped):
            assert dose.size is None or {Fraction(20)} == {one.interval.low for one in dose.size.others}
    elif piece.basis == "m2":
        assert both.per_dose is None
        assert "weigh again" in both.why_not


@pytest.mark.parametrize("piece", computing(), ids=lambda piece: piece.id)
def test_an_estimate_is_marked(piece: Piece) -> None:
    """A dose by an estimated weight is computed where no measured one counts, and says that it is an estimate."""
    dose = line(piece, Child(estimated=True))
    if dose.size is not None and piece.basis:
        assert dose.size.estimated
        assert dose.per_dose == line(piece, Child()).per_dose


def test_a_weight_that_is_not_a_number_is_no_weight() -> None:
    """A weight written as "<25 kg" is no weight to count by, neither alone nor beside a measured one.

    It may be anything from the least plausible weight up; the least would make a pulse of 12 mg.
    """
    piece = piece_of(_PULSE)
    assert line(piece, Child(None), (_not_exact(_HOURS_AGO),)).per_dose is None
    assert line(piece, Child(Fraction(20)), (_not_exact(_HOURS_AGO),)).per_dose == 600
    estimated = Child(Fraction(20), estimated=True)
    assert line(piece, estimated, (_not_exact(_HOURS_AGO),)).per_dose == 600


def test_a_surface_is_counted_by_the_measured_weight() -> None:
    """A measured weight that counts goes before a newer estimate, for a surface as for a weight."""
    piece = piece_of(_BY_SURFACE)
    measured = line(piece, Child(Fraction(20)))
    guessed = line(piece, Child(Fraction(40), estimated=True), (_weight(20, _DAYS_AGO),))
    assert guessed.per_dose == measured.per_dose
    assert guessed.size is not None
    assert not guessed.size.estimated


def test_a_band_is_judged_by_the_weight_that_is_counted_by() -> None:
    """The band of a source and the amount rest on one weight.

    An estimate of 28 kg would open the band below 30 kg, and a measured 33 kg would then make 396 mg: 12 mg per kg in a
    child for whom the label gives 8.
    """
    child, measured = Child(Fraction(28), birth=date(2016, 1, 1), estimated=True), (_weight(33, _DAYS_AGO),)
    assert line(piece_of(_UNDER_30), child, measured).per_dose is None
    assert line(piece_of(_FROM_30), child, measured).per_dose == 264


def test_two_weights_on_either_side_of_a_band() -> None:
    """Where two weights differ and a source's limit lies between them, nothing is computed: weigh again.

    By the lower weight, 25 kg, the label gives 12 mg per kg, 300 mg; were the child 31 kg, that is above its 8 mg.
    """
    for first, second in ((31, 25), (25, 31)):
        child = Child(Fraction(first), birth=date(2016, 1, 1))
        for id in (_UNDER_30, _FROM_30):
            dose = line(piece_of(id), child, (_weight(second, _HOURS_AGO),))
            assert dose.per_dose is None
            assert "weigh again" in dose.why_not


def test_the_default_of_a_slot_with_two_weights() -> None:
    """A slot whose source speaks on both sides of a limit names no default dose while two weights lie around it."""
    drug = piece_of("platelet-concentrate/bleeding/jpac-bleeding").drug
    decision = light(Child(Fraction(17)), (_weight(13, _HOURS_AGO),))
    first, *_ = slot_doses(drug, drug.slots[0], decision)
    assert first.default
    assert first.per_dose is None


def test_now() -> None:
    """The instant of these tests is the one that their weights are counted from."""
    assert light(Child()).known.at == AT
