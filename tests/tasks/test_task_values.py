"""Task, Pair, Answers and TaskError as values: read-only, compared by content, the same after pickling."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from arc_pipeline.tasks import Answers, Pair, Task, TaskError, TaskSet, TestInputs, load_tasks


def grid(*rows):
    return np.array(rows, dtype=np.uint8)


@pytest.fixture
def task():
    pairs = (Pair(grid([1, 2]), grid([3], [4])), Pair(grid([5]), grid([6, 7, 8])))
    return Task("abc", pairs, (grid([1, 1], [2, 2]),))


def grids_of(task):
    return [*task.test, *(cells for pair in task.train for cells in (pair.input, pair.output))]


def test_loaded_grids_are_read_only_bytes(write, task_json):
    loaded = load_tasks(write("abc.json", task_json(test_outputs=True)))
    grids = grids_of(loaded.tasks[0]) + list(loaded.answers["abc"])
    assert len(grids) == 8
    assert all(cells.dtype == np.uint8 and cells.ndim == 2 for cells in grids)
    for cells in grids:
        with pytest.raises(ValueError, match="read-only"):
            cells[0, 0] = 1


@pytest.mark.parametrize("again", [lambda value: pickle.loads(pickle.dumps(value)), copy.deepcopy])
def test_a_task_survives_pickling_and_stays_read_only(task, again):
    twin = again(task)
    assert twin == task
    assert twin is not task
    assert hash(twin) == hash(task)
    assert not any(cells.flags.writeable for cells in grids_of(twin))


def test_a_task_set_survives_pickling(task):
    error = TaskError("f.json", "row 1 is odd", "bad", "train[0].input")
    answers = Answers({"abc": (grid([9]),)})
    inputs = (TestInputs("abc", task.test), TestInputs("bad", (None, grid([7]))))
    twin = pickle.loads(pickle.dumps(TaskSet((task,), answers, (error,), "f.json", inputs)))
    assert twin.tasks == (task,)
    assert twin.answers == answers
    assert not twin.answers["abc"][0].flags.writeable
    assert twin.inputs == inputs
    assert not twin.inputs[1].test[1].flags.writeable
    assert [str(error) for error in twin.rejected] == ["f.json: task bad: train[0].input: row 1 is odd"]
    assert (twin.rejected[0].file, twin.rejected[0].task_id) == ("f.json", "bad")


def test_fields_are_frozen(task):
    with pytest.raises(FrozenInstanceError):
        task.id = "other"
    with pytest.raises(FrozenInstanceError):
        task.train[0].input = grid([0])
    with pytest.raises(TypeError):
        Answers({})["abc"] = ()


def test_the_callers_array_stays_his_own():
    mine = grid([1, 2])
    pair = Pair(mine, mine)
    mine[0, 0] = 9
    assert pair.input.tolist() == [[1, 2]]


def test_a_view_becomes_packed():
    cells = grid([1, 2], [3, 4])
    turned = Pair(cells.T, cells[:, :1])
    assert turned.input.flags.c_contiguous
    assert turned.output.tolist() == [[1], [3]]


@pytest.mark.parametrize("cells", [np.zeros((2, 2), dtype=np.int64), np.zeros(4, dtype=np.uint8)])
def test_only_flat_bytes_are_grids(cells):
    with pytest.raises(ValueError, match="uint8 array of shape"):
        Pair(cells, grid([0]))
    with pytest.raises(ValueError, match="uint8 array of shape"):
        Task("abc", (), (cells,))


def test_tasks_compare_by_content(task):
    assert task == Task("abc", task.train, (grid([1, 1], [2, 2]),))
    assert task != Task("abd", task.train, task.test)
    assert task != Task("abc", task.train[:1], task.test)
    assert task != Task("abc", task.train, (grid([1, 1], [2, 3]),))
    assert task != Task("abc", task.train, (grid([1, 1, 2, 2]),))
    assert task != "abc"
    assert task.train[0] != task.train[1]
    assert task.train[0] != (task.train[0].input, task.train[0].output)
    assert len({task.train[0], Pair(grid([1, 2]), grid([3], [4])), task.train[1]}) == 2


def test_answers_compare_by_content():
    answers = Answers({"a": (grid([1]),)})
    assert answers == Answers({"a": (grid([1]),)})
    assert answers != Answers({"a": (grid([2]),)})
    assert answers != Answers({"b": (grid([1]),)})
    assert answers != Answers({"a": (grid([1]), grid([1]))})
    assert answers != {"a": (grid([1]),)}


def test_test_inputs_compare_by_content():
    inputs = TestInputs("a", (grid([1]), None))
    assert inputs == TestInputs("a", (grid([1]), None))
    assert hash(inputs) == hash(TestInputs("a", (grid([1]), None)))
    assert inputs != TestInputs("b", (grid([1]), None))
    assert inputs != TestInputs("a", (grid([1]), grid([1])))
    assert inputs != TestInputs("a", (None, None))
    assert inputs != TestInputs("a", (grid([1]),))
    assert inputs != "a"


def test_what_is_printed_shows_no_grid(task):
    assert repr(task) == "Task('abc', 2 demonstrations, 1 tests)"
    assert repr(task.train[0]) == "Pair(1x2 -> 2x1)"
    assert repr(Answers({"abc": (grid([9]),)})) == "Answers(1 tasks)"
    assert repr(TestInputs("abc", (grid([9]), None))) == "TestInputs('abc', 2 tests)"


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (TaskError("f.json", "not JSON"), "f.json: not JSON"),
        (TaskError("f.json", "no good", "abc"), "f.json: task abc: no good"),
        (TaskError("f.json", "no good", "abc", "test[0].input"), "f.json: task abc: test[0].input: no good"),
        (TaskError("f.json", "no good", ""), "f.json: task : no good"),
        (TaskError("a\nb.json", "no good", "a\r\x1bb"), r"a\nb.json: task a\r\x1bb: no good"),
        (TaskError("caf\udce9.json", "no good", "\ud800"), r"caf\udce9.json: task \ud800: no good"),
        (TaskError("café 数.json", "no good"), "café 数.json: no good"),
    ],
)
def test_an_error_is_one_line(error, text):
    assert str(error) == text
    assert isinstance(error, ValueError)


def test_a_pair_tells_whether_its_output_has_its_inputs_shape():
    grid = np.zeros((2, 3), np.uint8)
    assert Pair(grid, grid + 1).keeps_shape
    assert not Pair(grid, grid.T).keeps_shape
