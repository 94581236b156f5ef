"""One answerer for all: made once, as a server makes it."""

import pytest

from stillpath.answer import Answerer
from stillpath.model import Knowledge


@pytest.fixture(scope="session")
def answerer(knowledge: Knowledge) -> Answerer:
    """The shipped knowledge, ready to be asked."""
    return Answerer(knowledge)
