"""Coming in with a real browser, without JavaScript: invited, signed in, out, wrong, limited; also on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from stillpath.answer import Answerer
from stillpath.model import Knowledge
from stillpath.store import Store
from stillpath.store.tickets import hand_over, invite
from tests.web.desk import PASSWORD, app_with, login_of, peopled, tokens
from tests.web.server import served

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = peopled(tmp_path_factory.mktemp("desk"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(store: Store, knowledge: Knowledge, answerer: Answerer) -> Iterator[str]:
    with served(app_with(store, knowledge, answerer)) as address:
        yield address


def test_from_an_invitation_to_the_limit(page: Page, site: str, store: Store) -> None:
    """By keyboard where somebody types; each step says what became of it."""
    made = invite(store, "command", "nia", "Nia New")
    page.goto(site + made.path)
    page.locator("#f-password").fill(PASSWORD)
    page.locator("#f-again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/account\?done=in$"))
    expect(page.get_by_role("status")).to_have_text("You are signed in.")
    page.get_by_role("link", name="Treatment", exact=True).click()
    expect(page.get_by_role("link", name="Nia New")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/account")
    expect(page).to_have_url(re.compile(r"/sign-in\?next=%2Faccount$"))
    page.get_by_label("Login").fill("nia")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/account$"))
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("link", name="Sign in").click()
    for _ in range(6):
        page.get_by_label("Login").fill("nia")
        page.get_by_label("Password").fill("not the password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("tried too often; try again in 15 min")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Login")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(scheme: str, browser: Browser, site: str, store: Store) -> None:
    """At 1280 by day, at 320 by night: no violation, and no sideways scrolling, on every page about accounts."""
    width = 1280 if scheme == "light" else 320
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    page = context.new_page()
    admin, board = (tokens(store, [login_of(role)])[0][0] for role in ("administrator", "board"))
    made = hand_over(store, "command", login_of("author"))
    found = []
    for token, addresses in (
        ("", ("/sign-in", made.path)),
        (admin, ("/people", f"/people/{login_of('board')}", "/audit", "/treatment")),
        (board, ("/account",)),
    ):
        context.clear_cookies()
        if token:
            context.add_cookies([{"name": "stillpath-session", "value": token, "url": site}])
        for address in addresses:
            page.goto(site + address)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
            looked = page.evaluate(f"axe.run(document, {OPTIONS})")
            found += [(address, one["id"], one["nodes"][0]["html"][:200]) for one in looked["violations"]]
    context.close()
    assert found == []
