"""load_tasks on files and folders: what is read, in which order, and what is kept of it."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from arc_pipeline.tasks import Answers, Pair, Task, TaskError, load_tasks

GRIDS = hnp.arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.integers(0, 9))
SMALL_GRIDS = hnp.arrays(np.uint8, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=st.integers(0, 9))
ID = st.text("0123456789abcdef", min_size=8, max_size=8)
TASK_PARTS = st.tuples(
    st.lists(st.tuples(SMALL_GRIDS, SMALL_GRIDS), min_size=1, max_size=4),
    st.lists(st.tuples(SMALL_GRIDS, SMALL_GRIDS), min_size=1, max_size=3),
)


@settings(max_examples=50)
@given(parts=st.dictionaries(ID, TASK_PARTS, min_size=1, max_size=4), with_solutions=st.booleans())
def test_what_is_written_is_what_is_loaded(parts, with_solutions):
    challenges = {
        task_id: {
            "train": [{"input": given_.tolist(), "output": wanted.tolist()} for given_, wanted in train],
            "test": [{"input": given_.tolist()} for given_, _ in test],
        }
        for task_id, (train, test) in parts.items()
    }
    solutions = {task_id: [wanted.tolist() for _, wanted in test] for task_id, (_, test) in parts.items()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "some_challenges.json")
        path.write_text(json.dumps(challenges))
        if with_solutions:
            Path(folder, "some_solutions.json").write_text(json.dumps(solutions))
        loaded = load_tasks(path)
    expected = tuple(
        Task(task_id, tuple(Pair(*pair) for pair in train), tuple(given_ for given_, _ in test))
        for task_id, (train, test) in parts.items()
    )
    outputs = {task_id: tuple(wanted for _, wanted in test) for task_id, (_, test) in parts.items()}
    assert loaded.tasks == expected
    assert loaded.answers == Answers(outputs if with_solutions else {})
    assert loaded.rejected == ()
    assert loaded.source == str(path)


@settings(max_examples=25)
@given(grid=GRIDS)
def test_grids_of_every_size_survive(grid):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "one.json")
        pair = {"input": grid.tolist(), "output": grid.T.tolist()}
        path.write_text(json.dumps({"train": [pair], "test": [pair]}))
        (task,) = load_tasks(path).tasks
    assert np.array_equal(task.train[0].input, grid)
    assert np.array_equal(task.train[0].output, grid.T)


def test_a_one_task_file_is_split_into_task_and_answers(write, task_json):
    loaded = load_tasks(write("abc.json", task_json(color=1, test_outputs=True)))
    (task,) = loaded.tasks
    assert task.id == "abc"
    assert [grid.tolist() for grid in task.test] == [[[1]], [[5, 1], [6, 7]]]
    assert [grid.tolist() for grid in loaded.answers["abc"]] == [[[8, 8]], [[9], [1]]]


def test_a_task_does_not_hold_its_test_outputs(write, task_json):
    (task,) = load_tasks(write("abc.json", task_json(test_outputs=True))).tasks
    assert set(vars(task)) == {"id", "train", "test"}
    assert all(isinstance(grid, np.ndarray) for grid in task.test)
    held = [*task.test, *(grid for pair in task.train for grid in (pair.input, pair.output))]
    assert [[8, 8]] not in [grid.tolist() for grid in held]


def test_a_one_task_file_without_outputs_has_no_answers(write, task_json):
    loaded = load_tasks(write("abc.json", task_json()))
    assert [task.id for task in loaded.tasks] == ["abc"]
    assert len(loaded.answers) == 0


def test_a_folder_of_one_task_files_is_read_by_name(write, task_json):
    write("set/b.json", task_json(2))
    write("set/a.json", task_json(1, test_outputs=True))
    write("set/readme.txt", "not a task")
    folder = write("set/c.json", task_json(3)).parent
    loaded = load_tasks(str(folder))
    assert [task.id for task in loaded.tasks] == ["a", "b", "c"]
    assert list(loaded.answers) == ["a"]
    assert loaded.tasks[2].train[0].input.tolist() == [[3, 0]]


def test_a_challenges_file_keeps_its_own_order_and_may_hold_outputs(write, task_json):
    path = write("sets.json", {"b": task_json(2), "a": task_json(1, test_outputs=True)})
    loaded = load_tasks(path)
    assert [task.id for task in loaded.tasks] == ["b", "a"]
    assert list(loaded.answers) == ["a"]


def test_solutions_may_cover_more_tasks_than_the_challenges(write, task_json):
    write("x_solutions.json", {"other": [[[0]]], "a": [[[1]], [[2]]]})
    loaded = load_tasks(write("x_challenges.json", {"a": task_json()}))
    assert list(loaded.answers) == ["a"]


def test_solutions_may_repeat_the_outputs_that_the_challenges_hold(write, task_json):
    write("x_solutions.json", {"a": [[[8, 8]], [[9], [1]]]})
    loaded = load_tasks(write("x_challenges.json", {"a": task_json(1, test_outputs=True)}))
    assert [grid.tolist() for grid in loaded.answers["a"]] == [[[8, 8]], [[9], [1]]]


def test_a_byte_order_mark_is_no_obstacle(tmp_path, task_json):
    path = tmp_path / "abc.json"
    path.write_text(json.dumps(task_json()), encoding="utf-8-sig")
    assert len(load_tasks(path).tasks) == 1


def test_ids_select_and_order(write, task_json):
    path = write("sets.json", {name: task_json(test_outputs=True) for name in "abcd"})
    loaded = load_tasks(path, ids=["d", "a", "c"])
    assert [task.id for task in loaded.tasks] == ["d", "a", "c"]
    assert list(loaded.answers) == ["d", "a", "c"]


@pytest.mark.parametrize("as_text", [True, False])
def test_ids_from_a_file_with_comments(write, task_json, as_text):
    path = write("sets.json", {name: task_json() for name in "abcd"})
    listed = write("ids.txt", "# chosen by hand\n\n  c  \na # the easy one\n\n")
    loaded = load_tasks(path, ids=str(listed) if as_text else listed)
    assert [task.id for task in loaded.tasks] == ["c", "a"]


def test_ids_shield_from_faults_elsewhere(write, task_json):
    path = write("sets.json", {"a": task_json(), "bad": {}})
    assert [task.id for task in load_tasks(path, ids=["a"]).tasks] == ["a"]


def test_limit_takes_the_first(write, task_json):
    path = write("sets.json", {name: task_json() for name in "abcd"})
    assert [task.id for task in load_tasks(path, limit=2).tasks] == ["a", "b"]
    assert [task.id for task in load_tasks(path, ids=["d", "c", "a"], limit=2).tasks] == ["d", "c"]
    assert len(load_tasks(path, limit=9).tasks) == 4


def test_limit_counts_bad_tasks_too(write, task_json, load_some):
    path = write("sets.json", {"bad": {}, "a": task_json(), "b": task_json()})
    loaded = load_some(path, limit=2)
    assert [task.id for task in loaded.tasks] == ["a"]
    assert [error.task_id for error in loaded.rejected] == ["bad"]


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_refused(write, task_json, limit):
    with pytest.raises(ValueError, match=f"limit is {limit}"):
        load_tasks(write("a.json", task_json()), limit=limit)


def test_on_error_has_two_values(write, task_json):
    with pytest.raises(ValueError, match="'ignore'") as caught:
        load_tasks(write("a.json", task_json()), on_error="ignore")
    assert not isinstance(caught.value, TaskError)
