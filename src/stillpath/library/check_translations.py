"""Checks the other readings of claims: each leads to a claim, is not stale, and takes its numbers from the English."""

import re
from collections import Counter
from collections.abc import Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.grammar import did_you_mean
from stillpath.model import Knowledge, Translated, Translation
from stillpath.prose.claims import Said, claims_of
from stillpath.prose.figures import figures, holds_amount
from stillpath.prose.reading_level import school_grade
from stillpath.prose.readings import fingerprint

__all__ = ["HIGHEST_GRADE", "STALE", "check_translations"]

HIGHEST_GRADE = 10.0
"""The highest school grade of a single text for parents; a whole answer keeps to 8, which a test holds."""

STALE = "renders an English text that has changed"
"""What is said of a reading that is not shown, because the English was changed after it."""

_SLOT = re.compile(r"\{(\d+)\}")
_UNIT = re.compile(r"^[\s\u00a0]?(%|[a-zµ]*g/[a-zA-Z]+|mg|mL|U/L|°C|x?10[*^]\S+)")


def check_translations(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Every problem of translations/, with file and line."""
    claims = claims_of(knowledge)
    owners: Counter[tuple[str, str]] = Counter()
    for translation in knowledge.translations.values():
        for one in translation.texts:
            owners[translation.language, one.of] += 1
            if owners[translation.language, one.of] > 1:
                yield KnowledgeError(one.where, f"'{one.of}' is translated twice", "one text for each claim and part")
            yield from _text(one, translation, claims)


def _text(one: Translated, translation: Translation, claims: dict[str, Said]) -> Iterator[KnowledgeError]:
    id, _, part = one.of.partition("#")
    if id not in claims or part not in claims[id].texts:
        hint = did_you_mean(id, claims) if id not in claims else f"; its parts: {', '.join(claims[id].texts)}"
        yield KnowledgeError(one.where, f"'{one.of}' is no text of a claim{hint}", "KIND/ID or KIND/ID#PART")
        return
    english = claims[id].texts[part]
    if one.hash != fingerprint(english):
        now = fingerprint(english)
        yield KnowledgeError(one.where, f"'{one.of}' {STALE}", f"read it, then {now}")
        return
    numbers = figures(english)
    used = [int(number) for number in _SLOT.findall(one.says)]
    if any(not 1 <= number <= len(numbers) for number in used):
        yield KnowledgeError(one.where, "a number that the English does not have", f"{{1}} to {{{len(numbers)}}}")
        return
    loose = figures(_SLOT.sub("", one.says))
    if loose:
        yield KnowledgeError(one.where, f"the number {loose[0]} stands in a translation", "{1}, {2} … of the English")
    if translation.language == "nb":
        yield from _all_numbers(one, english, numbers, used)
    if translation.language.endswith("parent"):
        yield from _plain(one, graded=translation.language == "parent")


def _all_numbers(one: Translated, english: str, numbers: tuple[str, ...], used: list[int]) -> Iterator[KnowledgeError]:
    if sorted(used) != list(range(1, len(numbers) + 1)):
        yield KnowledgeError(one.where, "not every number of the English stands once", f"{{1}} to {{{len(numbers)}}}")
        return
    wanted = _units(english, numbers)
    given: dict[int, str] = {}
    for slot in _SLOT.finditer(one.says):
        after = _UNIT.match(one.says[slot.end() :])
        given[int(slot[1])] = after[1] if after else ""
    for number, unit in wanted.items():
        if unit and given[number] != unit:
            yield KnowledgeError(one.where, f"{{{number}}} has lost its unit {unit}", f"{{{number}}} {unit}")


def _units(english: str, numbers: tuple[str, ...]) -> dict[int, str]:
    """The symbol after each number of an English text, by place."""
    found: dict[int, str] = {}
    place = 0
    for index, number in enumerate(numbers, 1):
        place = english.index(number, place) + len(number)
        unit = _UNIT.match(english[place:])
        found[index] = unit[1] if unit else ""
    return found


def _plain(one: Translated, graded: bool) -> Iterator[KnowledgeError]:
    words = _SLOT.sub("5", one.says)
    if holds_amount(words):
        yield KnowledgeError(one.where, "an amount of a medicine stands in a text for parents", "no dose at all")
    grade = school_grade(words)
    if graded and grade > HIGHEST_GRADE:
        expected = f"shorter words and sentences: at most grade {HIGHEST_GRADE:.0f}"
        yield KnowledgeError(one.where, f"a text for parents of school grade {grade:.1f}", expected)
