"""A text of the knowledge as fields that can be filled in, and written back so that nothing else of it changes.

A text is cut, never written anew: what a field does not hold stays as it was, byte for byte, comments included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from stillpath.library.tree import Listed, Mapped, Text, Tree, composed, read_tree
from stillpath.model import Status, Tier
from stillpath.review.scalars import STEP, WIDTH, written
from stillpath.review.skeleton import emptied_item, emptied_pair

__all__ = [
    "Field",
    "Part",
    "UnreadText",
    "added",
    "field_at",
    "fields_of",
    "outline",
    "removed",
    "with_fields",
    "with_key",
]

_LINE = 80
"""Characters above which a text gets more than one line to be typed in."""

_BLOCK = ("|", ">")
_YES_NO = ("yes", "no")
_CHOICES = {
    "status": tuple(status.value for status in Status),
    "tier": tuple(tier.value for tier in Tier),
}


class UnreadText(ValueError):
    """A text that cannot be shown in fields: `line` of it, and what is wrong there."""

    def __init__(self, line: int, found: str) -> None:
        self.line = line
        self.found = found
        super().__init__(f"line {line}: {found}")


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a record. `path` leads to it: keys and numbers of items from 0, a `/` in a key written `~1`.

    `kind` is line, text (several lines) or choice. `line` to `until` is where it stands, `comment` what stands above.
    """

    path: str
    label: str
    kind: str
    value: str
    line: int
    until: int
    comment: str = ""
    choices: tuple[str, ...] = ()
    item: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A list or record inside a record, with its parts in the order of the file.

    `title` tells an item from its neighbours: its number, and its id if it has one. `record`: it holds keys.
    """

    path: str
    label: str
    title: str
    line: int
    until: int
    record: bool
    item: bool
    parts: "tuple[Field | Part, ...]"


@lru_cache(maxsize=32)
def outline(text: str) -> tuple[Field | Part, ...]:
    r"""The record in parts, as the file has them. UnreadText for what is no record in the form of docs/knowledge.md.

    >>> [part.label for part in outline("id: ferritin\nnames:\n  - serum ferritin\n")]
    ['id', 'names']
    """
    return tuple(_pairs(_root(text), "", text))


def fields_of(text: str) -> tuple[Field, ...]:
    r"""Every field of a record, in the order of the file. UnreadText as `outline`.

    >>> [(field.path, field.value) for field in fields_of("id: ferritin\nnames:\n  - serum ferritin\n")]
    [('id', 'ferritin'), ('names/0', 'serum ferritin')]
    """
    return tuple(_flat(outline(text)))


def field_at(text: str, line: int) -> str:
    r"""The path of the field that stands at a line, else of the first one after it; "" if there is none.

    >>> field_at("id: ferritin\nnames:\n  - serum ferritin\n", 2)
    'names/0'
    """
    try:
        fields = fields_of(text)
    except UnreadText:
        return ""
    at = next((field for field in fields if field.line <= line <= field.until), None)
    after = next((field for field in fields if field.line > line), None)
    return at.path if at is not None else after.path if after is not None else ""


def with_fields(text: str, values: Mapping[str, str], drop: bool = True) -> str:
    r"""The text with these fields set; all else is as it was, byte for byte. One that is emptied goes with its key.

    With `drop` False it stays, empty, so that every path is what it was.

    A path that the text does not have is left out. ValueError for a value that no YAML text can hold.

    >>> with_fields("id: ferritin  # the id\nunit: ug/L\n", {"unit": "ng/mL"})
    'id: ferritin  # the id\nunit: ng/mL\n'
    """
    cuts: list[tuple[int, int, str]] = []
    gone: list[str] = []
    for place in _places(_root(text), ""):
        given = _clean(values.get(place.path, place.node.value))
        if given == _clean(place.node.value):
            continue
        if given or not drop or (place.first and place.key is not None):
            cuts.append(_cut(text, place, given))
        else:
            gone.append(place.path)
    for start, end, put in sorted(cuts, reverse=True):
        text = text[:start] + put + text[end:]
    for path in reversed(gone):
        text = removed(text, path)
    return text


def added(text: str, path: str) -> str:
    r"""The text with an empty item after the one at `path`: the same keys, and nothing in them.

    Nothing is copied, so that no figure and no source stands anywhere by itself. A path of no item changes nothing.

    >>> added("id: x\nnames:\n  - a\n", "names/0")
    'id: x\nnames:\n  - a\n  -\n'
    """
    found = _find(text, path)
    if found is None or not isinstance(found.parent, SequenceNode):
        return text
    column = found.parent.start_mark.column
    return _put_after(text, _last_line(found.node, text), emptied_item(_tree_at(text, path), column))


def removed(text: str, path: str) -> str:
    r"""The text without an item, or without a key and what it holds; the last item goes with its list.

    >>> removed("id: x\nnames:\n  - a\n  - b\n", "names/0")
    'id: x\nnames:\n  - b\n'
    """
    found = _find(text, path)
    if found is None:
        return text
    if isinstance(found.parent, SequenceNode) and len(found.parent.value) == 1:
        return removed(text, path.rpartition("/")[0])
    lines = text.splitlines(keepends=True)
    first = found.key.start_mark.line if found.key is not None else found.node.start_mark.line
    last = _last_line(found.node, text)
    if found.key is not None and lines[first][: found.key.start_mark.column].strip():
        # The key stands behind the dash of an item: the dash stays, and the next key moves up to it.
        head = lines[first][: found.key.start_mark.column]
        rest = lines[last + 1 :]
        if not isinstance(found.parent, MappingNode) or len(found.parent.value) == 1 or not rest:
            return text
        return "".join([*lines[:first], head + rest[0].lstrip(" "), *rest[1:]])
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return "".join([*lines[:first], *lines[last + 1 :]])


def with_key(text: str, path: str, key: str, like: Tree | None = None) -> str:
    r"""The text with an empty key at the end of the record at `path` ("" is the whole).

    `like` is what other records hold under it: the keys of a list or a record come too, all empty.

    >>> with_key("id: x\n", "", "title")
    'id: x\ntitle:\n'
    """
    root = _root(text)
    found = _find(text, path) if path else None
    node = found.node if found is not None else root
    if not isinstance(node, MappingNode) or any(name.value == key for name, _ in node.value):
        return text
    column = node.value[0][0].start_mark.column if node.value else 0
    return _put_after(text, _last_line(node, text), emptied_pair(key, like or Text("", 1), column))


@lru_cache(maxsize=32)
def _root(text: str) -> MappingNode:
    try:
        root = composed(text)
    except MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise UnreadText(line, f"not YAML: {problem.problem}") from problem
    except YAMLError as problem:
        raise UnreadText(1, "not YAML") from problem
    if not isinstance(root, MappingNode):
        raise UnreadText(1, "no record of keys and values")
    for node in _nodes(root):
        if node.anchor or getattr(node, "flow_style", None) or not _named(node):
            raise UnreadText(node.start_mark.line + 1, "a form that docs/knowledge.md does not know")
    return root


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _nodes(item)
    elif isinstance(node, MappingNode):
        for _, value in node.value:
            yield from _nodes(value)


def _named(node: Node) -> bool:
    """Whether every key of a record is a text, and none stands twice."""
    if not isinstance(node, MappingNode):
        return True
    names = [key.value for key, _ in node.value if isinstance(key, ScalarNode)]
    return len(names) == len(node.value) == len(set(names))


@dataclass(frozen=True, slots=True)
class _Place:
    """A node, what it belongs to, and its key if that is a record. `first`: it stands behind the dash of an item."""

    path: str
    node: Node
    parent: Node
    key: ScalarNode | None
    first: bool


def _inside(node: Node, path: str) -> Iterator[_Place]:
    """What a list or a record holds, in order."""
    head = f"{path}/" if path else ""
    if isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            yield _Place(f"{head}{number}", item, node, None, True)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            first = bool(path) and key is node.value[0][0]
            yield _Place(f"{head}{_escaped(key.value)}", value, node, key, first)


def _places(node: Node, path: str) -> Iterator[_Place]:
    """Every text under a node, in order."""
    for place in _inside(node, path):
        if isinstance(place.node, ScalarNode):
            yield place
        else:
            yield from _places(place.node, place.path)


def _find(text: str, path: str) -> _Place | None:
    node: Node = _root(text)
    found = None
    for depth in range(len(path.split("/"))):
        wanted = "/".join(path.split("/")[: depth + 1])
        found = next((place for place in _inside(node, wanted.rpartition("/")[0]) if place.path == wanted), None)
        if found is None:
            return None
        node = found.node
    return found


def _escaped(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _pairs(node: Node, path: str, text: str) -> Iterator[Field | Part]:
    for place in _inside(node, path):
        mark = place.key if place.key is not None else place.node
        line, until = mark.start_mark.line + 1, _last_line(place.node, text) + 1
        label = place.key.value.replace("_", " ") if place.key is not None else _number(place.path)
        if isinstance(place.node, ScalarNode):
            value = _clean(place.node.value)
            choices = _choices(place.key.value if place.key is not None else "", value)
            long = place.node.style in _BLOCK or "\n" in value or len(value) > _LINE
            kind = "choice" if choices else "text" if long else "line"
            comment = _comment(text, line)
            yield Field(place.path, label, kind, value, line, until, comment, choices, place.key is None)
        else:
            parts = tuple(_pairs(place.node, place.path, text))
            record = isinstance(place.node, MappingNode)
            yield Part(place.path, label, _title(label, parts), line, until, record, place.key is None, parts)


def _number(path: str) -> str:
    return str(int(path.rpartition("/")[2]) + 1)


def _title(label: str, parts: tuple[Field | Part, ...]) -> str:
    names = [part.value for part in parts if isinstance(part, Field) and part.label in ("id", "title", "name", "at")]
    return f"{label} {names[0]}" if names and names[0] else label


def _choices(key: str, value: str) -> tuple[str, ...]:
    choices = _CHOICES.get(key, _YES_NO if value in _YES_NO else ())
    return choices if not value or value in choices else ()


def _comment(text: str, line: int) -> str:
    """The comment directly above a line, its marks taken off."""
    found: list[str] = []
    if "#" not in text:
        return ""
    lines = text.splitlines()
    for above in reversed(lines[: line - 1]):
        if not above.lstrip().startswith("#"):
            break
        found.insert(0, above.strip().lstrip("#").strip())
    return " ".join(found)


def _flat(parts: tuple[Field | Part, ...]) -> Iterator[Field]:
    for part in parts:
        if isinstance(part, Field):
            yield part
        else:
            yield from _flat(part.parts)


def _clean(value: str) -> str:
    """A value as it is compared: line ends as in files, no white space at the ends of it or of a line."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip(" \t") for line in lines).strip(" \t\n")


def _span(text: str, node: ScalarNode) -> tuple[int, int]:
    """Where a text begins and ends; of a block from its mark to the end of its last line that holds something."""
    start = node.start_mark.index
    if node.style not in _BLOCK:
        return (start, node.end_mark.index) if node.value or node.style else (_empty(text, start),) * 2
    end = _line_end(text, start)
    if not _clean(node.value):
        return start, end
    deep = 0
    at = end + 1
    while at < len(text):
        stop = _line_end(text, at)
        line = text[at:stop]
        indent = len(line) - len(line.lstrip(" "))
        if line.strip():
            deep = deep or indent
            if indent < deep:
                break
            end = stop
        at = stop + 1
    return start, end


def _empty(text: str, at: int) -> int:
    """Where an empty text stands: behind its key or dash; the reader may tell the beginning of what comes after it."""
    while True:
        at = len(text[:at].rstrip())
        begin = text.rfind("\n", 0, at) + 1
        if not text[begin:at].lstrip().startswith("#"):
            return len(text[: begin + text[begin:at].find(" #")].rstrip()) if " #" in text[begin:at] else at
        at = begin


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _last_line(node: Node, text: str) -> int:
    """The number of the last line of a node, from 0."""
    while isinstance(node, MappingNode | SequenceNode):
        if not node.value:
            return int(node.start_mark.line)
        last = node.value[-1]
        node = last[1] if isinstance(node, MappingNode) else last
    assert isinstance(node, ScalarNode)
    if node.style in _BLOCK or not (node.value or node.style):
        return text.count("\n", 0, _span(text, node)[1])
    return int(node.end_mark.line)


def _cut(text: str, place: _Place, value: str) -> tuple[int, int, str]:
    """From where to where what is put."""
    node = place.node
    assert isinstance(node, ScalarNode)
    start, end = _span(text, node)
    if not value:
        while start > 0 and text[start - 1] == " ":
            start -= 1
        return start, end, ""
    column = place.key.start_mark.column if place.key is not None else place.parent.start_mark.column
    room = WIDTH - (node.start_mark.column if start < end else column + len(str(place.key and place.key.value)))
    put = written(value, node.style or "", column + STEP, room)
    return start, end, put if start < end else f" {put}"


def _put_after(text: str, line: int, put: str) -> str:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join([*lines[: line + 1], put, *lines[line + 1 :]])


def _tree_at(text: str, path: str) -> Tree:
    """What stands at a path, as the library has it."""
    tree = read_tree(text)
    for step in path.split("/"):
        match tree:
            case Listed(items=items):
                tree = items[int(step)]
            case Mapped(pairs=pairs):
                tree = next(value for key, value in pairs if isinstance(key, Text) and _escaped(key.value) == step)
    return tree or Text("", 1)
