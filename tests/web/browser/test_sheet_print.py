"""What a browser prints of the bedside sheet, with letters of its own."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from stillpath.model import Knowledge
from stillpath.web.child.pdf import fitted
from tests.unit.prose.sheets import read, sheet_of
from tests.web.test_sheet_pdf import html_of

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

CSS = Path(__file__).resolve().parents[3] / "src/stillpath/web/static/child-sheet.css"
NAMES = ["lea", "sara", "nils", "amira", "tomas", "course-neonate", "course-heavy-adolescent", "course-infant-hlh"]
MARGIN = {"top": "8mm", "bottom": "8mm", "left": "9mm", "right": "9mm"}


@pytest.mark.parametrize("name", NAMES)
def test_one_side_of_either_paper(name: str, browser: Browser, knowledge: Knowledge, tmp_path: Path) -> None:
    """What the PDF of A4 holds, whole, on one side of either paper; nothing is wider than a small screen."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}).new_page()
    html = html_of(fitted(sheet_of(read(name, knowledge), knowledge)[1]))
    file = tmp_path / "sheet.html"
    file.write_text(html.replace("/static/child-sheet.css", CSS.as_uri()), encoding="utf-8")
    page.goto(file.as_uri())
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= 360
    for paper in ("A4", "Letter"):
        made = page.pdf(format=paper, margin=MARGIN)
        assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1, paper
    page.context.close()
