"""What is decided before anything is looked up: gates of the knowledge, sizes that cannot be, and the scope."""

from dataclasses import dataclass

from stillpath.answer.asked import BARE, Asked, Size
from stillpath.answer.phrases import Phrase, phrase
from stillpath.care import ADULT
from stillpath.intake import weight_band
from stillpath.model import Gate, Knowledge

__all__ = ["Gates", "Stopped"]

_OLDEST = 130
_IN_KILOGRAMS = "Which weight, in kilograms? Pounds, and numbers that can be read in two ways, are not used for a dose."
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Stopped:
    """Why a question is not simply answered: the outcome, the short reason, what is said and offered.

    `then`: the answer follows all the same. `lacks` is a sentence asking for what is missing.
    """

    outcome: str
    because: str
    says: tuple[str, ...]
    next: tuple[str, ...] = ()
    then: bool = False
    lacks: str = ""


class Gates:
    """The gates of a knowledge, ready to be tried in their order."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._gates = [(gate, _lines(gate.any), _lines(gate.unless)) for gate in knowledge.gates.values()]

    def stop(self, asked: Asked) -> Stopped | None:
        """The first gate that stops; what those before it say that let the answer follow is said first.

        None lets the question through with nothing to be said first.
        """
        held = frozenset(asked.stems)
        before: list[Gate] = []
        for gate, fits, unless in self._gates:
            if gate.readers and asked.reader.value not in gate.readers:
                continue
            if _fits(fits, asked.stems, held) and not _fits(unless, asked.stems, held):
                if not gate.then:
                    return _stopped(gate)
                before.append(gate)
        return self._size(asked) or _said_first(before)

    def _size(self, asked: Asked) -> Stopped | None:
        for size in asked.sizes:
            if size.fact in ("height", "bsa"):
                continue  # three centimetres are a node's, not the child's
            if size.unit == "lb" or size.unclear:
                return Stopped("clarify", "weight-unit", (), lacks=_IN_KILOGRAMS)
            if size.fact == "age" and size.unit == "y" and ADULT <= size.value < _OLDEST:
                return Stopped("refused", "adult", ("statements/adult-patient",))
            if not self._can_be(size):
                because = "impossible-age" if size.fact == "age" else "impossible-weight"
                return Stopped("refused", because, (f"statements/{because}",))
        if not self._fit_together(asked.sizes):
            return Stopped("clarify", "impossible-weight", ("statements/impossible-weight",))
        return None

    def _fit_together(self, sizes: tuple[Size, ...]) -> bool:
        """Whether every weight lies in the wide band of policy: that of the one age told, else that of any child."""
        ages = {size.value / (_MONTHS_OF_A_YEAR if size.unit == "mo" else 1) for size in sizes if size.fact == "age"}
        band = weight_band(self._knowledge, next(iter(ages)) if len(ages) == 1 else None)
        return all(band.low <= size.value <= band.high for size in sizes if size.fact in ("weight", BARE))

    def _can_be(self, size: Size) -> bool:
        plausible = self._knowledge.facts["weight" if size.fact == BARE else size.fact].plausible
        value = size.value / _MONTHS_OF_A_YEAR if size.unit == "mo" else size.value
        if size.fact == "age":
            return 0 <= value < ADULT
        return value > 0 and (plausible is None or plausible.low <= value <= plausible.high)


_Line = tuple[tuple[Phrase, ...], ...]


def _lines(lines: tuple[tuple[tuple[str, ...], ...], ...]) -> tuple[_Line, ...]:
    return tuple(tuple(tuple(phrase(text) for text in group) for group in line) for line in lines)


def _fits(lines: tuple[_Line, ...], stems: tuple[str, ...], held: frozenset[str]) -> bool:
    return any(
        all(any(one.needs <= held and one.stands_in(stems) for one in group) for group in line) for line in lines
    )


def _said_first(gates: list[Gate]) -> Stopped | None:
    """What is said before an answer, of all the gates that ask for it."""
    if not gates:
        return None
    says = tuple(dict.fromkeys(id for gate in gates for id in gate.says))
    following = tuple(dict.fromkeys(id for gate in gates for id in gate.next))
    return Stopped(gates[0].outcome, gates[0].because, says, following, then=True)


def _stopped(gate: Gate) -> Stopped:
    return Stopped(gate.outcome, gate.because, gate.says, gate.next, gate.then)
