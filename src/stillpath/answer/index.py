"""Full text over passages, behind one small face: add, then search. SQLite's FTS5, in memory."""

import sqlite3
import threading
from collections.abc import Iterable

from stillpath.answer.tokens import stem, tokens

__all__ = ["Index"]

_TOO_COMMON = frozenset(
    "the a an of in to and or is are be for with what how when which who why do does should can i my it this that at on"
    " if by as from was were not no hva er og i av for med som det den en et".split()
)


class Index:
    """Passages by id, found by the words of a question; the same words give the same order."""

    def __init__(self, passages: Iterable[tuple[str, str]] = ()) -> None:
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.execute("create virtual table passages using fts5(id unindexed, words, tokenize='ascii')")
        self.add(passages)

    def add(self, passages: Iterable[tuple[str, str]]) -> None:
        """Adds passages: an id, and the text it is found by."""
        rows = [(id, " ".join(_words(text))) for id, text in passages]
        with self._lock:
            self._database.executemany("insert into passages values (?, ?)", rows)

    def search(self, question: str, most: int = 10) -> tuple[tuple[str, float], ...]:
        """The ids of the best passages and how well each fits (higher is better); empty for an empty question.

        >>> Index([("a", "ferritin above 684"), ("b", "platelets")]).search("What ferritin?")[0][0]
        'a'
        """
        words = [word for word in dict.fromkeys(_words(question)) if word not in _TOO_COMMON]
        if not words:
            return ()
        asked = " OR ".join(f'"{word}"' for word in words)
        with self._lock:
            rows = self._database.execute(
                "select id, bm25(passages) from passages where passages match ? order by 2, 1 limit ?", (asked, most)
            ).fetchall()
        return tuple((str(id), -float(score)) for id, score in rows)


def _words(text: str) -> list[str]:
    return [stem(word).replace(".", "p").replace(",", "") for word in tokens(text)]
