"""What a new record of a kind begins as, and which keys its kind has: told from the records that are there, all empty.

Nothing of them is copied but their keys, so that no figure and no source stands anywhere by itself.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml.error import YAMLError

from stillpath.library.tree import Listed, Mapped, Text, Tree, read_tree

__all__ = ["emptied", "emptied_item", "emptied_pair", "known_keys", "skeleton"]

_STEP = 2
"""How much deeper a part stands than what it belongs to."""


def skeleton(folder: Path, kind: str, name: str) -> str:
    """A new text of a kind: its id, and the keys of the shortest record of the kind, empty."""
    shortest = min(sorted((folder / kind).glob("*.yaml")), key=lambda path: path.stat().st_size, default=None)
    tree = read_tree(shortest.read_text(encoding="utf-8")) if shortest is not None else None
    pairs = tree.pairs if isinstance(tree, Mapped) else ()
    return f"id: {name}\n" + "".join(emptied_pair(_key(key), value, 0) for key, value in pairs if _key(key) != "id")


def known_keys(folder: Path, kind: str) -> dict[str, dict[str, Tree]]:
    """The keys that records of a kind have at each place, each with one of what stands there, in alphabetical order.

    A place is a path as in `fields`, with `*` for the number of an item; "" is the record itself. Where some records
    have a text and others more, it is a text.
    """
    found: dict[str, dict[str, Tree]] = {}
    for path in sorted((folder / kind).glob("*.yaml")):
        try:
            tree = read_tree(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, YAMLError):
            continue
        for place, key, value in _keys(tree, ""):
            there = found.setdefault(place, {})
            if isinstance(value, Text) or key not in there:
                there[key] = value
    return {place: dict(sorted(keys.items())) for place, keys in found.items()}


def _keys(tree: Tree | None, place: str) -> Iterator[tuple[str, str, Tree]]:
    head = f"{place}/" if place else ""
    if isinstance(tree, Mapped):
        for key, value in tree.pairs:
            yield place, _key(key), value
            yield from _keys(value, f"{head}{_key(key)}")
    elif isinstance(tree, Listed):
        for item in tree.items:
            yield from _keys(item, f"{head}*")


def emptied(tree: Tree, column: int) -> str:
    r"""The keys of a record, or of the first item of a list, as lines in a column; "" for a text.

    >>> emptied(Mapped(((Text("id", 1), Text("x", 1)),), 1), 2)
    '  id:\n'
    """
    match tree:
        case Mapped(pairs=pairs):
            return "".join(emptied_pair(_key(key), value, column) for key, value in pairs)
        case Listed(items=(first, *_)):
            return emptied_item(first, column)
    return ""


def emptied_item(tree: Tree, column: int) -> str:
    """An empty item as another is, its dash in a column."""
    inner = emptied(tree, column + _STEP)
    return f"{' ' * column}- {inner.lstrip(' ')}" if inner else f"{' ' * column}-\n"


def emptied_pair(key: str, tree: Tree, column: int) -> str:
    """A key with what another record has under it, empty."""
    plain = key.replace("_", "").replace("-", "").replace(" ", "")
    shown = key if plain.isalnum() and not key.startswith("-") else json.dumps(key, ensure_ascii=False)
    return f"{' ' * column}{shown}:\n{emptied(tree, column + _STEP)}"


def _key(tree: Tree) -> str:
    return tree.value if isinstance(tree, Text) else ""
