"""A changed figure whose source, locator and `tried` stayed is told."""

from stillpath.review.fields import with_fields
from stillpath.review.unsourced import figures_without_source
from tests.editing.conftest import KNOWLEDGE

TEXT = (KNOWLEDGE / "drugs" / "ciclosporin.yaml").read_text(encoding="utf-8")


def test_a_changed_amount_is_named() -> None:
    """With both values, by the name of its record and not its place."""
    told = figures_without_source(TEXT, with_fields(TEXT, {"doses/0/usual": "30 mg/kg"}))
    assert told == ("doses, halyabar-oral, usual: 3 mg/kg, now 30 mg/kg",)
    sooner = TEXT.replace("doses:\n", "doses:\n  - id: made-up\n    slot: oral\n    give: 1 mg/kg per day\n")
    assert figures_without_source(TEXT, sooner) == ()
    assert figures_without_source(TEXT, sooner.replace("usual: 3 mg/kg", "usual: 30 mg/kg")) == told


def test_who_wrote_where_it_stands_is_not_warned() -> None:
    """Another locator, or another line of `tried`, speaks for the new figure; words alone are no figure."""
    changed = {"doses/0/usual": "4 mg/kg"}
    assert figures_without_source(TEXT, with_fields(TEXT, {**changed, "doses/0/locator": "table 4"})) == ()
    assert figures_without_source(TEXT, with_fields(TEXT, {**changed, "tried/0/outcome": "Read anew."})) == ()
    assert figures_without_source(TEXT, with_fields(TEXT, {"doses/0/note": "The modified form."})) != ()
    assert figures_without_source(TEXT, with_fields(TEXT, {"title": "ciclosporin a"})) == ()
    assert figures_without_source(TEXT, "id: [x]") == ()
