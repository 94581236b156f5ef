"""How fast one child is assessed, beside the aims and beside an empty Python, in one run.

    .venv/bin/python benchmarks/bedside.py

The record is synthetic (a fixed seed): 200 results of 14 analytes over ten days, two orders and six doses. No patient.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from stillpath.care import plan
from stillpath.engine import decide
from stillpath.intake import read_file
from stillpath.library import default_folder, load
from stillpath.library.folder import read_folder
from stillpath.prose import patient_page

SEED = 20261121
RESULTS = 200
RUNS = 11
LABS = {
    "ferritin": (200, 20000, "ng/mL"),
    "platelets": (40, 500, "10*9/L"),
    "ast": (20, 400, "U/L"),
    "alt": (20, 300, "U/L"),
    "triglycerides": (80, 400, "mg/dL"),
    "fibrinogen": (90, 600, "mg/dL"),
    "haemoglobin": (70, 130, "g/L"),
    "neutrophils": (0.4, 12, "10*9/L"),
    "white-cells": (1, 20, "10*9/L"),
    "ldh": (200, 2500, "U/L"),
    "inr": (0.9, 2.5, "1"),
    "creatinine": (20, 120, "umol/L"),
    "crp": (1, 200, "mg/L"),
    "temperature": (36.5, 40.5, "Cel"),
}


def record() -> dict[str, object]:
    """The synthetic record."""
    chance = random.Random(SEED)
    start = datetime.fromisoformat("2026-03-01T06:00+00:00")
    events: list[dict[str, object]] = [
        {"time": start.isoformat(), "kind": "diagnosis", "name": "sjia", "value": True},
        {"time": start.isoformat(), "kind": "vital", "name": "weight", "value": 18.4, "unit": "kg"},
        {"time": start.isoformat(), "kind": "vital", "name": "height", "value": 112, "unit": "cm"},
    ]
    names = list(LABS)
    for number in range(RESULTS):
        name = names[number % len(names)]
        low, high, unit = LABS[name]
        at = start + timedelta(hours=240 * (number // len(names)) * len(names) / RESULTS, minutes=number % len(names))
        events.append(
            {
                "time": at.isoformat(),
                "known_at": (at + timedelta(minutes=chance.randint(10, 90))).isoformat(),
                "kind": "vital" if name == "temperature" else "lab",
                "name": name,
                "value": round(chance.uniform(low, high), 1),
                "unit": unit,
            }
        )
    for day in range(3, 6):
        at = (start + timedelta(days=day)).isoformat()
        events.append(
            {
                "time": at,
                "kind": "medication_given",
                "name": "methylprednisolone",
                "value": 552,
                "unit": "mg",
                "per": "dose",
            }
        )
        events.append(
            {"time": at, "kind": "medication_given", "name": "anakinra", "value": 36, "unit": "mg", "per": "dose"}
        )
    return {
        "patient": {"id": "BENCHMARK", "sex": "female", "birth_date": "2020-01-14"},
        "now": (start + timedelta(days=10)).isoformat(),
        "events": events,
    }


def whole(command: list[str]) -> float:
    """The median wall time of a whole process, in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def timed(work) -> float:  # type: ignore[no-untyped-def]
    """The median time of a call, in seconds."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def line(what: str, seconds: float, aim: float) -> str:
    """One row of the table: the figure, the aim, and their ratio."""
    return f"{what:<52} {seconds * 1000:9.2f} ms   aim {aim * 1000:7.1f} ms   {seconds / aim:5.2f} x the aim"


def main() -> None:
    """Measures and prints."""
    command = str(Path(sys.executable).parent / "stillpath")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "child.json"
        file.write_text(json.dumps(record()), encoding="utf-8")
        knowledge = load()
        reading = read_file(file, knowledge)
        now = reading.timeline.now
        assert now is not None
        decision = decide(knowledge, reading.timeline, now)
        moments = len(decision.moments)
        print(f"{RESULTS} results, {moments} instants, {len(knowledge.rules)} rules, knowledge {knowledge.version}")
        print(f"refused {len(reading.refused)}; median of {RUNS} runs; one process, {sys.version.split()[0]}")
        empty = whole([sys.executable, "-c", "pass"])
        start = whole([command, "--help"])
        assess = whole([command, "assess", str(file)])
        replay = timed(lambda: decide(knowledge, reading.timeline, now))
        print(line("start of the command (stillpath --help)", start, 0.3))
        print(line("assess as a whole process", assess, 0.5))
        print(line("replay with all knowledge, per instant", replay / moments, 0.002))
        print(f"{'an empty Python':<52} {empty * 1000:9.2f} ms   assess is {assess / empty:.1f} x that")
        reread = timed(lambda: read_folder(default_folder())) if "--yaml" in sys.argv else None
        steps = {
            "load the snapshot": timed(load),
            "read the file": timed(lambda: read_file(file, knowledge)),
            "decide (the whole replay)": replay,
            "plan": timed(lambda: plan(decision)),
            "word": timed(lambda: patient_page(plan(decision), (), (), False)),
        }
        for what, seconds in steps.items():
            print(f"  {what:<50} {seconds * 1000:9.2f} ms")
        if reread is not None:
            print(f"  {'read every YAML file instead of the snapshot':<50} {reread * 1000:9.2f} ms")


if __name__ == "__main__":
    main()
