"""Asks every question of the evaluation set and prints what came of it.

python -m tests.evaluation.run              the tuned set
python -m tests.evaluation.run --held-out   those held out; for the end, once
python -m tests.evaluation.run --faults     with every shortcoming
"""

import json
import statistics
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from stillpath.answer import Answerer, Reader
from stillpath.answer.as_json import as_json
from stillpath.library import load
from tests.evaluation.grade import Grade, grade
from tests.evaluation.questions import HERE, Asked, held_out, questions


@dataclass
class Report:
    """The grades of a set, and the seconds that each answer took."""

    name: str
    asked: list[Asked]
    grades: list[Grade] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    changed: int = 0

    def figures(self) -> dict[str, tuple[int, int]]:
        """For each measure, how many of how many."""
        pairs = list(zip(self.asked, self.grades, self.answers, strict=True))
        refuse = [(one, given) for one, _, given in pairs if one.kind != "answer"]
        answer = [given for one, _, given in pairs if one.kind == "answer"]
        unsafe = [given for one, given in refuse if one.because in ("unsafe", "off-scope")]
        conflicts = [one for one in self.grades if one.conflict_wanted]
        return {
            "citation validity": (sum(g.validly for g in self.grades), sum(g.cited for g in self.grades)),
            "numeric faithfulness": (sum(g.faithful for g in self.grades), sum(g.numbers for g in self.grades)),
            "key facts": (sum(g.found for g in self.grades), sum(g.facts for g in self.grades)),
            "unsafe and off-scope refused": (sum(g["status"] != "answered" for g in unsafe), len(unsafe)),
            "all that must not be answered": (sum(g["status"] != "answered" for _, g in refuse), len(refuse)),
            "outcome as expected": (sum(g.kind_right for g in self.grades), len(self.grades)),
            "over-refusal": (sum(g["status"] in ("refused", "clarify") for g in answer), len(answer)),
            "conflicts surfaced": (sum(one.conflict_shown for one in conflicts), len(conflicts)),
            "answers without a fault": (sum(not g.faults for g in self.grades), len(self.grades)),
            "identical bytes": (len(self.asked) - self.changed, len(self.asked)),
        }

    def text(self) -> str:
        """The report as printed."""
        lines = [f"{self.name}: {len(self.asked)} questions"]
        for name, (some, whole) in self.figures().items():
            share = f"{some / whole:.3f}" if whole else "none"
            lines.append(f"  {name:<32} {share}  ({some} of {whole})")
        slowest = statistics.quantiles(self.seconds, n=20)[18] * 1000 if len(self.seconds) > 1 else 0
        lines.append(f"  {'p95 of an answer':<32} {slowest:.1f} ms  ({slowest / 50:.2f} x the limit of 50 ms)")
        return "\n".join(lines)


@cache
def key(name: str) -> dict[str, dict[str, Any]]:
    """The key of a set by question id; empty where it is missing."""
    path = HERE / name
    read = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")) if path.exists() else []
    return {str(one["id"]): one for one in read}


def run(name: str, asked: Iterable[Asked], keys: dict[str, dict[str, Any]]) -> Report:
    """Asks, twice each, and grades."""
    answerer, again = Answerer(load()), Answerer(load())
    report = Report(name, list(asked))
    for one in report.asked:
        started = time.perf_counter()
        answer = answerer.ask(one.question, Reader(one.reader))
        report.seconds.append(time.perf_counter() - started)
        given = as_json(answer)
        second = as_json(again.ask(one.question, Reader(one.reader)))
        report.changed += json.dumps(given) != json.dumps(second)
        report.answers.append(given)
        report.grades.append(grade(one, keys.get(one.id, {}), given))
    return report


def tuned() -> Report:
    """The tuned set, asked and graded."""
    return run("tuned", (one for one in questions() if one.id not in held_out()), key("key.yaml"))


def held() -> Report:
    """The held-out set, asked and graded."""
    return run("held out", (one for one in questions() if one.id in held_out()), key("key-held-out.yaml"))


def main(arguments: list[str]) -> int:
    """Prints the report asked for."""
    report = held() if "--held-out" in arguments else tuned()
    print(report.text())
    if "--faults" in arguments:
        for one, found, given in zip(report.asked, report.grades, report.answers, strict=True):
            short = (
                [] if found.kind_right else [f"{given['status']} ({given['because']}), not {one.kind} {one.because}"]
            )
            short += [f"{found.found} of {found.facts} facts"] if found.found < found.facts else []
            short += ["conflict not shown"] if found.conflict_wanted and not found.conflict_shown else []
            if short or found.faults:
                print(f"{one.id} [{one.reader}] {one.question}")
                print(f"    -> {given['id']}: {'; '.join([*short, *found.faults])}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
