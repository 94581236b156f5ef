"""The same claims for another reader or in another language: the words change, the numbers do not."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from stillpath.model import Knowledge, Translated
from stillpath.prose.claims import Said
from stillpath.prose.figures import figures, with_figures

__all__ = ["PARENT", "PLAIN", "Worded", "Wording", "fingerprint", "translations_of"]

PARENT = "parent"
"""The reader for whom claims stand in plain words, and no doses."""

PLAIN = "statements/parent-no-dose"
"""What stands for every dosing claim before a parent."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A text as it is to be shown, and the language it stands in: "en" or "nb". `plain`: in a parent's words."""

    text: str
    language: str
    plain: bool = False


def fingerprint(english: str) -> str:
    """The mark of an English text: a translation of another one is stale."""
    return hashlib.sha256(english.encode()).hexdigest()[:8]


@dataclass
class Wording:
    """How claims are worded for a reader ("parent" has plain words) in a language ("en", "nb")."""

    knowledge: Knowledge
    reader: str = "clinician"
    language: str = "en"
    _texts: dict[str, dict[str, Translated]] = field(default_factory=dict, repr=False)
    _words: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for translation in self.knowledge.translations.values():
            self._texts.setdefault(translation.language, {}).update({one.of: one for one in translation.texts})
            if translation.language == self.language:
                self._words.update(translation.words)

    def text(self, claim: Said, part: str = "") -> Worded:
        """The text of a claim's part in the first of its readings that is there and not stale; else in English."""
        english = claim.texts.get(part, "")
        key = f"{claim.id}#{part}" if part else claim.id
        for language in _wanted(self.reader, self.language):
            found = self._texts.get(language, {}).get(key)
            if found is not None and found.hash == fingerprint(english):
                norwegian = language.startswith("nb")
                text = with_figures(found.says, figures(english), decimal_comma=norwegian)
                return Worded(text, "nb" if norwegian else "en", language.endswith(PARENT))
        return Worded(english, "en")

    def words(self, english: str) -> str:
        """Words of the interface, looked up as they stand, else with `{1}` for their first number; else in English."""
        told = self._words.get(english)
        if told is not None or not self._words:
            return told or english
        numbers = figures(english)
        template, start = "", 0
        for place, number in enumerate(numbers, 1):
            at = english.index(number, start)
            template += f"{english[start:at]}{{{place}}}"
            start = at + len(number)
        found = self._words.get(template + english[start:])
        return with_figures(found, numbers, decimal_comma=self.language == "nb") if found else english


def translations_of(claims: Iterable[str], knowledge: Knowledge, reader: str, language: str) -> tuple[str, ...]:
    """The translations, as entries, that hold a text of one of these claims for a reader and language."""
    wanted, said = _wanted(reader, language), set(claims)
    return tuple(
        f"translations/{one.id}"
        for one in knowledge.translations.values()
        if one.language in wanted and any(text.of.partition("#")[0] in said for text in one.texts)
    )


def _wanted(reader: str, language: str) -> tuple[str, ...]:
    """The languages of translations in which a text is looked for, the first that has it before the others."""
    if reader == PARENT:
        return ("nb-parent", "parent") if language == "nb" else ("parent",)
    return ("nb",) if language == "nb" else ()
