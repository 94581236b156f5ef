"""The review desk in a real browser, without JavaScript: a text is signed on it, and axe-core finds nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.review.folder import text_of
from stillpath.review.workflow import submit
from stillpath.store import Store
from stillpath.store.accounts import sign_in
from stillpath.store.roles import Role
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.review.conftest import drafted, once, person
from tests.web.server import served

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ENTRY = "drugs/anakinra"


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge, answerer: Answerer
) -> Iterator[tuple[str, Store, int]]:
    """The address of a server, its store, and a submission that waits to be read."""
    store = Store.open(new_url("sqlite", tmp_path_factory.mktemp("desk")), lambda: NOW)
    folder = default_folder()
    ann = person(store, "ann", Role.AUTHOR, competences=())
    person(store, "rex", Role.REVIEWER, Role.AUTHOR, competences=("pharmacy",))
    person(store, "bo", Role.BOARD, competences=("paediatric-haematology", "intensive-care"))
    text = text_of(folder, ENTRY)
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    number = drafted(store, folder, ann, text.replace(title, f"{title} (short-acting)"), ENTRY)
    submit(store, ann, number, 1, "says that it is short-acting", once(), folder)
    with served(create_app(knowledge, answerer, lambda: NOW, desk=Desk(store, folder))) as address:
        yield address, store, number
    store.close()


def signed_in(context: BrowserContext, address: str, store: Store, account: int) -> BrowserContext:
    with store.count() as session:
        token = sign_in(session, store, account)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context


def test_a_text_is_signed_and_a_second_signature_is_waited_for(
    context: BrowserContext, desk: tuple[str, Store, int]
) -> None:
    """From the desk to the text, the review begun, a competence and a reason given; the page says what is missing."""
    address, store, number = desk
    page = signed_in(context, address, store, 2).new_page()
    page.goto(f"{address}/review")
    page.get_by_role("link", name=ENTRY).first.click()
    expect(page.get_by_text("(short-acting)").first).to_be_visible()
    page.get_by_role("button", name="Begin the review").click()
    page.get_by_label("What you looked at").fill("the label of today")
    page.get_by_label("None of my declared interests concerns this").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("list", name="Missing for approval")).to_contain_text("so far 1")
    expect(page.get_by_text("the label of today").first).to_be_visible()
    assert page.url == f"{address}/review/submissions/{number}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_over(scheme: str, browser: Browser, desk: tuple[str, Store, int]) -> None:
    """At 1280 by day, at 320 by night: no violation, and no sideways scrolling, with every form opened."""
    address, store, number = desk
    width = 1280 if scheme == "light" else 320
    context = browser.new_context(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 900})
    page = signed_in(context, address, store, 3).new_page()
    for path in ("/review", f"/review/{ENTRY}", f"/review/submissions/{number}"):
        page.goto(f"{address}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = page.evaluate(f"axe.run(document, {OPTIONS})")
        assert [(path, one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
