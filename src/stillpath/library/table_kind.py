"""Reads a table: its record, and the CSV file beside it, of which every cell is an exact decimal."""

import hashlib
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from stillpath.errors import KnowledgeError
from stillpath.library.evidence import read_evidence
from stillpath.library.record import Record
from stillpath.model import SEX, SEXES, TABLE_KEYS, LookUp, Source, Table, TableColumn, TableKey
from stillpath.units import parse_number

__all__ = ["read_table"]

_HOW = tuple(how.value for how in LookUp)
_FORM = "one row a line, cells parted by commas, no spaces and no quotes, each line ended by a line feed"


def read_table(record: Record, sources: dict[str, Source], folder: Path) -> Table:
    """A record of tables/ with its rows from `folder`/ID.csv; KnowledgeError names the line of either file."""
    keys = tuple(_key(item) for item in record.records("keys"))
    columns = tuple(_column(item) for item in record.records("columns"))
    if not keys or not columns:
        raise KnowledgeError(record.where(), "a table without keys or without columns", "keys: and columns:")
    id = record.text("id")
    table = Table(
        id=id,
        title=record.sentence("title"),
        says=record.sentence("says"),
        licence=record.sentence("licence"),
        keys=keys,
        columns=columns,
        rows=_rows(folder / f"{id}.csv", record, keys, columns),
        evidence=read_evidence(record, sources),
        where=record.where(),
    )
    record.finish()
    return table


def _key(item: Record) -> TableKey:
    name = item.one_of("name", TABLE_KEYS)
    how = LookUp(item.one_of("look_up", _HOW))
    if (name == SEX) != (how is LookUp.SAME):
        raise KnowledgeError(item.where("look_up"), f"'{name}' is not looked up by '{how}'", "same for the sex alone")
    step = item.parsed("step", parse_number, "the widest gap between two rows, as a number")
    key = TableKey(name, how, item.text("unit", "" if name == SEX else None), step)
    if step is None and how in (LookUp.COMPLETED, LookUp.BETWEEN):
        raise KnowledgeError(item.where(), f"'{name}' has no step", "step: the widest gap between two rows")
    item.finish()
    return key


def _column(item: Record) -> TableColumn:
    column = TableColumn(item.text("name"), item.text("unit"))
    item.finish()
    return column


def _rows(
    path: Path, record: Record, keys: tuple[TableKey, ...], columns: tuple[TableColumn, ...]
) -> tuple[tuple[str | Fraction, ...], ...]:
    shown = record.file.removesuffix(".yaml") + ".csv"
    try:
        content = path.read_bytes()
        text = content.decode("ascii")
    except (OSError, UnicodeDecodeError) as problem:
        raise KnowledgeError(shown, "the rows of the table cannot be read", "a CSV file of plain ASCII") from problem
    lines = text.split("\n")
    if lines.pop() != "" or "\r" in text:
        raise KnowledgeError(shown, "the last line is not ended, or lines are ended otherwise", _FORM)
    names = [key.name for key in keys] + [column.name for column in columns]
    if not lines or lines[0].split(",") != names:
        raise KnowledgeError(f"{shown}:1", "the columns are not those of the record", ",".join(names))
    rows = tuple(_row(line, f"{shown}:{number}", keys, len(names)) for number, line in enumerate(lines[1:], 2))
    _in_order(rows, keys, shown)
    found = hashlib.sha256(content).hexdigest()
    if record.text("sha256") != found:
        raise KnowledgeError(record.where("sha256"), "the rows are not those this record was written for", found)
    return rows


def _row(line: str, where: str, keys: tuple[TableKey, ...], width: int) -> tuple[str | Fraction, ...]:
    cells = line.split(",")
    if len(cells) != width:
        raise KnowledgeError(where, f"{len(cells)} cells", f"{width} cells: {_FORM}")
    row: list[str | Fraction] = []
    for place, cell in enumerate(cells):
        if place < len(keys) and keys[place].name == SEX:
            if cell not in SEXES:
                raise KnowledgeError(where, f"'{cell}' is not a sex", " or ".join(SEXES))
            row.append(cell)
            continue
        try:
            row.append(parse_number(cell))
        except ValueError as problem:
            raise KnowledgeError(where, f"cannot read cell {place + 1}", "a decimal number") from problem
    return tuple(row)


def _in_order(rows: tuple[tuple[str | Fraction, ...], ...], keys: tuple[TableKey, ...], shown: str) -> None:
    """Rows rise by their keys, both sexes are there with the same ages, and no gap is wider than the key's step."""
    if not rows:
        raise KnowledgeError(shown, "no rows", "the rows of the source")
    for number, (before, after) in enumerate(pairwise(rows), 2):
        if before[: len(keys)] >= after[: len(keys)]:
            raise KnowledgeError(
                f"{shown}:{number + 1}", "a row that does not come after the one before", "rising keys"
            )
    for place, key in enumerate(keys):
        above = {row[:place] for row in rows}
        sets = [sorted({row[place] for row in rows if row[:place] == path}, key=str) for path in above]
        if key.name == SEX and any(tuple(found) != SEXES for found in sets):
            raise KnowledgeError(shown, "one sex is missing", " and ".join(SEXES))
        if key.step is None:
            continue
        if any(found != sets[0] for found in sets):
            raise KnowledgeError(shown, f"'{key.name}' has other rows for one sex than for the other", "the same rows")
        cells = sorted(Fraction(cell) for cell in sets[0])
        exactly = key.how is LookUp.COMPLETED
        for low, high in pairwise(cells):
            if high - low > key.step or (exactly and high - low != key.step):
                raise KnowledgeError(
                    shown, f"a gap in '{key.name}' after {low}", f"no step wider than {key.step} {key.unit}"
                )
