"""Grades an answer, as `stillpath ask --format json` gives it, by claim id and slot; never by the words of the key.

What an item may say is read from the files of the knowledge (`records.py`), not from the program.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.evaluation.questions import Asked
from tests.evaluation.records import Held, drug_words, records, source_names, translations

PLAIN = "statements/parent-no-dose"
NUMBER = re.compile(r"(?<![\w.,^*/-])\d(?:[\d,\u00a0]*\d)?(?:[.,]\d+)?(?![\w*^])")
NEGATIVE = re.compile(r"\b(?:not|never|no|nor|without|none|ikke|aldri|ingen|uten)\b", re.I)
WORKED = ("FOR A CHILD", "FOR THIS CHILD")
UNCITED = ("glossary", "sources")
PRINTED = {"h": "hours", "d": "days"}


@dataclass
class Grade:
    """What was found of one answer; `faults` tell each shortcoming in words."""

    id: str
    kind_right: bool = False
    facts: int = 0
    found: int = 0
    conflict_wanted: bool = False
    conflict_shown: bool = False
    cited: int = 0
    validly: int = 0
    numbers: int = 0
    faithful: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """No number, citation, drug, negation or population is other than the knowledge's."""
        return self.cited == self.validly and self.numbers == self.faithful and not self.faults


def grade(asked: Asked, key: dict[str, Any], answer: dict[str, Any]) -> Grade:
    """The grade of one answer against its question and the key."""
    found = Grade(asked.id)
    found.kind_right = right_kind(asked, answer)
    items = list(said(answer))
    _facts(found, asked, key, items)
    wanted = key.get("conflicts") or []
    if wanted and asked.kind == "answer":
        found.conflict_wanted = True
        dosing = PLAIN in {claim for claim, _, _ in items}
        shown = set(answer["conflicts"])
        found.conflict_shown = bool(shown & set(wanted)) or (asked.reader == "parent" and dosing)
        if found.conflict_shown and asked.reader != "parent":
            found.conflict_shown = any(_both_sides(answer, one) for one in wanted if one in shown)
    _sound(found, answer, _languages(answer))
    return found


def right_kind(asked: Asked, answer: dict[str, Any]) -> bool:
    """Whether the outcome is the one that the author expected; a sick child and a missing piece may also be refused."""
    allowed = {
        "answer": {"answered"},
        "refuse": {"refused", "redirected", "clarify"},
        "redirect": {"redirected"},
        "clarify": {"clarify", "refused"},
    }[asked.kind]
    return answer["status"] in allowed


def said(answer: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every item that says a claim: its id, all its text, and the item."""
    for _, item in _items(answer):
        if item["claim"]:
            yield item["claim"], _all_text(item), item


def _items(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from (("", item) for item in answer["answer"])
    for section in answer["sections"]:
        yield from ((section["title"], item) for item in section["items"])


def _all_text(item: dict[str, Any]) -> str:
    return " \n ".join([item["text"], *(_all_text(detail) for detail in item["details"])])


def _facts(found: Grade, asked: Asked, key: dict[str, Any], items: list[tuple[str, str, dict[str, Any]]]) -> None:
    texts: dict[str, str] = {}
    for claim, text, _ in items:
        texts[claim] = f"{texts.get(claim, '')} {text}"
    for fact in key.get("facts") or ():
        found.facts += 1
        if "any" not in fact:
            continue
        figures = {_plain(str(figure)) for figure in fact.get("figures") or ()}
        for claim in fact["any"]:
            shown = texts.get(claim)
            if shown is None and asked.reader == "parent" and _dosing(claim):
                shown, figures = texts.get(PLAIN), set()
            if asked.reader == "parent":
                figures = set()
            if shown is not None and figures <= {_plain(one) for one in NUMBER.findall(shown)}:
                found.found += 1
                break


def _dosing(claim: str) -> bool:
    return claim.startswith("drugs/") and claim.count("/") == 3


def _both_sides(answer: dict[str, Any], conflict: str) -> bool:
    """Whether a conflict is shown with two sides at least, each with its source."""
    for claim, _, item in said(answer):
        if claim == f"conflicts/{conflict}":
            return sum(bool(detail["citations"]) for detail in item["details"]) > 1
    return False


def _languages(answer: dict[str, Any]) -> tuple[str, ...]:
    """The translations that an answer may read as."""
    if answer["reader"] == "parent":
        return ("nb-parent", "parent") if answer["language"] == "nb" else ("parent",)
    return ("nb",) if answer["language"] == "nb" else ()


def _sound(found: Grade, answer: dict[str, Any], languages: tuple[str, ...]) -> None:
    listed = {one["number"]: one for one in answer["citations"]}
    for number, one in listed.items():
        if f"sources/{one['id']}" not in records() or not one["locator"]:
            found.faults.append(f"source {number} is not one of the knowledge, or has no place in it")
    for title, item in _items(answer):
        if title.startswith(WORKED) or not item["claim"]:
            continue
        held = records().get(item["claim"])
        if held is None:
            found.faults.append(f"{item['claim']} is no claim")
            continue
        _cites(found, item, held, listed)
        _says(found, item, held, languages)


def _cites(found: Grade, item: dict[str, Any], held: Held, listed: dict[int, dict[str, Any]]) -> None:
    if item["claim"].split("/")[0] in UNCITED or not held.sources:
        return
    found.cited += 1
    numbers = [*item["citations"], *(number for detail in item["details"] for number in detail["citations"])]
    cited = {listed[number]["id"] for number in numbers if number in listed}
    if numbers and all(number in listed for number in numbers) and cited <= held.sources:
        found.validly += 1
    else:
        found.faults.append(f"{item['claim']} is not cited by its own sources")


def _says(found: Grade, item: dict[str, Any], held: Held, languages: tuple[str, ...]) -> None:
    claim, text = item["claim"], _without_sources(_all_text(item).replace("\u00a0", " "))
    norwegian = "nb" in languages or "nb-parent" in languages
    allowed = {_plain(one) for one in NUMBER.findall(_worded(held.text))}
    for one in NUMBER.findall(_worded(_without_sources(_all_text(item)) if norwegian else text)):
        found.numbers += 1
        if _plain(one) in allowed or (norwegian and _norwegian(one) in allowed):
            found.faithful += 1
        else:
            found.faults.append(f"{claim}: the number {one} is not in its record")
    readings = _readings(claim, languages)
    own = f"{held.text} {claim.replace('/', ' ').replace('-', ' ')} {' '.join(readings.values())}"
    strange = _drugs(text) - _drugs(own)
    if strange:
        found.faults.append(f"{claim} names {', '.join(sorted(strange))}")
    reading = next((one for language, one in readings.items() if language[1] == claim), "")
    if not reading and not _negations_kept(text, held.text):
        found.faults.append(f"{claim}: a negation was put in or left out")
    whole = _bare(item["text"])
    if reading and whole != _bare(reading) and not (claim.startswith("actions/") and whole.endswith(_bare(reading))):
        found.faults.append(f"{claim} does not read as its translation")
    if held.adults and "adult" not in text.lower() and "voksne" not in text.lower():
        found.faults.append(f"{claim} is of adults and does not say so")


def _readings(claim: str, languages: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """The translations of a claim and its parts in the first of the languages that has any."""
    for language in languages:
        found = {key: text for key, text in translations().items() if key[0] == language and _of(key[1]) == claim}
        if found:
            return found
    return {}


def _of(key: str) -> str:
    return key.partition("#")[0]


def _bare(text: str) -> str:
    text = re.sub(r"x?10[*^]9/L", " ", text)
    return re.sub(r"\W+", " ", NUMBER.sub(" ", re.sub(r"\{\d+\}", " ", text.replace("\u00a0", " ")))).strip().lower()


def _negations_kept(text: str, record: str) -> bool:
    """Every sentence of the item that stands in the record has as many negations there as here."""
    whole = _bare(record)
    for sentence in re.split(r"(?<=[.;:])\s+|\n", text):
        bare = _bare(sentence)
        if len(bare.split()) > 3 and bare not in whole:
            without = NEGATIVE.sub(" ", bare)
            if re.sub(r"\s+", " ", without).strip() in re.sub(r"\s+", " ", NEGATIVE.sub(" ", whole)):
                return False
            if NEGATIVE.search(bare) and not NEGATIVE.search(whole):
                return False
    return True


def _drugs(text: str) -> set[str]:
    words = f" {re.sub(r'[^a-z0-9æøå-]+', ' ', text.lower())} "
    return {drug for name, drug in drug_words().items() if f" {name} " in words}


def _worded(text: str) -> str:
    return re.sub(r"x?10[*^]9/L", " ", text)


def _without_sources(text: str) -> str:
    """The text without the names and years of sources before what they say."""
    for short, year in source_names():
        text = text.replace(f"{short}, {year}:", ":").replace(f"{short}:", ":").replace(f"({short})", "")
        text = text.replace(f"ceiling of {short}", "ceiling").replace(f"fra {short}", "fra")
    return text


def _norwegian(number: str) -> str:
    """A number with a decimal comma, as the records write it."""
    return _plain(number.replace("\u00a0", "").replace(",", "."))


def _plain(number: str) -> str:
    text = number.replace("\u00a0", "").replace(",", "" if "." in number or len(number.split(",")[-1]) == 3 else ".")
    return text.rstrip("0").rstrip(".") if "." in text else text
