"""What a page says of a child on a blocker that hides fever, CRP and ferritin."""

import re
from datetime import UTC, datetime

import pytest

from stillpath.care import plan
from stillpath.engine import decide
from stillpath.intake import timeline_of_case
from stillpath.library import load
from stillpath.model import Case, Verdict
from stillpath.prose import Item, patient_page

_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
_ABOUT = (
    "masked-by-blocker",
    "masked-suspicion",
    "treat-now-masked",
    "masked-mas",
    "expected-on-tocilizumab",
)
_REASSURING = re.compile(
    r"MAS (?:is |has been )?(?:excluded|ruled out|unlikely)|\bno MAS\b(?! (?:treatment|rule|guideline))"
    r"|\bno sign of MAS\b|\bnothing to\b|\ball clear\b|\bsafe to (?:go|wait|send)|\breassuring\b",
    re.IGNORECASE,
)
_CASES = tuple(case for case in load().cases.values() if case.about in _ABOUT)


def _texts(items: tuple[Item, ...]) -> list[str]:
    return [text for item in items for text in (item.text, *_texts(item.details))]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.id)
def test_a_page_of_a_child_on_a_blocker_never_reassures(case: Case) -> None:
    """On tocilizumab, canakinumab or anakinra no page says or hints that MAS is out; unmet criteria are not usable."""
    knowledge = load()
    masked = 0
    for row in case.rows:
        decision = decide(knowledge, timeline_of_case(case, row, knowledge, _NOON).timeline, _NOON)
        if decision.now.verdict("masked-by-blocker") is not Verdict.MET:
            continue
        masked += 1
        page = patient_page(plan(decision), (), (), replayed=False, full=True)
        texts = [text for section in page.sections for text in _texts(section.items)]
        assert [text for text in texts if _REASSURING.search(text)] == [], row.name
        if decision.now.verdict("mas-2016") is Verdict.NOT_MET:
            assert "2016 criteria not met, not usable" in " ".join(texts), row.name
    assert masked
