"""The hash of what was read of each entry: its content, whatever its comments, blank lines, key order and quoting."""

import hashlib
import json
import re
from pathlib import Path

from stillpath.library.tree import Listed, Mapped, Text, Tree
from stillpath.model import NAMES, WHEN, Fact, LocalPolicy, Parts, Values

__all__ = ["canonical", "mark", "parts_of"]

_DIGITS = 32
"""Hexadecimal digits of a mark: 128 bits, so that nobody makes two texts of one mark."""

_POLICY = re.compile(r"\bpolicy ([a-z0-9-]+)")
_NAMES = frozenset(("id", "title", "names", "brands", "classes", "codes", "on_board_for"))
_WHEN = frozenset(("id", "rank", "when"))

_Plain = str | list["_Plain"] | dict[str, "_Plain"]


def canonical(tree: Tree) -> _Plain:
    r"""The content of a tree: its texts with white space folded, its lists in order, its mappings by key.

    >>> from stillpath.library.tree import read_tree
    >>> canonical(read_tree("says: |\n  two\n  words\nid: 'x'  # why"))
    {'says': 'two words', 'id': 'x'}
    """
    match tree:
        case Text(value=value):
            return " ".join(value.split())
        case Listed(items=items):
            return [canonical(item) for item in items]
        case Mapped(pairs=pairs):
            return {key.value: canonical(value) for key, value in pairs if isinstance(key, Text)}


def mark(content: object) -> str:
    """The short hash of a content, the same for the same keys in any order."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def parts_of(
    trees: dict[str, Tree], facts: dict[str, Fact], values: Values, local: LocalPolicy | None, tables: Path
) -> Parts:
    """The parts of a whole folder, from the trees of its files by `kind/id`.

    A parameter of policy is a part of its own; the lines of `values` belong to the fact or drug they are about, and the
    rows of a table to the table. What a hospital's policy chose changes the part it touches.
    """
    found: dict[str, _Plain] = {}
    for name, tree in trees.items():
        found.update(_of_file(name, canonical(tree), facts, values, tables))
    marks, named = {}, {}
    for name, content in found.items():
        chosen = _chosen(name, local)
        marks[name] = mark([content, chosen] if chosen else content)
        policy = _policies(content, found)
        if policy:
            named[name] = policy
    return Parts(marks, named)


def _of_file(name: str, content: _Plain, facts: dict[str, Fact], values: Values, tables: Path) -> dict[str, _Plain]:
    """The parts of one file, by name: itself, and what other entries rest on alone."""
    kind, _, id = name.partition("/")
    if not isinstance(content, dict):
        return {name: content}
    if kind == "policy":
        items = content.get("parameters", [])
        return {f"policy/{item['id']}": item for item in items if isinstance(item, dict) and "id" in item}
    if kind == "facts" and id in facts:
        return {name: [content, _counts(facts[id], values)]}
    if kind == "drugs":
        step = str(values.rounding.get(id, ""))
        return {name: [content, step], f"{name}{NAMES}": _only(content, _NAMES)}
    if kind == "pathway":
        return {name: content, f"{name}{WHEN}": _only(content, _WHEN)}
    if kind == "tables":
        return {name: [content, _rows(tables / f"{id}.csv")]}
    return {name: content}


def _only(content: dict[str, _Plain], keys: frozenset[str]) -> _Plain:
    return {key: value for key, value in content.items() if key in keys}


def _counts(fact: Fact, values: Values) -> list[_Plain]:
    """How long a fact counts, what is plausible, and what a hospital may set the first to."""
    name = fact.id if fact.id in values.current_for else fact.kind.value
    may_be = values.may_be.get(name)
    return [values.current_for.get(name, ""), values.plausible.get(fact.id, ""), may_be.text if may_be else ""]


def _rows(path: Path) -> str:
    try:
        return "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):  # whoever reads the table says so
        return ""


def _chosen(name: str, local: LocalPolicy | None) -> list[_Plain]:
    """What a hospital chose of a part; how long a value counts stands among the values already."""
    kind, _, id = name.partition("/")
    choices = local.choices if local is not None and kind in ("policy", "drugs") else ()
    return [
        [one.kind, one.id, one.value, one.instead]
        for one in choices
        if one.changes
        and one.kind in (("parameter",) if kind == "policy" else ("slot", "not_available"))
        and one.id.partition("/")[0] == id
    ]


def _policies(content: _Plain, parts: dict[str, _Plain]) -> tuple[str, ...]:
    """The parameters that a content names, each once, in order."""
    match content:
        case str():
            names = _POLICY.findall(content)
        case list():
            names = [name for item in content for name in _policies(item, parts)]
        case _:
            names = [name for item in content.values() for name in _policies(item, parts)]
    return tuple(sorted({name for name in names if f"policy/{name}" in parts}))
