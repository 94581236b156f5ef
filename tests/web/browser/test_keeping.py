"""A child kept, found again and erased in a real browser: on a phone, at night, without a script."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from stillpath.answer import Answerer
from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.store import Store
from stillpath.store.accounts import sign_in
from stillpath.store.schema import Account
from stillpath.store.sealing import Key
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.store.conftest import UNDER_POLICY, Clock
from tests.web.server import served
from tests.web.test_keeping import NAMED

pytestmark = pytest.mark.slow

(AXE,) = Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")
OPTIONS = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"


@pytest.fixture
def phone(browser: Browser, knowledge: Knowledge, answerer: Answerer, tmp_path: Path) -> Iterator[Page]:
    clock = Clock(UNDER_POLICY)
    store = Store.open(new_url("sqlite", tmp_path), clock)
    with store.change("command", "invite") as session:
        session.add(Account(login="ann", name="Ann Author", password=None, made_at=clock(), disabled_at=None))
        token = sign_in(session, store, 1)
    desk = Desk(store, examples_folder(), key=Key.of(b"k" * 32))
    with served(create_app(knowledge, answerer, clock, desk=desk)) as site:
        context = browser.new_context(
            base_url=site, color_scheme="dark", bypass_csp=True, viewport={"width": 320, "height": 800}
        )
        context.add_cookies([{"name": COOKIE, "value": token, "url": site}])
        yield context.new_page()
        context.close()
    store.close()


def fits(page: Page) -> None:
    """Nothing is cut off at 320 px, and axe finds nothing."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate(f"axe.run(document, {OPTIONS})")
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]] == []


def test_a_child_is_kept_found_again_and_erased(phone: Page, tmp_path: Path) -> None:
    """By the keyboard's own forms; each page fits a phone."""
    phone.goto("/child")
    phone.set_input_files("#f-file", {"name": "child.json", "mimeType": "application/json", "buffer": NAMED})
    phone.get_by_role("button", name="Open it").click()
    phone.get_by_role("link", name="Keep it for some days").click()
    fits(phone)
    phone.get_by_label("A label for your list").fill(" ")
    phone.get_by_role("button", name="Keep it").click()
    fits(phone)
    phone.get_by_role("link", name="Label: it is empty").click()
    phone.get_by_label("A label for your list").fill("bed 4")
    phone.get_by_label("For how many days").select_option("3")
    phone.get_by_role("button", name="Keep it").click()
    assert phone.get_by_role("status").inner_text() == "The child is kept."
    assert "will be deleted 05-Dec-2026 09:00" in phone.get_by_role("listitem").filter(has_text="bed 4").inner_text()
    fits(phone)
    phone.get_by_role("button", name="Open bed 4").click()
    assert "/child/kept" not in phone.url
    phone.goto("/child/kept")
    phone.get_by_role("button", name="Erase now bed 4").click()
    assert "nothing of it is left" in phone.get_by_role("status").inner_text()
    fits(phone)
