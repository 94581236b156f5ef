"""Faults planted in the dose records, one at a time: would `check` or the proof find them?

A fault is a change of the text of one record, as a slip of a hand would make it. It is *found by the reader* if the
file is refused, *by the proof* if a claim of `claims.py` fails for some child, and *by check* if `stillpath check`
complains. One that nothing finds must stand in `REVIEWED` with the reason why no child can be given another dose by it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder, load
from stillpath.library.check import check_knowledge
from stillpath.library.drug_kind import read_drug
from stillpath.library.grammar import Vocabulary
from stillpath.library.record import read_record
from stillpath.model import Drug, Knowledge
from tests.proof.claims import at_a_size, of_the_record, wrong_at
from tests.proof.pieces import Child, Piece, ages, bends_of, ends, knowledge, line, records, steps_of

__all__ = ["KINDS", "REVIEWED", "Fault", "found_by", "planted", "sizes_of", "whole_knowledge", "words"]

_CHILDREN = ((3, 50), (8, 70), (14, 95), (20, 115), (29, 135), (31, 138), (45, 155), (70, 172), (101, 180), (150, 190))
_BIRTHS = (date(2016, 6, 15), date(2023, 12, 15), date(2023, 6, 16), date(2024, 6, 16), date(2025, 12, 15))
_SIZES = tuple(Fraction(kg) for kg in (1, 3, 8, 12, 16, 20, 29, 31, 39, 41, 55, 70, 90, 101, 150, 299))
_SURFACES = tuple(Fraction(tenths, 10) for tenths in (2, 5, 8, 11, 15, 18, 25, 30, 40, 45))


@dataclass(frozen=True)
class Fault:
    """One planted fault: the record, the kind, and the text of the drug's whole file with it."""

    piece: str
    drug: str
    kind: str
    text: str

    @property
    def id(self) -> str:
        """The name by which a reviewed fault is known."""
        return f"{self.piece}: {self.kind}"


def _without(key: str) -> Callable[[str], str]:
    return lambda block: re.sub(rf"(?m)^    {key}: .*\n", "", block)


def _times(key: str, factor: Fraction) -> Callable[[str], str]:
    def change(block: str) -> str:
        def ten(found: re.Match[str]) -> str:
            head, rest = found[0].split(": ", 1)
            amount, per, tail = rest.partition(" per ")
            return f"{head}: " + re.sub(r"[\d.]+(?=[ ])", lambda one: _number(one[0], factor), amount) + per + tail

        return re.sub(rf"(?m)^    {key}: [\d.].*$", ten, block)

    return change


def _number(text: str, factor: Fraction) -> str:
    return f"{float(Fraction(text) * factor):g}"


def _all(*changes: Callable[[str], str]) -> Callable[[str], str]:
    def change(block: str) -> str:
        for one in changes:
            block = one(block)
        return block

    return change


def _swap(pattern: str, to: str) -> Callable[[str], str]:
    return lambda block: re.sub(pattern, to, block)


def _basis(wanted: str) -> Callable[[str], str]:
    """The amount by another size; `usual` follows, so that the record still reads."""
    return _swap(r"(?m)^(    (?:give|usual): .*?(?:mg|g|mL))/(?:kg|m2)", rf"\g<1>{wanted}")


def _count(block: str) -> str:
    """Per dose made per day, or the other way; what says how often stays."""
    here = re.search(r"(?m)^    give: .* per (dose|day)$", block)
    assert here is not None
    other = "day" if here[1] == "dose" else "dose"
    return re.sub(r"(?m)^(    give: .* per )(?:dose|day)$", rf"\g<1>{other}", block)


def _count_and_often(block: str) -> str:
    """Per dose made per day or the other way, and how often made to fit it, so that the record still reads."""
    every = re.search(r"(?m)^    every: (\d+) h\n", block)
    divided = re.search(r"(?m)^    divided: (\d+)\n", block)
    block = _count(block)
    if every:
        return block.replace(every[0], f"    divided: {24 // int(every[1])}\n")
    return block.replace(divided[0], f"    every: {24 // int(divided[1])} h\n") if divided else block


def _band(by: Fraction) -> Callable[[str], str]:
    """Each limit of weight or age moved by a share of itself."""

    def move(found: re.Match[str]) -> str:
        return f"{found[1]}{_number(found[2], 1 + by)}{found[3]}"

    return lambda block: re.sub(r"(?m)^(      - (?:weight|age) [<>]=? )([\d.]+)( \w+)$", move, block)


def _above_range(block: str) -> str:
    high = re.search(r"(?m)^    give: (?:[\d.]+ to )?([\d.]+) (\S+) per", block)
    assert high is not None
    usual = f"    usual: {_number(high[1], Fraction(2))} {high[2]}\n"
    block = _without("usual")(block)
    return re.sub(r"(?m)^(    give: .*\n)", rf"\g<1>{usual}", block)


KINDS: Mapping[str, Callable[[str], str]] = {
    "ceiling left out": _all(_without("at_most"), _without("at_most_from")),
    "ceiling ten times as high": _times("at_most", Fraction(10)),
    "amount ten times as high": _all(_times("give", Fraction(10)), _times("usual", Fraction(10))),
    "amount a tenth": _all(_times("give", Fraction(1, 10)), _times("usual", Fraction(1, 10))),
    "mg written for g, g for mg": _all(
        _swap(r"(?m)^(    (?:give|usual): [\d. to]+?) mg\b", r"\g<1> G"),
        _swap(r"(?m)^(    (?:give|usual): [\d. to]+?) g\b", r"\g<1> mg"),
        _swap(r"(?m)^(    (?:give|usual): [\d. to]+?) G\b", r"\g<1> g"),
    ),
    "per kg and per m2 changed": lambda block: (
        _basis("/m2")(block) if "/kg" in _give(block) else _basis("/kg")(block) if "/m2" in _give(block) else block
    ),
    "flat instead of by size": _basis(""),
    "by size instead of flat": lambda block: (
        block if "/" in _give(block) else re.sub(r"(?m)^(    give: [\d.]+ \w+)", r"\1/kg", block)
    ),
    "per dose and per day changed": _count,
    "per dose and per day changed, to fit": _count_and_often,
    "band widened by a fifth": _band(Fraction(1, 5)),
    "band narrowed by a fifth": _band(Fraction(-1, 5)),
    "band left out": lambda block: re.sub(r"(?m)^    who:\n(?:      - .*\n)+", "", block),
    "limit of a band turned round": lambda block: re.sub(
        r"(?m)^(      - (?:weight|age) )([<>])", lambda found: found[1] + {"<": ">", ">": "<"}[found[2]], block
    ),
    "division left out": _without("divided"),
    "divided twice as often": lambda block: re.sub(
        r"(?m)^    divided: (\d+)$", lambda found: f"    divided: {2 * int(found[1])}", block
    ),
    "interval left out": _without("every"),
    "interval halved": lambda block: re.sub(
        r"(?m)^    every: (\d+) (h|d|wk)$",
        lambda found: f"    every: {_hours(found[1], found[2]) // 2} h",
        block,
    ),
    "usual above the range": _above_range,
    "usual at the top of the range": lambda block: re.sub(
        r"(?m)^    give: [\d.]+ to ([\d.]+) (\S+) per .*$",
        lambda found: f"{found[0]}\n    usual: {found[1]} {found[2]}",
        _without("usual")(block),
    ),
}
"""What is done to the lines of one record; a kind that changes nothing there is not planted."""

_ADULTS: Mapping[str, Callable[[str], str]] = {
    "adult flag left out, and let compute": _all(
        _without("adult"), _swap(r"(?m)^    computes: no$", "    computes: yes"), _without("why_not")
    ),
    "let compute": _all(_swap(r"(?m)^    computes: no$", "    computes: yes"), _without("why_not")),
}

_PULSES = ("halyabar", "pnds", "etg", "oxparc", "label", "uptodate", "fautrel", "dr-oracle", "seed-a")
_ADULT_ROWS = (
    "ciclosporin/oral/uptodate-oral-adult",
    "immunoglobulin/mas/la-rosee-mas",
    "methylprednisolone/pulse/la-rosee-pulse",
)

REVIEWED: Mapping[str, str] = {
    "anakinra/critical/seed-a-critical: divided twice as often": (
        "Seed A says only that the day's amount is divided; two doses or four are both what it prints, and the day's "
        "amount is the same."
    ),
    "dexamethasone/hlh-protocol/hlh-2004-protocol: division left out": (
        "The page gives the day's amount in one dose; without a number of divisions it is worked out as one dose too."
    ),
    "dexamethasone/hlh-protocol/hlh-2004-protocol: per dose and per day changed, to fit": (
        "A day's amount in one dose and a dose every 24 h are the same dose, with the same ceiling."
    ),
    **{
        f"methylprednisolone/pulse/{source}-pulse: per dose and per day changed, to fit": (
            "A dose every 24 h and a day's amount in one dose are the same dose, with the same ceiling."
        )
        for source in _PULSES
    },
    **{
        f"{id}: let compute": "A record for adults computes nothing below 18 years, whether it may compute or not."
        for id in _ADULT_ROWS
    },
}
"""Faults that nothing finds, each with the reason why no dose is another, or none that the source could tell."""


def _give(block: str) -> str:
    found = re.search(r"(?m)^    give: .*$", block)
    assert found is not None
    return found[0]


def _hours(count: str, unit: str) -> int:
    return int(count) * {"h": 1, "d": 24, "wk": 168}[unit]


@cache
def _text(drug: str) -> str:
    return (default_folder() / "drugs" / f"{drug}.yaml").read_text(encoding="utf-8")


def _block(text: str, record: str) -> str:
    found = re.search(rf"(?m)^  - id: {record}\n    slot: .*\n(?:    .*\n|      .*\n)*", text)
    assert found is not None, record
    return found[0]


def planted() -> Iterator[Fault]:
    """Every fault of every record that computes, and those of the records for adults."""
    for piece in records():
        text = _text(piece.drug.id)
        block = _block(text, piece.record.id)
        kinds = _ADULTS if piece.record.adult else KINDS if piece.record.computes else {}
        for kind, change in kinds.items():
            changed = change(block)
            if changed != block:
                yield Fault(piece.id, piece.drug.id, kind, text.replace(block, changed, 1))


@cache
def words() -> Vocabulary:
    """The names that a rule may use."""
    whole = whole_knowledge()
    names = frozenset(whole.criteria), frozenset(whole.events), frozenset(whole.classes)
    return Vocabulary(whole.facts, *names, whole.policy, whole.tables)


@cache
def whole_knowledge() -> Knowledge:
    """The shipped knowledge as it is, with all its rules."""
    return load()


def _read(fault: Fault) -> Drug:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{fault.drug}.yaml"
        path.write_text(fault.text, encoding="utf-8")
        whole = whole_knowledge()
        assert whole.values is not None
        return read_drug(read_record(path, f"drugs/{fault.drug}.yaml"), whole.sources, words(), whole.values)


def found_by(fault: Fault) -> str:
    """Who finds a fault: "reader", "proof", or, asked last, "check"; empty if nobody does."""
    try:
        drug = _read(fault)
    except KnowledgeError:
        return "reader"
    if _proof_finds(fault, replace(knowledge(), drugs={**knowledge().drugs, drug.id: drug})):
        return "proof"
    checked = replace(whole_knowledge(), drugs={**whole_knowledge().drugs, drug.id: drug})
    return "check" if next(check_knowledge(checked), None) is not None else ""


def _proof_finds(fault: Fault, whole: Knowledge) -> bool:
    piece = next(one for one in records(whole) if one.id == fault.piece)
    return any(_wrong(piece, whole))


def _wrong(piece: Piece, whole: Knowledge) -> Iterator[str]:
    """What the proof says of a record, from a few children at first."""
    yield from of_the_record(piece)
    if not piece.record.computes or piece.record.adult:
        return
    for weight, height in _CHILDREN:
        for birth in (*_BIRTHS, *ages(piece)):
            child = Child(Fraction(weight), Fraction(height), birth)
            yield from at_a_size(piece, child, line(piece, child, whole=whole), whole)
    yield from wrong_at(piece, sorted(sizes_of(piece, whole)), whole)


def sizes_of(piece: Piece, whole: Knowledge) -> set[Fraction]:
    """Few sizes, of which some tell: where the ceiling is reached, the limits of weight of its drug, and the end."""
    low, high = ends(piece)
    steps = steps_of(piece, whole)
    bends = {steps.cap / steps.rate} if steps.cap is not None else set()
    sizes = {*(_SURFACES if piece.basis == "m2" else _SIZES), *bends, *bends_of(piece), high}
    sizes |= {limit for one in records() if one.drug.id == piece.drug.id for limit in bends_of(one)}
    return {size for size in sizes if low <= size <= high}
