"""What a signature on a file is of: the closure of each of its entries, read from the tree with the text laid over."""

import hashlib
import shutil
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ruamel.yaml.error

from stillpath.library import digest_of
from stillpath.library.folder import read_folder
from stillpath.library.tree import Listed, Mapped, Text, Tree, read_tree
from stillpath.model import Knowledge
from stillpath.model.review import Closure
from stillpath.review.folder import laid_over

__all__ = ["FileClosure", "closure_of_file", "closure_of_text", "entries_in", "knowledge_with"]

_KEPT = 4
"""Knowledges kept in memory: the one in force, and those of the drafts looked at last."""

_lock = threading.Lock()
_read: "OrderedDict[tuple[str, str], Knowledge]" = OrderedDict()


@dataclass(frozen=True)
class FileClosure:
    """What a signature on one file is of: the closure of the whole, and of each entry in it."""

    whole: Closure
    entries: Mapping[str, Closure]


def knowledge_with(folder: Path, texts: Mapping[str, str]) -> Knowledge:
    """The knowledge of a folder with these texts over its files. KnowledgeError if it cannot be read so.

    The last few are kept, so that looking again costs no more than finding that nothing has changed.
    """
    over = hashlib.sha256("".join(f"{file}\0{texts[file]}\0" for file in sorted(texts)).encode()).hexdigest()
    key = (digest_of(folder), over)
    with _lock:
        if key in _read:
            _read.move_to_end(key)
            return _read[key]
    made = laid_over(folder, texts)
    try:
        knowledge = read_folder(made, keep=False)
    finally:
        shutil.rmtree(made.parent, ignore_errors=True)
    with _lock:
        _read[key] = knowledge
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return knowledge


def entries_in(file: str, text: str) -> tuple[str, ...]:
    r"""The entries that stand in the text of `kind/name`, in order: one, but of a page of policy each parameter.

    >>> entries_in("policy/care", "id: care\nparameters:\n  - id: febrile\n    value: 38 Cel")
    ('policy/febrile',)
    """
    kind, _, _ = file.partition("/")
    if kind != "policy":
        return (file,)
    try:
        tree = read_tree(text)
    except ruamel.yaml.error.YAMLError:
        return (file,)
    lists = [value.items for value in _values(tree, "parameters") if isinstance(value, Listed)]
    ids = [id.value for items in lists for item in items for id in _values(item, "id") if isinstance(id, Text)]
    return tuple(f"policy/{id}" for id in ids) or (file,)


def closure_of_text(file: str, text: str) -> Closure:
    """The closure of a file that is no entry: its text alone."""
    mark = hashlib.sha256(text.encode()).hexdigest()
    return Closure(mark, {file: mark})


def closure_of_file(knowledge: Knowledge, file: str, text: str) -> FileClosure:
    """The closure of a file whose text is `text`; of what is no entry (a page of values) the text alone."""
    entries: dict[str, Closure] = {}
    for entry in entries_in(file, text):
        try:
            entries[entry] = knowledge.closure_of(entry)
        except KeyError:
            entries[entry] = closure_of_text(entry, text)
    if len(entries) == 1:
        return FileClosure(next(iter(entries.values())), entries)
    parts = {name: mark for closure in entries.values() for name, mark in closure.parts.items()}
    total = hashlib.sha256("".join(f"{name} {entries[name].hash}\n" for name in sorted(entries)).encode())
    return FileClosure(Closure(total.hexdigest(), dict(sorted(parts.items()))), entries)


def _values(tree: Tree | None, name: str) -> list[Tree]:
    """What stands under a key of a mapping."""
    if not isinstance(tree, Mapped):
        return []
    return [value for key, value in tree.pairs if isinstance(key, Text) and key.value == name]
