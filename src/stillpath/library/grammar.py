"""The one parser of the language of rules (docs/language.md).

Names are looked up while reading, limits are brought to the fact's own unit, and policy values are put in, so that
what comes out can be decided without another look-up.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from difflib import get_close_matches
from fractions import Fraction
from typing import NoReturn, TypeVar

from stillpath.errors import GrammarError
from stillpath.library.tree import Listed, Text, Tree
from stillpath.model import (
    ROUTES,
    SEX,
    SYSTEMIC,
    Absence,
    All,
    Any,
    AtLeast,
    Change,
    Comparison,
    Dose,
    Elapsed,
    EventRule,
    Extreme,
    Fact,
    Given,
    Limit,
    Node,
    Not,
    On,
    Order,
    Parameter,
    Per,
    Recorded,
    Reference,
    Run,
    Table,
)
from stillpath.units import Operator, Quantity, parse_duration, parse_number, parse_quantity

__all__ = ["Vocabulary", "did_you_mean", "dose_unit", "parse_event", "parse_line", "parse_rule"]

_Parsed = TypeVar("_Parsed")

_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_AT_LEAST = re.compile(r"at least (\d+) of")
_OPERATORS = {operator.value: operator for operator in Operator}
_MASS = {"mg": Fraction(1), "g": Fraction(1000), "mcg": Fraction(1, 1000)}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names a rule may use."""

    facts: dict[str, Fact] = field(default_factory=dict)
    criteria: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    drugs: frozenset[str] = frozenset()
    policy: dict[str, Parameter] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)


def parse_rule(tree: Tree, file: str, words: Vocabulary) -> Node:
    """The rule of a YAML tree: a line, or `all:`, `any:`, `at least N of:` over a list. GrammarError otherwise."""
    where = f"{file}:{tree.line}"
    if isinstance(tree, Text):
        return parse_line(" ".join(tree.value.split()), where, words)
    if isinstance(tree, Listed):
        return All(tuple(parse_rule(item, file, words) for item in tree.items), where)
    head, body = tree.pairs[0] if len(tree.pairs) == 1 else (None, None)
    if not isinstance(head, Text):
        raise GrammarError(where, "a rule with several heads", "one of all:, any:, at least N of: over a list")
    if not isinstance(body, Listed) or not body.items:
        raise GrammarError(where, f"'{head.value}' is not followed by a list", "one `- line` a line")
    items = tuple(parse_rule(item, file, words) for item in body.items)
    if head.value == "all":
        return All(items, where)
    if head.value == "any":
        return Any(items, where)
    counted = _AT_LEAST.fullmatch(head.value)
    if not counted:
        raise GrammarError(where, f"cannot read '{head.value}:'", "all:, any:, or at least N of:")
    needed = int(counted[1])
    if not 1 <= needed <= len(items):
        raise GrammarError(where, f"at least {needed} of {len(items)} items", f"a number from 1 to {len(items)}")
    return AtLeast(needed, items, where)


def parse_line(text: str, where: str, words: Vocabulary) -> Node:
    """One line of a rule. Raises GrammarError naming the file, the line and what would be right."""
    if text.startswith("not not "):
        raise GrammarError(where, f"cannot read '{text}': 'not' stands twice", "one `not` at most")
    if text.startswith("not "):
        return Not(parse_line(text.removeprefix("not "), where, words), where)
    return _Line(text, where, words).condition()


def parse_event(text: str, where: str, words: Vocabulary) -> EventRule:
    """The `is:` of an event. Raises GrammarError."""
    return _Line(text, where, words).event()


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest of the known names, as the end of a message; empty if none is near.

    >>> did_you_mean("ferritn", ("ferritin", "fibrinogen"))
    "; did you mean 'ferritin'?"
    """
    near = get_close_matches(name, list(known), 1)
    return f"; did you mean '{near[0]}'?" if near else ""


def dose_unit(unit: str) -> tuple[Fraction, str, str] | None:
    """Factor, plain unit and basis of a dose unit; None if it is none. Masses come out in mg.

    >>> dose_unit("g/kg") == (Fraction(1000), "mg", "kg")
    True
    >>> dose_unit("mL/kg")[1:]
    ('mL', 'kg')
    """
    amount, _, basis = unit.partition("/")
    if basis not in ("", "kg", "m2"):
        return None
    if amount in _MASS:
        return _MASS[amount], "mg", basis
    return (Fraction(1), amount, basis) if amount in ("mL", "U", "unit") else None


class _Line:
    """A cursor over the words of one line."""

    def __init__(self, text: str, where: str, words: Vocabulary) -> None:
        self.text = text
        self.where = where
        self.words = words
        self.left = text.replace(", denied only by ", " denied-only-by ").split(" ")

    def condition(self) -> Node:
        match self.peek():
            case "recorded" if self.left[1:2] == ["given"]:
                self.take()
                node: Node = replace(self.given(), recorded=True)
            case "recorded" if self.left[1:2] == ["on"]:
                self.take()
                node = replace(self.on(), recorded=True)
            case "recorded" | "denied":
                answer = self.take() == "recorded"
                name = self.recorded() if answer else self.yes_no()
                node = Recorded(name, self.text, answer, self.where)
            case "highest" | "lowest":
                node = self.extreme()
            case "no":
                self.take()
                name = self.name({*self.words.facts, *self.words.drugs}, "fact")
                self.expect("for")
                node = Absence(name, self.duration(), self.text, self.where)
            case "on":
                node = self.on()
            case "given":
                node = self.given()
            case "order" | "two":
                node = self.order()
            case "policy":
                node = self.elapsed()
            case first if first[:1].isdigit():
                node = self.elapsed()
            case _:
                node = self.about_a_name()
        if self.left:
            self.fail(f"'{' '.join(self.left)}' is left over")
        return node

    def on(self) -> On:
        self.take()
        return On(self.drug(), self.text, self.where)

    def about_a_name(self) -> Node:
        if len(self.left) == 1:
            name = self.take()
            known = {fact.id for fact in self.words.facts.values() if fact.yes_no} | self.words.criteria
            if name not in known:
                self.unknown(name, known, "a yes/no fact or a criterion")
            return Reference(name, self.text, self.where)
        fact = self.fact()
        match self.peek():
            case "falls" | "rises" as word:
                self.take()
                self.expect("by")
                return self.change(fact, word == "rises")
            case "falling" | "rising" as word:
                self.take()
                self.measured(fact)
                self.expect("on")
                samples = self.samples()
                return Run(fact.id, word == "rising", samples, self.text, self.where)
            case _:
                self.number_fact(fact)
                operator = self.operator()
                limit = self.table(fact) if self.left[:1] == ["table"] else self.limit(fact)
                within = self.optional_within()
                return Comparison(fact.id, operator, limit, self.text, within, self.where)

    def extreme(self) -> Extreme:
        highest = self.take() == "highest"
        fact = self.fact()
        self.measured(fact)
        self.expect("within")
        within = self.duration()
        operator = self.operator()
        limit = self.limit(fact)
        denied = None
        if self.left and self.left[0] == "denied-only-by":
            self.take()
            for word in ("a", "reading", "within"):
                self.expect(word)
            denied = self.duration()
        return Extreme(fact.id, highest, within, operator, limit, self.text, denied, self.where)

    def change(self, fact: Fact, rises: bool) -> Change:
        self.measured(fact)
        percent = False
        if self.peek() == "policy":
            self.take()
            value = self.parameter().value
            percent = value.unit == "%"
            amount = value.amount if percent else self.in_unit(fact, value)
        elif len(self.left) > 1 and self.left[1] == "%":
            percent, amount = True, self.number()
            self.take()
        else:
            amount = self.in_unit(fact, self.quantity())
        if amount <= 0:
            self.fail("a change of nothing, or in the other direction", "an amount above zero; falls by or rises by")
        since = None
        within = self.optional_within()
        if within is None:
            self.expect("since")
            since = self.name(self.words.events | self.words.criteria, "event or criterion")
        return Change(fact.id, rises, amount, percent, self.text, within, since, self.where)

    def elapsed(self) -> Elapsed:
        duration = self.duration()
        self.expect("since")
        since = self.name(self.words.events | self.words.criteria, "event or criterion")
        return Elapsed(duration, since, self.text, self.where)

    def given(self) -> Given:
        self.take()
        drug = self.drug()
        operator, dose = self.optional_dose()
        times = self.times() if self.left[:2] == ["at", "least"] else 1
        within = self.optional_within()
        since = None
        if within is None and self.left and self.left[0] == "since":
            self.take()
            since = self.name(self.words.events | self.words.criteria, "event or criterion")
        if times > 1 and within is None and since is None:
            self.fail("doses are counted over no time", "`within` a duration, or `since` an event")
        return Given(drug, self.text, operator, dose, within, since, self.where, times=times)

    def times(self) -> int:
        self.expect("at")
        self.expect("least")
        count = self.parse(int, 1, "a whole number")
        if count < 2:
            self.fail(f"{count} times is what the line says without it", "2 times or more")
        self.expect("times")
        return count

    def order(self) -> Order:
        twice = self.take() == "two"
        if twice:
            self.expect("orders")
        self.expect("of")
        drug = self.drug()
        route = None
        if self.left and self.left[0] == "by":
            self.take()
            route = self.take()
            if route not in (*ROUTES, SYSTEMIC):
                self.fail(f"'{route}' is not a route", ", ".join((*ROUTES, SYSTEMIC)))
        operator, dose = (None, None) if twice else self.optional_dose()
        return Order(drug, self.text, route, operator, dose, self.where, twice)

    def event(self) -> EventRule:
        if self.left[:2] == ["earliest", "of"]:
            return self.earliest()
        word = self.take()
        if word not in ("first", "last"):
            self.fail(f"'{word}' does not begin an event")
        if self.peek() != "given":
            name = self.name({*self.words.criteria, *self.words.facts}, "fact or criterion")
            rule = EventRule(word == "last", self.text, name=name)
        else:
            self.take()
            drug = self.drug()
            operator, dose = self.optional_dose()
            gap = None
            if self.left and self.left[0] == "after":
                self.take()
                gap = self.duration()
                self.expect("without")
            rule = EventRule(word == "last", self.text, drug, operator, dose, gap)
        if self.left:
            self.fail(f"'{' '.join(self.left)}' is left over")
        return rule

    def earliest(self) -> EventRule:
        del self.left[:2]
        names: list[str] = []
        while self.left and (not names or names[-1].endswith(",")):
            names.append(self.take())
        if not names or names[-1].endswith(","):
            self.fail("the line ends too early", "earliest of EVENT, EVENT")
        names = [name.rstrip(",") for name in names]
        for name in names:
            if name not in self.words.events:
                self.unknown(name, self.words.events, "an event")
        span = self.optional_within()
        if span is not None:
            for word in ("of", "the", "newest"):
                self.expect(word)
        if self.left:
            self.fail(f"'{' '.join(self.left)}' is left over")
        return EventRule(False, self.text, gap=span, events=tuple(names))

    def optional_dose(self) -> tuple[Operator | None, Dose | None]:
        if not self.left or self.left[0] not in _OPERATORS:
            return None, None
        operator = self.operator()
        policy = None
        if self.peek() == "policy":
            self.take()
            policy = self.peek()
            quantity = self.parameter().value
        else:
            quantity = self.quantity()
        self.expect("per")
        per = self.take()
        if per not in ("dose", "day"):
            self.fail(f"'per {per}' is not a way to count a dose", "per dose or per day")
        known = dose_unit(quantity.unit)
        if known is None:
            self.fail(f"'{quantity.unit}' is not a unit of a dose", "mg, g, mL, U, each plain, /kg or /m2")
        factor, unit, basis = known
        return operator, Dose(quantity.amount * factor, unit, basis, Per(per), f"{quantity} per {per}", policy)

    def optional_within(self) -> timedelta | None:
        if self.left and self.left[0] == "within":
            self.take()
            return self.duration()
        return None

    def limit(self, fact: Fact) -> Limit:
        if self.left and self.left[0] == "policy":
            self.take()
            name = self.peek()
            value = self.parameter().value
            return Limit(self.in_unit(fact, value), str(value), policy=name)
        if self.left[1:2] == ["x"]:
            factor = self.number()
            self.take()
            end = self.take()
            self.expect("limit")
            if end not in ("upper", "lower"):
                self.fail(f"'{end} limit' is not an end of a reference range", "upper limit or lower limit")
            return Limit(factor, f"{self.text.partition(' x ')[0].split(' ')[-1]} x {end} limit", of_range=end)
        quantity = self.quantity()
        return Limit(self.in_unit(fact, quantity), str(quantity))

    def table(self, fact: Fact) -> Limit:
        self.take()
        name = self.name(self.words.tables, "table")
        table = self.words.tables[name]
        column = table.column(self.name([column.name for column in table.columns], f"column of {name}"))
        assert column is not None
        entered = tuple(key.name for key in table.keys if key.name != SEX)
        factor = self.in_unit(fact, Quantity(Fraction(1), column.unit))
        return Limit(factor, f"table {name} {column.name}", table=name, column=column.name, entered_by=entered)

    def in_unit(self, fact: Fact, quantity: Quantity) -> Fraction:
        if quantity.unit == fact.unit:
            return quantity.amount
        if quantity.unit not in fact.accepts:
            accepted = ", ".join([fact.unit, *fact.accepts])
            self.fail(
                f"{fact.id} is compared in '{quantity.unit}', which facts/{fact.id}.yaml does not accept", accepted
            )
        return quantity.amount * fact.accepts[quantity.unit]

    def quantity(self) -> Quantity:
        return self.parse(parse_quantity, 2, "a number, a space, a unit, for example 684 ng/mL")

    def duration(self) -> timedelta:
        if self.left and self.left[0] == "policy":
            self.take()
            name = self.peek()
            try:
                return self.parameter().value.length()
            except ValueError:
                self.fail(f"the parameter '{name}' is no duration", "a parameter with a value such as 48 h")
        return self.parse(parse_duration, 2, "a duration, for example 48 h")

    def number(self) -> Fraction:
        return self.parse(parse_number, 1, "a number")

    def samples(self) -> int:
        count = self.parse(int, 1, "a whole number")
        if count < 2:
            self.fail(f"{count} samples have no direction", "2 samples or more")
        self.expect("samples")
        return count

    def number_fact(self, fact: Fact) -> None:
        """Fails for a fact that is answered yes or no."""
        if fact.yes_no:
            self.fail(f"'{fact.id}' is answered yes or no", f"'{fact.id}' alone, or a fact with a unit")

    def measured(self, fact: Fact) -> None:
        """Fails for a fact without a series of values: answered yes or no, or worked out from others."""
        self.number_fact(fact)
        if fact.derive is not None:
            self.fail(f"'{fact.id}' is worked out, and has no earlier values", "a fact that is measured")

    def parse(self, how: Callable[[str], _Parsed], words: int, expected: str) -> _Parsed:
        text = " ".join(self.left[:words])
        try:
            value = how(text)
        except ValueError:
            self.fail(f"cannot read '{text}'", expected)
        del self.left[:words]
        return value

    def parameter(self) -> Parameter:
        name = self.take()
        if name not in self.words.policy:
            self.unknown(name, self.words.policy, "a parameter of policy/")
        return self.words.policy[name]

    def operator(self) -> Operator:
        word = self.take()
        if word not in _OPERATORS:
            self.fail(f"'{word}' is not a comparison", "> >= < or <=, with a space before and after")
        return _OPERATORS[word]

    def fact(self) -> Fact:
        name = self.take()
        if name not in self.words.facts:
            self.unknown(name, self.words.facts, "a fact")
        return self.words.facts[name]

    def yes_no(self) -> str:
        name = self.take()
        if name not in self.words.facts or not self.words.facts[name].yes_no:
            self.unknown(name, {f.id for f in self.words.facts.values() if f.yes_no}, "a yes/no fact")
        return name

    def recorded(self) -> str:
        return self.take() if self.peek() in self.words.criteria else self.yes_no()

    def drug(self) -> str:
        return self.name(self.words.drugs, "drug or class")

    def name(self, known: Iterable[str], what: str) -> str:
        name = self.take()
        if name not in known:
            self.unknown(name, known, f"a {what}")
        return name

    def expect(self, word: str) -> None:
        if not self.left or self.left[0] != word:
            self.fail(f"'{word}' is missing")
        self.take()

    def peek(self) -> str:
        if not self.left:
            self.fail("the line ends too early")
        return self.left[0]

    def take(self) -> str:
        self.peek()
        return self.left.pop(0)

    def unknown(self, name: str, known: Iterable[str], what: str) -> NoReturn:
        hint = did_you_mean(name, known)
        if not _NAME.fullmatch(name):
            hint = hint or " (names are lower case, joined by hyphens)"
        self.fail(f"'{name}' is not {what}{hint}", f"{what} of this knowledge")

    def fail(self, problem: str, expected: str = "a line of docs/language.md") -> NoReturn:
        raise GrammarError(self.where, f"cannot read '{self.text}': {problem}", expected)
