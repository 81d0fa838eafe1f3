"""The speed of generation: what is counted is there, each program once."""

import re

import pytest

from arc_pipeline.library import Stored
from arc_pipeline.programs import parse
from arc_pipeline.tasks import load_tasks
from benchmarks import generation
from benchmarks.generation import _defect as defect

WORDS = ("hmirror", "rot90", "rot180")
TASKS = load_tasks("arc-agi-1/training", ids=["007bbfb7", "00d62c1b"]).tasks


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(generation, "_LIMIT", 1 << 30)


def test_a_population_has_so_many_distinct_programs_of_each_task():
    programs, phases = generation.population(TASKS, 10)
    assert programs == 20
    assert {"drawn", "evaluated", "written", "validated"} < set(phases)


def test_what_fits_is_validated_by_the_reference(monkeypatch):
    task = load_tasks("arc-agi-1/training", ids=["67a3c6ac"]).tasks[0]  # mirrored
    seen = []
    monkeypatch.setattr(generation, "_defect", lambda *arguments: seen.append(defect(*arguments)))
    stored = [Stored("one", "", "", parse(f"def one(I):\n    O = {word}(I)\n    return O")) for word in WORDS]
    monkeypatch.setattr(generation, "load_library", lambda: stored)
    monkeypatch.setattr(generation, "_SEEDS", len(stored))
    generation.population([task], 60)
    assert seen == [None]


def test_steady_state_is_told_in_programs_and_share_of_kernels():
    head, programs, calls = generation.steady(TASKS[:1], 0.05)
    assert head.endswith("in a second of a core:")
    variants, alive, new = (int(one.replace(",", "")) for one in re.findall(r"[\d,]*\d", programs))
    assert variants >= alive >= new > 0
    assert "kernels" in calls
