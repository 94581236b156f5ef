"""Writes examples/ from the worked patients: the same children as files that a hospital could send."""

import json
from pathlib import Path

import typer

from stillpath.intake import timeline_json
from stillpath.library import default_folder, load
from stillpath.model import Knowledge

__all__ = ["example_texts", "write_examples"]


def example_texts(knowledge: Knowledge) -> dict[str, str]:
    """File name and text of every example: the patients marked as one, and all published ones."""
    return {
        f"{case.id}.json": json.dumps(timeline_json(case, knowledge), indent=1, ensure_ascii=False) + "\n"
        for case in knowledge.patients.values()
        if case.example or case.basis == "published"
    }


def write_examples(folder: Path | None) -> None:
    """Writes each example beside the knowledge folder."""
    knowledge = load(folder)
    place = (folder or default_folder()).parent / "examples"
    place.mkdir(exist_ok=True)
    for name, text in example_texts(knowledge).items():
        (place / name).write_text(text, encoding="utf-8")
        typer.echo(f"{place.name}/{name}")
