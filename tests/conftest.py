"""Options and fixtures of the whole suite."""

import pytest

from stillpath.library import load
from stillpath.model import Knowledge


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--approve` writes the approved pages anew."""
    parser.addoption("--approve", action="store_true", help="write tests/golden/approved anew from what is printed now")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load()
