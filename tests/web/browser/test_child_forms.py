"""The forms for a child in a real browser, without JavaScript: by keyboard, on a phone, and looked at by axe-core."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"


def test_a_child_is_typed_in_by_keyboard(page: Page, site: str) -> None:
    """Enter sends the form; the summary leads to the field; the right value then opens the child."""
    page.goto(f"{site}/child/new")
    page.locator("#f-age").fill("6")
    page.locator("#f-age").press("Tab")
    page.keyboard.press("y")
    page.locator("#f-ferritin").fill("8,420")
    page.locator("#f-ferritin").press("Enter")
    page.get_by_role("link", name="Ferritin").first.click()
    expect(page.locator("#f-ferritin")).to_be_focused()
    page.locator("#f-ferritin").fill("8420")
    page.locator("#f-ferritin").press("Tab")
    page.keyboard.press("n")
    page.locator("#show").get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"/child/[\w-]{22}$"))
    expect(page.get_by_text("8,420").first).to_be_visible()


@pytest.mark.parametrize("what", ["new", "KEY/add", "KEY/add?what=weight", "KEY/add?what=anakinra"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(what: str, scheme: str, browser: Browser, site: str) -> None:
    """At 1280 by day, at 320 by night: no violation, and no sideways scrolling."""
    width = 1280 if scheme == "light" else 320
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    opened = context.request.post(f"{site}/child/new", form={"age": "6", "age-unit": "y"})
    key = opened.url.rpartition("/")[2]
    page.goto(f"{site}/child/{what.replace('KEY', key)}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert _small_targets(page) == []
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(f"axe.run(document, {OPTIONS})")
    context.close()
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []


def _small_targets(page: Page) -> list[str]:
    """What is pressed in a form and is lower than 44 px."""
    found = page.evaluate(
        """[...document.querySelectorAll(
             'main form input:not([type=hidden]):not([type=checkbox]), main form select, main form summary,'
             + ' main .sp-confirm label, main form button:not(.sp-hidden), main .sp-pick a, main .sp-jump a')]
           .map(one => [one.id || one.textContent.trim(), one.getBoundingClientRect().height])
           .filter(([, height]) => height < 43.9)"""
    )
    return [str(one) for one in found]
