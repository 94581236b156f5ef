"""Tables of figures by sex, age and height: growth references, centiles of blood pressure. No looking up here."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from stillpath.model.records import Evidence

__all__ = ["SEX", "SEXES", "TABLE_KEYS", "LookUp", "Table", "TableColumn", "TableKey", "ZMethod"]

SEX = "sex"
"""The one key that is a word; the others are facts."""

SEXES = ("female", "male")
"""What stands in a column of sex, in the order of the rows."""

TABLE_KEYS = (SEX, "age", "height")
"""What a table may be entered by."""


class LookUp(StrEnum):
    """How a row is found: the same word; the last row reached; the nearest row; in proportion between two rows."""

    SAME = "same"
    COMPLETED = "completed"
    NEAREST = "nearest"
    BETWEEN = "between"


class ZMethod(StrEnum):
    """How a z-score is worked out from L, M and S: plainly, as WHO does for weight, as CDC does for flags."""

    LMS = "lms_z"
    RESTRICTED = "restricted_z"
    MODIFIED = "modified_z"


@dataclass(frozen=True)
class TableKey:
    """A column by which a table is entered. `unit` is that of its cells; `step` the widest gap, where there is one."""

    name: str
    how: LookUp
    unit: str = ""
    step: Fraction | None = None


@dataclass(frozen=True)
class TableColumn:
    """A column of figures, all in one unit ("1": none)."""

    name: str
    unit: str


Branch = dict[str | Fraction, "Branch"] | tuple[Fraction, ...]
"""The rows below some keys: by the next key, in rising order; under the last one the figures."""


@dataclass(frozen=True)
class Table:
    """A table of a source: `rows` hold the keys (the sex as a word), then the figures, in rising order of the keys."""

    id: str
    title: str
    says: str
    licence: str
    keys: tuple[TableKey, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str | Fraction, ...], ...]
    evidence: tuple[Evidence, ...]
    where: str = ""

    @cached_property
    def tree(self) -> Branch:
        """The rows as branches, one key below the other."""
        tree: dict[str | Fraction, Branch] = {}
        for row in self.rows:
            branch = tree
            for key in row[: len(self.keys) - 1]:
                below = branch.setdefault(key, {})
                assert isinstance(below, dict)
                branch = below
            branch[row[len(self.keys) - 1]] = tuple(Fraction(cell) for cell in row[len(self.keys) :])
        return tree

    def column(self, name: str) -> TableColumn | None:
        """The column of a name; None if there is none."""
        return next((column for column in self.columns if column.name == name), None)
