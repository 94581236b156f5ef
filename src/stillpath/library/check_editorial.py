"""Checks the editorial policy: each kind in one group, groups that can be met, and no figure beside its rule."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from stillpath.errors import KnowledgeError
from stillpath.library.digest import FOLDERS
from stillpath.library.editorial_kind import REFERENCE
from stillpath.library.grammar import did_you_mean
from stillpath.model import EditorialPolicy, Knowledge, PolicySection, ReviewGroup

__all__ = ["check_editorial"]

_FIGURE = re.compile(r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE)


def check_editorial(knowledge: Knowledge) -> Iterator[KnowledgeError]:
    """Every problem of editorial/, each with its file and line."""
    days = Counter(policy.in_force_from for policy in knowledge.editorial.values())
    newest = max(knowledge.editorial.values(), key=lambda policy: policy.in_force_from, default=None)
    for policy in knowledge.editorial.values():
        if days[policy.in_force_from] > 1:
            yield KnowledgeError(policy.where, "another version is in force from the same day", "one version a day")
        yield from _kinds(policy, newest=policy is newest)
        for group in policy.groups:
            yield from _group(group)
        yield from _twice((group.id for group in policy.groups), "group", policy)
        yield from _twice((section.id for section in policy.sections), "section", policy)
        if not policy.sections:
            yield KnowledgeError(policy.where, "a policy that says nothing", "sections: id, title and text")
        for section in policy.sections:
            yield from _section(section)


def _kinds(policy: EditorialPolicy, newest: bool) -> Iterator[KnowledgeError]:
    """A kind that came after an older version stands in none of its groups, and that version is not rewritten."""
    covered = Counter(kind for group in policy.groups for kind in group.kinds)
    for kind in FOLDERS:
        if covered[kind] > 1 or (newest and not covered[kind]):
            found = "in no group" if not covered[kind] else "in more than one group, or twice in one"
            yield KnowledgeError(policy.where, f"the kind '{kind}' stands {found}", "each kind in one group, once")
    for group in policy.groups:
        for kind in group.kinds:
            if kind not in FOLDERS:
                yield KnowledgeError(group.where, f"'{kind}' is not a kind{did_you_mean(kind, FOLDERS)}", "a folder")


def _group(group: ReviewGroup) -> Iterator[KnowledgeError]:
    counts = Counter(name for names in group.required for name in names)
    for name, times in counts.items():
        if times > 1:
            yield KnowledgeError(group.where, f"'{name}' stands twice in one_of", "each competence in one line, once")
        if group.among and name not in group.among:
            yield KnowledgeError(group.where, f"'{name}' is asked for and does not count", "it stands in among too")
    if len(group.required) > group.people:
        found = f"more competences are asked for than people sign in the group '{group.id}'"
        yield KnowledgeError(group.where, found, "people: one for each line of one_of at least")
    if group.different and group.people < 2:
        yield KnowledgeError(group.where, "one person cannot differ in competence", "different: no, or more people")


def _section(section: PolicySection) -> Iterator[KnowledgeError]:
    if not section.text:
        yield KnowledgeError(section.where, f"the section '{section.id}' says nothing", "text: one paragraph at least")
    for paragraph in section.written:
        for figure in _FIGURE.findall(REFERENCE.sub("", paragraph)):
            expected = "a figure of the rules by its name, for example {ratings_shown_from}"
            yield KnowledgeError(section.where, f"the number '{figure}' stands in the text", expected)


def _twice(ids: Iterable[str], word: str, policy: EditorialPolicy) -> Iterator[KnowledgeError]:
    for id, times in Counter(ids).items():
        if times > 1:
            yield KnowledgeError(policy.where, f"two {word}s are called '{id}'", "a name for each")
