"""Reads the evidence keys that every stating record carries."""

from fractions import Fraction

from stillpath.errors import KnowledgeError
from stillpath.library.record import Record
from stillpath.model import Claim, Evidence, Source, Status, Tier

__all__ = ["read_claims", "read_evidence", "read_source"]

_TYPES = (
    "guideline",
    "consensus",
    "systematic-review",
    "trial",
    "cohort",
    "case-report",
    "label",
    "protocol",
    "handbook",
    "secondary-summary",
    "machine-written",
)
_STATUSES = tuple(status.value for status in Status)
_TIERS = tuple(tier.value for tier in Tier)  # the strongest first


def read_source(record: Record) -> Source:
    """A record of sources/."""
    source = Source(
        id=record.text("id"),
        title=record.sentence("title"),
        short=record.sentence("short"),
        type=record.one_of("type", _TYPES),
        tier=Tier(record.one_of("tier", _TIERS)),
        authors=record.sentence("authors", ""),
        year=record.text("year", ""),
        published_in=record.sentence("published_in", ""),
        doi=record.text("doi", ""),
        pmid=record.text("pmid", ""),
        address=record.text("address", ""),
        population=record.sentence("population", ""),
        read_on=record.text("read_on", ""),
        read_as=record.sentence("read_as", ""),
        read_via=record.text("read_via", ""),
    )
    if source.read_via and source.address:
        raise KnowledgeError(record.where("address"), "a mirror's address", "no address where read_via stands")
    record.finish()
    return source


def read_evidence(record: Record, sources: dict[str, Source], *, needed: bool = True) -> tuple[Evidence, ...]:
    """The evidence of a record: its own keys first, then its `sources` list; does not call `finish`."""
    if not record.has("source"):
        if needed:
            raise KnowledgeError(record.where(), "no source", "source, locator and status")
        return ()
    found = [_one(record, sources)]
    for item in record.records("sources"):
        found.append(_one(item, sources))
        item.finish()
    return tuple(found)


def read_claims(record: Record, key: str, sources: dict[str, Source]) -> tuple[Claim, ...]:
    """A list of statements, each with its own evidence."""
    claims = []
    for item in record.records(key):
        strength = _strength(item) if key == "presentation" and item.has("strength") else None
        claims.append(Claim(item.sentence("says"), read_evidence(item, sources), strength))
        item.finish()
    return tuple(claims)


def _strength(item: Record) -> Fraction:
    """The strength of a presentation in mg/mL; KnowledgeError unless it is a number above zero of that unit."""
    number, _, unit = item.text("strength").partition(" ")
    try:
        amount = Fraction(number)
    except ValueError:
        amount = Fraction(0)
    if unit != "mg/mL" or amount <= 0:
        raise KnowledgeError(item.where("strength"), "a strength that is no number of mg/mL", "for example 150 mg/mL")
    return amount


def _one(record: Record, sources: dict[str, Source]) -> Evidence:
    name = record.text("source")
    if name not in sources:
        raise KnowledgeError(record.where("source"), f"'{name}' is not a source", "the id of a file in sources/")
    tier = Tier(record.one_of("tier", _TIERS, sources[name].tier.value))
    if _TIERS.index(tier.value) < _TIERS.index(sources[name].tier.value):
        weaker = f"{sources[name].tier.value} or weaker, as sources/{name}.yaml says"
        raise KnowledgeError(record.where("tier"), f"the tier '{tier.value}' is stronger than its source's", weaker)
    status = Status(record.one_of("status", _STATUSES))
    return Evidence(name, record.sentence("locator"), status, tier)
