"""What a received name or code means: a fact, or a drug."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stillpath.intake.plain import UnusableError
from stillpath.model import Code, Drug, Fact, Knowledge

__all__ = ["Names", "same_name", "system_of"]

_JOINERS = re.compile(r"[\s_'’.\-\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]+")

_SYSTEMS = {
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "snomed-ct": "snomed",
    "snomedct": "snomed",
    "sct": "snomed",
    "http://www.whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://hl7.org/fhir/sid/icd-10": "icd-10",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd-10",
    "icd10": "icd-10",
    "icd-10-cm": "icd-10",
    "icd10cm": "icd-10",
}


def same_name(name: str) -> str:
    """The form in which names are compared: without case, spaces, hyphens, points and apostrophes.

    >>> same_name("White-Cells") == same_name("white cells")
    True
    """
    return _JOINERS.sub("", name.casefold())


def system_of(address: str) -> str:
    """The short name of a code system, from its address or any common way to write it.

    >>> system_of("http://loinc.org"), system_of("LOINC"), system_of("local")
    ('loinc', 'loinc', 'local')
    """
    written = address.strip().casefold().rstrip("/")
    return _SYSTEMS.get(written, written)


@dataclass(frozen=True, slots=True)
class _Index:
    ids: dict[str, str]
    names: dict[str, frozenset[str]]
    codes: dict[tuple[str, str], frozenset[str]]

    def by_name(self, name: str) -> frozenset[str]:
        written = same_name(name)
        if written in self.ids:
            return frozenset((self.ids[written],))
        return self.names.get(written, frozenset())

    def by_codes(self, codes: Iterable[Code]) -> frozenset[str]:
        found = [self.codes.get((system_of(code.system), code.code.strip().casefold())) for code in codes]
        return frozenset(id for ids in found if ids for id in ids)


@dataclass(frozen=True, slots=True)
class Names:
    """Every name and code of one version of the knowledge, ready for looking up."""

    knowledge: Knowledge
    _facts: _Index
    _drugs: _Index

    @classmethod
    def of(cls, knowledge: Knowledge) -> "Names":
        """The names of all facts and drugs: ids first, then titles, names and brands; and codes.

        >>> Names.of(Knowledge("1", "", True)).find_fact("ferritin") is None
        True
        """
        facts = _index((f.id, (f.title, *f.names), f.codes) for f in knowledge.facts.values())
        drugs = _index((d.id, (d.title, *d.names, *d.brands), d.codes) for d in knowledge.drugs.values())
        return cls(knowledge, facts, drugs)

    def find_fact(self, name: str, codes: tuple[Code, ...] = ()) -> Fact | None:
        """The fact that a name and codes mean; None if no fact is known by them.

        Raises UnusableError if they mean several facts, or the code one fact and the name another.
        """
        id = _one(self._facts, name, codes)
        return None if id is None else self.knowledge.facts[id]

    def find_drug(self, name: str, codes: tuple[Code, ...] = ()) -> Drug | None:
        """The drug that a name and codes mean; None if no drug is known by them. Raises as `find_fact` does."""
        id = _one(self._drugs, name, codes)
        return None if id is None else self.knowledge.drugs[id]

    def fact(self, name: str, codes: tuple[Code, ...] = (), kind: str = "") -> Fact:
        """The fact that a name and codes mean. Raises UnusableError if there is none, or more than one."""
        fact = self.find_fact(name, codes)
        if fact is not None:
            return fact
        if not name and not codes:
            raise UnusableError("no name and no code", "the name or code of a fact")
        if self.find_drug(name, codes) is not None:
            raise UnusableError(
                f"the name of a drug as {_kind(kind)}", "kind medication_given, or another medication kind"
            )
        raise UnusableError(
            f"{_kind(kind)}{' name' if kind else ''} not known to this version",
            "an id, name or code of knowledge/facts",
        )

    def drug(self, name: str, codes: tuple[Code, ...] = ()) -> Drug:
        """The drug that a name and codes mean. Raises UnusableError if there is none, several, or it is a class."""
        drug = self.find_drug(name, codes)
        if drug is not None:
            return drug
        if not name and not codes:
            raise UnusableError("no name and no code", "the name or code of a drug")
        if same_name(name) in {same_name(one) for one in self.knowledge.classes}:
            raise UnusableError("a class of drugs", "the one drug that it was")
        if self.find_fact(name, codes) is not None:
            raise UnusableError("the name of a fact as a medication", "the name of a drug, or another kind of event")
        raise UnusableError("a drug not known to this version", "an id, name, brand or code of knowledge/drugs")


def _kind(kind: str) -> str:
    article = "an" if kind[:1] in "aeiou" and kind else "a"
    return f"{article} {kind or 'name'}"


def _one(index: _Index, name: str, codes: tuple[Code, ...]) -> str | None:
    coded, named = index.by_codes(codes), index.by_name(name) if name else frozenset()
    if coded and named and not coded & named:
        raise UnusableError("a code that means one thing and a name that means another", "a code and a name that agree")
    found = (coded & named) or coded or named
    if len(found) > 1:
        raise UnusableError("a name or code that means several things", "one that means one thing")
    return next(iter(found), None)


def _index(records: Iterable[tuple[str, tuple[str, ...], tuple[Code, ...]]]) -> _Index:
    ids: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    by_code: dict[tuple[str, str], set[str]] = {}
    for id, called, codes in records:
        ids[same_name(id)] = id
        for name in called:
            names.setdefault(same_name(name), set()).add(id)
        for code in codes:
            by_code.setdefault((system_of(code.system), code.code.casefold()), set()).add(id)
    return _Index(
        ids,
        {name: frozenset(found) for name, found in names.items()},
        {code: frozenset(found) for code, found in by_code.items()},
    )
