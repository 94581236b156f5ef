"""A small folder of knowledge whose entries rest on what they name, people who sign, and a store of either kind."""

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from stillpath.model import Drug, Edition, EditorialPolicy, ReviewGroup, Schedule
from stillpath.model.review import Closure, Reviewed
from stillpath.review import closing, current
from stillpath.review.folder import digest_of_text, text_of
from stillpath.review.workflow import begin_review, submit
from stillpath.store import Store
from stillpath.store.roles import Role
from stillpath.store.schema import Account, Person, RoleGrant, Submission
from tests.databases import KINDS, new_url
from tests.store.conftest import Clock

DRUG = "id: anakinra\ngive: 2 mg/kg\nsource: label\n"
SOURCE = "id: label\nyear: 2020\n"
ENTRY = "drugs/anakinra"

RULES = EditorialPolicy(
    id="small",
    title="Two people of different competence",
    in_force_from=date(2026, 1, 1),
    sections=(),
    competences={},
    groups=(ReviewGroup("all", (), people=2, different=True, required=(), review_every_months=12),),
    interests_valid_for_months=12,
    ratings_shown_from=5,
    ratings_confidence=95,
    workspace_kept_for_days=7,
    report_answered_within_days=30,
)

_ONCE = itertools.count()


def once() -> str:
    """A key that was not used before."""
    return f"once-{next(_ONCE)}"


@dataclass(frozen=True)
class Small:
    """Knowledge that holds texts alone: an entry rests on itself, and on the source that it names."""

    texts: dict[str, str]
    reviewed: Reviewed = field(default_factory=Reviewed)
    local: None = None
    edition: Edition = field(default_factory=Edition)
    drugs: dict[str, Drug] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    editorial: dict[str, EditorialPolicy] = field(default_factory=lambda: {RULES.id: RULES})

    def reviewed_as(self, reviewed: Reviewed) -> "Small":
        return replace(self, reviewed=reviewed)

    def closure_of(self, entry: str) -> Closure:
        names = [entry] + [
            f"sources/{line.removeprefix('source: ')}"
            for line in self.texts[entry].splitlines()
            if line.startswith("source: ")
        ]
        parts = {name: hashlib.sha256(self.texts[name].encode()).hexdigest()[:8] for name in names}
        return Closure(hashlib.sha256(repr(parts).encode()).hexdigest(), parts)


def small(folder: Path, keep: bool = False) -> Small:
    return Small({f"{path.parent.name}/{path.stem}": path.read_text() for path in folder.glob("*/*.yaml")})


@pytest.fixture(autouse=True)
def small_knowledge(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Folders are read as `Small`, unless a test is marked `whole`."""
    if "whole" not in request.keywords:
        monkeypatch.setattr(closing, "read_folder", small)
        monkeypatch.setattr(current, "load", lambda chosen: small(chosen.folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "knowledge"
    for file, text in {ENTRY: DRUG, "sources/label": SOURCE}.items():
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        (made / f"{file}.yaml").write_text(text)
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    opened = Store.open(new_url(request.param, tmp_path), clock)
    yield opened
    opened.close()


def person(
    store: Store,
    login: str,
    *roles: Role,
    competences: tuple[str, ...] = ("pharmacy",),
    interests_on: date | None = date(2026, 10, 1),
    term_until: date | None = None,
) -> int:
    """An invented person with an account, who signs in `competences`."""
    with store.change("command", "account: make", login) as session:
        name = f"{login.capitalize()} Example"
        account = Account(login=login, name=name, password=None, made_at=store.now(), disabled_at=None)
        session.add(account)
        session.flush()
        session.add_all(RoleGrant(account_id=account.id, role=role.value) for role in roles)
        session.add(
            Person(
                account_id=account.id,
                credential="",
                specialty="",
                competences=list(competences),
                term_from=None,
                term_until=term_until,
                interests="none",
                interests_on=interests_on,
                listed=False,
            )
        )
        return account.id


@dataclass(frozen=True)
class People:
    """An author, a pharmacist who reviews, and a haematologist of the board."""

    ann: int
    rex: int
    bo: int


@pytest.fixture
def people(store: Store) -> People:
    return People(
        person(store, "ann", Role.AUTHOR, competences=()),
        person(store, "rex", Role.REVIEWER, competences=("pharmacy",)),
        person(store, "bo", Role.BOARD, competences=("haematology", "pharmacy")),
    )


def drafted(store: Store, folder: Path, author: int, text: str, file: str = ENTRY) -> int:
    """A draft of a file, begun from the text that is served."""
    with store.change("ann", "draft: begin", file) as session:
        base = current.text_in_force(session, folder, file)
        submission = Submission(
            entry=file,
            state="draft",
            author_id=author,
            base=digest_of_text(base),
            base_text=base,
            text=text,
            summary="",
            version=1,
            closure="",
            parts={},
            origin=None,
            made_at=store.now(),
            changed_at=store.now(),
            submitted_at=None,
            published_at=None,
        )
        session.add(submission)
        session.flush()
        return submission.id


def under_review(store: Store, folder: Path, people: People, text: str) -> int:
    """A new text of the drug, submitted by Ann, its review begun by Rex; at version 3."""
    number = drafted(store, folder, people.ann, text)
    submit(store, people.ann, number, 1, "mends the amount", once(), folder)
    begin_review(store, folder, people.rex, number, 2, once())
    return number


def write(folder: Path, file: str, text: str) -> None:
    (folder / f"{file}.yaml").write_text(text)


__all__ = ["text_of"]
