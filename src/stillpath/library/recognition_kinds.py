"""Reads what helps to recognise: differentials, samples."""

from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.grammar import Vocabulary
from stillpath.library.patient_kinds import read_rule
from stillpath.library.record import Record
from stillpath.model import BEFORE, Differential, Sample, SampleKind, Separator, Source
from stillpath.units import parse_quantity

__all__ = ["read_differential", "read_sample"]


def read_differential(record: Record, sources: dict[str, Source], words: Vocabulary) -> Differential:
    """A record of differentials/."""
    when = read_rule(record, "when", words)
    if when is None:
        raise KnowledgeError(record.where(), "a differential without `when`", "when: and its lines")
    order = record.parsed("order", int, "a whole number")
    if order is None:
        raise KnowledgeError(record.where(), "a differential without `order`", "order: a whole number of its own")
    differential = Differential(
        id=record.text("id"),
        title=record.sentence("title"),
        order=order,
        says=record.sentence("says"),
        when=when,
        separated_by=tuple(_separator(item, sources, words) for item in record.records("separated_by")),
        do_not_wait=record.sentence("do_not_wait", ""),
        evidence=read_evidence(record, sources),
        about=record.texts("about"),
        where=record.where(),
    )
    record.finish()
    return differential


def read_sample(record: Record, sources: dict[str, Source], words: Vocabulary) -> Sample:
    """A record of samples/."""
    kind = SampleKind(record.one_of("kind", tuple(one.value for one in SampleKind)))
    volume = record.parsed("volume", _millilitres, "a volume of blood in mL, for example 0.5 mL")
    if (kind is SampleKind.BLOOD) != (volume is not None):
        raise KnowledgeError(
            record.where("volume"), f"a sample of kind '{kind.value}'", "volume: with `kind: blood` only"
        )
    for fact, where in (*record.lines("gives"), *record.lines("sent_as")):
        _known(fact, where, words)
    for name, where in record.lines("before"):
        if name not in BEFORE:
            raise KnowledgeError(where, f"'{name}' is nothing a sample is taken before", ", ".join(BEFORE))
    sample = Sample(
        id=record.text("id"),
        title=record.sentence("title"),
        kind=kind,
        gives=record.texts("gives"),
        says=record.sentence("says"),
        evidence=read_evidence(record, sources),
        volume=volume,
        tube=record.sentence("tube", ""),
        before=record.texts("before"),
        sent_as=record.texts("sent_as"),
        turnaround=record.sentence("turnaround", ""),
        where=record.where(),
    )
    record.finish()
    return sample


def _separator(record: Record, sources: dict[str, Source], words: Vocabulary) -> Separator:
    for fact, where in record.lines("by"):
        _known(fact, where, words)
    separator = Separator(
        test=record.sentence("test"),
        by=record.texts("by"),
        says=record.sentence("says"),
        evidence=read_evidence(record, sources),
    )
    record.finish()
    return separator


def _known(fact: str, where: str, words: Vocabulary) -> None:
    if fact not in words.facts:
        raise KnowledgeError(where, f"'{fact}' is not a fact", "the id of a file in facts/")


def _millilitres(text: str) -> Fraction:
    volume = parse_quantity(text)
    if volume.unit != "mL" or volume.amount <= 0:
        raise ValueError("no volume of blood")
    return volume.amount
