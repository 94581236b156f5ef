"""Nothing of a stopped drug or schedule is computed, and where the amount would stand the reason does."""

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient

from stillpath.answer import Answerer
from stillpath.model import Knowledge, Reviewed, Standing, State
from stillpath.review.stopping import stopped
from stillpath.web import create_app

WHY = "ten times what the label says"


def with_retired(knowledge: Knowledge, *entries: str) -> Knowledge:
    book = {one: Standing(one, State.RETIRED, date(2026, 12, 1), why=WHY) for one in entries}
    return stopped(knowledge.reviewed_as(Reviewed(book)))


def test_no_dose_of_a_stopped_drug_is_computed(knowledge: Knowledge) -> None:
    """Neither its own nor one of a schedule; other drugs, and what was signed, are as they were."""
    now = with_retired(knowledge, "drugs/etoposide")
    of_it = [*now.drugs["etoposide"].doses]
    of_it += [
        block.record
        for one in now.schedules.values()
        for block in one.blocks
        if block.drug == "etoposide" and block.record is not None
    ]
    assert len(of_it) > len(now.drugs["etoposide"].doses)
    assert not any(one.computes for one in of_it)
    assert {one.why_not for one in of_it} == {f"not computed: etoposide is RETIRED: {WHY}"}
    assert now.drugs["anakinra"] == knowledge.drugs["anakinra"]
    assert now.closure_of("drugs/etoposide") == knowledge.closure_of("drugs/etoposide")


def test_a_stopped_schedule_gives_no_dose(knowledge: Knowledge) -> None:
    """Its drugs go on being computed elsewhere."""
    now = with_retired(knowledge, "schedules/hlh-2004")
    records = [block.record for block in now.schedules["hlh-2004"].blocks if block.record is not None]
    assert records
    assert not any(one.computes for one in records)
    assert now.drugs == knowledge.drugs


def test_what_gives_no_dose_changes_none(knowledge: Knowledge) -> None:
    """A criterion that is retired is told; it stops no drug."""
    told = knowledge.reviewed_as(Reviewed({"criteria/mas-2016": Standing("criteria/mas-2016", State.RETIRED, why=WHY)}))
    assert stopped(told) is told


@pytest.mark.parametrize("address", ["/calculate/dose?drug={}&weight=18.4&height=112&age=6&age-unit=y", "/child/lea"])
def test_the_reason_stands_where_the_dose_would(address: str, knowledge: Knowledge) -> None:
    """On the calculator and on the page of a child."""
    now = with_retired(knowledge, "drugs/methylprednisolone")
    client = TestClient(create_app(now, Answerer(now), lambda: datetime(2026, 12, 1, 6, 10, tzinfo=UTC)))
    page = client.get(address.format("methylprednisolone")).text
    assert "not computed: methylprednisolone is RETIRED: ten times what the label says" in page.replace("Not", "not")
