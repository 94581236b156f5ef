"""What else it could be: every differential, whether it is thought of now, and which results still tell it apart."""

from dataclasses import dataclass

from stillpath.engine import Decision, Known, Line
from stillpath.model import Differential, Separator, Verdict

__all__ = ["Considered", "answered", "differentials"]


@dataclass(frozen=True, slots=True)
class Considered:
    """A differential at one instant: its line, and the results that would tell it apart and are not known yet."""

    differential: Differential
    line: Line
    open: tuple[Separator, ...]

    @property
    def verdict(self) -> Verdict:
        """Met: to be thought of now. Unknown: nobody has looked; it is never read as excluded."""
        return self.line.verdict


def differentials(decision: Decision) -> tuple[Considered, ...]:
    """Every differential of the knowledge, in its order, met or not."""
    return tuple(
        Considered(
            one,
            decision.evaluate(one.when),
            tuple(separator for separator in one.separated_by if not _told(separator, decision.known)),
        )
        for one in decision.known.knowledge.differentials.values()
    )


def answered(fact: str, known: Known) -> bool:
    """Whether a fact has a current value or answer."""
    value = known.value(fact)
    return value.interval is not None or value.truth is not None


def _told(separator: Separator, known: Known) -> bool:
    """Whether every fact of a separating result is known; one that no fact holds never is."""
    return bool(separator.by) and all(answered(fact, known) for fact in separator.by)
