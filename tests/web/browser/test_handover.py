"""The handover in a browser without a script: reached from the child's page, taken as text, copied with two keys."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.slow


def test_from_the_childs_page_to_the_text_and_back(page: Page, site: str) -> None:
    """One click to the text, one to the same without a page around it, one back."""
    page.goto(f"{site}/child/lea")
    page.get_by_role("link", name="Handover", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Handover")
    field = page.get_by_label("The handover as text")
    expect(field).not_to_be_editable()
    text = field.input_value()
    page.get_by_role("link", name="Back to the child's page").click()
    assert page.url.endswith("/child/lea")
    page.goto(f"{site}/child/lea/handover")
    page.get_by_role("link", name="As plain text").click()
    assert page.locator("pre").inner_text().strip() == text.strip()


def test_all_of_it_shows_without_scrolling_in_it(page: Page, site: str) -> None:
    """The field is as tall and as wide as its text, at a desk."""
    page.goto(f"{site}/child/sara/handover")
    field = page.get_by_label("The handover as text")
    box = field.bounding_box()
    assert box is not None
    lines = field.input_value().count("\n")
    assert box["height"] > lines * 14
