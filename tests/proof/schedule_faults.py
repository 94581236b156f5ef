"""Faults planted in the blocks of schedules, as `faults.py` plants them in the records of drugs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder
from stillpath.library.record import read_record
from stillpath.library.schedule_kind import read_schedule
from stillpath.model import Schedule
from tests.proof.claims import of_the_record, wrong_at
from tests.proof.faults import KINDS, Fault, sizes_of, whole_knowledge, words
from tests.proof.pieces import blocks, computing_blocks, knowledge

__all__ = ["BLOCKS_REVIEWED", "BLOCK_KINDS", "block_found_by", "planted_in_blocks"]

_OTHER = {
    "methylprednisolone/pulse/halyabar-pulse": "methylprednisolone/pulse/seed-a-pulse",
    "methylprednisolone/step-down/halyabar-step-down": "methylprednisolone/pulse/halyabar-pulse",
    "prednisolone/after-pulse/pnds-after-pulse": "prednisolone/after-pulse/seed-b-after-pulse",
    "dexamethasone/cns/hlh-94-cns": "dexamethasone/cns/seed-b-cns",
    "dexamethasone/hlh-protocol/hlh-94-protocol": "dexamethasone/cns/hlh-94-cns",
    "dexamethasone/hlh-protocol/hlh-2004-protocol": "dexamethasone/hlh-protocol/hlh-94-protocol",
    "emapalumab/mas-first/label-2025-first": "emapalumab/mas-next/label-2025-next",
    "emapalumab/mas-next/label-2025-next": "emapalumab/mas-first/label-2025-first",
}
"""For a block that holds a drug's record another record, to which a slip of the hand could point."""


def _moved(key: str) -> Callable[[str], str]:
    """A day or week one later."""
    return lambda block: re.sub(
        rf"(?m)^(    {key}: (?:week|day) )(\d+)$", lambda found: found[1] + str(int(found[2]) + 1), block
    )


def _weekly(block: str) -> str:
    return re.sub(
        r"(?m)^(    times_a_week: )(\d)$", lambda found: found[1] + {"1": "2", "2": "1"}.get(found[2], "1"), block
    )


def _elsewhere(block: str) -> str:
    for one, other in _OTHER.items():
        if f"    dose: {one}\n" in block:
            return block.replace(one, other)
    return block


_OF_A_BLOCK: Mapping[str, Callable[[str], str]] = {
    "begins later": _moved("from"),
    "ends later": _moved("to"),
    "once a week and twice a week changed": _weekly,
    "times a week left out": lambda block: re.sub(r"(?m)^    times_a_week: \d\n", "", block),
    "another record": _elsewhere,
}
BLOCK_KINDS = {**KINDS, **_OF_A_BLOCK}
"""What is done to the lines of one block; the kinds of a record to one that holds its own amount."""

_ONE_DOSE = "The page gives the day's amount in one dose; it is worked out as that one dose either way."
BLOCKS_REVIEWED: Mapping[str, str] = {
    **{
        f"hlh-2004/dexamethasone-{weeks}: {kind}": _ONE_DOSE
        for weeks in ("weeks-3-4", "weeks-5-6", "week-7")
        for kind in ("division left out", "per dose and per day changed, to fit")
    },
    "hlh-94/dexamethasone-weeks-1-2: another record": (
        "The other record is the same day's amount of the same source, in two doses; the figure that was read does not "
        "say in how many."
    ),
}
"""Faults that nothing finds, each with the reason why no dose is another."""


def _text(schedule: str) -> str:
    return (default_folder() / "schedules" / f"{schedule}.yaml").read_text(encoding="utf-8")


def planted_in_blocks() -> Iterator[Fault]:
    """Every fault of every block that computes."""
    for piece in computing_blocks():
        text = _text(piece.schedule)
        found = re.search(rf"(?m)^  - id: {piece.slot.id}\n(?:    .*\n)+", text)
        assert found is not None, piece.id
        kinds = BLOCK_KINDS if "\n    give: " in found[0] else _OF_A_BLOCK
        for kind, change in kinds.items():
            changed = change(found[0])
            if changed != found[0]:
                yield Fault(piece.id, piece.schedule, kind, text.replace(found[0], changed, 1))


def block_found_by(fault: Fault) -> str:
    """Who finds a fault in a schedule: "reader" or "proof"; empty if neither does."""
    try:
        schedule = _read(fault)
    except KnowledgeError:
        return "reader"
    whole = replace(knowledge(), schedules={**knowledge().schedules, schedule.id: schedule})
    piece = next((one for one in blocks(whole) if one.id == fault.piece), None)
    if piece is None or next(of_the_record(piece, whole), None) is not None:
        return "proof"
    low_to_high = sorted(sizes_of(piece, whole))
    return "proof" if wrong_at(piece, low_to_high, whole) else ""


def _read(fault: Fault) -> Schedule:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{fault.drug}.yaml"
        path.write_text(fault.text, encoding="utf-8")
        whole = whole_knowledge()
        record = read_record(path, f"schedules/{fault.drug}.yaml")
        return read_schedule(record, whole.sources, words(), whole.drugs)
