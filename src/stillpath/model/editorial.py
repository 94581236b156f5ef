"""The editorial policy, version by version: what it says, and the rules of it which the software obeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product

from stillpath.model.records import Evidence

__all__ = ["EditorialPolicy", "PolicySection", "ReviewGroup", "people_text", "policy_in_force"]


@dataclass(frozen=True)
class ReviewGroup:
    """Who must sign an entry of some kinds, and how often it is looked at again.

    `people` sign at least, each in another competence if they must be `different`. A signature counts only in one of
    the competences `among` (empty: in any), and of each set of `required` one must be signed in. Of a competence
    `titles` holds its name for people, by its id.
    """

    id: str
    kinds: tuple[str, ...]
    people: int
    different: bool
    required: tuple[tuple[str, ...], ...]
    review_every_months: int
    among: tuple[str, ...] = ()
    title: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    where: str = ""

    @property
    def one_of(self) -> tuple[frozenset[str], ...]:
        """The sets of competences, of each of which one must be signed in.

        >>> group = ReviewGroup("doses", ("drugs",), 2, True, (("pharmacy",),), 6)
        >>> group.one_of
        (frozenset({'pharmacy'}),)
        """
        return tuple(frozenset(names) for names in self.required)

    @property
    def asked_text(self) -> str:
        """In which competences somebody must sign, in words; empty if it is not said.

        >>> ReviewGroup("doses", ("drugs",), 2, True, (("pharmacy",), ("haematology", "rheumatology")), 6).asked_text
        'one in pharmacy, one in haematology or rheumatology'
        >>> ReviewGroup("translations", ("translations",), 1, False, (("Norwegian",),), 24).asked_text
        'in Norwegian'
        """
        one = "one in" if self.people > 1 else "in"
        return ", ".join(f"{one} {self._or(names)}" for names in self.required)

    def wanting(self, competences: Sequence[frozenset[str]]) -> tuple[str, ...]:
        """What is still missing, in sentences, for people who sign in these competences; nothing when it is enough.

        One set for each signer, and of each set one competence counts: the one signed in. A set that holds several is
        read as the one that leaves least missing.

        >>> group = ReviewGroup("doses", ("drugs",), 2, True, (("pharmacy",), ("haematology", "rheumatology")), 6)
        >>> group.wanting([frozenset({"rheumatology"})])
        ('Two people must sign; so far 1.', 'Nobody has signed in pharmacy.')
        >>> group.wanting([frozenset({"rheumatology"}), frozenset({"pharmacy"})])
        ()
        """
        choices = product(*(sorted(names) or ("",) for names in competences))
        return min((self._missing(chosen) for chosen in choices), key=len)

    def _missing(self, signed: tuple[str, ...]) -> tuple[str, ...]:
        counted = [name for name in signed if name in self.among or not self.among]
        found = []
        if len(counted) < self.people:
            found.append(f"{people_text(self.people).capitalize()} must sign; so far {len(counted)}.")
        elif self.different and len(set(counted)) < self.people:
            found.append("They must sign in different competences.")
        others = sorted(set(signed) - set(counted) - {""})
        found += [f"A signature in {self._title(name)} does not count here." for name in others]
        for names in self.required:
            if not set(names) & set(counted):
                found.append(f"Nobody has signed in {self._or(names)}.")
        return tuple(found)

    def _or(self, competences: tuple[str, ...]) -> str:
        return " or ".join(self._title(name) for name in competences)

    def _title(self, competence: str) -> str:
        return self.titles.get(competence, competence)


@dataclass(frozen=True)
class PolicySection:
    """One part of a policy. `text`: its paragraphs with the figures of the rules; `written`: with their references."""

    id: str
    title: str
    text: tuple[str, ...]
    written: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True)
class EditorialPolicy:
    """One version of the editorial policy, a proposal of this project: no file can say that a board agreed to it.

    `competences` are the names of those in which somebody may sign, by id. `ratings_confidence` is that of the Wilson
    interval of a rating, in %; ratings are shown from `ratings_shown_from` of them on.
    """

    id: str
    title: str
    in_force_from: date
    sections: tuple[PolicySection, ...]
    competences: Mapping[str, str]
    groups: tuple[ReviewGroup, ...]
    interests_valid_for_months: int
    ratings_shown_from: int
    ratings_confidence: int
    workspace_kept_for_days: int
    report_answered_within_days: int
    evidence: tuple[Evidence, ...] = ()
    where: str = ""

    def group_of(self, kind: str) -> ReviewGroup:
        """The group of a kind (a folder of the knowledge); the strictest one for a kind that none names.

        `check` complains of such a kind: a policy names each once.
        """
        named = (group for group in self.groups if kind in group.kinds)
        return next(named, None) or max(self.groups, key=_strictness)


def policy_in_force(policies: Mapping[str, EditorialPolicy], on: date) -> EditorialPolicy | None:
    """The version in force on a day: the newest that has begun, on its first day already; None before the first.

    >>> policy_in_force({}, date(2026, 11, 22)) is None
    True
    """
    begun = [policy for policy in policies.values() if policy.in_force_from <= on]
    return max(begun, key=lambda policy: policy.in_force_from, default=None)


def people_text(count: int) -> str:
    """A number of people in words.

    >>> people_text(1), people_text(2), people_text(12)
    ('one person', 'two people', '12 people')
    """
    return {1: "one person", 2: "two people"}.get(count, f"{count} people")


def _strictness(group: ReviewGroup) -> tuple[int, bool, int]:
    return group.people, group.different, len(group.required)
