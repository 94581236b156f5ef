"""How far a page is reviewed, in Norwegian. The people of these examples are invented."""

from dataclasses import replace
from datetime import date

from stillpath.model import Knowledge, Reviewed, Signature, Standing, State
from stillpath.prose.reviewed import status_line

ANN = Signature("Ann Author", "paediatric rheumatology", "none", date(2026, 11, 3))
FACT = Standing("facts/ferritin", State.APPROVED, date(2026, 11, 3), (ANN,), due=date(2027, 5, 3))
DRUG = replace(FACT, entry="drugs/anakinra", due=date(2027, 11, 5))
LAPSED = replace(DRUG, state=State.LAPSED, changed=("drugs/anakinra", "drugs/anakinra#names", "language"))


def told(knowledge: Knowledge, *standings: Standing) -> Knowledge:
    return knowledge.reviewed_as(Reviewed({one.entry: one for one in standings}))


def test_norwegian_pages_have_norwegian_words(knowledge: Knowledge) -> None:
    """Dates too."""
    both = told(knowledge, DRUG, FACT)
    names = ("drugs/anakinra", "facts/ferritin")

    assert status_line(both, names, "nb") == (
        "GJENNOMGÅTT: hver oppføring her er godkjent, den eldste 3. nov 2026; neste gjennomgang 3. mai 2027"
    )
    assert status_line(told(knowledge, LAPSED, FACT), names, "nb") == (
        "IKKE GJENNOMGÅTT som helhet: 1 av 2 oppføringer er godkjent; "
        "godkjenningen av anakinra UTLØPT: legemiddel anakinra, regelspråket endret"
    )
