"""A YAML text as a tree of texts, lists and mappings, each with its line; read once for each content.

Reading a text as YAML is the slow part of reading knowledge, and most files are what they were the last time: their
trees are kept inside the Python environment, beside the snapshots, under the digest of the text.
"""

import contextlib
import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ruamel.yaml
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode

from stillpath.library import kept

__all__ = ["FAULTS", "Listed", "Mapped", "Text", "TooMuchError", "Tree", "composed", "keep_trees", "read_tree"]

_MOST = 8_000
"""How many trees are kept: several folders' worth; beyond that only those of the last run."""

_MOST_NODES = 20_000
"""Texts, lists and mappings in one file at most: several times what the longest holds."""

_DEEPEST = 40
"""How deep one may stand in another; the reader calls itself for each step down."""

_ANCHOR = "an anchor or alias"
_BRACKETS = "a list or record in brackets"
FAULTS = {_ANCHOR: "the text itself, written out", _BRACKETS: "one item a line"}
"""What docs/knowledge.md forbids of a tree, and what is to stand instead."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar; every one is text. `fault` is one of FAULTS, or empty."""

    value: str
    line: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    items: "tuple[Tree, ...]"
    line: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping, as its pairs in the order written; keys may stand twice."""

    pairs: "tuple[tuple[Tree, Tree], ...]"
    line: int
    fault: str = ""


Tree = Text | Listed | Mapped


class TooMuchError(MarkedYAMLError):
    """A text that would fill the memory, or that is nested without end: it is not read any further."""


class _Guarded(Composer):
    """Composes nodes as the YAML reader does, and stops at what a file of knowledge never holds.

    An alias stands for the whole of what it names: nine lines of them are a thousand million nodes.
    """

    nodes = 0
    deep = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        self.nodes += 1
        found = _ANCHOR if isinstance(event, AliasEvent) else ""
        if self.nodes > _MOST_NODES:
            found = f"over {_MOST_NODES} texts, lists and records in one file"
        if self.deep >= _DEEPEST:
            found = f"lists and records over {_DEEPEST} deep in one another"
        if found:
            raise TooMuchError(problem=found, problem_mark=event.start_mark)
        self.deep += 1
        node = super().compose_node(parent, index)
        self.deep -= 1
        return node


class _Trees:
    """The trees of this process: those kept earlier, and those it has read or asked for."""

    def __init__(self) -> None:
        self.kept: dict[bytes, Tree | None] | None = None
        self.used: dict[bytes, Tree | None] = {}
        self.new = False

    def of(self, text: str) -> Tree | None:
        key = hashlib.sha256(text.encode()).digest()
        if key in self.used:
            return self.used[key]
        if self.kept is None:
            found = kept.read(_place())
            self.kept = found if isinstance(found, dict) else {}
        if key in self.kept:
            tree = self.kept[key]
        else:
            root = composed(text)
            tree = None if root is None else _tree(root)
            self.new = True
        self.used[key] = tree
        return tree

    def keep(self) -> None:
        if not self.new:
            return
        self.new = False
        before = self.kept or {}
        self.kept = self.used if len(before) + len(self.used) > _MOST else {**before, **self.used}
        place = _place()
        kept.write(place, self.kept)
        with contextlib.suppress(OSError):
            for old in set(place.parent.glob("trees-*.kept")) - {place}:
                old.unlink(missing_ok=True)


_TREES = _Trees()


def composed(text: str) -> Node | None:
    """The nodes of a YAML text; None if it is empty. TooMuchError at an alias, or for too many or too deep ones."""
    reader = ruamel.yaml.YAML(typ="safe", pure=True)
    reader.Composer = _Guarded
    try:
        root: Node | None = reader.compose(text)
    except (AssertionError, KeyError) as fault:  # how the reader takes a `%YAML` of a version that it does not know
        raise YAMLError("a directive that is not known") from fault
    return root


def read_tree(text: str) -> Tree | None:
    """The tree of a YAML text; None if it is empty. Raises the YAML reader's own errors.

    >>> read_tree("id: ferritin")
    Mapped(pairs=((Text(value='id', line=1, fault=''), Text(value='ferritin', line=1, fault='')),), line=1, fault='')
    """
    return _TREES.of(text)


def keep_trees() -> None:
    """Writes down what was read anew, for the next process; where that cannot be written nothing is lost but time."""
    _TREES.keep()


def _tree(node: Node) -> Tree:
    line = node.start_mark.line + 1
    fault = _ANCHOR if node.anchor else ""
    match node:
        case ScalarNode(value=value):
            return Text(str(value), line, fault)
        case SequenceNode(value=items):
            return Listed(tuple(_tree(item) for item in items), line, fault or _brackets(node))
        case _:
            pairs = tuple((_tree(key), _tree(value)) for key, value in node.value)
            return Mapped(pairs, line, fault or _brackets(node))


def _brackets(node: Node) -> str:
    return _BRACKETS if getattr(node, "flow_style", None) else ""


def _place() -> Path:
    """Where trees lie: named by the Python, the YAML reader and this file, since those of others may differ in form."""
    key = hashlib.sha256(f"{sys.version} {ruamel.yaml.__version__}".encode() + Path(__file__).read_bytes())
    return kept.place() / f"trees-{key.hexdigest()[:16]}.kept"
