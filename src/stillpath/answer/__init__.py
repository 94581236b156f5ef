"""A question into a cited answer: gates, the question that was meant, its claims, where the sources disagree."""

from stillpath.answer.answerer import Answerer
from stillpath.answer.model import Answer, Child, Next
from stillpath.model import Reader

__all__ = ["Answer", "Answerer", "Child", "Next", "Reader"]
