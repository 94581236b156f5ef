"""Chromium, driven from outside, against a real server; without a browser these tests are skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.server import CHROMIUM, served


@pytest.fixture(scope="session")
def site(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip("needs chromium")
    if not any(path for root in ("/usr/lib", "/lib") for path in Path(root).glob("*/libatomic.so.1")):
        pytest.skip("needs libatomic1, for the driver that Playwright brings")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """As a reader has it, with JavaScript off: nothing here may need it."""
    made = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Page:
    """A page that fails the test if anything is asked of another server."""
    opened = context.new_page()

    def own(route: object) -> None:
        address = route.request.url  # type: ignore[attr-defined]
        assert address.startswith(site), f"asked of another server: {address}"
        route.continue_()  # type: ignore[attr-defined]

    opened.route("**/*", own)
    return opened
