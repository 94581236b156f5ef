"""docs/alert-burden.md tells what the courses of today give."""

import pytest

from tests.courses.burden import PAGE, page

pytestmark = pytest.mark.slow


def test_the_page_on_alert_burden_fits_the_knowledge() -> None:
    """Every figure of the page is what the replayed courses give now; if not, `python -m tests.courses.burden`."""
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.courses.burden"
