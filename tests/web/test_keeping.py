"""A child kept on request, in the browser: only signed in, only one's own, only for some days, and never in clear."""

import itertools
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from stillpath.answer import Answerer
from stillpath.library import examples_folder
from stillpath.model import Knowledge
from stillpath.store import Store
from stillpath.store.accounts import sign_in
from stillpath.store.schema import Account
from stillpath.store.sealing import Key
from stillpath.web import create_app
from stillpath.web.access import COOKIE
from stillpath.web.child.keeping import days_kept
from stillpath.web.desk import Desk
from tests.databases import new_url
from tests.store.conftest import UNDER_POLICY, Clock

NUMBERS = itertools.count(1)
NAMED = b"""{"patient": {"id": "Kari-Testperson-77", "sex": "female"}, "events": [
 {"time": "2026-12-02T08:40+01:00", "kind": "lab", "name": "ferritin", "value": "8421.7", "unit": "ng/mL"},
 {"time": "2026-12-02T09:10+01:00", "kind": "vital", "name": "temperature", "value": "39.47", "unit": "Cel"}]}"""


class Site:
    """The application with a store, and two people who are signed in; new ones for each test."""

    def __init__(self, store: Store, knowledge: Knowledge, answerer: Answerer, clock: Clock, key: Key | None) -> None:
        self.store = store
        self.clock = clock
        self.app = create_app(knowledge, answerer, clock, desk=Desk(store, examples_folder(), key=key))
        self.meet()

    def meet(self) -> None:
        """Two accounts that nobody had before."""
        self.ann, self.ann_id = self._person()
        self.bea, self.bea_id = self._person()

    def _person(self) -> tuple[TestClient, int]:
        with self.store.change("command", "invite") as session:
            login = f"person-{next(NUMBERS)}"
            account = Account(login=login, name=login, password=None, made_at=self.clock(), disabled_at=None)
            session.add(account)
            session.flush()
            token = sign_in(session, self.store, account.id)
        client = TestClient(self.app)
        client.cookies.set(COOKIE, token)
        return client, account.id

    def opened(self, client: TestClient) -> str:
        """Opens the child; its address."""
        answer = client.post("/child", files={"file": ("child.json", NAMED)}, follow_redirects=False)
        return answer.headers["location"]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(csrf|once)" value="([^"]+)">', page))


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge, answerer: Answerer) -> Iterator[Site]:
    clock = Clock(UNDER_POLICY)
    store = Store.open(new_url("sqlite", tmp_path_factory.mktemp("keeping")), clock)
    yield Site(store, knowledge, answerer, clock, Key.of(b"k" * 32))
    store.close()


@pytest.fixture
def site(serving: Site) -> Site:
    serving.clock.at = Clock(UNDER_POLICY).at
    serving.meet()
    return serving


def kept(site: Site, label: str = "bed 4") -> str:
    """Keeps the child for ann; the address under which it stands in the list."""
    child = site.opened(site.ann)
    form = {**hidden(site.ann.get(f"{child}/keep").text), "label": label, "days": "2"}
    answer = site.ann.post(f"{child}/keep", data=form, follow_redirects=False)
    assert answer.headers["location"] == "/child/kept?told=kept"
    site.ann.post(f"{child}/forget")
    return re.findall(r'action="(/child/kept/[^/]+)/open"', site.ann.get("/child/kept").text)[0]


def test_a_child_is_kept_listed_opened_again_and_erased(site: Site) -> None:
    """What comes back is a new child with the whole record."""
    address = kept(site)
    page = site.ann.get("/child/kept").text
    assert "bed 4" in page
    assert "02-Dec-2026 09:00, will be deleted 04-Dec-2026 09:00" in page
    site.clock.passes(hours=10)
    answer = site.ann.post(f"{address}/open", data=hidden(page), follow_redirects=False)
    child = site.ann.get(answer.headers["location"])
    assert child.status_code == 200
    assert "8421.7" in child.text.replace(",", "")
    assert "Kari-Testperson-77" in site.ann.get(f"{answer.headers['location']}/record.json").text
    assert site.ann.post(f"{address}/erase", data=hidden(page)).url.path == "/child/kept"
    assert "You keep no child" in site.ann.get("/child/kept").text
    again = site.ann.post(f"{address}/open", data=hidden(page))
    assert (again.status_code, "not kept here any more" in again.text) == (409, True)


def test_nobody_else_sees_opens_or_erases_it(site: Site) -> None:
    """Another account is told that nothing is there; without an account there is no form to send."""
    address = kept(site)
    page = site.bea.get("/child/kept").text
    assert "bed 4" not in page
    form = hidden(site.bea.get(f"{site.opened(site.bea)}/keep").text)
    for what in ("open", "erase"):
        assert site.bea.post(f"{address}/{what}", data=form).status_code == 409
        assert site.bea.post(f"{address}/{what}").status_code == 403
        assert TestClient(site.app).post(f"{address}/{what}", data=form).status_code in (401, 400)
    assert "bed 4" in site.ann.get("/child/kept").text


def test_what_was_kept_stands_nowhere_in_clear(
    site: Site, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not in the database with its log, not in what the server writes, not in the address."""
    with caplog.at_level(logging.DEBUG):
        address = kept(site, "Lilleba 4")
        form = hidden(site.ann.get("/child/kept").text)
        site.ann.post(f"{address}/open", data=form)
        with site.store.engine.begin() as connection:
            connection.execute(text("UPDATE kept_child SET account_id = :bea"), {"bea": site.bea_id})
        moved = site.bea.get("/child/kept").text
        refused = site.bea.post(f"{address}/open", data=hidden(moved) or form)
    path = Path(str(site.store.engine.url.database))
    held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    written = "".join((caplog.text, *capfd.readouterr(), address, moved, refused.text)).encode()
    for secret in (b"Kari", b"8421.7", b"39.47", b"Lilleba"):
        assert secret not in held
        assert secret not in written
    assert refused.status_code in (403, 409)
    assert "Cannot be opened" in moved


def test_the_same_form_sent_twice_keeps_one(site: Site) -> None:
    """And one without a label, or for too many days, keeps nothing and says why beside the field."""
    child = site.opened(site.ann)
    form = {**hidden(site.ann.get(f"{child}/keep").text), "label": "x", "days": "1"}
    for _ in range(2):
        assert site.ann.post(f"{child}/keep", data=form).status_code == 200
    assert site.ann.get("/child/kept").text.count('/open"') == 1
    for field, value in (("label", " "), ("days", "8"), ("days", "0"), ("days", "1e3"), ("days", "²")):
        page = site.ann.post(f"{child}/keep", data={**form, field: value, "once": "n"})
        assert (page.status_code, f'id="e-{field}"' in page.text) == (422, True)
    assert site.ann.get("/child/kept").text.count('/open"') == 1


def test_an_example_is_not_kept(site: Site) -> None:
    """It is there for everybody."""
    assert "/keep" not in site.ann.get("/child/lea").text
    assert site.ann.get("/child/lea/keep").status_code == 410


def test_without_a_key_nothing_can_be_kept(tmp_path: Path, knowledge: Knowledge, answerer: Answerer) -> None:
    """There is no button, no list and no address."""
    store = Store.open(new_url("sqlite", tmp_path), Clock(UNDER_POLICY))
    site = Site(store, knowledge, answerer, Clock(UNDER_POLICY), None)
    child = site.opened(site.ann)
    assert "/keep" not in site.ann.get(child).text
    assert "/child/kept" not in site.ann.get("/child").text
    assert site.ann.get(f"{child}/keep").status_code == 404
    store.close()


def test_what_is_over_is_gone_when_a_server_begins(site: Site, knowledge: Knowledge, answerer: Answerer) -> None:
    """Though nobody ever looks at the list again."""
    kept(site)
    clock = site.clock
    clock.passes(days=days_kept(knowledge, clock().date()))
    create_app(knowledge, answerer, clock, desk=Desk(site.store, examples_folder(), key=Key.of(b"k" * 32)))
    with site.store.read() as session:
        assert session.execute(text("SELECT count(*) FROM kept_child")).scalar_one() == 0
