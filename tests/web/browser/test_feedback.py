"""What a reader says of a page, in a browser and on a phone; and axe-core over the pages that there are for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.review.ratings import ratings_of
from stillpath.review.reports import correct, report
from stillpath.review.shares import share
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.people import invented, session_for
from tests.web.browser.test_axe import AXE, OPTIONS
from tests.web.conftest import NOW
from tests.web.server import served

pytestmark = pytest.mark.slow

DRUG = "/knowledge/drugs/anakinra"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    store = Store.open(new_url("sqlite", tmp_path_factory.mktemp("desk")), lambda: NOW)
    yield Desk(store, default_folder())
    store.close()


@pytest.fixture(scope="module")
def app(knowledge: Knowledge, answerer: Answerer, desk: Desk) -> FastAPI:
    return create_app(knowledge, answerer, lambda: NOW, desk=desk)


@pytest.fixture(scope="module")
def site(app: FastAPI) -> Iterator[str]:
    with served(app) as address:
        yield address


@pytest.fixture(scope="module")
def pages(desk: Desk) -> dict[str, str]:
    """Every kind of page that there is for feedback, with something on it."""
    store = desk.store
    rita = invented(store, "Rita Reviewer", Role.REVIEWER, listed=True)
    number = report(store, DRUG, "drugs/anakinra", "What stood there.", "v1", "The label says something else.")
    closed = report(store, DRUG, "drugs/anakinra", "What stood there.", "v1", "The label says something else.")
    correct(store, "rita", rita, "drugs/anakinra", "What stood there.", "What it says.", True, closed, "It is mended.")
    link = share(store, DRUG, "anakinra", "v1", "NOT REVIEWED by a clinical board", "other")
    return {
        "entry": DRUG,
        "answer in Norwegian": "/ask?q=Hva+er+MAS%3F",
        "thanks": f"/rated?page={DRUG}",
        "report": f"/report?page={DRUG}",
        "report in Norwegian": "/report?wrong=yes&page=/ask?q=Hva+er+MAS%253F",
        "state": f"/reports/{number}",
        "closed": f"/reports/{closed}",
        "reports": "/reports",
        "corrections": "/corrections",
        "board": "/board",
        "shared": f"/s/{link}",
    }


def test_rate_report_and_share_on_a_phone(browser: Browser, site: str, desk: Desk) -> None:
    """From the foot of a page, without a script and with the keyboard alone where one is at hand."""
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": 320, "height": 640}, user_agent="Mozilla/5.0 Firefox/140.0"
    )
    page = context.new_page()
    page.goto(f"{site}{DRUG}")
    foot = page.locator(".sp-feedback")
    expect(foot).to_contain_text("Read once in the last 30 days · No ratings yet")
    foot.locator("summary").focus()
    page.keyboard.press("Enter")
    foot.get_by_label("4", exact=True).check()
    foot.get_by_label("No", exact=True).check()
    foot.get_by_role("button", name="Send the rating").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Report an error")
    expect(page.locator("main")).to_contain_text("which statement is it?")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the statement that is wrong.")
    page.locator(".sp-says input").nth(2).check()
    page.get_by_label("What is wrong?").fill("The label says something else.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("nobody has answered yet")

    page.get_by_role("link", name="Open the page").click()
    page.get_by_role("button", name="Share this page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("anakinra")
    expect(page.locator("main")).to_contain_text("The text is the one that was shared.")
    assert "NOT REVIEWED" in page.title()
    assert ratings_of(desk.store, DRUG, 1).number == 1
    context.close()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    look: str, browser: Browser, site: str, pages: dict[str, str], desk: Desk
) -> None:
    """On every page for feedback, by day at a desk and by night at 320 pixels; the reviewer's too."""
    width = 1280 if look == "light" else 320
    context = browser.new_context(color_scheme=look, bypass_csp=True, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    with desk.store.read() as session:
        account = session.query(Account).filter(Account.name == "Rita Reviewer").one().id
    if look == "light":
        session_for(desk.store, account)
    context.add_cookies([{"name": COOKIE, "value": f"session-{account}", "url": site}])
    page: Page = context.new_page()
    script = Path(AXE).read_text(encoding="utf-8")
    for name, address in pages.items():
        answer = page.goto(f"{site}{address}")
        assert answer is not None
        assert answer.status == 200, name
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        page.evaluate(f"{script};0")
        found = page.evaluate(f"axe.run({OPTIONS})")
        assert [(name, one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []
    context.close()
