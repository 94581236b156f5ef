"""How long an answer takes, beside the limits it is held to.

    python benchmarks/asking.py

Every canonical question of the knowledge is asked as every reader; the command is timed as a whole process; every
figure is printed with its ratio to the limit, all in one run.
"""

import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

from stillpath.answer import Answerer, Reader
from stillpath.answer.as_json import as_json
from stillpath.library import load

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 50.0
START = 300.0
NEEDED = {"drug": "anakinra", "fact": "ferritin", "term": "cytopenia"}


def main() -> None:
    """Prints one line for each figure."""
    knowledge = load()
    started = time.perf_counter()
    answerer = Answerer(knowledge)
    made = (time.perf_counter() - started) * 1000
    texts = [re.sub(r"\{(\w+)\}", lambda slot: NEEDED[slot[1]], one.title) for one in knowledge.questions.values()]
    texts += [re.sub(r"\{(\w+)\}", lambda slot: NEEDED[slot[1]], one.norwegian) for one in knowledge.questions.values()]
    taken, length = [], 0
    for text in texts:
        for reader in Reader:
            started = time.perf_counter()
            answer = answerer.ask(text, reader)
            taken.append((time.perf_counter() - started) * 1000)
            length += len(as_json(answer)["text"])
    print(f"{len(texts)} questions x {len(Reader)} readers, {len(answerer.claims):,} claims")
    _line("answer, median", statistics.median(taken), LIMIT)
    _line("answer, 95th centile", statistics.quantiles(taken, n=20)[18], LIMIT)
    _line("answer, slowest", max(taken), LIMIT)
    _line("making ready, once", made, START)
    command = [str(Path(sys.executable).parent / "stillpath"), "ask", "What is the dose of anakinra?"]
    whole = [_process(command) for _ in range(7)]
    _line("the command as a whole process", statistics.median(whole), 2 * START)
    _line(
        "an empty Python, for comparison",
        statistics.median(_process([sys.executable, "-c", ""]) for _ in range(7)),
        START,
    )
    print(f"{length / len(taken):,.0f} characters in an answer on average")


def _process(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - started) * 1000


def _line(name: str, milliseconds: float, limit: float) -> None:
    print(f"{name:<34} {milliseconds:8.1f} ms   {milliseconds / limit:5.2f} x the limit of {limit:g} ms")


if __name__ == "__main__":
    main()
