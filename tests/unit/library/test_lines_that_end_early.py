"""A line that ends too early, or that says nothing, is refused with its file and line."""

import pytest

from stillpath.errors import GrammarError
from stillpath.library.grammar import parse_event
from tests.spec.language.book import rule, words


@pytest.mark.parametrize(
    "line, problem",
    [
        ("platelets falls by", "the line ends too early"),
        ("order of anakinra >", "the line ends too early"),
        ("given anakinra > policy", "the line ends too early"),
        ("ferritin > policy", "the line ends too early"),
        ("no reassessment for policy fever-temperature", "the parameter 'fever-temperature' is no duration"),
        ("not not seizure", "'not' stands twice"),
        ("platelets falling on 0 samples", "0 samples have no direction"),
        ("platelets falling on 1 samples", "1 samples have no direction"),
        ("platelets rising on -2 samples", "-2 samples have no direction"),
        ("platelets falls by -30 % within 24 h", "a change of nothing, or in the other direction"),
        ("platelets rises by 0 10*9/L within 24 h", "a change of nothing, or in the other direction"),
        ("seizure rises by 30 % within 24 h", "'seizure' is answered yes or no"),
        ("seizure falling on 3 samples", "'seizure' is answered yes or no"),
        ("seizure > 2 x upper limit", "'seizure' is answered yes or no"),
        ("highest seizure within 24 h > 2 x upper limit", "'seizure' is answered yes or no"),
        ("age rises by 1 y within 24 h", "'age' is worked out, and has no earlier values"),
        ("bsa rising on 2 samples", "'bsa' is worked out, and has no earlier values"),
    ],
)
def test_a_line_without_its_end_or_without_sense(line: str, problem: str) -> None:
    """Nothing but a GrammarError comes out, and it names the place."""
    with pytest.raises(GrammarError) as caught:
        rule(line)
    assert problem in caught.value.problem
    assert caught.value.where == "book"


@pytest.mark.parametrize("text", ["first", "last", "first given", "earliest of", "earliest of "])
def test_an_event_without_its_end(text: str) -> None:
    """The same holds for the `is:` of an event."""
    with pytest.raises(GrammarError) as caught:
        parse_event(text, "book", words())
    assert caught.value.where == "book"
