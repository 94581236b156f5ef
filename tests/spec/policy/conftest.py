"""A hospital's policy as text, put over the shipped knowledge."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stillpath.errors import KnowledgeError
from stillpath.library import default_folder
from stillpath.library.folder import read_folder
from stillpath.library.overlay import read_overlay
from stillpath.model import Knowledge

HEAD = """id: oslo
title: An invented policy
hospital: Invented Hospital
decided_by: nobody (invented)
dated: 2026-11-01
knowledge: 2026.11
"""

Put = Callable[[str], Knowledge]


@pytest.fixture(scope="session")
def put(tmp_path_factory: pytest.TempPathFactory) -> Put:
    """The shipped knowledge with the choices of a text over it; each text is read once."""
    kept: dict[str, Knowledge] = {}

    def over(choices: str) -> Knowledge:
        if choices not in kept:
            file = tmp_path_factory.mktemp("policy") / "POLICY.yaml"
            file.write_text(HEAD + choices, encoding="utf-8")
            kept[choices] = read_folder(default_folder(), policy=file)
        return kept[choices]

    return over


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str], list[str]]:
    """What is said of a policy's text before it is held against the knowledge."""

    def found(text: str) -> list[str]:
        file = tmp_path / "POLICY.yaml"
        file.write_text(text, encoding="utf-8")
        every: list[KnowledgeError] = []
        try:
            read_overlay(file, every.append)
        except KnowledgeError as problem:
            every.append(problem)
        return [str(problem) for problem in every]

    return found
