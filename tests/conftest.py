"""Options and fixtures of the whole suite, and the order in which it is shared out."""

import gc
from pathlib import Path

import pytest

from stillpath.library import load
from stillpath.model import Knowledge

_TESTS = Path(__file__).parent
_YOUNG = 10_000
"""So many new objects before the youngest are looked through; Python's own is 700."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--approve` writes the approved pages anew."""
    parser.addoption("--approve", action="store_true", help="write tests/golden/approved anew from what is printed now")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the run out file by file: files with slow tests first, the examples in docstrings last.

    So neither process is left alone with a long file at the end. A run in one process keeps its order.
    """
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: (item.path not in slow, _TESTS not in item.path.parents))


def pytest_collection_finish() -> None:
    """Knowledge and tests stay to the end: what looks for garbage need not walk through them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load()
