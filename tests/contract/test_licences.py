"""Whose words and codes these are: the licences, and a notice for every system of codes that a record names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The word that begins a line of `codes:`, and what the notice must say.
NOTICES = {
    "loinc": (
        "LOINC",
        "This material contains content from LOINC",
        "Regenstrief Institute",
        "https://loinc.org/license",
    ),
    "ucum": ("UCUM", "This material contains content from UCUM", "https://ucum.org/license"),
    "snomed": ("SNOMED CT", "SNOMED International"),
    "atc": ("WHO ATC", "WHO Collaborating Centre for Drug Statistics Methodology"),
    "icd-10-cm": ("ICD-10-CM", "World Health Organization", "National Center for Health Statistics"),
    "rxnorm": ("RxNorm", "courtesy of the U.S. National Library of Medicine", "does not endorse or recommend"),
}


def test_the_code_is_under_the_apache_licence() -> None:
    """LICENSE is the whole text of the Apache License 2.0."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "9. Accepting Warranty or Additional Liability." in text


@pytest.mark.parametrize("system", NOTICES)
def test_each_system_of_codes_has_its_notice(system: str) -> None:
    """knowledge/LICENSE.md carries the notice that the owner of the codes asks for."""
    text = " ".join((ROOT / "knowledge" / "LICENSE.md").read_text(encoding="utf-8").split())
    assert [words for words in NOTICES[system] if words not in text] == []


def test_no_record_names_a_system_without_a_notice() -> None:
    """Every line of every `codes:` begins with a system whose notice is there."""
    systems: set[str] = set()
    for path in (ROOT / "knowledge").rglob("*.yaml"):
        for block in re.findall(r"^ *codes:\n((?: +- .*\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            systems.update(re.findall(r"- ([a-z0-9-]+) ", block))
    assert systems
    assert systems - set(NOTICES) == set()


def test_the_knowledge_says_that_nobody_approved_it() -> None:
    """The licence, the first page and the safety page say that no clinical board has approved anything."""
    for name in ("knowledge/LICENSE.md", "README.md", "SAFETY.md"):
        text = " ".join((ROOT / name).read_text(encoding="utf-8").split()).lower()
        assert "clinical board" in text, name
