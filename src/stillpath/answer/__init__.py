"""A question into a cited answer: gates, the question that was meant, its claims, where the sources disagree."""

from stillpath.answer.answerer import Answerer
from stillpath.answer.asked import Reader
from stillpath.answer.model import Answer, Child, Next

__all__ = ["Answer", "Answerer", "Child", "Next", "Reader"]
