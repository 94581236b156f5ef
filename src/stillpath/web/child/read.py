"""What a child's page says on top of what was read: how much, how much was refused, in which zone its times stand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from stillpath.web.child.workspace import Child

__all__ = ["MOST_NOTES", "Read", "read_of"]

MOST_NOTES = 40
"""Notes told one by one."""


@dataclass(frozen=True, slots=True)
class Read:
    """Results, medicines (each counted once) and refusals of a record, the zone of its times, notes of its reader."""

    results: int
    medicines: int
    refused: int
    zone: str
    notes: tuple[str, ...]
    more: int


def read_of(child: Child, at: datetime) -> Read:
    """What was read of a child, with the zone as its offset is at that instant."""
    reading = child.reading
    timeline = reading.timeline
    zone = ""
    if not timeline.nominal:
        zone = f"Times are {_offset(at.astimezone(timeline.zone).utcoffset())}"
        zone += "; those without an offset were read so." if child.zone is not None else "."
    return Read(
        len(timeline.results),
        len({one.drug for one in timeline.medications}),
        len(reading.refused),
        zone,
        reading.notes[:MOST_NOTES],
        max(0, len(reading.notes) - MOST_NOTES),
    )


def _offset(length: timedelta | None) -> str:
    """An offset in words.

    >>> _offset(timedelta(hours=1)), _offset(timedelta(hours=-3, minutes=-30)), _offset(timedelta())
    ('UTC+1', 'UTC-3:30', 'UTC')
    """
    if not length:
        return "UTC"
    hours, rest = divmod(abs(length), timedelta(hours=1))
    minutes = rest // timedelta(minutes=1)
    return f"UTC{'-' if length < timedelta() else '+'}{hours}" + (f":{minutes:02}" if minutes else "")
