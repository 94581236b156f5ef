"""Writes the pictures of docs/screens/ anew: `.venv/bin/python -m tests.web.screens`."""

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from stillpath.library import load
from stillpath.web import create_app
from tests.web.addresses import CHILDREN, PAGES
from tests.web.conftest import NOW
from tests.web.server import CHROMIUM, served

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screens"
MOST_BYTES = 300_000
DESK, PHONE, PAPER = (1280, 900), (360, 780), (794, 1123)


@dataclass(frozen=True)
class Picture:
    """A page as one reader sees it, from so far down."""

    page: str
    size: tuple[int, int] = DESK
    scheme: str = "light"
    scrolled_to: str = ""
    media: str = "screen"


PICTURES = {
    "home": Picture("home"),
    "home-phone": Picture("home", PHONE),
    "answer": Picture("answer"),
    "answer-phone": Picture("answer", PHONE),
    "answer-conflict": Picture("answer", scrolled_to=".sp-conflict"),
    "answer-parent": Picture("answer for a parent"),
    "answer-norwegian": Picture("answer in Norwegian"),
    "answer-dark": Picture("answer", scheme="dark"),
    "answer-paper": Picture("answer", PAPER, media="print"),
    "refused": Picture("refused"),
    "treatment": Picture("treatment"),
    "treatment-first": Picture("treatment", scrolled_to="#part-3"),
    "treatment-phone": Picture("treatment", PHONE, scrolled_to="#part-3"),
    "treatment-norwegian": Picture("treatment in Norwegian"),
    "conflicts": Picture("conflicts", scrolled_to=".sp-conflict:nth-of-type(2)"),
    "entry": Picture("criterion"),
    "entry-drug": Picture("drug"),
    "dose": Picture("dose", scrolled_to="#short"),
    "dose-problem": Picture("dose with problems"),
    "criterion": Picture("judged"),
    "criterion-dark": Picture("judged", scheme="dark"),
    "child-lea": Picture("lea"),
    "child-lea-phone": Picture("lea", PHONE),
    "child-lea-dark": Picture("lea", scheme="dark"),
    "child-lea-why": Picture("lea", scrolled_to="#why"),
    "child-lea-paper": Picture("lea", PAPER, media="print"),
    "child-lea-replay": Picture("replayed"),
    "child-sara": Picture("sara"),
    "child-sara-phone": Picture("sara", PHONE),
    "child-sara-due": Picture("sara", scrolled_to="#due"),
    "child-amira": Picture("amira"),
    "child-amira-phone": Picture("amira", PHONE),
    "children": Picture("open a child"),
}

ADDRESSES = {**CHILDREN, **PAGES}
SHEETS = ("lea", "sara", "amira")
"""Children whose bedside sheet is kept beside the pictures, as it is printed."""


def take(browser: Browser, site: str, name: str, picture: Picture) -> int:
    """Takes one picture; gives back its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        java_script_enabled=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.emulate_media(media="print" if picture.media == "print" else "screen")
    page.goto(f"{site}{ADDRESSES[picture.page]}")
    if picture.scrolled_to:
        page.locator(picture.scrolled_to).first.evaluate("it => it.scrollIntoView({block: 'start'})")
        page.mouse.wheel(0, -16)
        page.wait_for_timeout(100)
    file = FOLDER / f"{name}.png"
    page.screenshot(path=file)
    context.close()
    return file.stat().st_size


def take_sheet(browser: Browser, site: str, name: str) -> int:
    """Keeps the bedside sheet of a child; gives back its size in bytes, 0 if there is none to be had."""
    context = browser.new_context()
    answer = context.request.get(f"{site}/child/{name}/sheet.pdf")
    content = answer.body() if answer.ok else b""
    context.close()
    if content:
        (FOLDER / f"sheet-{name}.pdf").write_bytes(content)
    return len(content)


def main() -> int:
    """Every picture; 1 if one is too large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in (*FOLDER.glob("*.png"), *FOLDER.glob("sheet-*.pdf")):
        old.unlink()
    too_large = 0
    with served(create_app(load(), None, lambda: NOW)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, picture in PICTURES.items():
            size = take(browser, site, name, picture)
            too_large += size > MOST_BYTES
            print(f"{name:<22} {size / 1000:.0f} kB")
        for name in SHEETS:
            size = take_sheet(browser, site, name)
            too_large += size > MOST_BYTES
            print(f"sheet-{name:<16} {size / 1000:.0f} kB")
        browser.close()
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
