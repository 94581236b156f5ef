"""The scores against the tables of their sources, typed here straight from print and from nothing of ours.

Each row gives an item, a value at or beside a printed limit as a laboratory might send it, and the printed points.
The rest of the child has nothing that gives a point, so that the total is that of the one item.
"""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from stillpath.engine import Scored, decide, printed_at
from stillpath.intake import timeline_of_case
from stillpath.model import Case, CaseRow, Knowledge, Points

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)

HSCORE_NOTHING = (
    "immunosuppression no",
    "temperature 36.5 Cel",
    "hepatomegaly no",
    "splenomegaly no",
    "haemoglobin 14 g/dL",
    "white-cells 9 10*9/L",
    "platelets 300 10*9/L",
    "ferritin 50 ng/mL",
    "triglycerides 1 mmol/L",
    "fibrinogen 4 g/L",
    "ast 10 U/L",
    "haemophagocytosis no",
)

HSCORE_PRINTED = (
    # known underlying immunosuppression: 0 no, 18 yes
    (18, "immunosuppression yes"),
    # temperature: 0 (< 38.4), 33 (38.4 to 39.4), 49 (> 39.4)
    (0, "temperature 38.3 Cel"),
    (33, "temperature 38.4 Cel"),
    (33, "temperature 38.5 Cel"),
    (33, "temperature 39.3 Cel"),
    (33, "temperature 39.4 Cel"),
    (49, "temperature 39.5 Cel"),
    # organomegaly: 0 no, 23 liver or spleen, 38 both
    (23, "hepatomegaly yes"),
    (23, "splenomegaly yes"),
    (38, "hepatomegaly yes", "splenomegaly yes"),
    # cytopenias: 0 one lineage, 24 two, 34 three; haemoglobin <= 9.2 g/dL, leucocytes <= 5000, platelets <= 110,000
    (0, "haemoglobin 9.2 g/dL"),
    (0, "white-cells 5 10*9/L"),
    (0, "platelets 110 10*9/L"),
    (24, "haemoglobin 9.2 g/dL", "white-cells 5 10*9/L"),
    (24, "haemoglobin 92 g/L", "white-cells 5000 /uL"),
    (0, "haemoglobin 9.3 g/dL", "white-cells 5 10*9/L"),
    (0, "haemoglobin 93 g/L", "white-cells 5000 /uL"),
    (0, "haemoglobin 9.2 g/dL", "white-cells 5.1 10*9/L"),
    (0, "haemoglobin 92 g/L", "white-cells 5001 /uL"),
    (24, "haemoglobin 9.2 g/dL", "platelets 110 10*9/L"),
    (24, "haemoglobin 92 g/L", "platelets 110000 /uL"),
    (0, "haemoglobin 9.2 g/dL", "platelets 111 10*9/L"),
    (0, "haemoglobin 92 g/L", "platelets 110001 /uL"),
    (24, "white-cells 5 10*9/L", "platelets 110 10*9/L"),
    (34, "haemoglobin 9.2 g/dL", "white-cells 5 10*9/L", "platelets 110 10*9/L"),
    (34, "haemoglobin 92 g/L", "white-cells 5000 /uL", "platelets 110000 /uL"),
    # ferritin: 0 (< 2000), 35 (2000 to 6000), 50 (> 6000)
    (0, "ferritin 1999 ng/mL"),
    (35, "ferritin 2000 ng/mL"),
    (35, "ferritin 6000 ng/mL"),
    (50, "ferritin 6001 ng/mL"),
    (0, "ferritin 1999 ug/L"),
    (35, "ferritin 2000 ug/L"),
    (35, "ferritin 6000 ug/L"),
    (50, "ferritin 6001 ug/L"),
    # triglycerides: 0 (< 1.5), 44 (1.5 to 4), 64 (> 4) mmol/L
    (0, "triglycerides 1.49 mmol/L"),
    (44, "triglycerides 1.5 mmol/L"),
    (44, "triglycerides 4 mmol/L"),
    (64, "triglycerides 4.01 mmol/L"),
    # the same in mg/dL, printed as 132.7 and 354; a value between the two prints is looked at below
    (0, "triglycerides 132.6 mg/dL"),
    (44, "triglycerides 133 mg/dL"),
    (44, "triglycerides 354 mg/dL"),
    (64, "triglycerides 355 mg/dL"),
    # fibrinogen: 0 (> 2.5 g/L), 30 (<= 2.5)
    (30, "fibrinogen 2.5 g/L"),
    (0, "fibrinogen 2.6 g/L"),
    (30, "fibrinogen 250 mg/dL"),
    (0, "fibrinogen 251 mg/dL"),
    # AST: 0 (< 30), 19 (>= 30)
    (0, "ast 29 U/L"),
    (19, "ast 30 U/L"),
    # haemophagocytosis on marrow aspirate: 0 no, 35 yes
    (35, "haemophagocytosis yes"),
)

HSCORE_PROBABILITY = (
    (90, "<1"),
    (100, "1"),
    (110, "3"),
    (120, "5"),
    (130, "9"),
    (140, "16"),
    (150, "25"),
    (160, "40"),
    (170, "54"),
    (180, "70"),
    (190, "80"),
    (200, "88"),
    (210, "93"),
    (220, "96"),
    (230, "98"),
    (240, "99"),
    (250, ">99"),
)

MH_NOTHING = (
    "fever-sign yes",
    "age-at-onset 9 y",
    "neutrophils 6 10*9/L",
    "fibrinogen 400 mg/dL",
    "splenomegaly no",
    "platelets 300 10*9/L",
    "haemoglobin 13 g/dL",
)

MH_PRINTED = (
    # age at onset, years: 0 (> 1.6), 37 (<= 1.6)
    (37, "age-at-onset 1.6 y"),
    (0, "age-at-onset 1.7 y"),
    (37, "age-at-onset 19 mo"),
    (0, "age-at-onset 20 mo"),
    # neutrophils, 10^9/L: 0 (> 1.4), 37 (<= 1.4)
    (37, "neutrophils 1.4 10*9/L"),
    (0, "neutrophils 1.5 10*9/L"),
    (37, "neutrophils 1400 /uL"),
    (0, "neutrophils 1401 /uL"),
    # fibrinogen, mg/dL: 0 (> 131), 15 (<= 131)
    (15, "fibrinogen 131 mg/dL"),
    (0, "fibrinogen 132 mg/dL"),
    (15, "fibrinogen 1.31 g/L"),
    (0, "fibrinogen 1.32 g/L"),
    # splenomegaly: 0 no, 12 yes
    (12, "splenomegaly yes"),
    # platelets, 10^9/L: 0 (> 78), 11 (<= 78)
    (11, "platelets 78 10*9/L"),
    (0, "platelets 79 10*9/L"),
    (11, "platelets 78000 /uL"),
    (0, "platelets 78001 /uL"),
    # haemoglobin, g/dL: 0 (> 8.3), 11 (<= 8.3)
    (11, "haemoglobin 8.3 g/dL"),
    (0, "haemoglobin 8.4 g/dL"),
    (11, "haemoglobin 83 g/L"),
    (0, "haemoglobin 84 g/L"),
)

DIC_NOTHING = (
    "shock yes",
    "platelets 300 10*9/L",
    "fibrin-marker-raised no",
    "fibrin-marker-strongly-raised no",
    "pt-prolongation 1 s",
    "fibrinogen 4 g/L",
)

DIC_PRINTED = (
    # platelets: >= 100 0, < 100 1, < 50 2
    (0, "platelets 100 10*9/L"),
    (1, "platelets 99 10*9/L"),
    (1, "platelets 50 10*9/L"),
    (2, "platelets 49 10*9/L"),
    (0, "platelets 100000 /uL"),
    (1, "platelets 99000 /uL"),
    (1, "platelets 50000 /uL"),
    (2, "platelets 49000 /uL"),
    # fibrin marker: no increase 0, moderate 2, strong 3
    (2, "fibrin-marker-raised yes"),
    (3, "fibrin-marker-raised yes", "fibrin-marker-strongly-raised yes"),
    # prolonged prothrombin time: < 3 s 0, >= 3 but < 6 s 1, >= 6 s 2
    (0, "pt-prolongation 2.9 s"),
    (1, "pt-prolongation 3 s"),
    (1, "pt-prolongation 5.9 s"),
    (2, "pt-prolongation 6 s"),
    # fibrinogen: >= 1 g/L 0, < 1 g/L 1
    (0, "fibrinogen 1 g/L"),
    (1, "fibrinogen 0.9 g/L"),
    (0, "fibrinogen 100 mg/dL"),
    (1, "fibrinogen 99 mg/dL"),
)

MS_CHILD = ("sjia yes", "temperature 39.2 Cel")

# (CNS, haemorrhage, active arthritis, platelets, LDH, fibrinogen in mg/dL, ferritin): table 4 of the source
MS_PRINTED = tuple(
    (cns, bleeding, arthritis, *laboratory)
    for cns in (0, 1)
    for bleeding in (0, 1)
    for arthritis in (0, 1)
    for laboratory in ((150, 1500, 200, 10000), (50, 2000, 100, 20000), (450, 400, 500, 800), (300, 100, 350, 1000))
)


def scored(knowledge: Knowledge, score: str, *facts: str) -> Scored:
    """What the engine gives for a child of these facts."""
    row = CaseRow("as printed", facts, Points())
    case = Case("as-printed", "", score, "constructed", "", (), (row,))
    reading = timeline_of_case(case, row, knowledge, NOON)
    assert reading.refused == ()
    return decide(knowledge, reading.timeline, NOON).score(score)


def with_facts(nothing: tuple[str, ...], *facts: str) -> tuple[str, ...]:
    named = {fact.split(" ")[0] for fact in facts}
    return (*(fact for fact in nothing if fact.split(" ")[0] not in named), *facts)


def _points(printed: tuple[tuple[object, ...], ...]) -> list[str]:
    return [" + ".join(str(one) for one in row[1:]) for row in printed]


@pytest.mark.parametrize("printed", HSCORE_PRINTED, ids=_points(HSCORE_PRINTED))
def test_the_hscore_as_printed(knowledge: Knowledge, printed: tuple[int, ...]) -> None:
    """Each item of the HScore gives the printed points at and beside every printed limit, in both unit systems."""
    points, *facts = printed
    got = scored(knowledge, "hscore", *with_facts(HSCORE_NOTHING, *map(str, facts)))
    assert got.complete
    assert got.points is not None
    assert got.points.low == got.points.high == points


@pytest.mark.parametrize("points, printed", HSCORE_PROBABILITY)
def test_the_probabilities_of_the_hscore_as_printed(knowledge: Knowledge, points: int, printed: str) -> None:
    """All 17 printed probabilities come out as printed."""
    table = knowledge.scores["hscore"].printed
    assert table is not None
    assert len(table.rows) == len(HSCORE_PROBABILITY)
    assert printed_at(table, Fraction(points)) == printed


def test_the_probability_never_falls(knowledge: Knowledge) -> None:
    """From 0 to 337 points the probability rises or stays: below the table <1, above it >99, between rows a line."""
    table = knowledge.scores["hscore"].printed
    assert table is not None
    told = [printed_at(table, Fraction(points)) for points in range(338)]
    values = [
        Fraction(0) if text.startswith("<") else Fraction(100) if text.startswith(">") else Fraction(text)
        for text in told
    ]
    assert values == sorted(values)
    assert told[0] == told[89] == told[99] == "<1"
    assert told[251] == told[337] == ">99"
    assert told[169] == "52.6"


@pytest.mark.parametrize(
    "value, points, edge",
    [("132.6", 0, False), ("132.7", 0, True), ("132.8", 0, True), ("132.9", 44, False), ("354.2", 44, True)],
)
def test_a_value_between_the_two_prints_is_told(knowledge: Knowledge, value: str, points: int, edge: bool) -> None:
    """132.7 mg/dL is 1.498 mmol/L: compared in mmol/L, and told to be at the limit."""
    got = scored(knowledge, "hscore", *with_facts(HSCORE_NOTHING, f"triglycerides {value} mg/dL"))
    item = next(one for one in got.items if one.item.id == "triglycerides")
    assert (item.points.low, item.at_limit) == (points, edge)


@pytest.mark.parametrize("printed", MH_PRINTED, ids=_points(MH_PRINTED))
def test_the_mh_score_as_printed(knowledge: Knowledge, printed: tuple[int, ...]) -> None:
    """Each item of the MH score gives the printed points at and beside every printed limit, in both unit systems."""
    points, *facts = printed
    got = scored(knowledge, "mh-score", *with_facts(MH_NOTHING, *map(str, facts)))
    assert got.complete
    assert got.points is not None
    assert got.points.low == got.points.high == points
    assert got.reading is None


@pytest.mark.parametrize("printed", DIC_PRINTED, ids=_points(DIC_PRINTED))
def test_the_dic_score_as_printed(knowledge: Knowledge, printed: tuple[int, ...]) -> None:
    """Each item of the DIC score gives the printed points at and beside every printed limit, in both unit systems."""
    points, *facts = printed
    got = scored(knowledge, "isth-dic", *with_facts(DIC_NOTHING, *map(str, facts)))
    assert got.complete
    assert got.points is not None
    assert got.points.low == got.points.high == points


@pytest.mark.parametrize("units", ["mg/dL", "g/L"])
@pytest.mark.parametrize("child", MS_PRINTED)
def test_the_ms_score_as_printed(knowledge: Knowledge, child: tuple[int, ...], units: str) -> None:
    """The printed formula, worked out here in whole ten-thousandths, and read at -2.1, in both unit systems."""
    cns, bleeding, arthritis, platelets, ldh, fibrinogen, ferritin = child
    other = units == "g/L"
    facts = (
        f"cns-disease {'yes' if cns else 'no'}",
        f"bleeding {'yes' if bleeding else 'no'}",
        f"arthritis {'yes' if arthritis else 'no'}",
        f"platelets {platelets}000 /uL" if other else f"platelets {platelets} 10*9/L",
        f"ldh {ldh} U/L",
        f"fibrinogen {fibrinogen / 100} g/L" if other else f"fibrinogen {fibrinogen} mg/dL",
        f"ferritin {ferritin} ug/L" if other else f"ferritin {ferritin} ng/mL",
    )
    exact = 24400 * cns + 15400 * bleeding - 13000 * arthritis - 30 * platelets + 10 * ldh - 40 * fibrinogen + ferritin
    got = scored(knowledge, "ms-score", *MS_CHILD, *facts)
    assert got.complete
    assert got.points is not None
    assert got.points.low * 10000 == exact
    assert got.reading is not None
    assert got.reading.id == ("at-cut-off" if exact >= -21000 else "below-cut-off")


def test_fibrinogen_in_the_wrong_unit_does_not_vanish(knowledge: Knowledge) -> None:
    """Arthritis, platelets 400, LDH 400, fibrinogen 5.0 g/L, ferritin 800: -4.02, and not -2.04 with 5 as mg/dL."""
    facts = ("cns-disease no", "bleeding no", "arthritis yes", "platelets 400 10*9/L", "ldh 400 U/L")
    got = scored(knowledge, "ms-score", *MS_CHILD, *facts, "fibrinogen 5.0 g/L", "ferritin 800 ng/mL")
    assert got.points is not None
    assert got.points.low == Fraction("-4.02")
