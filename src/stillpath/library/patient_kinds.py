"""Reads what can be known of a patient and what is decided from it: facts, policy, events, criteria."""

import ast
from datetime import timedelta
from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.grammar import Vocabulary, parse_event, parse_rule
from stillpath.library.overlay import read_choosable
from stillpath.library.record import Record
from stillpath.model import (
    Choosable,
    Code,
    Criterion,
    Event,
    Fact,
    FactKind,
    Limitation,
    Node,
    Parameter,
    Source,
    Values,
    ZMethod,
)
from stillpath.units import Interval, parse_duration, parse_number, parse_quantity

__all__ = [
    "read_codes",
    "read_criterion",
    "read_event",
    "read_fact",
    "read_limitations",
    "read_parameters",
    "read_rule",
    "read_values",
    "with_needs",
]

_KINDS = tuple(kind.value for kind in FactKind)
_PURPOSES = ("classification", "screening", "source-reading", "operational", "signal")


def read_values(record: Record, sources: dict[str, Source]) -> Values:
    """The record policy/values.yaml."""
    record.text("id")
    rounding = {}
    for drug, text in record.pairs("rounding").items():
        try:
            rounding[drug] = parse_quantity(text)
        except ValueError as problem:
            raise KnowledgeError(
                record.where("rounding"), f"cannot read the step of '{drug}'", "for example 1 mg"
            ) from problem
    values = Values(
        title=record.sentence("title"),
        says=record.sentence("says"),
        current_for=record.pairs("current_for"),
        plausible=record.pairs("plausible"),
        rounding=rounding,
        evidence=read_evidence(record, sources),
        may_be=_may_be(record, sources),
    )
    record.finish()
    return values


def _may_be(record: Record, sources: dict[str, Source]) -> dict[str, Choosable]:
    """What a hospital may set a line of `current_for` to, by fact or kind of fact."""
    current = record.pairs("current_for")
    found = {}
    for item in record.records("may_be"):
        name = item.text("current_for")
        try:
            choosable = read_choosable(item, parse_quantity(current.get(name, "")), sources)
        except ValueError as problem:
            expected = "a line of current_for that holds a duration"
            raise KnowledgeError(item.where("current_for"), f"'{name}' has no duration here", expected) from problem
        if choosable is None:
            raise KnowledgeError(item.where(), f"'{name}' without `may_be`", "may_be: 24 h to 48 h")
        found[name] = choosable
        item.finish()
    return found


def read_parameters(record: Record, sources: dict[str, Source]) -> tuple[Parameter, ...]:
    """The parameters of a policy page."""
    record.text("id")
    record.sentence("title")
    record.sentence("says", "")
    found = []
    for item in record.records("parameters"):
        value = item.parsed("value", parse_quantity, "a number, a space, a unit")
        if value is None:
            raise KnowledgeError(item.where(), "a parameter without a value", "value: 38.0 Cel")
        evidence = read_evidence(item, sources)
        may_be = read_choosable(item, value, sources)
        found.append(Parameter(item.text("id"), value, item.sentence("says"), evidence, may_be))
        item.finish()
    record.finish()
    return tuple(found)


def read_codes(record: Record) -> tuple[Code, ...]:
    """The `codes` of a record: a system and a code, separated by a space."""
    codes = []
    for text, where in record.lines("codes"):
        system, _, code = text.partition(" ")
        if not code or " " in code:
            raise KnowledgeError(where, f"cannot read the code '{text}'", "a system and a code: loinc 2276-4")
        codes.append(Code(system, code))
    return tuple(codes)


def read_fact(record: Record, sources: dict[str, Source], values: Values) -> Fact:
    """A record of facts/, with its currency and plausible range put in from policy/values.yaml."""
    id = record.text("id")
    kind = FactKind(record.one_of("kind", _KINDS))
    yes_no = record.one_of("type", ("quantity", "yes-no")) == "yes-no"
    accepts = {}
    for unit, text in record.pairs("accepts").items():
        accepts[unit] = _factor(text, record.where("accepts"))
    derive = record.text("derive", "")
    plausible = _plausible(record, id, yes_no, kind, values)
    fact = Fact(
        id=id,
        title=record.sentence("title"),
        kind=kind,
        yes_no=yes_no,
        names=record.texts("names"),
        codes=read_codes(record),
        specimen=record.text("specimen", ""),
        unit=record.text("unit", "" if yes_no else None),
        accepts=accepts,
        concern_high=record.one_of("concern", ("high", "low"), "high") == "high",
        logarithmic=_logarithmic(record, plausible),
        changed_by=record.texts("changed_by"),
        question=record.sentence("question", ""),
        derive=_formula(derive, record.where("derive")) if derive else None,
        derive_text=derive,
        why=record.sentence("why", ""),
        current_for=_currency(record, id, kind, values),
        plausible=plausible,
        evidence=read_evidence(record, sources, needed=False),
    )
    record.tree("needs")
    record.finish()
    return fact


def with_needs(fact: Fact, record: Record, words: Vocabulary) -> Node | None:
    """The `needs` rule of a derived fact: read once all facts are known."""
    return read_rule(record, "needs", words)


def read_event(record: Record, sources: dict[str, Source], words: Vocabulary) -> Event:
    """A record of events/."""
    event = Event(
        id=record.text("id"),
        title=record.sentence("title"),
        says=record.sentence("says"),
        rule=parse_event(record.sentence("is"), record.where("is"), words),
        evidence=read_evidence(record, sources),
    )
    record.finish()
    return event


def read_criterion(record: Record, sources: dict[str, Source], words: Vocabulary) -> Criterion:
    """A record of criteria/."""
    when = read_rule(record, "when", words)
    if when is None:
        raise KnowledgeError(record.where(), "a criterion without `when`", "when: and its lines")
    also = {}
    for fact, text in record.pairs("also_printed").items():
        try:
            also[fact] = parse_quantity(text)
        except ValueError as problem:
            raise KnowledgeError(
                record.where("also_printed"), f"cannot read the limit of '{fact}'", "1.76 mmol/L"
            ) from problem
    criterion = Criterion(
        id=record.text("id"),
        title=record.sentence("title"),
        short=record.sentence("short", record.sentence("title")),
        purpose=record.one_of("purpose", _PURPOSES),
        says=record.sentence("says"),
        when=when,
        evidence=read_evidence(record, sources),
        also_printed=also,
        reads_as=record.texts("reads_as"),
        asks=record.texts("asks"),
        limits=read_limitations(record, "limits", words),
        where=record.where(),
        headline=record.sentence("headline", ""),
    )
    record.finish()
    return criterion


def read_rule(record: Record, key: str, words: Vocabulary) -> Node | None:
    """The rule under a key; None if the key is missing."""
    tree = record.tree(key)
    return None if tree is None else parse_rule(tree, record.file, words)


def read_limitations(record: Record, key: str, words: Vocabulary) -> tuple[Limitation, ...]:
    """A list of `says`, each with an optional `when`."""
    found = []
    for item in record.records(key):
        found.append(Limitation(item.sentence("says"), read_rule(item, "when", words), item.sentence("word", "")))
        item.finish()
    return tuple(found)


def _factor(text: str, where: str) -> Fraction:
    over, slash, under = text.partition("/")
    try:
        factor = parse_number(over) / (parse_number(under) if slash else 1)
    except (ValueError, ZeroDivisionError) as problem:
        raise KnowledgeError(where, f"cannot read the factor '{text}'", "an exact decimal, or 1/12") from problem
    if factor <= 0:
        raise KnowledgeError(where, f"the factor '{text}' is not positive", "an exact positive factor")
    return factor


def _currency(record: Record, id: str, kind: FactKind, values: Values) -> timedelta | None:
    if kind is FactKind.DERIVED:
        return None
    text = values.current_for.get(id, values.current_for.get(kind.value, ""))
    if text == "always":
        return None
    try:
        return parse_duration(text)
    except ValueError as problem:
        expected = f"policy/values.yaml: current_for: {id} or {kind.value}, a duration or always"
        raise KnowledgeError(record.where(), f"how long '{id}' is current is not stated", expected) from problem


def _plausible(record: Record, id: str, yes_no: bool, kind: FactKind, values: Values) -> Interval | None:
    if yes_no or (kind is FactKind.DERIVED and id not in values.plausible):
        return None
    text = values.plausible.get(id, "")
    low, _, rest = text.partition(" to ")
    try:
        top = parse_quantity(rest)
        interval = Interval(parse_number(low), top.amount)
    except ValueError as problem:
        expected = f"policy/values.yaml: plausible: {id}: LOW to HIGH UNIT"
        raise KnowledgeError(record.where(), f"what is plausible for '{id}' is not stated", expected) from problem
    if top.unit != record.text("unit"):
        raise KnowledgeError(record.where("unit"), f"'{id}' has another unit on the policy page", top.unit)
    return interval


def _logarithmic(record: Record, plausible: Interval | None) -> bool:
    if record.one_of("scale", ("linear", "log"), "linear") == "linear":
        return False
    if plausible is None or plausible.low <= 0:
        raise KnowledgeError(record.where("scale"), "a logarithmic scale for values that may be 0", "scale: linear")
    return True


def _formula(text: str, where: str) -> tuple[object, ...]:
    if text == "age":
        return ("age",)
    try:
        return _term(ast.parse(text.replace("^", "**"), mode="eval").body)
    except (SyntaxError, ValueError) as problem:
        raise KnowledgeError(
            where, f"cannot read the formula '{text}'", "+ - * / ^ sqrt() and z-scores of facts"
        ) from problem


_OPERATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def _term(node: ast.expr) -> tuple[object, ...]:
    match node:
        case ast.Name(id=name):
            return ("fact", name.replace("_", "-"))
        case ast.Constant(value=value) if isinstance(value, int | float):
            return ("number", Fraction(str(value)))
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=value)) if isinstance(value, int | float):
            return ("^", _term(left), Fraction(str(value)))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return (_OPERATIONS[type(op)], _term(left), _term(right))
        case ast.Call(func=ast.Name(id=method), args=[ast.Name(id=fact), ast.Name(id=table)], keywords=[]):
            return ("z", ZMethod(method), fact.replace("_", "-"), table.replace("_", "-"))
        case ast.Call(func=ast.Name(id="sqrt"), args=[inner], keywords=[]):
            return ("^", _term(inner), Fraction(1, 2))
        case _:
            raise ValueError("not a term")
