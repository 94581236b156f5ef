"""Questions of the sheet by the clock: urine, early warning, reactions, troughs, and when a medicine ends."""

import pytest

from stillpath.answer import Answerer, Reader

FIRST = (
    (Reader.NURSE, "how little urine is too little in MAS", "statements/urine-output-limit"),
    (Reader.NURSE, "she is oliguric on ciclosporin with MAS", "statements/urine-output-limit"),
    (Reader.NURSE, "which early warning score in MAS", "monitoring/early-warning"),
    (Reader.NURSE, "reaction to the infusion of immunoglobulin in MAS", "statements/infusion-stop"),
    (Reader.CLINICIAN, "stopping rules for MAS treatment", "statements/when-to-stop-first-drugs"),
    (Reader.CLINICIAN, "when can treatment be stopped in MAS?", "statements/when-to-stop-first-drugs"),
)


@pytest.mark.parametrize("reader, question, claim", FIRST, ids=[one[1] for one in FIRST])
def test_what_is_asked_leads(answerer: Answerer, reader: Reader, question: str, claim: str) -> None:
    """The direct answer is among the first claims."""
    assert claim in answerer.ask(question, reader).claims[:3]


def test_a_trough_is_told_with_its_timing(answerer: Answerer) -> None:
    """Just before the dose, and what a continuous infusion means for it."""
    answer = answerer.ask("when do I take the ciclosporin trough?", Reader.NURSE)
    assert "statements/trough-timing" in answer.claims or "monitoring/ciclosporin-level" in answer.claims
