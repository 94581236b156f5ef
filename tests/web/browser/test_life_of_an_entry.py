"""The life of one entry in a real browser, without JavaScript, on a server with a store, each person in a window.

Draft, red cases, put right, handed in, changes requested, approved by two, source edited, lapsed everywhere, restored.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stillpath.answer import Answerer
from stillpath.store import Store, audit
from stillpath.store.accounts import sign_in
from stillpath.store.schema import Account, Person, RoleGrant
from stillpath.web.access import COOKIE
from stillpath.web.site import Site
from stillpath.web.site import served as site_of
from tests.databases import new_url
from tests.editing.conftest import KNOWLEDGE
from tests.editing.few import few_cases
from tests.web.server import served

pytestmark = pytest.mark.slow

ENTRY = "criteria/mas-2016"
SOURCE = "sources/ravelli-2016"
EDGES = "mas-2016-edges.yaml"
SLOW = 120_000
NOT_REVIEWED = "NOT REVIEWED"
PEOPLE = {
    "ann": ("Ann Author", "author", ""),
    "rex": ("Rex Reviewer", "reviewer", "pharmacy"),
    "bo": ("Bo Board", "board", "paediatric-rheumatology"),
}
"""Invented: login, name, role, the competence signed in."""


def now() -> datetime:
    return datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """A server with a store, and a window of each person's own; `reader` has no account."""

    address: str
    site: Site
    store: Store
    windows: dict[str, Page]

    def of(self, login: str, at: str) -> Page:
        self.windows[login].goto(f"{self.address}{at}")
        return self.windows[login]

    def says(self, at: str) -> str:
        """What a page says to a reader without an account."""
        return self.of("reader", at).locator("body").inner_text()


@pytest.fixture
def house(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr("stillpath.web.site._QUIET", 3600.0)  # pages are worked out when they are asked for
    store = Store.open(new_url("sqlite", tmp_path), now)
    folder = few_cases(tmp_path)
    (folder / "cases" / "course-adolescent-etoposide.yaml").unlink()
    shutil.copyfile(KNOWLEDGE / "cases" / EDGES, folder / "cases" / EDGES)
    site = site_of(store, folder, Answerer)
    with served(site) as address:  # type: ignore[arg-type]
        windows = {}
        for login in (*PEOPLE, "reader"):
            context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
            if login in PEOPLE:
                context.add_cookies([{"name": COOKIE, "value": arrive(store, login), "url": address}])
            windows[login] = context.new_page()
            windows[login].set_default_timeout(SLOW)
        yield House(address, site, store, windows)
        for window in windows.values():
            window.context.close()
    store.close()


def arrive(store: Store, login: str) -> str:
    """The token of a session of an invented person."""
    name, role, competence = PEOPLE[login]
    with store.change("test", "test: arrive", login) as session:
        account = Account(login=login, name=name, password=None, made_at=store.now(), disabled_at=None)
        session.add(account)
        session.flush()
        session.add(RoleGrant(account_id=account.id, role=role))
        if competence:
            session.add(
                Person(
                    account_id=account.id,
                    credential="invented",
                    specialty="invented",
                    competences=[competence],
                    term_from=None,
                    term_until=None,
                    interests="None.",
                    interests_on=date(2026, 11, 30),
                    listed=True,
                )
            )
        return sign_in(session, store, account.id)


def write(page: Page, *changes: tuple[str, str]) -> None:
    """Writes something else in the whole text of a draft, and looks at what it does until all of it is worked out."""
    page.get_by_role("link", name="The whole text").click()
    field = page.get_by_label("The whole text")
    text = field.input_value()
    for was, now in changes:
        assert was in text
        text = text.replace(was, now)
    field.fill(text)
    page.get_by_role("button", name="Save and see what it does").click()
    expect(page.get_by_role("link", name="Look again")).to_have_count(0, timeout=SLOW)


def hand_in(page: Page, why: str) -> str:
    """The address of what was handed in."""
    page.get_by_label("What changes, and why").fill(why)
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("submitted").first).to_be_visible()
    return f"/review/submissions/{page.url.partition('/drafts/')[2].partition('/')[0].partition('?')[0]}"


def sign(page: Page, reason: str) -> None:
    if page.get_by_role("button", name="Begin the review").count():
        page.get_by_role("button", name="Begin the review").click()
    page.get_by_label("What you looked at, and why it can stand").fill(reason)
    page.get_by_label("None of my declared interests concerns this").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_the_life_of_one_entry(house: House) -> None:
    """What each person sees at each step, and what a reader without an account sees on every page meanwhile."""
    here, child = f"/knowledge/{ENTRY}", "/child/lea"
    for at in (here, child, "/treatment"):
        assert NOT_REVIEWED in house.says(at)
        assert "LAPSED" not in house.says(at)

    # Ann writes a wrong limit: the cases of the rule turn red, and it cannot be handed in.
    ann = house.of("ann", here)
    ann.get_by_role("link", name="Edit this entry").click()
    ann.get_by_role("button", name="Begin a draft").click()
    draft = ann.url.partition("?")[0].removeprefix(house.address)
    write(ann, ("684", "884"))
    expect(ann.get_by_text(re.compile(r"^\d+ red$"))).to_be_visible()
    expect(ann.get_by_role("link", name="mas-2016-edges").first).to_be_visible()
    expect(ann.get_by_role("button", name="Submit for review")).to_have_count(0)

    # She puts it right, and hands in another sentence instead.
    house.of("ann", draft)
    write(ann, ("884", "684"), ("each value must be current.", "each value must still be current."))
    expect(ann.get_by_text("All hold.")).to_be_visible()
    submission = hand_in(ann, "Plainer words; no limit is another.")

    # Rex asks for changes; Ann changes; Rex and Bo sign.
    rex = house.of("rex", submission)
    rex.get_by_role("button", name="Begin the review").click()
    rex.locator("summary", has_text="Ask for changes").click()
    rex.get_by_label("What should change, and why").fill("Say it without the word still.")
    rex.get_by_role("button", name="Ask for changes").click()
    expect(rex.get_by_text("Changes requested").first).to_be_visible()
    house.of("ann", draft)
    write(ann, ("each value must still be current.", "each value must be current then."))
    hand_in(ann, "Without that word.")
    sign(house.of("rex", submission), "Read against the table of the paper.")
    assert NOT_REVIEWED in house.says(here)
    assert "Rex Reviewer" not in house.says(here)
    bo = house.of("bo", submission)
    expect(bo.get_by_text("Missing for approval").first).to_be_visible()
    sign(bo, "The rule is the paper's.")
    expect(bo.get_by_text("Approved").first).to_be_visible()

    # Everywhere: the page of the entry is reviewed and names who signed; a child's page rests on more, and says so.
    approved = house.says(here)
    assert "REVIEWED: every entry here is approved" in " ".join(approved.split()) or "REVIEWED" in approved
    assert NOT_REVIEWED not in approved
    assert "Rex Reviewer" in approved
    assert "Bo Board" in approved
    assert "each value must be current then." in approved
    assert "NOT REVIEWED as a whole" in house.says(child)

    # The source that it cites is edited and signed: the approval of the entry lapses by itself, on every page.
    house.of("ann", f"/knowledge/{SOURCE}")
    ann.get_by_role("link", name="Edit this entry").click()
    ann.get_by_role("button", name="Begin a draft").click()
    source = ann.url.partition("?")[0].removeprefix(house.address)
    write(ann, ("one read again on 21\n  November 2026", "one read again on 22\n  November 2026"))
    second = hand_in(ann, "Read once more.")
    sign(house.of("bo", second), "The day is right.")
    for at in (here, child, "/treatment", "/api/review/" + ENTRY):
        assert "LAPSED" in house.says(at).upper(), at
        assert "REVIEWED: every" not in house.says(at)
    assert "Ravelli 2016" in house.says(here)
    expect(house.of("bo", "/review").get_by_role("link", name=ENTRY).first).to_be_visible()

    # The text of the source is brought back: what was signed is what stands there, and the approval holds again.
    house.of("ann", f"/knowledge/{SOURCE}")
    ann.get_by_role("link", name="Edit this entry").click()
    ann.get_by_role("button", name="Begin a draft").click()
    assert ann.url.partition("?")[0].removeprefix(house.address) != source
    write(ann, ("one read again on 22\n  November 2026", "one read again on 21\n  November 2026"))
    third = hand_in(ann, "As it was.")
    sign(house.of("bo", third), "As it was signed.")
    restored = house.says(here)
    assert NOT_REVIEWED not in restored
    assert "LAPSED" not in restored
    with house.store.read() as session:
        assert audit.verify(session).seq > len(PEOPLE)
