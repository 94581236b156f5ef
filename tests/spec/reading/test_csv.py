"""Timeline CSV: one row, one event."""

from collections.abc import Callable

import pytest

from stillpath.errors import InputError
from stillpath.intake import Reading, read_text
from stillpath.model import Knowledge

HEAD = "patient_id,time,kind,code_system,code,name,value,unit,note"
FERRITIN = "p1,2026-03-02T05:50+01:00,lab,LOINC,2276-4,ferritin,8420,ng/mL,"

Table = Callable[..., Reading]


@pytest.fixture
def table(knowledge: Knowledge) -> Table:
    """Reads rows, under the usual columns unless others are given."""

    def reading(*rows: str, head: str = HEAD, patient: str | None = None) -> Reading:
        return read_text("\n".join((head, *rows)).encode(), knowledge, patient=patient)

    return reading


def test_row(table: Table) -> None:
    """A row is read as the same event in timeline JSON would be."""
    reading = table(FERRITIN)
    (ferritin,) = reading.timeline.results
    assert (ferritin.fact, ferritin.received, reading.timeline.patient.id) == ("ferritin", "8420", "p1")
    assert reading.refused == ()


def test_context_rows(table: Table) -> None:
    """Sex, birth date, now and coverage of the patient are context rows."""
    reading = table(
        "p1,,context,,,sex,female,,",
        "p1,,context,,,birth date,2020-01-14,,",
        "p1,,context,,,now,2026-03-02T06:10+01:00,,",
        "p1,2026-03-01T00:00+01:00,context,,,coverage,medication_given,,,2026-03-02T06:10+01:00",
        head=HEAD + ",end",
    )
    # The first three rows have a cell too few for the tenth column.
    assert len(reading.refused) == 3
    assert set(reading.timeline.coverage) == {"medication_given"}


def test_patient_of_context_rows(table: Table) -> None:
    """The same without the tenth column."""
    reading = table("p1,,context,,,sex,female,,", "p1,,context,,,birth_date,2020-01-14,,", FERRITIN)
    assert (reading.timeline.patient.sex, str(reading.timeline.patient.birth_date)) == ("female", "2020-01-14")


def test_two_answers_on_the_patient(table: Table) -> None:
    """A second, different sex or birth date is refused."""
    reading = table("p1,,context,,,sex,female,,", "p1,,context,,,sex,male,,")
    assert reading.timeline.patient.sex == "female"
    assert [(refused.where, refused.found) for refused in reading.refused] == [("row 3, column value", "another sex")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters(table: Table, delimiter: str) -> None:
    """Commas, semicolons and tabs are told apart by the first row."""
    reading = table(FERRITIN.replace(",", delimiter), head=HEAD.replace(",", delimiter))
    assert len(reading.timeline.results) == 1


def test_decimal_comma(table: Table) -> None:
    """A decimal comma is refused at its row and column."""
    row = 'p1,2026-03-02T05:50+01:00,lab,,,fibrinogen,"1,6",g/L,'
    (refused,) = table(row).refused
    assert (refused.where, refused.found) == ("row 2, column value", "a number with a comma")
    assert refused.shown == "fibrinogen 1,6 g/L"


def test_ragged_row(table: Table) -> None:
    """A row with too many or too few cells is refused; the others are read."""
    reading = table("p1,2026-03-02T05:50+01:00,lab", FERRITIN)
    assert len(reading.timeline.results) == 1
    assert [(refused.where, refused.found) for refused in reading.refused] == [("row 2", "3 cells")]


def test_several_patients(table: Table) -> None:
    """With several patients one must be named; the rows of the others are left aside and counted."""
    rows = (FERRITIN, FERRITIN.replace("p1", "p2"), FERRITIN.replace("p1", "p2").replace("8420", "100"))
    with pytest.raises(InputError, match="the file holds 2 patients; name one with --patient"):
        table(*rows)
    reading = table(*rows, patient="p1")
    assert (len(reading.timeline.results), reading.notes) == (1, ("2 rows of other patients were left aside",))
    with pytest.raises(InputError, match="no row of the file is about the patient named with --patient"):
        table(*rows, patient="p3")


def test_formula_and_markup(table: Table) -> None:
    """A formula is text: refused as a value, kept as a note, never executed."""
    row = "p1,2026-03-02T05:50+01:00,lab,,,ferritin,=1+1,ng/mL,"
    assert table(row).refused[0].found == "text that is not a number"
    row = "p1,2026-03-02T05:50+01:00,exam,,,seizure,yes,,=HYPERLINK(<b>x</b>)"
    assert table(row).timeline.results[0].note == "=HYPERLINK(<b>x</b>)"


@pytest.mark.parametrize(
    ("rows", "head", "said"),
    [
        ((), HEAD, "holds no rows"),
        ((FERRITIN,), HEAD.replace("name", "test"), "the column name is missing"),
        ((FERRITIN,), HEAD.replace("note", "unit"), "a column stands twice"),
        (('p1,2026-03-02T05:50+01:00,lab,,,"ferritin,8420,ng/mL,',), HEAD, "a quotation mark is never closed"),
        (('p1,"a"b,,,,,,,',), HEAD, "is not CSV"),
    ],
)
def test_unusable(table: Table, rows: tuple[str, ...], head: str, said: str) -> None:
    """A table that cannot be read at all is one clear sentence."""
    with pytest.raises(InputError, match=said):
        table(*rows, head=head)


def test_columns_in_any_order(table: Table) -> None:
    """Columns may stand in any order; one that is not read is named."""
    reading = table("ng/mL,ferritin,8420,lab,2026-03-02T05:50+01:00,x", head="unit,Name,value,kind,time,ward")
    assert reading.timeline.results[0].received == "8420"
    assert reading.notes == ("the file gives no patient id", "not read in this version: ward")
