"""The long run: every corner of every dose, children drawn at random, and every fault planted.

    python -m tests.proof.campaign                        every corner, every fault, and no random child
    python -m tests.proof.campaign --seed 7 --count 20000 the same with that many children, the same for the same seed
    python -m tests.proof.campaign --faults 100           only so many faults, drawn by the seed
    python -m tests.proof.campaign --write                also writes docs/dose-proof.md

Exit 0 if no claim failed and every fault was found or stands reviewed; else 1.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

from tests.proof.claims import at_a_size, of_the_record, wrong_at
from tests.proof.faults import REVIEWED, Fault, found_by, planted
from tests.proof.pieces import (
    AT,
    Child,
    blocks,
    computing,
    computing_blocks,
    corners,
    knowledge,
    line,
    records,
    telling,
)
from tests.proof.schedule_faults import BLOCKS_REVIEWED, block_found_by, planted_in_blocks
from tests.proof.tables import limits_on, table, to_compare
from tests.proof.test_orders import NOT_CHALLENGED, speaks_from
from tests.proof.test_policies import choices, wrong_of

_REPORT = Path(__file__).parents[2] / "docs" / "dose-proof.md"
_REVIEWED = {**REVIEWED, **BLOCKS_REVIEWED}
_WHO = ("reader", "proof", "check")
_HEAD = """# The proof of the doses

What is claimed of every dose that can be computed, how it was shown, and what was found by planting faults. The figures
are written by the program. How it is done stands in `tests/proof/pieces.py`, the claims in `tests/proof/claims.py`, the
two tables in `tests/proof/ceilings.yaml` and `tests/proof/printed.yaml`.

```sh
.venv/bin/python -m tests.proof.campaign --seed {seed} --count {count} --write
```

It shows that the program gives what two tables typed from the sources allow. It cannot show that a source is right, or
that a dose is right for a child; nothing here is reviewed by a clinical board.

## How far the two tables can be trusted

- Both were typed from one review of the evidence, the same that the records were typed from. A figure that the review
  has wrong is wrong in all three, unless a row says that its source was read again (`again`).
- `ceilings.yaml` was typed before anyone who typed it had opened the records. When doses were first held against it,
  three rows were changed, each in its place under `mended`:
{mended}
  With the first two the table now allows what records already gave: for those two it is no longer independent.
- `printed.yaml` was typed after the records had been read: a second typing, and not an independent one.
- The rule by which a weight cannot be right at its age is not at work in the proof: its children have no sex, so no
  growth table speaks of them. What it holds back stands in `knowledge/cases/weight-does-not-fit-edges.yaml`.
- The doses of records and schedules are those without a hospital's policy. Each record that a policy may make the
  default of its slot is then chosen, one at a time, and the default held against both tables.

## Shown

For every child of 0.4 to 300 kg and every age below 18 years, of every record and of every block of a schedule:

- no dose lies above its own ceiling, or above the most that any source read allows a child, per dose, day or week;
- each dose is what its own source prints: the point of its range, as often, as far apart, for the children it means;
- inside a band of its source a larger child never gets less;
- rounding never raises a dose, and never takes more than a step of it or than policy allows;
- an amount a day is the amount a dose times the doses a day, and none is told of what is not given daily;
- no number without a current weight, or without height where the surface counts; none where a source speaks of an age
  that is missing;
- no adult figure below 18 years, no child's figure from 18 on, nothing from an unverified figure;
- band, surface and amount rest on one weight: of two that differ the lower, and none where a limit lies between them;
- an estimated weight is marked, and a measured one goes before it.
"""
_MENDED = {row["id"]: " ".join(row["mended"].split()) for row in table()["rows"] if "mended" in row}
_WHO_FINDS = """*Reader*: the file is refused. *Proof*: a claim fails. *Check*: `stillpath check` complains; it is asked
only where the proof is silent.
"""
_ORDERS = """Orders: each ceiling of each slot has an alert that is silent at it and speaks above it, or above the 5 %
that is left for rounding (`tests/proof/test_orders.py`), except these. **An order above one of them is not
challenged**, or only from the amount told:"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the campaign and prints, or writes, its report."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.campaign")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--faults", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args(arguments)
    failures = [*_at_corners(), *_with_policies(), *_at_random(asked.seed, asked.count)]
    faults = [*planted(), *planted_in_blocks()]
    if asked.faults:
        faults = Random(asked.seed).sample(faults, min(asked.faults, len(faults)))  # noqa: S311
    in_blocks = {piece.id for piece in computing_blocks()}
    found = {fault: block_found_by(fault) if fault.piece in in_blocks else found_by(fault) for fault in faults}
    silent = [fault.id for fault, who in found.items() if not who and fault.id not in _REVIEWED]
    report = "\n".join(_report(asked.seed, asked.count, failures, found, silent))
    print(report)
    if asked.write and not asked.faults:
        _REPORT.write_text(report + "\n", encoding="utf-8")
    return int(bool(failures or silent))


def _at_corners() -> Iterator[str]:
    for piece in (*computing(), *computing_blocks()):
        for problem, size in wrong_at(piece, corners(piece)).items():
            yield f"{piece.id} at {size}: {problem}"
        yield from (f"{piece.id}: {problem}" for problem in of_the_record(piece))


def _with_policies() -> Iterator[str]:
    for piece in choices():
        yield from (f"chosen by a policy: {one}" for one in wrong_of(piece, telling(piece)))


def _at_random(seed: int, count: int) -> Iterator[str]:
    chance, pieces = Random(seed), (*computing(), *computing_blocks())  # noqa: S311
    for _ in range(count):
        piece = chance.choice(pieces)
        child = Child(
            Fraction(chance.randrange(400, 300_000), 1000),
            Fraction(chance.randrange(250, 2500), 10),
            AT.date() - timedelta(days=chance.randrange(0, 19 * 365)),
            chance.random() < 0.1,
        )
        for problem in at_a_size(piece, child, line(piece, child)):
            yield f"{piece.id} at {child}: {problem}"


def _report(seed: int, count: int, failures: list[str], found: dict[Fault, str], silent: list[str]) -> Iterator[str]:
    pieces = computing()
    tested = sum(len(corners(piece)) for piece in (*pieces, *computing_blocks()))
    mended = "\n".join(f"  - `{id}`: {why}" for id, why in _MENDED.items())
    yield _HEAD.format(seed=seed, count=count, mended=mended)
    yield "| | |"
    yield "|---|---|"
    yield f"| dose records | {len(tuple(records()))} |"
    yield f"| of them computed for a child | {len(pieces)} |"
    yield f"| blocks of schedules with an amount | {len(tuple(blocks()))} |"
    yield f"| of them computed for a child, once the guard is met | {len(computing_blocks())} |"
    yield f"| records that a policy may make a default, each chosen | {len(tuple(choices()))} |"
    yield f"| rows of the table of ceilings | {len(table()['rows'])} |"
    yield f"| corners, each looked at from below, at it and above | {tested} |"
    yield f"| children drawn at random | {count} |"
    yield f"| claims that failed | {len(failures)} |"
    yield f"| faults planted | {len(found)} |"
    yield f"| found | {sum(bool(who) for who in found.values())} |"
    yield f"| reviewed: no source can tell them from the record | {list(found.values()).count('') - len(silent)} |"
    yield f"| not found | {len(silent)} |"
    yield ""
    yield "## Faults planted"
    yield ""
    yield _WHO_FINDS
    yield "| fault | planted | reader | proof | check | reviewed |"
    yield "|---|---|---|---|---|---|"
    rows: dict[str, Counter[str]] = {}
    for fault, who in found.items():
        rows.setdefault(fault.kind, Counter()).update({"planted": 1, who or "nobody": 1})
    for kind, counted in rows.items():
        told = " | ".join(str(counted[name]) for name in ("planted", *_WHO, "nobody"))
        yield f"| {kind} | {told} |"
    yield ""
    reviewed = [fault.id for fault, who in found.items() if not who and fault.id in _REVIEWED]
    if reviewed:
        yield "## Reviewed"
        yield ""
        yield from (f"- **{id}**. {_REVIEWED[id]}" for id in reviewed)
        yield ""
    yield "## Apart"
    yield ""
    yield "Computed above a ceiling on purpose, never as a default:"
    yield ""
    yield from (f"- `{id}`: {reason}." for id, reason in to_compare().items())
    yield ""
    yield "Without a ceiling in mg, because no source read prints one; the rate alone limits them:"
    yield ""
    unlimited = (piece for piece in pieces if piece.record.at_most is None and piece.basis)
    yield from (f"- `{piece.id}`" for piece in unlimited if _default(piece.id))
    bare = (piece for piece in computing_blocks() if piece.record.at_most is None)
    yield from (f"- `{piece.id}`" for piece in bare if all(limit.basis for limit in limits_on(piece.place)))
    yield ""
    yield _ORDERS
    yield ""
    for name, reason in NOT_CHALLENGED.items():
        amount = speaks_from(name)
        yield f"- {name}: {reason}" + (f"; challenged from {amount}." if amount else ".")
    if failures or silent:
        yield ""
        yield "## Failed"
        yield ""
        yield from (f"- {one}" for one in (*failures, *silent))


def _default(id: str) -> bool:
    drug, slot, record = id.split("/")
    return any(one.id == slot and one.default == record for one in knowledge().drugs[drug].slots)


if __name__ == "__main__":
    sys.exit(main())
