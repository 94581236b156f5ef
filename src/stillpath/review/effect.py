"""What a draft does: what `check` finds in it, which worked cases turn red, and for whom a stage or dose changes.

Only worked patients are looked at, never a child that somebody opened.
"""

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from stillpath.care.diff import ChildChanges, child_changes
from stillpath.errors import KnowledgeError
from stillpath.intake import Names, timeline_of_patient
from stillpath.library.check import check_knowledge, unread
from stillpath.library.check_translations import STALE
from stillpath.library.folder import read_folder
from stillpath.model import Case, Knowledge
from stillpath.prose.changes import change_sides
from stillpath.prose.record_diff import record_changes
from stillpath.prose.words import Clock, for_people
from stillpath.review.dose_steps import is_far, step_text
from stillpath.review.fields import field_at
from stillpath.review.folder import laid_over
from stillpath.review.worked import REFUSED, case_problem, patient_problems, rule_of

__all__ = ["Told", "cases_of", "checked", "effect_of", "entries_of_file", "follows", "read_draft", "touched"]

Told = Callable[[int, int], None]
"""Called with how much is done, and of how much, while something runs."""

_MOST = 200
"""Problems, and red cases, that are kept at most."""


def read_draft(folder: Path, texts: Mapping[str, str]) -> tuple[Knowledge | None, list[KnowledgeError]]:
    """The knowledge with these texts over it, as far as it can be read, and every problem that `check` finds.

    While something cannot be read only that is told: what `check` says beyond it would follow from it.
    """
    made = laid_over(folder, texts)
    problems: list[KnowledgeError] = []
    try:
        try:
            knowledge = read_folder(made, problems, keep=False)
        except KnowledgeError as problem:
            return None, [*problems, problem]
        return knowledge, problems or [*unread(made), *check_knowledge(knowledge, (), made.name)]
    finally:
        shutil.rmtree(made.parent, ignore_errors=True)


def checked(problems: Iterable[KnowledgeError], file: str, text: str) -> dict[str, Any]:
    """The problems for a page: those of this file first, in the order of its lines, each with its field.

    What only follows from a changed English text, that other readings of it are stale, is told apart.
    """
    told, stale = [], []
    for one in problems:
        if follows(one, file):
            stale.append({"where": one.where, "found": one.problem})
            continue
        where, _, place = one.where.partition(".yaml")
        line = int(place.lstrip(":")) if place.lstrip(":").isdigit() else 0
        own = where.endswith(f"/{file}")
        path = field_at(text, line) if own and line else ""
        told.append(
            {"where": one.where, "line": line, "own": own, "path": path, "found": one.problem, "expected": one.expected}
        )
    told.sort(key=lambda one: (not one["own"], one["line"]))
    return {"problems": told[:_MOST], "count": len(told), "stale": stale[:_MOST]}


def follows(problem: KnowledgeError, file: str) -> bool:
    """Whether a problem is that another file's reading of a text is stale: it is not shown until somebody renews it."""
    return STALE in problem.problem and f"/{file}.yaml" not in problem.where


def entries_of_file(file: str, knowledge: Knowledge, text: str) -> frozenset[str]:
    """The entries that stand in a file: one; of a page of policy each of its parameters."""
    kind, _, _ = file.partition("/")
    if kind != "policy":
        return frozenset((file,))
    return frozenset(f"policy/{id}" for id in knowledge.policy if f"id: {id}\n" in text) | {file}


def touched(entries: frozenset[str], knowledges: Iterable[Knowledge]) -> tuple[str, ...]:
    """The cases that rest on one of these entries, or are one, in either knowledge, in order."""
    found = set()
    for knowledge in knowledges:
        for case in knowledge.cases.values():
            if f"cases/{case.id}" in entries or _rests(case, entries, knowledge):
                found.add(case.id)
    return tuple(sorted(found))


def _rests(case: Case, entries: frozenset[str], knowledge: Knowledge) -> bool:
    if "policy/values" in entries:  # how long values count, what is plausible: every rule hangs on it
        return True
    kind = next((kind for kind, there in _about(knowledge).items() if case.about in there), "")
    if not kind:
        return False
    entry = f"{kind}/{case.about}"
    parts = {part.partition("#")[0] for part in knowledge.closure_of(entry).parts}
    return entry in entries or not entries.isdisjoint(parts)


def _about(knowledge: Knowledge) -> dict[str, Mapping[str, object]]:
    return {
        "criteria": knowledge.criteria,
        "scores": knowledge.scores,
        "alerts": knowledge.alerts,
        "differentials": knowledge.differentials,
        "pathway": knowledge.stages,
        "actions": knowledge.actions,
    }


def cases_of(entries: frozenset[str], before: Knowledge, after: Knowledge, folder: str, told: Told) -> dict[str, Any]:
    """Which worked edges that rest on these entries turn red, with what was expected; then which worked patients do."""
    names = Names.of(after)
    chosen = [after.cases[id] for id in touched(entries, (before, after)) if id in after.cases]
    patients = list(after.patients.values())
    red: list[dict[str, str]] = []
    edges, whole = 0, len(chosen) + len(patients)
    for done, case in enumerate(chosen):
        told(done, whole)
        narrowed = after.leading_to(rule_of(case.about, after))
        for row in case.rows:
            edges += 1
            problem = case_problem(case, row, narrowed, names)
            red += [_red(problem, case.id, row.name)] if problem is not None else []
    for done, patient in enumerate(patients, len(chosen)):
        told(done, whole)
        whole_patient = replace(patient, expect={REFUSED: (), **patient.expect})
        red += [_red(problem, patient.id, "") for problem in patient_problems(whole_patient, after, folder)]
    return {
        "red": red[:_MOST],
        "count": len(red),
        "edges": edges,
        "files": len(chosen),
        "patients": len(patients),
    }


def _red(problem: KnowledgeError, case: str, edge: str) -> dict[str, str]:
    return {
        "case": case,
        "edge": edge,
        "where": problem.where,
        "found": problem.problem,
        "expected": problem.expected,
    }


def effect_of(before: Knowledge, after: Knowledge, told: Told) -> dict[str, Any]:
    """What differs, record by record in words, and for which worked patients something changes, and what.

    A dose that changes by far comes first, in a child and among children.
    """
    cases = {**after.patients, **before.patients}
    children: list[dict[str, Any]] = []
    moments = 0
    for done, (id, case) in enumerate(sorted(cases.items())):
        told(done, len(cases))
        one = child_changes(
            id,
            (before, timeline_of_patient(case, before).timeline),
            (after, timeline_of_patient(case, after).timeline),
        )
        moments += len(one.moments)
        children += [_child(one)] if one.changes else []
    records = [
        {
            "entry": f"{one.kind}/{one.id}",
            "state": one.state,
            "lines": [[for_people(was), for_people(now)] for was, now in one.lines],
        }
        for one in record_changes(before, after)
    ]
    children.sort(key=lambda child: not child["far"])
    return {"records": records, "children": children, "compared": len(cases), "moments": moments}


def _child(child: ChildChanges) -> dict[str, Any]:
    clock = Clock(child.timeline.zone, child.timeline.nominal)
    changes = []
    for change, times in child.changes:
        was, now = change_sides(change, clock)
        dose = change.kind == "dose"
        changes.append(
            {
                "kind": change.kind,
                "id": change.id,
                "was": was,
                "now": now,
                "moments": len(times),
                "step": step_text(change.before, change.after) if dose else "",
                "far": dose and is_far(change.before, change.after),
            }
        )
    changes.sort(key=lambda one: not one["far"])
    return {
        "name": child.name,
        "example": child.timeline.patient.example,
        "moments": len(child.moments),
        "far": any(one["far"] for one in changes),
        "changes": changes,
    }
