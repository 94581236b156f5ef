"""Killed at moments no one chose: nothing acknowledged is lost, nothing is doubled, the log verifies."""

import random
from pathlib import Path

import pytest
from sqlalchemy import text

from stillpath.store import Store
from tests.databases import KINDS, cluster, new_url
from tests.store.crash import Campaign, Nursery, do, kind_of, prepare

KILLS = 10


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_acknowledged_survives_a_kill(kind: str, tmp_path: Path) -> None:
    """Ten kills of each database; on PostgreSQL every second one is of the whole server."""
    url = new_url(kind, tmp_path)
    store = Store.open(url)
    prepare(store)
    store.close()
    nursery = Nursery(tmp_path)
    server = cluster() if kind == "postgresql" else None
    campaign = Campaign(url, kind, random.Random(11), nursery, server)  # noqa: S311
    for _ in range(KILLS):
        campaign.kill()
    nursery.close()
    assert campaign.clean, campaign
    assert (campaign.chain, sum(campaign.kills.values())) == (KILLS, KILLS)
    assert sum(campaign.told.values()) >= KILLS


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM rating WHERE page = 'crash/a-%d'", (0, 0, 1)),
        (
            "INSERT INTO rating (page, knowledge, visitor, correct, at) VALUES ('crash/a-%d', 'v', 'z', '', :at)",
            (0, 1, 0),
        ),
        ("UPDATE rating SET page = 'crash/a-99' WHERE page = 'crash/a-%d'", (0, 1, 1)),
        ("", (0, 0, 0)),
    ],
)
def test_the_judge_finds_what_is_lost_doubled_or_half(tmp_path: Path, harm: str, found: tuple[int, int, int]) -> None:
    """A judge that never found anything would prove nothing."""
    url = new_url("sqlite", tmp_path)
    store = Store.open(url)
    prepare(store)
    number = next(one for one in range(1, 100) if kind_of(f"a-{one}") == "rating")
    for one in range(1, number + 1):
        do(store, f"a-{one}")
    if harm:
        with store.count() as session:
            session.execute(text(harm % number), {"at": "2026-11-02 09:00:00"} if ":at" in harm else {})
    store.close()
    campaign = Campaign(url, "sqlite", random.Random(1), None, next={"a": 1})  # type: ignore[arg-type]  # noqa: S311
    campaign.judge({"a": b"".join(b"a-%d now\n" % one for one in range(1, number + 1))})
    assert (campaign.lost, campaign.doubled, campaign.halves) == found
