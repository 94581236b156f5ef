"""The questions of the evaluation set, and which of them are held out."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).parent
FILE = HERE / "questions.yaml"
HELD_OUT = 0.3


@dataclass(frozen=True)
class Asked:
    """One question as its author wrote it. `must` are the key facts in the author's words; `key.yaml` maps them."""

    id: str
    reader: str
    language: str
    question: str
    kind: str
    because: str
    must: tuple[str, ...]
    conflict: str


@cache
def questions() -> tuple[Asked, ...]:
    """All questions, in the order of the file."""
    read = YAML(typ="safe", pure=True).load(FILE.read_text(encoding="utf-8"))
    return tuple(
        Asked(
            one["id"],
            one["as"],
            one["language"],
            one["question"],
            one["kind"],
            one.get("because") or "",
            tuple(one.get("must") or ()),
            one.get("conflict") or "",
        )
        for one in read
    )


@cache
def held_out() -> frozenset[str]:
    """The ids held out: three in ten by the SHA-256 of the id, paraphrases together."""
    groups: dict[str, list[str]] = {}
    for one in questions():
        groups.setdefault(hashlib.sha256(one.id.rstrip("abc").encode()).hexdigest(), []).append(one.id)
    found: list[str] = []
    for _, ids in sorted(groups.items()):
        if len(found) < HELD_OUT * len(questions()):
            found += ids
    return frozenset(found)
