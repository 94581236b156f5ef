"""Knowledge, changed on purpose: would a worked edge notice?

Every line of a rule is changed in every small way a slip could change it: the comparison turned round, the limit moved
by a tenth, an item lost, a `not` forgotten. A mutant that every row about its rule still accepts has survived: some
side of some limit is told by no case.

    python -m tests.cases.mutants               every rule: mutants, killed, rows, and the survivors
    python -m tests.cases.mutants mas-2016 …    these rules only
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache

from stillpath.care import subject
from stillpath.engine import Decision, decide, would_settle
from stillpath.intake import timeline_of_case
from stillpath.library import load
from stillpath.model import (
    Absence,
    All,
    Any,
    AtLeast,
    CaseRow,
    Change,
    Comparison,
    Elapsed,
    Extreme,
    Given,
    Knowledge,
    Node,
    Not,
    Order,
    Recorded,
    Reference,
    Run,
    Score,
    Verdict,
)
from stillpath.review.worked import rule_of, score_holds
from stillpath.units import Operator, number_text
from tests.cases.score_mutants import mutated_scores, scored

__all__ = ["Mutant", "accepts", "knowledge", "mutants_of", "original", "rows_about", "rules_with_rows", "survivors"]

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_TENTH = {"+10 %": Fraction(11, 10), "-10 %": Fraction(9, 10)}
_TURNED = {
    Operator.ABOVE: Operator.BELOW,
    Operator.BELOW: Operator.ABOVE,
    Operator.AT_LEAST: Operator.AT_MOST,
    Operator.AT_MOST: Operator.AT_LEAST,
}
_STRICT = {
    Operator.ABOVE: Operator.AT_LEAST,
    Operator.AT_LEAST: Operator.ABOVE,
    Operator.BELOW: Operator.AT_MOST,
    Operator.AT_MOST: Operator.BELOW,
}


@dataclass(frozen=True)
class Mutant:
    """A rule or a score with one change: `rules` is what `rule_of` gives for it, `change` tells what was changed."""

    about: str
    change: str
    rules: tuple[Node, ...]
    score: Score | None = None

    @property
    def id(self) -> str:
        """The name by which a reviewed mutant is known."""
        return f"{self.about}: {self.change}"


@cache
def knowledge() -> Knowledge:
    """The knowledge that is shipped, read once."""
    return load()


def mutants_of(about: str) -> Iterator[Mutant]:
    """Every mutant of a rule's own lines, those of `unless` after those of `when`; the rules it refers to stay.

    Of a score: of its limits, points, weights and cut-offs, and of whom it is for.
    """
    score = knowledge().scores.get(about)
    if score is not None:
        for change, changed in mutated_scores(score, _mutated):
            yield Mutant(about, change, (), changed)
        return
    parts = rule_of(about, knowledge())
    for place, node in enumerate(parts):
        seen: dict[str, int] = {}
        for change, mutated in _mutated(node):
            told = f"unless: {change}" if place else change
            seen[told] = seen.get(told, 0) + 1
            told = f"{told} ({seen[told]})" if seen[told] > 1 else told
            yield Mutant(about, told, (*parts[:place], mutated, *parts[place + 1 :]))


def _mutated(node: Node) -> Iterator[tuple[str, Node]]:
    match node:
        case Not(item=item):
            yield f"{_told(node)} | without its not", item
            for change, mutated in _mutated(item):
                if not isinstance(mutated, Not):
                    yield change, replace(node, item=mutated)
        case All(items=items) | Any(items=items) | AtLeast(items=items):
            yield from _headed(node)
            for place, item in enumerate(items):
                if len(items) > 1:
                    yield f"{_told(item)} | left out", _without(node, place)
                for change, mutated in _mutated(item):
                    yield change, replace(node, items=(*items[:place], mutated, *items[place + 1 :]))
        case _:
            for change, mutated in _changed(node):
                yield f"{node.text} | {change}", mutated


def _headed(node: All | Any | AtLeast) -> Iterator[tuple[str, Node]]:
    items, told = node.items, _told(node)
    match node:
        case All() if len(items) > 1:
            yield f"{told} | any instead of all", Any(items, node.where)
        case Any() if len(items) > 1:
            yield f"{told} | all instead of any", All(items, node.where)
        case AtLeast(needed=needed):
            for other in (needed - 1, needed + 1):
                if 1 <= other <= len(items):
                    yield f"{told} | at least {other}", replace(node, needed=other)


def _without(node: All | Any | AtLeast, place: int) -> Node:
    items = (*node.items[:place], *node.items[place + 1 :])
    if isinstance(node, AtLeast):
        return replace(node, items=items, needed=min(node.needed, len(items)))
    return replace(node, items=items)


def _changed(node: Node) -> Iterator[tuple[str, Node]]:
    """The mutants of one line."""
    match node:
        case (
            Comparison(operator=operator, limit=limit, within=within)
            | Extreme(operator=operator, limit=limit, within=within)
        ):
            yield _TURNED[operator].value, replace(node, operator=_TURNED[operator])
            yield _STRICT[operator].value, replace(node, operator=_STRICT[operator])
            for change, factor in _TENTH.items():
                yield f"limit {change}", replace(node, limit=replace(limit, amount=limit.amount * factor))
            if within is not None:
                for change, length in _lengths(within):
                    yield f"window {change}", replace(node, within=length)
            if isinstance(node, Extreme) and node.denied_within is not None:
                for change, length in _lengths(node.denied_within):
                    yield f"denied within {change}", replace(node, denied_within=length)
        case Change(rises=rises, amount=amount, within=within):
            yield "falls" if rises else "rises", replace(node, rises=not rises)
            for change, factor in _TENTH.items():
                yield f"amount {change}", replace(node, amount=amount * factor)
            if within is not None:
                for change, length in _lengths(within):
                    yield f"window {change}", replace(node, within=length)
        case Run(rising=rising, samples=samples):
            yield "falling" if rising else "rising", replace(node, rising=not rising)
            for other in (samples - 1, samples + 1):
                if other > 1:
                    yield f"{other} samples", replace(node, samples=other)
        case Elapsed(duration=duration) | Absence(duration=duration):
            yield "not", Not(node)
            for change, length in _lengths(duration):
                yield f"time {change}", replace(node, duration=length)
        case Given(within=within, recorded=recorded):
            yield "not", Not(node)
            if recorded:
                yield "silence is unknown", replace(node, recorded=False)
            yield from _dosed(node)
            for other in (node.times - 1, node.times + 1) if node.times > 1 else ():
                yield f"{other} times", replace(node, times=other)
            if within is not None:
                for change, length in _lengths(within):
                    yield f"window {change}", replace(node, within=length)
        case Recorded(name=name, answer=answer):
            asked = Reference(name, name, node.where)
            yield "not", Not(node)
            yield "silence is unknown", asked if answer else Not(asked)
        case Order():
            yield "not", Not(node)
            if node.twice:
                yield "one order", replace(node, twice=False)
            yield from _dosed(node)
            if node.route is not None:
                yield "by any route", replace(node, route=None)
        case _:
            yield "not", Not(node)


def _dosed(node: Given | Order) -> Iterator[tuple[str, Node]]:
    operator, dose = node.operator, node.dose
    if operator is None or dose is None:
        return
    yield _TURNED[operator].value, replace(node, operator=_TURNED[operator])
    yield _STRICT[operator].value, replace(node, operator=_STRICT[operator])
    for change, factor in _TENTH.items():
        yield f"dose {change}", replace(node, dose=replace(dose, amount=dose.amount * factor))


def _lengths(length: timedelta) -> Iterator[tuple[str, timedelta]]:
    for change, factor in _TENTH.items():
        yield change, length * factor.numerator / factor.denominator


def _told(node: Node) -> str:
    """A node in a few words."""
    match node:
        case Not(item=item):
            return f"not {_told(item)}"
        case All(items=items):
            return f"all of {len(items)} from {_told(items[0])}"
        case Any(items=items):
            return f"any of {len(items)} from {_told(items[0])}"
        case AtLeast(needed=needed, items=items):
            return f"at least {number_text(Fraction(needed))} of {len(items)} from {_told(items[0])}"
        case _:
            return node.text


@cache
def rows_about(about: str) -> tuple[tuple[CaseRow, Decision], ...]:
    """Every worked edge of a rule with what is decided of it; only the rule itself changes from mutant to mutant."""
    narrowed = knowledge().leading_to(rule_of(about, knowledge()))
    return tuple(
        (row, decide(narrowed, timeline_of_case(case, row, knowledge(), _NOON).timeline, _NOON))
        for case in knowledge().cases.values()
        if case.about == about
        for row in case.rows
    )


def rules_with_rows() -> tuple[str, ...]:
    """Every rule that a short case is about."""
    return tuple(sorted({case.about for case in knowledge().cases.values()}))


def _holds(row: CaseRow, rules: tuple[Node, ...], decision: Decision) -> bool:
    """Whether a rule says of a row what the row expects, as `check` judges it."""
    line = decision.evaluate(rules[0])
    verdict = line.verdict
    if len(rules) > 1 and verdict is Verdict.MET and decision.evaluate(rules[1]).verdict is Verdict.MET:
        verdict = Verdict.NOT_MET
    if verdict is not row.then:
        return False
    return not row.settled_by or row.settled_by in {subject(leaf) for leaf in would_settle(line)}


def original(about: str) -> Mutant:
    """The rule or score as it is."""
    return Mutant(about, "nothing", rule_of(about, knowledge()), knowledge().scores.get(about))


def accepts(row: CaseRow, mutant: Mutant, decision: Decision) -> bool:
    """Whether a row still holds of a rule or score that was changed."""
    if mutant.score is not None:
        return score_holds(row, scored(mutant.score, decision))
    return _holds(row, mutant.rules, decision)


@cache
def survivors(about: str) -> tuple[Mutant, ...]:
    """The mutants of a rule that every row about it still accepts."""
    rows = rows_about(about)
    return tuple(
        mutant for mutant in mutants_of(about) if all(accepts(row, mutant, decision) for row, decision in rows)
    )


def _report(names: list[str]) -> None:
    total = killed = 0
    for about in names or rules_with_rows():
        left = survivors(about)
        count = sum(1 for _ in mutants_of(about))
        total, killed = total + count, killed + count - len(left)
        print(f"{about}: {count} mutants, {count - len(left)} killed by {len(rows_about(about))} rows")
        for mutant in left:
            print(f"    survives  {mutant.change}")
    print(f"{total} mutants, {killed} killed, {total - killed} survive")


if __name__ == "__main__":
    _report(sys.argv[1:])
