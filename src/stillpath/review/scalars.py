"""One text of the knowledge as YAML: plain where that reads back as it was, else in quotes, or as a block of lines."""

import json
from textwrap import wrap

from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode

from stillpath.library.tree import composed

__all__ = ["STEP", "WIDTH", "written"]

WIDTH = 118
"""Characters of a line of knowledge at most, where a text is written here."""

STEP = 2
"""How much deeper a part stands than what it belongs to."""

_BLOCK = ("|", ">")


def written(value: str, style: str, indent: int, room: int) -> str:
    """A value as a text of YAML; one that stood as a block stays one, one that stood in quotes keeps them."""
    forms = [_plain, _quoted]
    if style in ("'", '"'):
        forms = [_quoted]
    if style == ">":
        forms = [_folded, *forms]
    elif style == "|" or "\n" in value or len(value) > room:
        forms = [_block, *forms]
    for form in forms:
        put = form(value, indent)
        if _reads_as(put, value, indent):
            return put
    raise ValueError("this holds a sign that no text of the knowledge can hold")


def _plain(value: str, indent: int) -> str:
    return value


def _quoted(value: str, indent: int) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(value: str, indent: int) -> str:
    return "|\n" + "\n".join(f"{' ' * indent}{line}" if line else "" for line in _wrapped(value, indent))


def _folded(value: str, indent: int) -> str:
    paragraphs = [_wrapped(line, indent) for line in value.split("\n")]
    return ">-\n" + "\n\n".join("\n".join(f"{' ' * indent}{line}" for line in lines) for lines in paragraphs)


def _wrapped(value: str, indent: int) -> list[str]:
    """The lines of a value; one that is too long is broken between words, since breaks are read as spaces."""
    lines: list[str] = []
    for line in value.split("\n"):
        broken = wrap(line, WIDTH - indent, break_long_words=False, break_on_hyphens=False, expand_tabs=False)
        lines += broken if len(line) > WIDTH - indent and broken else [line]
    return lines


def _reads_as(put: str, value: str, indent: int) -> bool:
    try:
        root = composed(f"{' ' * (indent - STEP)}k: {put}\n")
    except YAMLError:
        return False
    node = root.value[0][1] if isinstance(root, MappingNode) and len(root.value) == 1 else None
    if not isinstance(node, ScalarNode) or node.anchor or put.startswith("!"):
        return False
    text = str(node.value)
    return text.split() == value.split() if node.style in _BLOCK else text == value
