"""No surface shows a reviewed claim unless every entry it rests on is approved now: every page, command and file.

The standings are made here by hand, and the signer is invented. One record of them is changed under one application.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.cli import ask, reading
from stillpath.cli.main import main
from stillpath.cli.terminal import lay_out
from stillpath.model import Knowledge, Reviewed, Signature, Standing, State
from stillpath.prose.diff_page import diff_page
from stillpath.prose.reviewed import NOT_REVIEWED, everything, status_line, whole
from stillpath.web import create_app
from tests.golden.test_pages import ROOT
from tests.web.addresses import CHILDREN, GONE, LOST, PAGES

CLAIM = re.compile(
    r"(?<!NOT )(?<!\w)REVIEWED\b|every entry here is approved|\bApproved since|\bSigned by"
    r"|(?<!IKKE )GJENNOMGÅTT|hver oppføring her er godkjent"
)
"""What only something approved may say."""
DENIED = re.compile(r"NOT REVIEWED|IKKE GJENNOMGÅTT|not approved by a clinical board")
SIGNED = date(2026, 11, 3)
DAYS = ("03-Nov-2026", "3. nov 2026")

WEB = {
    **PAGES,
    **CHILDREN,
    "gone": GONE,
    "lost": LOST,
    "handover as text": "/child/lea/handover.txt",
    "table": "/knowledge/tables/weight-for-age-who",
    "statement": "/knowledge/statements/intended-use",
    "question": "/knowledge/questions/drug-dose",
    "local policy": "/local-policy",
    "answer for a weight": "/ask?q=methylprednisolone+dose+for+18.4+kg",
    "api": "/api/ask?q=What+is+the+dose+of+methylprednisolone%3F",
    "api, about something else": "/api/ask?q=What+is+ferritin%3F",
    "description of the api": "/api/openapi.json",
}
LEA = "examples/lea.json"
COMMANDS = {
    "version": ["--version"],
    "demo": ["demo"],
    "assess": ["assess", LEA],
    "assess in full": ["assess", LEA, "--full"],
    "assess as JSON": ["assess", LEA, "--format", "json"],
    "watch": ["watch", LEA],
    "watch as JSON": ["watch", LEA, "--format", "json"],
    "calendar": ["watch", LEA, "--format", "ical"],
    "handover": ["handover", LEA],
    "dose": ["dose", "methylprednisolone", LEA],
    "schedule": ["schedule", "hlh-2004"],
    "schedule as JSON": ["schedule", "hlh-2004", "--format", "json"],
    "schedule of a child": ["schedule", "methylprednisolone-pulses", LEA, "--from", "2026-03-02"],
    "follow": ["follow", "7-1", LEA],
    "ask": ["ask", "What is the dose of methylprednisolone?"],
    "ask as JSON": ["ask", "What is the dose of methylprednisolone?", "--format", "json"],
    "ask for a parent": ["ask", "What is the dose of methylprednisolone?", "--as", "parent"],
    "ask in Norwegian": ["ask", "Hva er dosen av metylprednisolon?"],
    "ask of a child": ["ask", "What is the dose of methylprednisolone?", "--patient", LEA],
    "ask of nothing held": ["ask", "How do I treat asthma?"],
    "page of a criterion": ["page", "mas-2016"],
    "treatment page": ["page", "treatment-and-follow-up"],
    "treatment page in Norwegian": ["page", "treatment-and-follow-up", "--language", "nb"],
    "conflicts": ["conflicts"],
    "a conflict": ["conflicts", "methylprednisolone-dose"],
}

ONE = "drugs/methylprednisolone"
BESIDE_IT = {
    "entry of the policy",
    "conflicts",
    "criterion",
    "drug",
    "alert",
    "case",
    "patient",
    "source",
    "term",
    "table",
    "statement",
    "question",
    "refused",
    "ask of nothing held",
    "page of a criterion",
    "a conflict",
    "api, about something else",
}
"""The surfaces that do not rest on that drug: entries of their own, and what is said of other things."""


class Surfaces:
    """Every surface of one knowledge, whose record of reviews can be changed under it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.book: dict[str, Standing] = {}
        self.knowledge = knowledge.reviewed_as(Reviewed(self.book))
        self.answerer = Answerer(self.knowledge)
        app = create_app(self.knowledge, self.answerer, lambda: datetime(2026, 12, 1, 6, 10, tzinfo=UTC))
        self.client = TestClient(app)

    def all(self) -> dict[str, str]:
        """The text of each by its name."""
        return {**dict(self._each()), "PDF": self.pdf()}

    def _each(self) -> Iterator[tuple[str, str]]:
        for name, address in WEB.items():
            answer = self.client.get(address)
            text = answer.text
            if answer.headers["content-type"].startswith("text/html"):
                text = " ".join(re.sub(r"<[^>]+>", " ", text).split())
            yield name, text
        for name, call in COMMANDS.items():
            yield name, " ".join(_printed(call).replace("\r\n ", "").split())
        yield "diff", " ".join(lay_out(diff_page(self.knowledge, self.knowledge, (), ())).split())

    def pdf(self) -> str:
        pypdf = pytest.importorskip("pypdf")
        made = self.client.get("/child/lea/sheet.pdf")
        assert made.headers["content-type"] == "application/pdf"
        text = pypdf.PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
        return " ".join(str(text).split())

    def approve(self, *but: str) -> None:
        self.book.clear()
        self.book.update({name: signed(name) for name in self.knowledge.parts.entries if name not in but})


def signed(entry: str) -> Standing:
    """An approval by an invented person."""
    who = Signature("Ann Author", "paediatric rheumatology", "none", SIGNED)
    return Standing(entry, State.APPROVED, SIGNED, (who,), due=SIGNED + timedelta(days=365), editorial="1")


def _printed(call: list[str]) -> str:
    out = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(io.StringIO()):
        patch.setattr("sys.argv", ["stillpath", *call])
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code, call
    return out.getvalue()


@pytest.fixture(scope="module")
def surfaces(knowledge: Knowledge) -> Iterator[Surfaces]:
    made = Surfaces(knowledge)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setattr(reading, "load", lambda _: made.knowledge)
        patch.setattr(ask, "Answerer", lambda *_: made.answerer)
        patch.setattr(reading, "_read", _once(reading._read, lambda file, *_: str(file)))
        patch.setattr(reading, "decide", _once(reading.decide, lambda _, timeline, at: (id(timeline), at)))
        yield made


def _once(work: Callable[..., Any], key: Callable[..., object]) -> Callable[..., Any]:
    """What is worked out once for each key: a file is read once, and its child decided once at each instant."""
    kept: dict[object, Any] = {}

    def worked_out(*given: Any, **more: Any) -> Any:
        name = key(*given)
        if name not in kept:
            kept[name] = work(*given, **more)
        return kept[name]

    return worked_out


def test_with_nothing_recorded_every_surface_says_not_reviewed(surfaces: Surfaces) -> None:
    """No reviewed claim stands anywhere, and that it is not reviewed stands everywhere."""
    surfaces.book.clear()
    told = surfaces.all()

    assert [name for name, text in told.items() if CLAIM.search(text) or "Ann Author" in text] == []
    assert [name for name, text in told.items() if not DENIED.search(text)] == []


def test_where_one_entry_is_not_approved_nothing_that_rests_on_it_is_reviewed(surfaces: Surfaces) -> None:
    """All but one drug are approved: pages of the drug, of a child and of everything say not reviewed as a whole."""
    surfaces.approve(ONE)
    told = surfaces.all()

    assert {name for name, text in told.items() if CLAIM.search(text)} == BESIDE_IT
    assert {name for name, text in told.items() if not DENIED.search(text)} == BESIDE_IT


def test_where_everything_is_approved_every_surface_says_so_with_the_date(surfaces: Surfaces) -> None:
    """Reviewed, the oldest approval and the next review stand on each, and nothing says that it is not reviewed."""
    surfaces.approve()
    told = surfaces.all()

    assert [name for name, text in told.items() if not CLAIM.search(text)] == []
    assert [name for name, text in told.items() if not any(day in text for day in DAYS)] == []
    assert [name for name, text in told.items() if DENIED.search(text)] == []


def test_a_lapsed_approval_is_named_with_what_changed(surfaces: Surfaces) -> None:
    """Whatever rests on the entry names it and the part that changed, and makes no reviewed claim."""
    surfaces.approve()
    changed = ("sources/halyabar-2019",)
    surfaces.book[ONE] = Standing(ONE, State.LAPSED, SIGNED, signed(ONE).signatures, changed)
    short = surfaces.knowledge.sources["halyabar-2019"].short
    told = {name: text for name, text in surfaces.all().items() if name not in BESIDE_IT}

    assert [name for name, text in told.items() if CLAIM.search(text)] == []
    named = re.compile(f"methylprednisolone (LAPSED|UTLØPT): (source|kilde) {short} (changed|endret)")
    assert [name for name, text in told.items() if not named.search(text)] == []


def test_a_retired_entry_is_named_first_with_the_reason(surfaces: Surfaces) -> None:
    """Whatever rests on it says so, before what lapsed; its own page tells the whole reason, and offers no dose."""
    surfaces.approve()
    reason = "the amount of this text was ten times what the label says, and a child was nearly given it"
    surfaces.book[ONE] = Standing(ONE, State.RETIRED, SIGNED, signed(ONE).signatures, why=reason)
    other = "drugs/anakinra"
    surfaces.book[other] = Standing(other, State.LAPSED, SIGNED, signed(other).signatures, ("sources/label",))
    told = {name: " ".join(text.split()) for name, text in surfaces.all().items() if name not in BESIDE_IT}

    assert [name for name, text in told.items() if CLAIM.search(text)] == []
    begins = r"methylprednisolone (RETIRED|TRUKKET): the amount of this text was ten times what the label says …"
    assert [name for name, text in told.items() if not re.search(begins, text)] == []
    assert re.search(f"{begins}; .*anakinra LAPSED", told["assess as JSON"])
    page = surfaces.client.get(f"/knowledge/{ONE}").text
    assert page.count(reason[1:]) > 1
    assert 'role="alert"' in page
    assert "Work it out for a child" not in page


def test_what_says_nothing_of_an_entry_keeps_its_review(surfaces: Surfaces) -> None:
    """An approval is of what an entry rests on, no more: the page of a criterion is not touched by a drug."""
    surfaces.approve(ONE)
    page = surfaces.client.get("/knowledge/criteria/mas-2016").text

    assert "every entry here is approved, the oldest on 03-Nov-2026; next review 03-Nov-2027" in page
    assert "Ann Author, paediatric rheumatology, 03-Nov-2026." in page


def test_a_page_of_two_entries_is_reviewed_only_with_both(surfaces: Surfaces) -> None:
    """A drug and the word for it share a page: each is told by its name, and the page is not reviewed."""
    surfaces.approve(ONE)
    page = " ".join(_printed(["page", "methylprednisolone", "--width", "110"]).split())

    assert "NOT REVIEWED as a whole: 1 of 2 entries is approved · knowledge " in page
    assert "drugs/methylprednisolone Submitted, pending human review. Nobody has signed it." in page
    assert "glossary/methylprednisolone Approved since 03-Nov-2026." in page


@pytest.mark.parametrize(
    "address",
    ["/nb/behandling", "/?language=nb", "/ask?q=Hva+er+dosen+av+metylprednisolon%3F"],
)
def test_a_translation_counts_where_it_is_read(address: str, surfaces: Surfaces) -> None:
    """All but the words of the Norwegian pages are approved: those are not reviewed, the English ones are."""
    surfaces.approve("translations/nb-interface")

    assert not CLAIM.search(surfaces.client.get(address).text)
    assert CLAIM.search(surfaces.client.get("/treatment").text)


def test_an_answer_rests_on_its_question(surfaces: Surfaces) -> None:
    """Which claims answer is a decision too: without the question's approval its answer is not reviewed."""
    surfaces.approve("questions/drug-dose")
    review = surfaces.client.get(WEB["api"]).json()["review"]

    assert review.startswith("NOT REVIEWED as a whole: ")


def test_an_approval_that_nobody_signed_is_none(surfaces: Surfaces) -> None:
    """A state alone is no review."""
    surfaces.approve()
    surfaces.book[ONE] = Standing(ONE, State.APPROVED, SIGNED)

    assert not CLAIM.search(surfaces.client.get("/knowledge/drugs/methylprednisolone").text)
    assert not CLAIM.search(surfaces.client.get("/child/lea").text)


def test_knowledge_without_entries_is_not_reviewed() -> None:
    """Nothing to approve is not everything approved."""
    nothing = Knowledge("1", "", True, reviewed=Reviewed({"drugs/x": signed("drugs/x")}))

    assert status_line(nothing, whole(nothing)) == NOT_REVIEWED
    assert status_line(nothing, everything(nothing)) == NOT_REVIEWED


def test_the_json_of_a_child_says_in_words_that_nothing_is_approved(surfaces: Surfaces) -> None:
    """As before: submitted, pending human review."""
    surfaces.book.clear()

    told = json.loads(_printed(COMMANDS["assess as JSON"]))["knowledge"]["review"]
    assert told == "submitted, pending human review: not approved by a clinical board"
