"""The time on a child's page: what became known when, as a strip and as a list, each moment a link to it."""

from typing import Any

from stillpath.prose.course import Happening, course
from stillpath.web.child.moment import Ways, iso
from stillpath.web.child.seen import Seen
from stillpath.web.child.strip import close_strip, strip_of

__all__ = ["course_of"]


def course_of(seen: Seen) -> dict[str, Any]:
    """What the template of the time needs: the course, its strip, and the address of each moment and stage."""
    child = seen.child
    made = course(seen.plan, seen.instants, seen.clock)
    view = (seen.at, seen.clock)
    return {
        "course": made,
        "strips": [one for one in (strip_of(made, *view), close_strip(made, *view)) if one is not None],
        "hrefs": [_address(one, seen) for one in made.moments],
        "stays": [Ways(child.key, iso(one.began, child)).to() for one in made.stays],
        "jump": seen.clock.full(made.newest.at) if not seen.clock.nominal else "",
    }


def _address(moment: Happening, seen: Seen) -> str:
    """The address of a moment: by its time; by its number where no times are known; the newest has neither."""
    child = seen.child
    if moment.place == len(seen.instants):
        return Ways(child.key).to()
    return (
        Ways(child.key).to(n=str(moment.place)) if seen.clock.nominal else Ways(child.key, iso(moment.at, child)).to()
    )
