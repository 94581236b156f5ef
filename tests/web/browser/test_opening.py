"""A file is chosen in a browser, without a script: it opens, or the page says what is wrong, however long it is."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from stillpath.library import examples_folder
from tests.web.test_opening import FERRITIN, TWO, timeline

pytestmark = pytest.mark.slow


def choose(page: Page, data: bytes, name: str = "child.json") -> None:
    page.locator("#f-file").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Open it").click()


def test_a_file_is_chosen_read_and_forgotten(page: Page, site: str) -> None:
    """From the door to the child, and back; afterwards its address leads nowhere."""
    page.goto(f"{site}/child")
    choose(page, timeline(FERRITIN, {**FERRITIN, "unit": "apples"}))
    expect(page).to_have_url(re.compile(r"/child/[\w-]{22}$"))
    address = page.url
    expect(page.locator(".sp-read")).to_contain_text("1 result, 0 medicines, 1 refused")
    page.locator(".sp-read").get_by_role("link", name="1 refused").click()
    expect(page.locator("#refused")).to_be_in_viewport()
    page.get_by_role("button", name="Close and forget").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open a child")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("This child is not open here")


def test_the_field_is_large_enough_to_drop_a_file_on(page: Page, site: str) -> None:
    """A browser takes a dropped file on the field itself, so it fills the lower part of its frame."""
    page.goto(f"{site}/child")
    frame, field = page.locator(".sp-drop").bounding_box(), page.locator("#f-file").bounding_box()
    assert frame is not None
    assert field is not None
    assert frame["x"] <= field["x"]
    assert field["x"] + field["width"] <= frame["x"] + frame["width"]
    assert field["height"] >= 80
    assert field["width"] >= frame["width"] * 0.8


def test_of_two_patients_one_is_chosen(page: Page, site: str) -> None:
    """With the keyboard as with the mouse."""
    page.goto(f"{site}/child")
    choose(page, TWO)
    expect(page.get_by_role("heading", level=1)).to_have_text("Which patient?")
    page.get_by_label("b 1 entry").check()
    page.get_by_role("button", name="Open this patient").press("Enter")
    expect(page.locator(".sp-read")).to_contain_text("1 result")


def test_after_a_refusal_the_next_file_is_chosen_there(page: Page, site: str) -> None:
    """A picture, then times without an offset, then the same with the zone."""
    page.goto(f"{site}/child")
    choose(page, b"\x89PNG\r\n\x1a\n", "photo.png")
    expect(page.get_by_role("alert")).to_contain_text("The file is a picture")
    data = timeline({**FERRITIN, "time": "2026-03-02T05:50"})
    choose(page, data)
    expect(page.get_by_role("alert")).to_contain_text("Every entry of the file was refused.")
    page.get_by_label("Zone of the times").fill("Europe/Oslo")
    choose(page, data)
    expect(page.locator(".sp-read")).to_contain_text("UTC+1; those without an offset were read so")


def test_a_file_of_fifty_megabytes_ends_on_our_page(page: Page, site: str, tmp_path: Path) -> None:
    """And not with a connection that was reset."""
    page.goto(f"{site}/child")
    large = tmp_path / "large.json"
    large.write_bytes(timeline(FERRITIN).ljust(50_000_000))
    page.locator("#f-file").set_input_files(large)
    with page.expect_navigation() as arrived:
        page.get_by_role("button", name="Open it").click()
    assert arrived.value is not None
    assert arrived.value.status == 413
    expect(page.get_by_role("alert")).to_contain_text("longer than 8 MB")
    expect(page.get_by_role("alert")).to_contain_text("./stillpath assess FILE")
    choose(page, (examples_folder() / "lea.json").read_bytes())  # type: ignore[operator]
    expect(page.locator(".sp-who")).to_contain_text("EXAMPLE")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(width: int, page: Page, site: str) -> None:
    """The door, the choice and the refusal, with an id of one long word."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/child")
    choose(page, TWO.replace(b'"a"', b'"' + b"W" * 64 + b'"').replace(b"Patient/a", b"Patient/" + b"W" * 64))
    for heading in ("Which patient?", "The file was not opened"):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        page.locator("main").screenshot()
        widest = page.locator("html").bounding_box()
        assert widest is not None
        assert widest["width"] <= width
        inner = page.locator("main").bounding_box()
        assert inner is not None
        assert inner["width"] <= width
        page.goto(f"{site}/child")
        choose(page, b"%PDF")
