"""What would settle an unknown: the unknown lines that can still change the root, the most telling first."""

from stillpath.engine.findings import Line
from stillpath.model import All, Any, AtLeast, Not, Verdict

__all__ = ["would_settle"]


def would_settle(line: Line) -> tuple[Line, ...]:
    """The unknown lines that could change a root that is unknown; empty if it is not.

    First those that settle it whichever way they fall, then those that settle it one way, then those that need
    others. Lines of rules referred to are looked into.
    """
    if line.verdict is not Verdict.UNKNOWN:
        return ()
    found: dict[object, tuple[int, int, Line]] = {}
    for place, (leaf, path) in enumerate(_open_leaves(line, ())):
        ways = sum(_settles(path, leaf, verdict) for verdict in (Verdict.MET, Verdict.NOT_MET))
        key = leaf.node
        if key not in found or found[key][0] < ways:
            found[key] = (ways, place, leaf)
    ranked = sorted(found.values(), key=lambda item: (-item[0], item[1]))
    return tuple(leaf for _, _, leaf in ranked)


def _open_leaves(line: Line, path: tuple[Line, ...]) -> "list[tuple[Line, tuple[Line, ...]]]":
    if line.verdict is not Verdict.UNKNOWN:
        return []
    if not line.children:
        return [(line, path)]
    found = []
    for child in line.children:
        found += _open_leaves(child, (*path, line))
    return found


def _settles(path: tuple[Line, ...], leaf: Line, verdict: Verdict) -> bool:
    """Whether the root would no longer be unknown if this one leaf fell so."""
    child = leaf
    for parent in reversed(path):
        if isinstance(parent.node, Not):
            verdict = verdict.negated()
        elif isinstance(parent.node, All | Any | AtLeast):
            verdicts = [verdict if other is child else other.verdict for other in parent.children]
            match parent.node:
                case All(items=items):
                    needed = len(items)
                case AtLeast(needed=count):
                    needed = count
                case _:
                    needed = 1
            verdict = Verdict.at_least(needed, verdicts)
        if verdict is Verdict.UNKNOWN:
            return False
        child = parent
    return verdict is not Verdict.UNKNOWN
