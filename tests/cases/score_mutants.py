"""A score, changed on purpose: every limit, every number of points, every weight, every cut-off, and for whom it is.

A limit stands in two bands, so both move together, as they would if the file were changed and still could be read.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from stillpath.engine import Decision, Scored, score_at
from stillpath.model import All, Any, AtLeast, Band, Node, Not, Range, Reading, Score, ScoreItem

__all__ = ["mutated_scores", "scored"]

_TENTH = {"+10 %": Fraction(11, 10), "-10 %": Fraction(9, 10)}


def scored(score: Score, decision: Decision) -> Scored:
    """What a score, changed or not, says at the last moment of a decision."""
    lines = {name: decision.evaluate(rule) for name, rule in score.rules().items()}
    return score_at(score, lines, decision.known.knowledge)


def mutated_scores(
    score: Score, line_mutants: Callable[[Node], Iterator[tuple[str, Node]]]
) -> Iterator[tuple[str, Score]]:
    """Every mutant of a score, told in words; `line_mutants` are those of a rule."""
    for place, item in enumerate(score.items):
        if len(score.items) > 1:
            yield f"{item.id} | left out", replace(score, items=(*score.items[:place], *score.items[place + 1 :]))
        for change, mutated in _items(item, line_mutants):
            items = (*score.items[:place], mutated, *score.items[place + 1 :])
            yield f"{item.id} | {change}", replace(score, items=items)
    if score.needs is not None:
        yield "needs | nothing", replace(score, needs=None)
        for change, rule in line_mutants(score.needs):
            yield f"needs: {change}", replace(score, needs=rule)
    for change, readings in _readings(score.readings):
        yield f"readings | {change}", replace(score, readings=readings)
    yield "constant | +1", replace(score, constant=score.constant + 1)


def _items(
    item: ScoreItem, line_mutants: Callable[[Node], Iterator[tuple[str, Node]]]
) -> Iterator[tuple[str, ScoreItem]]:
    if item.value is not None:
        for change, factor in _TENTH.items():
            yield f"weight {change}", replace(item, weight=item.weight * factor)
        yield "weight turned", replace(item, weight=-item.weight)
        return
    for place, band in enumerate(item.bands):
        for change, points in _other_points(band.points):
            bands = (*item.bands[:place], replace(band, points=points), *item.bands[place + 1 :])
            yield f"{band.text}: {change}", replace(item, bands=bands)
    for place, (lower, upper) in enumerate(zip(item.bands, item.bands[1:], strict=False)):
        swapped = (replace(lower, points=upper.points), replace(upper, points=lower.points))
        yield (
            f"{lower.text} and {upper.text} swapped",
            replace(item, bands=(*item.bands[:place], *swapped, *item.bands[place + 2 :])),
        )
    for old in _thresholds(item):
        for change, new in line_mutants(old):
            bands = tuple(replace(band, when=_with(band.when, old, new)) for band in item.bands)
            yield change, replace(item, bands=bands)


def _other_points(points: Fraction) -> Iterator[tuple[str, Fraction]]:
    if points == 0:
        yield "1 point", Fraction(1)
        return
    for change, factor in _TENTH.items():
        yield f"points {change}", points * factor


def _thresholds(item: ScoreItem) -> list[Node]:
    """The rules that the bands are made of, each once, though it stands in more bands than one."""
    found: dict[int, Node] = {}
    for band in item.bands:
        for part in _parts(band):
            found.setdefault(_same(part), part)
    return list(found.values())


def _parts(band: Band) -> Iterator[Node]:
    waiting = [band.when]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Not) and not isinstance(node.item, All | Any):
            waiting.append(node.item)
        elif isinstance(node, All) and node.where == band.where:
            waiting += node.items
        elif isinstance(node, Not):
            yield node.item
        else:
            yield node


def _same(node: Node) -> int:
    """Counts of the same lines share those lines; every other rule is itself."""
    return hash((node.needed, *map(id, node.items))) if isinstance(node, AtLeast) else id(node)


def _with(node: Node, old: Node, new: Node) -> Node:
    if node is old or (isinstance(old, AtLeast) and isinstance(node, AtLeast) and _same(node) == _same(old)):
        return new
    match node:
        case Not(item=inside):
            return replace(node, item=_with(inside, old, new))
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            return replace(node, items=tuple(_with(one, old, new) for one in items))
        case _:
            return node


def _readings(readings: tuple[Reading, ...]) -> Iterator[tuple[str, tuple[Reading, ...]]]:
    for place, (lower, upper) in enumerate(zip(readings, readings[1:], strict=False)):
        assert lower.at.high is not None

        def moved(low: Range, high: Range, place: int = place) -> tuple[Reading, ...]:
            pair = (replace(readings[place], at=low), replace(readings[place + 1], at=high))
            return (*readings[:place], *pair, *readings[place + 2 :])

        for change, factor in _TENTH.items():
            limit = lower.at.high * factor
            yield f"limit {change}", moved(replace(lower.at, high=limit), replace(upper.at, low=limit))
        yield (
            "the limit itself on the other side",
            moved(
                replace(lower.at, high_open=not lower.at.high_open), replace(upper.at, low_open=not upper.at.low_open)
            ),
        )
        yield "swapped", moved(upper.at, lower.at)
