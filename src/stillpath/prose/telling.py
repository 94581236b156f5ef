"""What a page about one child is told with: the plan, its clock, its citations, and for whom and how fully."""

from dataclasses import dataclass, field
from datetime import datetime

from stillpath.care import Plan
from stillpath.engine import Decision
from stillpath.model import Evidence, Knowledge, Status
from stillpath.prose.document import Citations
from stillpath.prose.words import Clock
from stillpath.timeline import Refused

__all__ = ["Telling", "ours"]


@dataclass
class Telling:
    """One page being put together; citations are numbered as they are met.

    `replayed`: the instant was chosen, so that nobody takes it for now. Short of `full`, what comes next and what not
    to do stand in one line each, without their reasons. `browser`: what stands elsewhere is a link, not a command.
    `usual` is when most of the values shown were taken; `answered` the questions that stand elsewhere than in a step.
    """

    plan: Plan
    refused: tuple[Refused, ...] = ()
    notes: tuple[str, ...] = ()
    replayed: bool = False
    full: bool = False
    browser: bool = False
    citations: Citations = field(init=False)
    usual: datetime | None = None
    answered: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.citations = Citations(self.knowledge)

    @property
    def decision(self) -> Decision:
        """The decision the plan was made from."""
        return self.plan.decision

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge it was made with."""
        return self.plan.knowledge

    @property
    def clock(self) -> Clock:
        """The hospital's clock."""
        timeline = self.decision.known.view.timeline
        return Clock(timeline.zone, timeline.nominal)

    @property
    def at(self) -> datetime:
        """The instant the page is about."""
        return self.decision.now.at

    def further(self, command: str, words: str = "") -> str:
        """Where more of this stands: the command at a terminal, the words beside a link in a browser."""
        return words if self.browser else command


def ours(evidence: tuple[Evidence, ...]) -> str:
    """Marks what is an operational definition of this project; the page's foot says what the mark means."""
    return " (ours)" if evidence and evidence[0].status is Status.PROPOSAL else ""
