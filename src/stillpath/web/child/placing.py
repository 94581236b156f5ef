"""Room for the texts inside a chart: away from its marks, its lines and each other."""

from dataclasses import dataclass

__all__ = ["LETTER", "Label", "Placer", "short"]

LETTER = 6.6
"""The width taken for a letter."""
_STEP = 12
_HIDES = 3
"""What hiding a mark weighs, beside a piece of a line."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text; `end`: its right end stands at `x`."""

    x: str
    y: str
    text: str
    end: bool = False


def short(value: float) -> str:
    """A coordinate with one decimal at most.

    >>> short(12.04), short(3.26)
    ('12', '3.3')
    """
    return f"{value:.1f}".removesuffix(".0")


class Placer:
    """Texts placed one after the other; `frame` is where they may stand: its left, its right, its foot."""

    def __init__(
        self,
        frame: tuple[float, float, float],
        points: list[tuple[float, float]],
        paths: list[list[tuple[float, float]]],
    ) -> None:
        self.left, self.right, self.base = frame
        self.points = points
        self.spots: list[tuple[float, float]] = []
        for path in paths:
            for (x, y), (to_x, to_y) in zip(path, path[1:], strict=False):
                parts = max(int((to_x - x) / _STEP), 1)
                self.spots += [(x + (to_x - x) * part / parts, y + (to_y - y) * part / parts) for part in range(parts)]
        self.boxes: list[tuple[float, float, float, float]] = []

    def place(self, text: str, options: list[tuple[float, float, bool]], letter: float = LETTER) -> Label:
        """The text at the first option that hides least; an option is x, y of its foot, and whether x is its end."""
        best = min(options, key=lambda option: self._cost(self._box(text, option, letter)))
        self.boxes.append(self._box(text, best, letter))
        x, y, end = best
        return Label(short(x), short(y), text, end)

    def clear(self, text: str, options: list[tuple[float, float, bool]]) -> Label | None:
        """The same, only where it hides no mark and no other text."""
        clear = [option for option in options if self._cost(self._box(text, option, LETTER)) < _HIDES]
        return self.place(text, clear) if clear else None

    def _box(self, text: str, option: tuple[float, float, bool], letter: float) -> tuple[float, float, float, float]:
        x, y, end = option
        width = len(text) * letter
        left = x - width if end else x
        return left, y - 11, left + width, y + 2

    def _cost(self, box: tuple[float, float, float, float]) -> int:
        left, top, right, foot = box
        hidden = sum(left <= x <= right and top <= y <= foot for x, y in self.spots)
        hidden += _HIDES * sum(left - 4 <= x <= right + 4 and top - 3 <= y <= foot + 3 for x, y in self.points)
        over = sum(
            left < box_right and box_left < right and top < box_foot and box_top < foot
            for box_left, box_top, box_right, box_foot in self.boxes
        )
        outside = (top < 0) + (foot > self.base) + (left < self.left) + (right > self.right)
        return hidden + (_HIDES + 1) * (over + outside)
