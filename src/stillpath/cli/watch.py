"""`watch`: the schedule by the clock, for a nurse, for a program or for a calendar."""

import json
import sys
from datetime import timedelta
from pathlib import Path

from stillpath.care import plan
from stillpath.care.watch import watch as schedule
from stillpath.cli.reading import read_patient
from stillpath.cli.terminal import show
from stillpath.errors import UsageError
from stillpath.library import Where
from stillpath.prose.watch_page import watch_page

__all__ = ["watch"]

_MOST_HOURS = 336
_BACK = timedelta(hours=24)


def watch(
    file: Path,
    at: str,
    hours: int,
    patient: str,
    zone: str,
    form: str,
    calendar_name: str,
    width: int,
    ascii: bool,
    folder: Where,
) -> int:
    """Prints the schedule as `text`, `json` or `ical`; gives back how many entries were refused.

    UsageError where `hours` is no sensible window, or a calendar's name is given to what is no calendar.
    """
    if not 1 <= hours <= _MOST_HOURS:
        raise UsageError(f"--hours is outside 1 to {_MOST_HOURS}; expected the hours to look ahead, for example 48")
    if calendar_name and form != "ical":
        raise UsageError("--calendar-name names a calendar; expected --format ical with it")
    if not calendar_name.isprintable():
        raise UsageError("--calendar-name is not one line of plain text; expected a name such as 'bed 4'")
    read = read_patient(file, at, patient, zone, folder)
    made = schedule(plan(read.decision), timedelta(hours=hours), _BACK)
    if form == "json":
        from stillpath.cli.watch_json import watch_json

        json.dump(watch_json(made, read.reading), sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    elif form == "ical":
        from stillpath.cli.watch_ical import watch_ical

        _write_bytes(watch_ical(made, calendar_name))
    else:
        show(watch_page(made, read.reading.refused, read.replayed), width, ascii)
    return len(read.reading.refused)


def _write_bytes(text: bytes) -> None:
    """Writes what ends its lines itself, so that no system changes them."""
    sys.stdout.flush()
    if hasattr(sys.stdout, "buffer"):
        sys.stdout.buffer.write(text)
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(text.decode("utf-8"))
