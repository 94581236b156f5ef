"""A server at a store: a signature is on every page with the next request, and who is open stays open."""

from datetime import UTC, datetime
from pathlib import Path

from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.library import default_folder
from stillpath.model import Knowledge
from stillpath.model.review import State
from stillpath.review.signing import sign
from stillpath.review.workflow import closure_now, review_as_it_stands
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Submission
from stillpath.web.site import served
from tests.databases import new_url
from tests.review.conftest import once, person

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ENTRY = "drugs/anakinra"


def test_a_signature_is_served_at_once_and_a_child_stays_open(tmp_path: Path, answerer: Answerer) -> None:
    """Signed in the store, renewed: the knowledge that is served says so, and the same answerer goes on."""
    store = Store.open(new_url("sqlite", tmp_path), lambda: NOW)
    made: list[Knowledge] = []

    def answering(knowledge: Knowledge) -> Answerer:
        made.append(knowledge)
        return answerer.over(knowledge)

    site = served(store, None, answering)
    client = TestClient(site)
    data = (default_folder().parent / "examples" / "lea.json").read_bytes()
    opened = client.post("/child", files={"file": ("lea.json", data)})
    assert opened.status_code == 200
    address = opened.url.path
    rex = person(store, "rex", Role.REVIEWER, competences=("pharmacy",))
    bo = person(store, "bo", Role.BOARD, competences=("paediatric-haematology",))
    number = review_as_it_stands(store, default_folder(), rex, ENTRY, once())
    with store.read() as session:
        closure = closure_now(session, default_folder(), session.get_one(Submission, number)).whole.hash
    for who, competence in ((rex, "pharmacy"), (bo, "paediatric-haematology")):
        sign(store, default_folder(), who, number, 1, closure, competence, "agrees", False, once())
    assert site.knowledge.reviewed.of(ENTRY).state is State.SUBMITTED
    before = site.app
    site.renew()
    assert site.app is not before
    assert site.knowledge.reviewed.of(ENTRY).state is State.APPROVED
    assert client.get(f"/api/review/{ENTRY}").json()["state"] == "approved"
    assert client.get(address).status_code == 200
    assert len(made) == 1
    store.close()
