"""A projection from few tasks is held against a real run of many, in seconds of a core, as a machine may be shared."""

import multiprocessing
import random
import time
from concurrent.futures import ProcessPoolExecutor

import pytest

from arc_pipeline.answers.report import write_report
from arc_pipeline.measure import clock, read_record
from arc_pipeline.measure.what_if import Measured, Question, project
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from benchmarks.halves import SEEN, SOURCE, of_half, training_ids

FIRST = Effort(1, 1, 1, features=100, rules=8, share=0.9, strategies="cheap", together=16)
THEN = Effort(1, 1, 2, features=100, rules=8, share=0.9, strategies="cheap", together=16, library=True)
FEW, MANY = 12, 48


def searched(ids, folder):
    """Search the tasks with these ids by the clock of this process's own time; returns the path of the record."""
    clock.ticks = time.process_time
    loaded = load_tasks(SOURCE, ids)
    solved = solve(loaded, folder, budget_seconds=None, backend="cpu", workers=0, rounds=(FIRST, THEN))
    write_report(loaded.tasks, solved, loaded.answers, folder)
    return solved.record


@pytest.fixture(scope="module")
def records(tmp_path_factory):
    """The records of a run of few tasks, and of one of these and more, in fresh processes, which have to warm up."""
    ids = random.Random(1).sample(of_half(sorted(training_ids()), SEEN), MANY)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn, max_tasks_per_child=1) as pool:
        runs = [pool.submit(searched, ids[:n], tmp_path_factory.mktemp(f"of{n}")) for n in (FEW, MANY)]
        return [read_record(run.result()) for run in runs]


@pytest.mark.slow
def test_few_tasks_tell_what_many_take(records):
    few, many = map(Measured.of, records)
    real, found = project(many, Question()).seconds, project(few, Question(tasks=MANY))
    assert found.low <= real <= found.high
    assert found.seconds == pytest.approx(real, rel=0.15)
