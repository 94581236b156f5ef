"""The knowledge as its files hold it, read without the program: what every claim may say, by claim id."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
_LISTS = ("handling", "screening", "monitoring", "presentation")
FORM = "division not stated"
"""What the program writes where a source does not say how a day's amount is divided."""
_QUIET = ("id", "source", "status", "tier", "codes", "sources", "about", "conflicts", "asks", "doses", "do", "do_not")


@dataclass(frozen=True)
class Held:
    """What the record of a claim holds: all its text, the sources it cites, and whether its figures are adults'."""

    text: str
    sources: frozenset[str]
    adults: bool


@cache
def records() -> dict[str, Held]:
    """Every claim of the knowledge by its id."""
    found: dict[str, Held] = {}
    for folder in KNOWLEDGE.iterdir():
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            record = YAML(typ="safe", pure=True).load(_filled(path.read_text(encoding="utf-8")))
            id = f"{folder.name}/{path.stem}"
            if folder.name == "drugs":
                found.update(_drug(id, record))
            elif folder.name == "schedules":
                found.update(_schedule(id, record))
            elif folder.name == "policy" and "parameters" in record:
                found.update({f"policy/{one['id']}": _held(one) for one in record["parameters"]})
            elif record.get("topic") == "literature":
                found[id] = _held({**record, "people": _source(record["source"])["population"]})
            else:
                found[id] = _held(record)
    return found


_FILL = re.compile(r"\{policy ([a-z0-9-]+)\}|(?<=every: )policy ([a-z0-9-]+)")


def _filled(text: str) -> str:
    """The text of a record with the values of policy that it names in a sentence, or as how often."""
    return _FILL.sub(lambda named: _policy()[named[1] or named[2]], text)


@cache
def _policy() -> dict[str, str]:
    pages = (YAML(typ="safe", pure=True).load(path.read_text()) for path in sorted(KNOWLEDGE.glob("policy/*.yaml")))
    return {one["id"]: str(one["value"]) for page in pages for one in page.get("parameters") or ()}


@cache
def _source(id: str) -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(
        (KNOWLEDGE / f"sources/{id}.yaml").read_text(encoding="utf-8")
    )
    return {"population": "", **read}


@cache
def translations() -> dict[tuple[str, str], str]:
    """Every text of translations/ by language and claim."""
    found = {}
    for path in sorted((KNOWLEDGE / "translations").glob("*.yaml")):
        record = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for one in record.get("texts") or ():
            found[record["language"], one["of"]] = one["says"]
    return found


@cache
def source_names() -> tuple[tuple[str, str], ...]:
    """The short name and year of every source, the longest name first."""
    found = []
    for path in sorted((KNOWLEDGE / "sources").glob("*.yaml")):
        record = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        found.append((str(record["short"]), str(record.get("year", ""))))
    return tuple(sorted(found, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def drug_words() -> dict[str, str]:
    """Every name of every drug, in lower case, and the drug it is of."""
    found = {}
    for path in sorted((KNOWLEDGE / "drugs").glob("*.yaml")):
        record = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        for name in (record["id"], record["title"], *(record.get("names") or ()), *(record.get("brands") or ())):
            found[str(name).lower()] = path.stem
    return found


def _drug(id: str, record: dict[str, Any]) -> dict[str, Held]:
    head = {
        key: value for key, value in record.items() if key in ("id", "title", "names", "brands", "no_dose", "source")
    }
    found = {id: _held({**head, "sources": record.get("sources")})}
    for dose in record.get("doses") or ():
        found[f"{id}/{dose['slot']}/{dose['id']}"] = _held({**dose, "title": record["title"], "form": FORM})
    for name in _LISTS:
        for number, one in enumerate(record.get(name) or (), 1):
            found[f"{id}/{name}/{number}"] = _held(one)
    for one in record.get("cautions") or ():
        found[f"{id}/caution/{one['id']}"] = _held(one)
    for one in record.get("availability") or ():
        country = one["country"].lower().replace(" ", "-")
        found[f"{id}/availability/{country}"] = _held({**one, "title": record["title"]})
    return found


def _schedule(id: str, record: dict[str, Any]) -> dict[str, Held]:
    """A schedule and its blocks; a block that names a drug's dose holds what that holds."""
    found = {id: _held({key: value for key, value in record.items() if key != "blocks"})}
    for block in record["blocks"]:
        named = _dose_named(block["dose"]) if "dose" in block else {}
        drug = block.get("drug") or str(block.get("dose", "")).partition("/")[0]
        held = {**named, **block, "title": record["title"], "form": FORM, "of": drug}
        found[f"{id}/{block['id']}"] = _held(held)
    return found


def _dose_named(name: str) -> dict[str, Any]:
    drug, slot, id = name.split("/")
    record = YAML(typ="safe", pure=True).load((KNOWLEDGE / f"drugs/{drug}.yaml").read_text(encoding="utf-8"))
    (dose,) = (one for one in record["doses"] if (one["slot"], one["id"]) == (slot, id))
    return {key: value for key, value in dose.items() if key not in ("id", "slot")}


def _held(record: dict[str, Any]) -> Held:
    text = " \n ".join(_texts(record))
    adult = str(record.get("adult", "")) in ("yes", "True") or "adults" in str(record.get("population", "")).lower()
    return Held(text, frozenset(_sources(record)), adult)


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        bands = [str(key) for key in node if " " in str(key)]  # of a score: `38.4 to 39.4 Cel: 33`
        return [*bands, *(text for key, value in node.items() if key not in _QUIET for text in _texts(value))]
    if isinstance(node, list):
        return [text for value in node for text in _texts(value)]
    return [re.sub(r"\s+", " ", str(node)).strip()]


def _sources(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [str(node["source"])] if isinstance(node.get("source"), str) else []
        return [*own, *(one for value in node.values() for one in _sources(value))]
    if isinstance(node, list):
        return [one for value in node for one in _sources(value)]
    return []
