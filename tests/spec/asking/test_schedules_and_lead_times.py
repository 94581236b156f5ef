"""Asked for a schedule, by its name, by a week or by a drug; and asked when a medicine must be ordered."""

import pytest

from stillpath.answer import Answerer, Reader


@pytest.mark.parametrize(
    ("question", "chosen", "claims"),
    [
        ("HLH-2004 schedule", "hlh-2004-schedule", ["schedules/hlh-2004", "schedules/hlh-2004/ciclosporin-weeks-1-8"]),
        ("what is given in week 3 of HLH-94?", "hlh-94-schedule", ["schedules/hlh-94/dexamethasone-weeks-3-4"]),
        ("How is dexamethasone tapered in HLH-94?", "hlh-94-schedule", ["schedules/hlh-94/dexamethasone-week-7"]),
        ("etoposide week 3", "drug-schedule", ["schedules/hlh-94/etoposide-weeks-3-8"]),
        ("On which days is emapalumab given?", "drug-schedule", ["schedules/emapalumab-mas/every-3-days"]),
        ("Hva gis i uke 3 av HLH-2004?", "hlh-2004-schedule", ["schedules/hlh-2004/etoposide-weeks-3-8"]),
        ("Hvordan trappes deksametason i HLH-94?", "hlh-94-schedule", ["schedules/hlh-94/dexamethasone-weeks-5-6"]),
        ("På hvilke dager gis emapalumab?", "drug-schedule", ["schedules/emapalumab-mas/first"]),
        ("When to order emapalumab?", "order-ahead", ["statements/order-ahead-emapalumab"]),
        ("lead time for etoposide", "order-ahead", ["statements/order-ahead-etoposide"]),
        ("Hvor lang tid tar det å få immunglobulin?", "order-ahead", ["statements/order-ahead-immunoglobulin"]),
    ],
)
def test_a_schedule_is_found(question: str, chosen: str, claims: list[str], answerer: Answerer) -> None:
    """The question that fits is chosen, and the block asked for is in its answer."""
    answer = answerer.ask(question, Reader.PHARMACIST)

    assert answer.status == "answered"
    assert answer.id.partition("~")[0] == chosen
    assert set(claims) <= set(answer.claims)


@pytest.mark.parametrize("name", ["hlh-94", "hlh-2004"])
def test_what_is_incomplete_says_so_in_an_answer(name: str, answerer: Answerer) -> None:
    """The schedule's claim carries what it lacks and its guard; every block names something incomplete."""
    answer = answerer.ask(f"{name} schedule", Reader.CLINICIAN)
    claim = answerer.claims[f"schedules/{name}"]

    assert claim.id in answer.claims
    assert claim.texts["missing"].startswith("INCOMPLETE. Missing: ")
    assert "decided together" in claim.texts["guard"]
    blocks = [id for id in answer.claims if id.startswith(f"schedules/{name}/")]
    assert blocks
    assert all("(incomplete)" in answerer.claims[id].text for id in blocks)


@pytest.mark.parametrize(
    "question", ["What is given in which week of HLH-94?", "HLH-2004 schedule", "On which days is emapalumab given?"]
)
def test_a_parent_is_told_no_dose_of_a_schedule(question: str, answerer: Answerer) -> None:
    """In place of every block stands the one fixed sentence."""
    answer = answerer.ask(question, Reader.PARENT)

    assert not [id for id in answer.claims if id.startswith("schedules/")]
    assert "statements/parent-no-dose" in answer.claims
