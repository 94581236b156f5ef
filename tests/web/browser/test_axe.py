"""axe-core finds nothing on any kind of page, by day and by night, at a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.web.addresses import CHILDREN, GONE, LOST, PAGES

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
ALL = {**PAGES, **{f"child: {name}": address for name, address in CHILDREN.items()}, "gone": GONE, "lost": LOST}
ABOUT = "{exclude: ['.sp-sheet__mark']}"  # a watermark, pale by intent; the head of the sheet says it too
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"  # of WCAG 2.2, off unless asked for


@pytest.fixture(scope="module", params=["light", "dark"])
def looked_at(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """Only here a script runs: axe-core itself, past the policy of the page."""
    width = 1280 if request.param == "light" else 360
    context = browser.new_context(color_scheme=request.param, bypass_csp=True, viewport={"width": width, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", ALL)
def test_axe_finds_nothing(name: str, looked_at: Page, site: str) -> None:
    """No violation of any rule, best practice included."""
    looked_at.goto(f"{site}{ALL[name]}")
    looked_at.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = looked_at.evaluate(f"axe.run({ABOUT}, {OPTIONS})")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
