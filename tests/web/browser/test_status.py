"""The review status on a phone: nothing that an approval lacks is hidden, and the content begins early."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from stillpath.answer import Answerer
from stillpath.model import Knowledge, Reviewed, Standing, State
from stillpath.web import create_app
from tests.contract.test_review_status import SIGNED, signed
from tests.web.server import served

pytestmark = pytest.mark.slow

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
DRUG = "drugs/methylprednisolone"
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="module")
def lapsed(knowledge: Knowledge, answerer: Answerer) -> Iterator[str]:
    """A server on which everything is approved by an invented person, but for one drug whose approval has lapsed."""
    book = {name: signed(name) for name in knowledge.parts.entries}
    book[DRUG] = Standing(DRUG, State.LAPSED, SIGNED, signed(DRUG).signatures, ("sources/halyabar-2019",))
    reviewed = replace(knowledge, reviewed=Reviewed(book))
    with served(create_app(reviewed, answerer.over(reviewed), lambda: NOW)) as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=True, viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ["/child/lea", "/knowledge/drugs/methylprednisolone", "/ask?q=dose+of+anakinra"])
def test_head_and_foot_of_a_phones_page_say_the_same(address: str, phone: Page, lapsed: str) -> None:
    """What has lapsed is seen at the top of a child's page too, and not only far down."""
    phone.goto(lapsed + address)
    head, foot = phone.locator(".sp-status").inner_text(), phone.locator(".sp-foot strong").first.inner_text()
    tag, _, more = foot.partition(": ")

    assert more or address.startswith("/ask")
    assert tag in head
    assert more in head
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_content_of_a_phones_page_begins_early(phone: Page, lapsed: str) -> None:
    """Head and status take less than two fifths of the screen; the look of the page is chosen at its foot."""
    phone.goto(f"{lapsed}/knowledge/criteria/mas-2016")

    assert phone.locator("main").bounding_box()["y"] < PHONE["height"] * 0.4  # type: ignore[index]
    assert not phone.locator(".sp-tools .sp-look").is_visible()
    phone.get_by_role("button", name="Dark").click()
    assert phone.locator("html.theme-dark").count() == 1
