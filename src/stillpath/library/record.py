"""One YAML file as a record whose every key, item and error knows its line.

The subset of docs/knowledge.md is enforced here: block style, no anchors, aliases or tags, no duplicate keys, every
scalar is text. Whoever reads a record asks for its keys and then calls `finish`, which complains of those left.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from stillpath.errors import KnowledgeError
from stillpath.library.tree import FAULTS, Listed, Mapped, Text, Tree, read_tree

__all__ = ["Record", "read_record"]

Value = TypeVar("Value")

_POLICY = re.compile(r"\{policy ([a-z0-9-]+)\}")
"""Where a text names a value of policy, so that it says what a hospital chose."""


def read_record(path: Path, shown: str) -> "Record":
    """The record in a file; `shown` is the path printed in errors. Raises KnowledgeError with file and line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(shown, "the file cannot be read as text", "UTF-8 YAML") from problem
    try:
        root = read_tree(text)
    except MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise KnowledgeError(
            f"{shown}:{line}", f"not YAML: {problem.problem}", "one record of keys and values"
        ) from problem
    except YAMLError as problem:
        raise KnowledgeError(shown, "not YAML", "one record of keys and values") from problem
    if not isinstance(root, Mapped):
        raise KnowledgeError(shown, "the file holds no record", "`key: value` lines, `id` first")
    return Record(root, shown)


class Record:
    """A mapping of a YAML file, read key by key."""

    def __init__(self, node: Mapped, file: str, fill: dict[str, str] | None = None) -> None:
        self.root = node
        self.file = file
        self.fill = fill or {}
        self.line = node.line
        self._nodes: dict[str, Tree] = {}
        self._lines: dict[str, int] = {}
        self._asked: set[str] = set()
        self._refuse_flow(node)
        for key, value in node.pairs:
            name = self._scalar(key)
            if name in self._nodes:
                raise KnowledgeError(self._at(key), f"the key '{name}' stands twice", "each key once")
            self._nodes[name] = value
            self._lines[name] = key.line

    def where(self, key: str | None = None) -> str:
        """File and line of a key, or of the record."""
        return f"{self.file}:{self._lines.get(key or '', self.line)}"

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._nodes

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key, white space at the ends removed; KnowledgeError if it is missing and has no default."""
        node = self._take(key)
        if node is None:
            if default is None:
                raise KnowledgeError(f"{self.file}:{self.line}", f"the key '{key}' is missing", f"{key}: …")
            return default
        return self._scalar(node).strip()

    def sentence(self, key: str, default: str | None = None) -> str:
        """The text of a key with its line breaks folded to spaces; `{policy NAME}` is put in words."""
        text = " ".join(self.text(key, default).split())
        for name in _POLICY.findall(text):
            if name not in self.fill:
                raise KnowledgeError(self.where(key), f"'{name}' is not a parameter", "a parameter of policy/")
        return _POLICY.sub(lambda found: self.fill[found[1]], text)

    def yes(self, key: str, default: bool = False) -> bool:
        """A key that is `yes` or `no`."""
        word = self.text(key, "yes" if default else "no")
        if word not in ("yes", "no"):
            raise KnowledgeError(self.where(key), f"the key '{key}' is neither yes nor no", "yes or no")
        return word == "yes"

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """A key whose text is one of `choices`."""
        word = self.text(key, default)
        if word not in choices:
            raise KnowledgeError(self.where(key), f"'{word}' is not a known {key}", ", ".join(choices))
        return word

    def parsed(self, key: str, parse: Callable[[str], Value], expected: str) -> Value | None:
        """A key read by `parse` (which raises ValueError); None if it is missing."""
        if not self.has(key):
            return None
        text = self.text(key)
        try:
            return parse(text)
        except ValueError as problem:
            raise KnowledgeError(self.where(key), f"cannot read '{text}' of '{key}'", expected) from problem

    def texts(self, key: str) -> tuple[str, ...]:
        """The items of a list of texts (a single text is a list of one); empty if the key is missing."""
        return tuple(text for text, _ in self.lines(key))

    def lines(self, key: str) -> tuple[tuple[str, str], ...]:
        """As `texts`, each with its file and line."""
        node = self._take(key)
        if node is None:
            return ()
        if isinstance(node, Text):
            return ((" ".join(self._scalar(node).split()), self._at(node)),)
        return tuple((" ".join(self._scalar(item).split()), self._at(item)) for item in self._items(node, key))

    def pairs(self, key: str) -> dict[str, str]:
        """A mapping of texts; empty if the key is missing."""
        node = self._take(key)
        if node is None:
            return {}
        if not isinstance(node, Mapped):
            raise KnowledgeError(self.where(key), f"'{key}' holds no `name: value` lines", "one `name: value` a line")
        inner = Record(node, self.file)
        return {name: inner.text(name) for name in inner}

    def records(self, key: str) -> tuple["Record", ...]:
        """A list of records; empty if the key is missing."""
        node = self._take(key)
        if node is None:
            return ()
        found = []
        for item in self._items(node, key):
            if not isinstance(item, Mapped):
                raise KnowledgeError(self._at(item), f"an item of '{key}' is not a record", "`- key: value` lines")
            found.append(Record(item, self.file, self.fill))
        return tuple(found)

    def record(self, key: str) -> "Record | None":
        """The record under a key; None if the key is missing."""
        node = self._take(key)
        if node is None:
            return None
        if not isinstance(node, Mapped):
            raise KnowledgeError(self.where(key), f"'{key}' is not a record", "`key: value` lines")
        return Record(node, self.file, self.fill)

    def tree(self, key: str) -> Tree | None:
        """The tree of a key, for what has a form of its own; None if it is missing."""
        return self._take(key)

    def assume(self, key: str, text: str) -> None:
        """Puts a text under a key that the file leaves out."""
        self._nodes[key] = Text(text, self.line)

    def finish(self) -> None:
        """Raises KnowledgeError for the first key that nobody asked for."""
        for name in self._nodes:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked))
                raise KnowledgeError(self.where(name), f"the key '{name}' is not known here", known)

    def __iter__(self) -> Iterator[str]:
        return iter(self._nodes)

    def _take(self, key: str) -> Tree | None:
        self._asked.add(key)
        return self._nodes.get(key)

    def _at(self, node: Tree) -> str:
        return f"{self.file}:{node.line}"

    def _items(self, node: Tree, key: str) -> list[Tree]:
        self._refuse_flow(node)
        if isinstance(node, Text) and not node.value:
            return []
        if not isinstance(node, Listed):
            raise KnowledgeError(self._at(node), f"'{key}' is not a list", "one `- item` a line")
        return list(node.items)

    def _scalar(self, node: Tree) -> str:
        self._refuse_flow(node)
        if not isinstance(node, Text):
            raise KnowledgeError(self._at(node), "a list or record stands where text is expected", "one text")
        return str(node.value)

    def _refuse_flow(self, node: Tree) -> None:
        if node.fault:
            raise KnowledgeError(self._at(node), node.fault, FAULTS[node.fault])
