"""What was approved leaves as files and comes back without loss, from either database into the other."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stillpath.errors import InputError, UsageError
from stillpath.library import Chosen
from stillpath.model.review import State
from stillpath.review.current import Current
from stillpath.review.exchange import REVIEWS, export, import_reviews
from stillpath.review.signing import confirm
from stillpath.store import Store
from stillpath.store.approved import verify_approvals
from stillpath.store.schema import Account, Correction, Submission
from tests.databases import KINDS, new_url
from tests.review.conftest import DRUG, ENTRY, People, once
from tests.review.test_workflow import BETTER, approved
from tests.store.conftest import Clock


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_export_and_import_into_the_other_database_lose_nothing(
    store: Store, folder: Path, people: People, clock: Clock, tmp_path: Path
) -> None:
    """The second export has the same bytes; the entry stands approved there too; a second import changes nothing."""
    number = approved(store, folder, people)
    confirm(store, folder, people.bo, ENTRY, "the same", once())
    with store.change("bo", "correct", ENTRY) as session:
        session.add(
            Correction(
                entry=ENTRY,
                was="2 mg/kg",
                now="1 mg/kg",
                grave=True,
                report_id=None,
                submission_id=number,
                account_id=people.bo,
                at=store.now(),
            )
        )
    assert export(store, folder, tmp_path / "one") == (ENTRY,)
    other_kind = next(kind for kind in KINDS if not store.engine.dialect.name.startswith(kind))
    (tmp_path / "other").mkdir()
    other = Store.open(new_url(other_kind, tmp_path / "other"), clock)
    try:
        assert import_reviews(other, tmp_path / "one" / REVIEWS) == 1
        assert import_reviews(other, tmp_path / "one" / REVIEWS) == 0
        with other.read() as session:
            assert verify_approvals(session) == 1
        export(other, folder, tmp_path / "two")
        assert files(tmp_path / "one") == files(tmp_path / "two")
        assert Current(other, Chosen(folder)).knowledge().reviewed.of(ENTRY).state is State.APPROVED
        with other.read() as session:
            accounts = session.query(Account).order_by(Account.login).all()
            assert [(one.login, one.name, one.password) for one in accounts] == [
                ("imported-ann-example", "Ann Example", None),
                ("imported-bo-example", "Bo Example", None),
                ("imported-rex-example", "Rex Example", None),
            ]
            assert all(one.disabled_at is not None for one in accounts)
    finally:
        other.close()
    assert import_reviews(store, tmp_path / "one" / REVIEWS) == 0


def test_only_what_changed_differs_from_the_folder(store: Store, folder: Path, people: People, tmp_path: Path) -> None:
    """The exported tree is the folder with the published text in its place; once it has landed, it is the folder."""
    approved(store, folder, people)
    export(store, folder, tmp_path / "out")
    told = files(tmp_path / "out" / "knowledge")
    assert told == {**files(folder), f"{ENTRY}.yaml": BETTER.encode()}
    assert (folder / f"{ENTRY}.yaml").read_text() == DRUG
    landed = tmp_path / "out" / "knowledge"
    assert Current(store, Chosen(landed)).knowledge().reviewed.of(ENTRY).state is State.APPROVED
    assert export(store, landed, tmp_path / "again") == ()
    with pytest.raises(UsageError, match="is there already"):
        export(store, folder, tmp_path / "out")


@pytest.mark.parametrize("text", ["", "[]", '{"reviews": 9}', '{"reviews": 1, "submissions": [{}]}', "\xff"])
def test_what_is_no_export_is_refused_whole(text: str, store: Store, tmp_path: Path) -> None:
    """One sentence, and nothing is taken."""
    path = tmp_path / "wrong.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(InputError):
        import_reviews(store, path)
    with pytest.raises(InputError, match="there is no such file"):
        import_reviews(store, tmp_path / "missing.json")
    with pytest.raises(InputError, match="cannot be read"):
        import_reviews(store, tmp_path)


def altered(path: Path, to: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A file of reviews in which one thing is other than an export wrote it."""
    read = json.loads(path.read_text(encoding="utf-8"))
    change(read)
    to.write_text(json.dumps(read), encoding="utf-8")
    return to


FIRST: list[tuple[str, object]] = [
    ("entry", "../../etc/x"),
    ("entry", "drugs/" + "a" * 300),
    ("entry", "drugs/ANAKINRA"),
    ("state", "lapsed"),
    ("state", "no such state"),
    ("state", []),
    ("text", 7),
    ("text", "\x00"),
    ("text", "\ud800"),
    ("parts", [1]),
    ("parts", {"a": 1}),
    ("version", 10**30),
    ("version", True),
    ("author", 99),
    ("author", "0"),
    ("made_at", None),
    ("made_at", "2026-01-01T00:00:00"),
    ("submitted_at", "never"),
    ("summary", None),
    ("opinions", {}),
    ("opinions", [7]),
    ("approvals", [None]),
    ("published", [{"base": "", "text": 1, "at": "2026-01-01T00:00:00Z"}]),
]


@pytest.mark.parametrize(("field", "value"), FIRST)
def test_a_field_that_no_export_has_is_refused_and_nothing_is_taken(
    field: str, value: object, store: Store, folder: Path, people: People, tmp_path: Path
) -> None:
    """One sentence, and every command can be used as before."""
    approved(store, folder, people)
    export(store, folder, tmp_path / "one")
    (tmp_path / "other").mkdir()
    other = Store.open(new_url(store.engine.dialect.name, tmp_path / "other"))
    wrong = altered(
        tmp_path / "one" / REVIEWS, tmp_path / "wrong.json", lambda read: read["submissions"][0].update({field: value})
    )
    try:
        with pytest.raises(InputError, match="not as an export writes it; nothing was taken"):
            import_reviews(other, wrong)
        with other.read() as session:
            assert session.query(Account).count() == session.query(Submission).count() == 0
        assert Current(other, Chosen(folder)).knowledge().reviewed.standings == {}
    finally:
        other.close()


CHANGES: list[Callable[[dict[str, Any]], object]] = [
    lambda read: read.update(people="Ann"),
    lambda read: read.update(people=["Ann\x1b[2J", "Bo", "Rex"]),
    lambda read: read.update(submissions={}),
    lambda read: read.update(corrections=[{"entry": ENTRY}]),
    lambda read: read.update(confirmations=7),
    lambda read: read["submissions"][0]["approvals"].append(read["submissions"][0]["approvals"][0]),
    lambda read: read["submissions"][0]["approvals"][0].update(signatures=[]),
    lambda read: read["submissions"][0]["approvals"][0].update(signatures=[{"who": "Ann"}]),
    lambda read: read["submissions"][0].update(state="draft"),
    lambda read: read["submissions"][0]["opinions"][0].update(verdict="shouted"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_does_not_hang_together_is_refused(
    change: Callable[[dict[str, Any]], object], store: Store, folder: Path, people: People, tmp_path: Path
) -> None:
    """People, lists, approvals twice or by nobody, and what holds of something not approved."""
    approved(store, folder, people)
    export(store, folder, tmp_path / "one")
    wrong = altered(tmp_path / "one" / REVIEWS, tmp_path / "wrong.json", change)
    with pytest.raises(InputError, match="nothing was taken"):
        import_reviews(store, wrong)
