"""The PDF of the sheet: one page, whatever the child; text from a file stays text; nobody's name in the title."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

from stillpath.model import Knowledge
from stillpath.web.child.pdf import fitted, sheet_pdf
from tests.unit.prose.sheets import read, sheet_of

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

NAMES = (
    "lea",
    "sara",
    "nils",
    "tomas",
    "amira",
    "course-neonate",
    "course-heavy-adolescent",
    "course-infant-hlh",
    "kim-2023",
)
TRAP = '#panic("x") *bold* $x$ <b>& @a'


def text_of(made: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split())


def html_of(sheet: object) -> str:
    made = Environment(
        loader=PackageLoader("stillpath.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("child_sheet.html").render(
        sheet=sheet, sheet_style="/static/child-sheet.css", back_to="/child", pdf_a4="/a4", pdf_letter="/letter"
    )


@pytest.mark.parametrize("name", NAMES)
def test_one_page_with_stage_doses_and_foot(name: str, knowledge: Knowledge) -> None:
    """Of either paper; what must stand on it can be read out of it."""
    _, sheet = sheet_of(read(name, knowledge), knowledge)
    for paper in ("a4", "us-letter"):
        made = sheet_pdf(sheet, paper)  # type: ignore[arg-type]
        reader = pypdf.PdfReader(io.BytesIO(made))
        assert len(reader.pages) == 1
        assert reader.metadata is not None
        assert reader.metadata.title == "Bedside sheet"
        assert reader.trailer["/Root"]["/Lang"] == "en-GB"
        assert "/StructTreeRoot" in reader.trailer["/Root"]
        text = text_of(made).replace("\u00a0", " ")
        for words in (sheet.id, "NOT REVIEWED by a clinical board", "page 1 of 1", "ALLERGIES", "discard after 48 h"):
            assert words in text
        for words in (sheet.stage.text, *(row.amount for row in sheet.doses), *(row.drug for row in sheet.doses)):
            assert " ".join(words.replace("\u00a0", " ").split()[:3]) in text


@pytest.mark.parametrize("name", ["sara", "amira"])
def test_the_page_and_the_pdf_hold_the_same(name: str, knowledge: Knowledge) -> None:
    """What was given before now, every row and every limit of the page stand in the PDF of A4."""
    _, sheet = sheet_of(read(name, knowledge), knowledge)
    text = "".join(text_of(sheet_pdf(sheet)).split())
    shown = fitted(sheet)
    assert shown.grid.rows
    lines = [row.title for row in shown.grid.rows]
    lines += [limit.text for row in shown.grid.rows for limit in row.limits]
    lines += [entry.text for row in shown.grid.rows if row.dose for entry in row.past]
    for line in (*lines, *(one.text for one in shown.next), *shown.left_out):
        assert "".join(line.split()) in text, line


def test_markup_in_a_file_stays_text(knowledge: Knowledge) -> None:
    """Neither typst nor HTML runs what somebody typed into an id or a note."""
    reading = read("lea", knowledge)
    timeline = reading.timeline
    results = tuple(replace(one, note=TRAP) if one.fact == "weight" else one for one in timeline.results)
    patient = replace(timeline.patient, id=TRAP)
    _, sheet = sheet_of(replace(reading, timeline=replace(timeline, results=results, patient=patient)), knowledge)
    assert TRAP in sheet.weight
    text = text_of(sheet_pdf(sheet)).replace("\u00a0", " ")
    assert text.count(TRAP) >= 3
    html = html_of(fitted(sheet))
    assert "<b>& @a" not in html
    assert "&lt;b&gt;&amp; @a" in html


def test_the_page_has_no_name_no_script_and_no_style(knowledge: Knowledge) -> None:
    """The title goes into file names; the policy of the server allows neither script nor inline style."""
    _, sheet = sheet_of(read("sara", knowledge), knowledge)
    html = html_of(fitted(sheet))
    assert "<title>Bedside sheet · stillpath</title>" in html
    assert "<script" not in html
    assert "style=" not in html.replace("rel=", "")
    for words in ("Back to the child", "Print: Ctrl P", 'href="/a4"', "NAME", "given at", "MORE ON THE CHILD'S PAGE"):
        assert words in html.replace("&#39;", "'")


def test_the_stylesheet_is_small_and_our_own() -> None:
    """Every class of the page has a rule or is inside one that has, and nothing is taken from elsewhere."""
    css = (Path(__file__).resolve().parents[2] / "src/stillpath/web/static/child-sheet.css").read_text("utf-8")
    assert len(css) < 10_000
    assert "url(" not in css
    assert "@import" not in css
