"""What would settle an unknown: the unknown lines that can still change the root, the most telling first."""

from stillpath.engine.findings import Line
from stillpath.model import All, Any, AtLeast, Not, Verdict

__all__ = ["turns_on", "would_settle"]


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
        key = getattr(leaf.node, "text", leaf.node)
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


def turns_on(line: Line, name: str) -> bool:
    """Whether the root's verdict still depends on one name: it differs as that name's lines are met or not met."""
    return _with(line, name, Verdict.MET) is not _with(line, name, Verdict.NOT_MET)


def _with(line: Line, name: str, verdict: Verdict) -> Verdict:
    if getattr(line.node, "name", None) == name and not line.children:
        return verdict
    inner = [_with(child, name, verdict) for child in line.children]
    match line.node:
        case Not():
            return inner[0].negated()
        case All(items=items):
            return Verdict.at_least(len(items), inner)
        case Any():
            return Verdict.at_least(1, inner)
        case AtLeast(needed=needed):
            return Verdict.at_least(needed, inner)
        case _:
            return inner[0] if inner else line.verdict
