"""Lets pytest show both tables where a paragraph of the manual fails."""

import pytest

pytest.register_assert_rewrite("tests.spec.language.book")
