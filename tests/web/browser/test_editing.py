"""A draft in a real browser, without JavaScript: a wrong ceiling, red cases, put right, handed in; and axe-core."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from stillpath.answer import Answerer
from stillpath.library import load
from stillpath.review.drafts import begin, save
from stillpath.review.fields import with_fields
from stillpath.review.folder import text_of
from stillpath.store import Store
from stillpath.store.accounts import sign_in
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.editing.conftest import person
from tests.editing.few import few_cases
from tests.web.server import served

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
SLOW = 120_000


@dataclass(frozen=True)
class Served:
    """A server with a desk, and a session of somebody who may write."""

    address: str
    desk: Desk
    account: int
    token: str

    def enter(self, context: BrowserContext) -> Page:
        context.add_cookies([{"name": COOKIE, "value": self.token, "url": self.address}])
        return context.new_page()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    at = tmp_path_factory.mktemp("desk")
    folder = few_cases(at)
    store = Store.open(new_url("sqlite", at))
    account = person(store, "ann", "Ann Author", "author")
    with store.change("test", "test: sign in") as session:
        token = sign_in(session, store, account)
    knowledge = load(folder)
    desk = Desk(store, folder)
    with served(create_app(knowledge, Answerer(knowledge), desk=desk)) as address:
        yield Served(address, desk, account, token)
    store.close()


def test_from_a_wrong_ceiling_to_handing_in(place: Served, context: BrowserContext) -> None:
    """Check marks the field; cases turn red; put right, the results tell what changes, and it is handed in."""
    page = place.enter(context)
    page.goto(f"{place.address}/edit?q=anakinra")
    page.get_by_role("link", name="drugs/anakinra", exact=True).click()
    page.get_by_role("button", name="Begin a draft").click()
    page.locator("summary", has_text="doses").first.click()
    ceiling = page.get_by_label("at most, doses 1 halyabar-moderate", exact=True)
    ceiling.fill("100 mg per dos")
    ceiling.press("Enter")
    while page.get_by_text("The check is running.").count():
        page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="doses 1, at most").click()
    expect(ceiling).to_be_focused()
    expect(ceiling).to_have_attribute("aria-invalid", "true")

    ceiling.fill("20 mg per dose")
    page.get_by_role("button", name="Save and see what it does").click()
    expect(page.get_by_text("Cases are red")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("link", name="course-adolescent-etoposide").first).to_be_visible()
    expect(page.get_by_role("button", name="Submit for review")).to_have_count(0)

    page.get_by_role("link", name="draft 1", exact=True).click()
    page.locator("summary", has_text="doses").first.click()
    ceiling.fill("100 mg per dose")
    page.locator("summary", has_text="handling").first.click()
    page.get_by_label("says, handling 5", exact=True).fill("Turn the site each time.")
    page.get_by_role("button", name="Save and see what it does").click()
    expect(page.get_by_text("Nothing changes for any of them.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("cell", name="Turn the site each time.").first).to_be_visible()
    page.get_by_label("What changes, and why").fill("Plainer words; no figure is another.")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("This text is submitted.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(scheme: str, place: Served, browser: Browser) -> None:
    """At 1280 by day, at 320 by night: the start, an editor with a problem, the whole text, and its results."""
    draft = begin(place.desk.store, place.desk.folder, place.account, "facts/ferritin")
    text = with_fields(text_of(place.desk.folder, "facts/ferritin"), {"source": f"nobody-{scheme}"})
    save(place.desk.store, place.account, draft.number, draft.version, text)
    width = 1280 if scheme == "light" else 320
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    page = place.enter(context)
    here = f"/edit/drafts/{draft.number}"
    found = {}
    for address in ("/edit?q=ferritin", "/edit/facts/age", f"{here}?saved=yes", f"{here}?whole=yes", f"{here}/results"):
        page.goto(f"{place.address}{address}")
        while page.get_by_role("link", name="Look again").count():
            page.get_by_role("link", name="Look again").first.click()
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        violations = page.evaluate(f"axe.run(document, {OPTIONS})")["violations"]
        over = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        found[address] = [(one["id"], one["nodes"][0]["html"][:200]) for one in violations] + (["over"] if over else [])
    context.close()
    assert {address: told for address, told in found.items() if told} == {}
