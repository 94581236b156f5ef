"""Figures that changed while what says where they stand did not: nobody wrote that the source prints the new one."""

import re

from stillpath.review.fields import Field, UnreadText, fields_of

__all__ = ["figures_without_source"]

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_SAYS_WHERE = ("source", "locator", "tier")
_TRIED = "tried"


def figures_without_source(base: str, text: str) -> tuple[str, ...]:
    r"""The fields whose figures changed while source, locator and `tried` of their record stayed, with both values.

    >>> base = "id: a\ngive: 3 mg/kg\nsource: label\nlocator: table 2\n"
    >>> figures_without_source(base, base.replace("3 mg", "30 mg"))
    ('give: 3 mg/kg, now 30 mg/kg',)
    >>> figures_without_source(base, base.replace("3 mg", "30 mg").replace("table 2", "table 5"))
    ()
    """
    try:
        before, after = _named(base), _named(text)
    except UnreadText:
        return ()
    found = []
    for name, now in after.items():
        was = before.get(name)
        if was is None or now.label in _SAYS_WHERE or name.startswith(f"{_TRIED}/"):
            continue
        if _FIGURE.findall(was.value) != _FIGURE.findall(now.value):
            record = _record_of(name, after)
            if record is not None and _where_of(record, before) == _where_of(record, after):
                found.append(
                    f"{name.replace('/', ', ').replace('_', ' ')}: {_short(was.value)}, now {_short(now.value)}"
                )
    return tuple(found)


def _named(text: str) -> dict[str, Field]:
    """Every field by its path, in which an item is named by its id, or by its record, where it has one."""
    fields = fields_of(text)
    names: dict[str, str] = {}
    for field in fields:
        parent, _, key = field.path.rpartition("/")
        if key in ("id", "record") and parent.rpartition("/")[2].isdigit():
            names.setdefault(parent, field.value)
    found = {}
    for field in fields:
        steps, walked = [], ""
        for step in field.path.split("/"):
            walked = f"{walked}/{step}" if walked else step
            steps.append(names.get(walked, step))
        found["/".join(steps)] = field
    return found


def _record_of(name: str, fields: dict[str, Field]) -> str | None:
    """The nearest record around a field that says where it stands; "" is the whole text, None is none."""
    parent = name
    while parent:
        parent = parent.rpartition("/")[0]
        if f"{parent}/source".lstrip("/") in fields:
            return parent
    return None


def _where_of(record: str, fields: dict[str, Field]) -> tuple[tuple[str, str], ...]:
    """What says where a record stands: its own source, locator and tier, further ones, and what was tried for it."""
    own = [f"{record}/{key}".lstrip("/") for key in _SAYS_WHERE]
    further = f"{record}/sources/".lstrip("/")
    tried = f"{_TRIED}/{record.rpartition('/')[2]}/"
    return tuple(
        (name, field.value)
        for name, field in fields.items()
        if name in own or name.startswith(further) or (record and name.startswith(tried))
    )


def _short(value: str) -> str:
    """A value in one line."""
    most = 100
    line = " ".join(value.split())
    return line if len(line) <= most else f"{line[:most]} …"
