"""`check`: the knowledge against itself, then every worked case against the engine."""

import os
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import NoReturn

import typer

from stillpath.errors import KnowledgeError
from stillpath.intake import Names
from stillpath.library import CHECKED, default_folder
from stillpath.library.check import check_knowledge, first_causes, unread
from stillpath.library.folder import read_folder
from stillpath.model import Knowledge
from stillpath.prose.local import local_text, raises, slot_mark
from stillpath.review.worked import REFUSED, case_problem, patient_problems, rule_of

__all__ = ["check"]

_MOST_PARTS = 8
"""Into how many processes the worked cases are shared out at most."""

_SHARED: list[Knowledge] = []


def check(record: bool, folder: Path | None, policy: Path | None = None) -> None:
    """Prints every problem; KnowledgeError at the end if there is one. With `record`, writes down the digest.

    A hospital's `policy` is held against the knowledge after it; the digest is of the knowledge alone.
    """
    folder = folder or default_folder()
    problems: list[KnowledgeError] = []
    try:
        knowledge = read_folder(folder, problems)
    except KnowledgeError as problem:
        _stop(folder, [*problems, problem])
    problems = first_causes(problems, [*unread(folder), *check_knowledge(knowledge, problems, folder.name)])
    if not problems:
        problems = _worked(knowledge, folder.name)
    if problems:
        _stop(folder, problems)
    rows = sum(len(case.rows) for case in knowledge.cases.values())
    typer.echo(
        f"checked {knowledge.version}: {len(knowledge.criteria)} criteria, {len(knowledge.scores)} scores, "
        f"{len(knowledge.alerts)} alerts, "
        f"{len(knowledge.drugs)} drugs, {len(knowledge.conflicts)} conflicts, {len(knowledge.sources)} sources; "
        f"{rows} worked edges in {len(knowledge.cases)} files and {len(knowledge.patients)} patients hold"
    )
    if record:
        (folder / CHECKED).write_text(f"{knowledge.digest}\n", encoding="utf-8")
        typer.echo(f"recorded in {folder.name}/{CHECKED}")
    elif not knowledge.checked:
        typer.echo("not recorded: pages carry a banner until `stillpath check --record`")
    if policy is not None:
        _check_policy(folder, policy)


def _check_policy(folder: Path, policy: Path) -> None:
    """Prints every choice that is not allowed, with what is; else how many hold, and whom to ask about them."""
    problems: list[KnowledgeError] = []
    knowledge = read_folder(folder, problems, policy)
    local = knowledge.local
    if problems or local is None:
        _stop(policy, problems)
    typer.echo(f"{local_text(local)} Every choice is allowed.")
    for drug in knowledge.drugs.values():
        for slot in drug.slots:
            if raises(drug, slot):
                typer.echo(f"raises the default amount: {drug.id}/{slot.id}, {slot_mark(drug, slot, knowledge)}")
    typer.echo(f"whose stage, doses and alerts it changes: stillpath diff shipped {policy}")


def _worked(knowledge: Knowledge, folder: str) -> list[KnowledgeError]:
    """Every worked case that does not come out, by file and line; shared out among the processors if there are some."""
    parts = min(os.cpu_count() or 1, _MOST_PARTS)
    if parts == 1 or not hasattr(os, "fork") or threading.active_count() > 1:
        return _part(knowledge, folder, 0, 1)
    with ProcessPoolExecutor(parts, get_context("fork"), _share, (knowledge,)) as pool:
        found = list(pool.map(_shared_part, [(folder, number, parts) for number in range(parts)]))
    return sorted((problem for part in found for problem in part), key=_place)


def _part(knowledge: Knowledge, folder: str, number: int, parts: int) -> list[KnowledgeError]:
    """The problems of every worked case and patient whose turn is `number` of `parts`."""
    names = Names.of(knowledge)
    problems: list[KnowledgeError] = []
    for case in list(knowledge.cases.values())[number::parts]:
        narrowed = knowledge.leading_to(rule_of(case.about, knowledge))
        for row in case.rows:
            found = case_problem(case, row, narrowed, names)
            problems += [found] if found else []
    for patient in list(knowledge.patients.values())[number::parts]:
        whole = replace(patient, expect={REFUSED: (), **patient.expect})
        problems += patient_problems(whole, knowledge, folder)
    return problems


def _share(knowledge: Knowledge) -> None:
    """Keeps in a forked process what it was forked with."""
    _SHARED.append(knowledge)


def _shared_part(turn: tuple[str, int, int]) -> list[KnowledgeError]:
    return _part(_SHARED[0], *turn)


def _place(problem: KnowledgeError) -> tuple[str, int]:
    file, _, line = problem.where.partition(":")
    return file, int(line) if line.isdigit() else 0


def _stop(folder: Path, problems: list[KnowledgeError]) -> NoReturn:
    for problem in problems:
        typer.echo(str(problem))
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    raise KnowledgeError(str(folder), count, "none: mend the lines above, then check again")
