"""A schedule's file: what makes no sense in it is one sentence with the file, the line and what was expected."""

from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import Vocabulary
from stillpath.library.record import read_record
from stillpath.library.schedule_kind import read_schedule
from stillpath.model import Knowledge, Schedule

HEAD = """id: made-up
title: made up
says: Made up.
for: children
"""
EVIDENCE = """source: this-project
locator: operational definition; made up for a test
status: proposal
"""
FIRST = """  - id: first
    from: day 1
    dose: emapalumab/mas-first/label-2025-first
"""


def read(knowledge: Knowledge, folder: Path, text: str) -> Schedule:
    """The schedule of a file that holds `text`."""
    path = folder / "made-up.yaml"
    path.write_text(text, encoding="utf-8")
    words = Vocabulary(knowledge.facts, frozenset(), frozenset(), frozenset(knowledge.drugs), knowledge.policy)
    return read_schedule(read_record(path, "schedules/made-up.yaml"), knowledge.sources, words, knowledge.drugs)


def test_a_block_may_name_a_dose_that_the_drugs_record_holds(knowledge: Knowledge, tmp_path: Path) -> None:
    """Its amount and its sources are then those of that record, and stand written once."""
    schedule = read(knowledge, tmp_path, f"{HEAD}complete: yes\nblocks:\n{FIRST}{EVIDENCE}")
    (record,) = (one for one in knowledge.drugs["emapalumab"].doses if one.id == "label-2025-first")

    assert schedule.complete
    assert schedule.blocks[0].record == record
    assert schedule.blocks[0].evidence == record.evidence
    assert schedule.drugs == ("emapalumab",)


@pytest.mark.parametrize(
    ("middle", "found"),
    [
        (f"complete: no\nblocks:\n{FIRST}", "not complete, and nothing is `missing`"),
        (f"complete: yes\nmissing:\n  - the end\nblocks:\n{FIRST}", "complete, and something is `missing`"),
        (f"complete: yes\nguard: primary-hlh\nblocks:\n{FIRST}", "`guard` and `guard_says` without each other"),
        (f"complete: yes\nguard_says: Not yet.\nblocks:\n{FIRST}", "`guard` and `guard_says` without each other"),
        ("complete: yes\nblocks:\n", "a schedule without blocks"),
        (f"complete: yes\nblocks:\n{FIRST}{FIRST}", "the block 'first' stands twice"),
        (
            "complete: yes\nblocks:\n  - id: a\n    dose: emapalumab/mas-first/label-2025-first\n",
            "the block 'a' has `from` and `begins`, or neither",
        ),
        (
            "complete: yes\nblocks:\n  - id: a\n    from: day 2\n    to: week 3\n    dose: emapalumab/x/y\n",
            "cannot read 'day 2' to 'week 3'",
        ),
        (
            "complete: yes\nblocks:\n  - id: a\n    from: day 2\n    dose: emapalumab/x/y\n",
            "'emapalumab/x/y' is no dose",
        ),
        (
            "complete: yes\nblocks:\n  - id: a\n    from: day 2\n    drug: emapalumap\n    give: 1 mg/kg per dose\n",
            "'emapalumap' is not a drug; did you mean 'emapalumab'?",
        ),
        (
            "complete: yes\nblocks:\n  - id: a\n    from: day 2\n    give: 1 mg/kg per dose\n",
            "the block 'a' gives an amount of no drug",
        ),
        (
            "complete: yes\nblocks:\n  - id: a\n    from: day 2\n    drug: emapalumab\n    give: 1 mg/kg per day\n"
            "    times_a_week: 2\n",
            "`times_a_week` beside `every`, or an amount per day",
        ),
        (f"complete: yes\nwrong: x\nblocks:\n{FIRST}", "the key 'wrong' is not known here"),
    ],
)
def test_what_makes_no_sense_is_named(middle: str, found: str, knowledge: Knowledge, tmp_path: Path) -> None:
    """The sentence says where, what was found and what was expected."""
    with pytest.raises(KnowledgeError) as problem:
        read(knowledge, tmp_path, f"{HEAD}{middle}{EVIDENCE}")

    assert problem.value.where.startswith("schedules/made-up.yaml:")
    assert problem.value.problem.startswith(found)
