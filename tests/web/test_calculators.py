"""Typed values in, worked doses and verdicts out; what cannot be used is told field by field, and stays typed."""

import html
import re
from fractions import Fraction

import pytest
from fastapi.testclient import TestClient

from stillpath.intake import weight_band
from stillpath.model import Knowledge

DOSE = "/calculate/dose"


def shown(client: TestClient, address: str, **typed: str) -> str:
    answer = client.get(address, params={name.replace("_", "-"): text for name, text in typed.items()})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(html.unescape(text).split())


def test_every_sources_dose_with_its_working(client: TestClient) -> None:
    """The default with amount, route and working; the others beside it, marked as not used."""
    text = shown(client, DOSE, drug="methylprednisolone", weight="18.4", age="6", age_unit="y")
    assert "methylprednisolone DOSE 552 mg per dose, intravenous" in text
    assert "30 mg/kg x 18.4 kg = 552 mg" in text
    assert "not used PNDS 2017" in text


def test_a_range_of_weights_is_worked_out_at_both_ends(client: TestClient) -> None:
    """17 to 19 kg gives two pages and one table with both."""
    text = shown(client, DOSE, drug="methylprednisolone", weight="17 to 19")
    assert "510 mg" in text
    assert "570 mg" in text
    assert "At 17 kg" in text
    assert "At 19 kg" in text


@pytest.mark.parametrize("weight", ["18,4", "18.4 kg", " 18.40 ", "18.4kg"])
def test_a_weight_in_any_common_form_is_the_same_weight(weight: str, client: TestClient) -> None:
    """Point or comma, with or without its unit."""
    assert "552 mg" in shown(client, DOSE, drug="methylprednisolone", weight=weight)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"weight": "1,500"}, "expected 1500 or 1.5"),
        ({"weight": "18.425"}, "expected 18425 or 18.4250"),
        ({"weight": "10 to 20"}, "more than one and a half times its lower"),
        ({"weight": "180"}, "does not fit any child"),
        ({"weight": "heavy"}, "text that is not a number"),
        ({"weight": "40 lb"}, "text that is not a number"),
        ({"weight": "-5"}, "text that is not a number"),
        ({"weight": "5000"}, "outside the plausible range"),
        ({"weight": "NaN"}, "text that is not a number"),
        ({"weight": "20", "age": "6"}, "no unit; choose years, months or days"),
        ({"weight": "20", "age": "x", "age_unit": "y"}, "Age"),
        ({"weight": "25", "age": "17", "age_unit": "mo"}, "does not fit the age"),
        ({"weight": "3", "age": "9", "age_unit": "y"}, "does not fit the age"),
        ({"weight": "20", "height": "tall"}, "in centimetres"),
        ({"drug": "no-such-drug", "weight": "20"}, "no medicine of this name is held"),
    ],
)
def test_what_cannot_be_used_is_told_by_field_and_stays_typed(
    typed: dict[str, str], says: str, client: TestClient
) -> None:
    """A summary on top that leads to the field, the sentence at the field, the input kept, and no dose."""
    given = {"drug": "anakinra", **typed}
    text = client.get(DOSE, params={name.replace("_", "-"): value for name, value in given.items()}).text
    assert says in html.unescape(text)
    assert "There is a problem" in text
    assert 'aria-invalid="true"' in text
    assert 'class="sp-amount"' not in text
    weight = typed["weight"].strip()
    assert f'value="{html.escape(weight)}"' in text
    (field,) = set(re.findall(r'href="#(f-\w+)"', text))
    assert f'id="{field}"' in text


def test_without_a_weight_no_amount_is_worked_out(client: TestClient) -> None:
    """The amount per kg stays, and what is missing is named."""
    text = shown(client, DOSE, drug="anakinra", age="6", age_unit="y")
    assert "needs a current weight" in text


def test_a_criterion_is_judged_from_what_is_typed(client: TestClient) -> None:
    """Met, not met and unknown, each with value and limit; what would settle it is named."""
    text = shown(
        client,
        "/calculate/criteria/mas-2016",
        ferritin="8420",
        ferritin_unit="ug/L",
        platelets="142",
        platelets_unit="10*9/L",
        ast="<30",
        ast_unit="U/L",
        sjia="yes",
        temperature="39,4",
        temperature_unit="Cel",
    )
    assert "UNKNOWN 1 met, 1 not met, 2 unknown; 2 needed" in text
    assert "would settle it triglycerides above 156 mg/dL" in text
    assert "never recorded" in text


def test_one_more_value_settles_it(client: TestClient) -> None:
    """The same child with the fibrinogen."""
    typed = {"ferritin": "8420", "ferritin-unit": "ng/mL", "platelets": "142", "platelets-unit": "10*9/L"}
    typed |= {"fibrinogen": "1,6", "fibrinogen-unit": "g/L", "sjia": "yes", "fever-sign": "yes"}
    text = client.get("/calculate/criteria/mas-2016", params=typed).text
    assert 'sp-verdict--met">MET</span> <span class="sp-result__count">2 met, 0 not met, 2 unknown; 2 needed' in text


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"ferritin": "8420"}, "no unit; choose the unit that the laboratory printed"),
        ({"ferritin": "8,420", "ferritin-unit": "ng/mL"}, "a comma with two readings; expected 8420 or 8.42"),
        ({"ferritin": "8.420", "ferritin-unit": "ng/mL"}, "a point with two readings; expected 8420 or 8.42"),
        ({"platelets": "50.000", "platelets-unit": "10*9/L"}, "expected 50000 or 50"),
        ({"ferritin": "high", "ferritin-unit": "ng/mL"}, "text that is not a number"),
        ({"ferritin": "8420", "ferritin-unit": "mg/dL"}, "no unit"),
        ({"platelets": "142000", "platelets-unit": "10*9/L"}, "outside the plausible range"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_by_field(typed: dict[str, str], says: str, client: TestClient) -> None:
    """No verdict is given while a field is wrong; the input stays."""
    text = client.get("/calculate/criteria/mas-2016", params=typed).text
    assert says in html.unescape(text)
    assert "sp-result" not in text
    assert f'value="{next(iter(typed.values()))}"' in text


@pytest.mark.parametrize("temperature", ["37.2", "37,2"])
def test_a_line_that_is_not_met_shows_the_value_that_decided_it(temperature: str, client: TestClient) -> None:
    """A reading of 37.2 denies fever, and stands beside it."""
    typed = {"temperature": temperature, "temperature_unit": "Cel"}
    text = shown(client, "/calculate/criteria/mas-2016", **typed)
    assert "NOT MET gate fever Value temperature 37.2 °C" in text


def test_the_dose_form_is_norwegian_where_it_is_asked_for(client: TestClient) -> None:
    """Its words are; what is worked out stands in English and is marked; the language is kept when the form is sent."""
    text = client.get(DOSE, params={"language": "nb", "drug": "anakinra", "weight": "18,4"}).text
    assert '<html lang="nb"' in text
    assert '<label for="f-weight">Vekt</label>' in text
    assert '<input type="hidden" name="language" value="nb">' in text
    assert '<section class="sp-part" lang="en">' in text
    assert 'href="/calculate/dose?drug=anakinra&amp;weight=18%2C4"' in text


def test_a_weight_is_held_against_the_band_of_its_age(knowledge: Knowledge) -> None:
    """The band widens with age; without an age it is that of every child."""
    infant, school, unknown = (weight_band(knowledge, age) for age in (Fraction(0), Fraction(6), None))
    assert infant.high < school.high < unknown.high
    assert (unknown.low, unknown.high) == (infant.low, weight_band(knowledge, Fraction(18)).high)


def test_a_medicine_counts_as_not_given_only_if_all_are_told(client: TestClient) -> None:
    """Silence is not no: the form asks whether these are all the medicines."""
    address = "/calculate/criteria/masked-by-blocker"
    assert "sp-verdict--unknown" in client.get(address, params={"anakinra": "no"}).text
    told = client.get(address, params={"anakinra": "no", "all-medicines": "yes"}).text
    assert "sp-verdict--not-met" in told
    assert (
        'h2 id="result"><span class="sp-verdict sp-verdict--met"'
        in client.get(address, params={"tocilizumab": "yes"}).text
    )


def test_every_criterion_has_a_form_that_answers(client: TestClient, knowledge: Knowledge) -> None:
    """Empty, and with every yes-or-no answered."""
    for id in knowledge.criteria:
        text = client.get(f"/calculate/criteria/{id}").text
        names = re.findall(r'type="radio" name="([^"]+)"', text)
        assert client.get(f"/calculate/criteria/{id}", params=dict.fromkeys(names, "yes")).status_code == 200, id


def test_a_rule_that_leans_on_a_table_asks_for_the_sex(client: TestClient) -> None:
    """Where a limit is looked up by sex, age and height, the form asks for all three, and else not."""
    text = shown(
        client,
        "/calculate/criteria/bp-measured-at-95th",
        **{"sex": "male", "age": "6", "age-unit": "y", "height": "118.9", "height-unit": "cm"},
        **{"systolic-bp": "111", "systolic-bp-unit": "mm[Hg]", "diastolic-bp": "60", "diastolic-bp-unit": "mm[Hg]"},
    )
    assert "MET" in text
    assert "Girl" in text
    assert "Girl" not in shown(client, "/calculate/criteria/mas-2016")
