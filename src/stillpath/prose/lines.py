"""Which of a rule's lines are printed, and which of them made it met."""

from stillpath.care import subject
from stillpath.engine import Line
from stillpath.model import AtLeast, Not, Reference, Verdict

__all__ = ["met_leaves", "rows_of"]

_FEW = 3
"""A rule referred to is told by its own lines if they are no more than this; else by its name."""


def rows_of(line: Line) -> list[tuple[Line, bool]]:
    """The leaves to print, each with whether it is a gate (directly under the top `all`)."""
    found = []
    for child in line.children or (line,):
        if isinstance(child.node, AtLeast):
            found += [(leaf, False) for leaf in child.children]
        else:
            found += [(leaf, bool(line.children)) for leaf in _open(child)]
    return found


def _open(line: Line) -> list[Line]:
    """A reference to a rule of one fact (fever) shows the fact; other references show themselves."""
    if not line.children:
        return [line]
    if subject(line):
        told = [leaf for leaf in _leaves(line) if leaf.verdict is line.verdict and leaf.verdict is Verdict.MET]
        return [told[0]] if told else [line]
    return [leaf for child in line.children for leaf in _open(child)]


def _leaves(line: Line) -> list[Line]:
    if not line.children:
        return [line]
    return [leaf for child in line.children for leaf in ([child] if subject(child) else _leaves(child))]


def met_leaves(line: Line) -> list[Line]:
    """What made a line met: its met leaves; a rule referred to stands for its own."""
    if line.verdict is not Verdict.MET:
        return []
    if isinstance(line.node, Reference) and line.children:
        inner = [leaf for child in line.children for leaf in met_leaves(child)]
        return inner if 0 < len(inner) <= _FEW else [line]
    if not line.children or isinstance(line.node, Not):
        return [] if isinstance(line.node, Not) else [line]
    return [leaf for child in line.children for leaf in met_leaves(child)]
