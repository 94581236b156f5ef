"""The tables that doses are held against, `ceilings.yaml` and `printed.yaml`, and which rows speak of which slot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

__all__ = [
    "BLOCKS",
    "SLOTS",
    "Limit",
    "Printed",
    "bands_of",
    "limits_on",
    "only_for",
    "printed_of",
    "table",
    "to_compare",
]

_HERE = Path(__file__).parent

SLOTS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "anakinra/moderate": ("anakinra", ("moderate",), ("intravenous", "subcutaneous")),
    "anakinra/critical": ("anakinra", ("critical",), ("intravenous", "subcutaneous")),
    "anakinra/still-disease": ("anakinra", ("sjia-start", "sjia"), ("subcutaneous",)),
    "canakinumab/still-disease": ("canakinumab", (), ("subcutaneous",)),
    "ciclosporin/oral": ("ciclosporin", (), ("oral",)),
    "ciclosporin/intravenous": ("ciclosporin", ("start",), ("intravenous",)),
    "dexamethasone/cns": ("dexamethasone", ("mas",), ("intravenous", "oral")),
    "dexamethasone/hlh-protocol": ("dexamethasone", ("hlh-weeks-1-2",), ("intravenous", "oral")),
    "emapalumab/mas-first": ("emapalumab", ("mas-first",), ("intravenous",)),
    "emapalumab/mas-next": ("emapalumab", ("mas-next",), ("intravenous",)),
    "etoposide/mas": ("etoposide", ("mas",), ("intravenous",)),
    "fresh-frozen-plasma/bleeding": ("plasma", (), ("intravenous",)),
    "immunoglobulin/mas": ("ivig", (), ("intravenous",)),
    "methotrexate/maintenance": ("methotrexate", (), ("oral", "subcutaneous")),
    "methylprednisolone/pulse": ("methylprednisolone", ("pulse",), ("intravenous",)),
    "methylprednisolone/step-down": ("methylprednisolone", ("moderate",), ("intravenous",)),
    "methylprednisolone/moderate-low": ("methylprednisolone", ("moderate",), ("intravenous",)),
    "platelet-concentrate/bleeding": ("platelets", (), ("intravenous",)),
    "prednisolone/after-pulse": ("prednisolone", ("moderate",), ("oral",)),
    "tocilizumab/still-disease": ("tocilizumab", ("sjia",), ("intravenous",)),
    "tocilizumab/still-disease-from-30-kg": ("tocilizumab", ("sjia",), ("intravenous",)),
}
"""For each slot its name, phases and routes in the table of ceilings; a row of the phase "any" speaks of every slot."""

_BY_VEIN = ("intravenous",)
_VEIN_OR_MOUTH = ("intravenous", "oral")
BLOCKS: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    **{
        f"{protocol}/{block}": of
        for protocol in ("hlh-94", "hlh-2004")
        for block, of in {
            "dexamethasone-weeks-1-2": ("dexamethasone", ("hlh-weeks-1-2",), _VEIN_OR_MOUTH),
            "dexamethasone-weeks-3-4": ("dexamethasone", ("hlh-weeks-3-4",), _VEIN_OR_MOUTH),
            "dexamethasone-weeks-5-6": ("dexamethasone", ("hlh-weeks-5-6",), _VEIN_OR_MOUTH),
            "dexamethasone-week-7": ("dexamethasone", ("hlh-week-7",), _VEIN_OR_MOUTH),
            "etoposide-weeks-1-2": ("etoposide", ("hlh-weeks-1-2",), _BY_VEIN),
            "etoposide-weeks-3-8": ("etoposide", ("hlh-weeks-3-8",), _BY_VEIN),
        }.items()
    },
    "hlh-2004/ciclosporin-weeks-1-8": ("ciclosporin", ("hlh-2004",), ("oral",)),
    "emapalumab-mas/first": ("emapalumab", ("mas-first",), _BY_VEIN),
    "emapalumab-mas/every-3-days": ("emapalumab", ("mas-next",), _BY_VEIN),
    "emapalumab-mas/twice-a-week": ("emapalumab", ("mas-next",), _BY_VEIN),
    "methylprednisolone-pulses/pulses": ("methylprednisolone", ("pulse",), _BY_VEIN),
    "methylprednisolone-pulses/step-down": ("methylprednisolone", ("moderate",), _BY_VEIN),
    "methylprednisolone-pulses/step-down-by-mouth": ("prednisolone", ("moderate",), ("oral",)),
    "methylprednisolone-pulses/dexamethasone-instead": ("dexamethasone", ("mas",), _VEIN_OR_MOUTH),
}
"""The same for each block of a schedule that computes."""

_PLACES = {**SLOTS, **BLOCKS}

_UNITS = {"mg": ("mg", 1), "g": ("mg", 1000), "mL": ("mL", 1), "unit": ("unit", 1)}


@cache
def _read(name: str) -> dict[str, Any]:
    """A table; every number as it was typed."""
    read: dict[str, Any] = YAML(typ="safe", pure=True).load((_HERE / name).read_text(encoding="utf-8"))
    return read


@cache
def table() -> dict[str, Any]:
    """The table of ceilings."""
    return _read("ceilings.yaml")


@dataclass(frozen=True)
class Limit:
    """One limit of one row: at most `most` of `unit` (mg, mL, unit) for each `basis`, per dose, day or week."""

    row: str
    most: Fraction
    unit: str
    basis: str
    per: str
    weight: Mapping[str, Any]
    age: Mapping[str, Any]

    def speaks(self, weight: Fraction, months: Fraction) -> bool:
        """Whether the row speaks of a child of this weight and age."""
        return within(self.weight, weight) and within(self.age, months)

    def amount(self, weight: Fraction, surface: Fraction | None) -> Fraction | None:
        """The most of this child; None without the size."""
        size = {"": Fraction(1), "kg": weight, "m2": surface}[self.basis]
        return None if size is None else self.most * size


def within(band: Mapping[str, Any], value: Fraction) -> bool:
    """Whether a value lies in a band: `from` inclusive, `below` exclusive; no band holds everything."""
    low, high = band.get("from"), band.get("below")
    return (low is None or value >= number(low)) and (high is None or value < number(high))


def number(typed: Any) -> Fraction:
    """A typed number, exactly."""
    return Fraction(str(typed))


def unit_of(text: str) -> tuple[str, str, int]:
    """Unit, basis and factor of `g/kg`."""
    unit, _, basis = text.partition("/")
    kept, factor = _UNITS[unit]
    return kept, basis, factor


@cache
def limits_on(slot: str) -> tuple[Limit, ...]:
    """Every limit that binds a slot or a block; what was not read in a source binds nothing."""
    drug, phases, routes = _PLACES[slot]
    found = []
    for row in table()["rows"]:
        binds = row["by"] != "unverified" and row["drug"] == drug and row["phase"] in (*phases, "any")
        if binds and set(row["routes"]) & set(routes):
            for limit in row["limits"]:
                unit, basis, factor = unit_of(limit["unit"])
                most = number(limit["most"]) * factor
                bands = row.get("weight", {}), row.get("age", {})
                found.append(Limit(row["id"], most, unit, basis, limit["per"], *bands))
    return tuple(found)


@cache
def only_for(slot: str) -> tuple[Mapping[str, Any], ...]:
    """The rows that say of whom alone a slot's drug may be counted."""
    drug, phases, routes = _PLACES[slot]
    return tuple(
        row
        for row in table()["only"]
        if row["drug"] == drug
        and row.get("phase", "any") in (*phases, "any")
        and set(row.get("routes", routes)) & set(routes)
    )


@dataclass(frozen=True)
class Printed:
    """What one source prints, as typed in `printed.yaml`; amounts in mg, mL or units."""

    of: str
    low: Fraction
    high: Fraction
    point: Fraction
    unit: str
    basis: str
    per: str
    a_day: tuple[int, ...]
    days: int
    once: bool
    a_week: int
    span: tuple[int, int | None] | None
    most: tuple[tuple[Fraction, str], ...]
    weight: Mapping[str, Any]
    age: Mapping[str, Any]


def _span(typed: Sequence[Any] | None) -> tuple[int, int | None] | None:
    """The first and the last day of a block; a last day of 0 is not printed."""
    return None if typed is None else (typed[0], typed[1] or None)


@cache
def _printed() -> tuple[Printed, ...]:
    rows = []
    for row in _read("printed.yaml")["printed"]:
        unit, basis, factor = unit_of(row["unit"])
        low, high = (number(end) * factor for end in row["give"])
        most = tuple((number(amount) * unit_of(of)[2], per) for amount, of, per in row.get("most", []))
        rows.append(
            Printed(
                row["of"],
                low,
                high,
                number(row.get("point", row["give"][0])) * factor,
                unit,
                basis,
                row["per"],
                tuple(row.get("a_day", ())),
                row.get("days", 0),
                row.get("once", False),
                row.get("a_week", 0),
                _span(row.get("span")),
                most,
                row.get("weight", {}),
                row.get("age", {}),
            )
        )
    return tuple(rows)


def printed_of(slot: str, source: str) -> tuple[Printed, ...]:
    """What a source prints for a slot or a block: a row for each band of children it speaks of."""
    return tuple(row for row in _printed() if row.of == f"{slot}/{source}")


@cache
def bands_of(place: str, of: str) -> frozenset[Fraction]:
    """The weights (kg) or ages (months) at which either table begins to speak of other children in a slot or block."""
    bands = [row.weight if of == "weight" else row.age for row in limits_on(place)]
    bands += [row.get(of, {}) for row in only_for(place)]
    bands += [row.weight if of == "weight" else row.age for row in _printed() if row.of.startswith(f"{place}/")]
    return frozenset(number(limit) for band in bands for limit in band.values())


@cache
def to_compare() -> Mapping[str, str]:
    """Records that compute above a ceiling so that the difference is seen, with the reason; never a default."""
    return dict(_read("printed.yaml")["to_compare"])
