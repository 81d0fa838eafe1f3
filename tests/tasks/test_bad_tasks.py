"""Every kind of bad task: left out and listed with one error that names file, task and place, or raised if asked."""

import json
import math

import pytest

from arc_pipeline.tasks import TaskError, load_tasks

FILE = "arc-agi_test_challenges.json"


def spoil(task, path, value):
    """Put `value` at `path`, such as ("train", 1, "output"), in the task's JSON; `...` as value deletes instead."""
    *steps, last = path
    for step in steps:
        task = task[step]
    if value is ...:
        del task[last]
    else:
        task[last] = value


BAD_CONTENT = {
    "train missing": (("train",), ..., 'the key "train" is missing'),
    "test missing": (("test",), ..., 'the key "test" is missing'),
    "train no list": (("train",), {"input": 1}, "train: expected a list, found an object"),
    "test no list": (("test",), None, "test: expected a list, found null"),
    "no demonstrations": (("train",), [], "train: no demonstrations"),
    "no tests": (("test",), [], "test: no test inputs"),
    "pair no object": (("train", 1), [[1]], "train[1]: expected an object, found a list"),
    "test pair no object": (("test", 1), "x", "test[1]: expected an object, found text"),
    "input missing": (("train", 1, "input"), ..., 'train[1]: the key "input" is missing'),
    "output missing": (("train", 0, "output"), ..., 'train[0]: the key "output" is missing'),
    "test input missing": (("test", 1, "input"), ..., 'test[1]: the key "input" is missing'),
    "grid no list": (("train", 0, "input"), 7, "train[0].input: expected a list, found a number"),
    "row no list": (("train", 0, "input"), [[1], True], "train[0].input: row 1: expected a list, found a truth value"),
    "first row no list": (("train", 0, "input"), [1, 2], "train[0].input: row 0: expected a list, found a number"),
    "no rows": (("train", 0, "output"), [], "train[0].output: 0 rows, a grid has 1 to 30"),
    "no columns": (("test", 0, "input"), [[], []], "test[0].input: 0 columns, a grid has 1 to 30"),
    "31 rows": (("test", 1, "input"), [[0]] * 31, "test[1].input: 31 rows, a grid has 1 to 30"),
    "31 columns": (("train", 1, "input"), [[0] * 31] * 2, "train[1].input: 31 columns, a grid has 1 to 30"),
    "ragged": (
        ("train", 1, "output"),
        [[0] * 9, [0] * 9, [0] * 7],
        "train[1].output: row 2 has 7 cells, row 0 has 9",
    ),
    "ragged, longer": (("train", 0, "input"), [[0], [0, 1]], "train[0].input: row 1 has 2 cells, row 0 has 1"),
    "colour 10": (("train", 0, "input"), [[0, 1], [2, 10]], "train[0].input: row 1, column 1: 10 is not a colour"),
    "colour -1": (("train", 0, "input"), [[-1]], "train[0].input: row 0, column 0: -1 is not a colour"),
    "colour 256": (("test", 0, "input"), [[0, 256]], "test[0].input: row 0, column 1: 256 is not a colour"),
    "colour huge": (("train", 0, "input"), [[10**25]], "row 0, column 0: 10000000000000000000000000 is not a colour"),
    "colour float": (("train", 0, "input"), [[1.0]], "train[0].input: row 0, column 0: 1.0 is not a colour"),
    "colour bool": (("train", 0, "input"), [[0], [True]], "train[0].input: row 1, column 0: True is not a colour"),
    "colour text": (("train", 0, "input"), [["3"]], "train[0].input: row 0, column 0: '3' is not a colour"),
    "colour null": (("train", 0, "input"), [[None]], "train[0].input: row 0, column 0: None is not a colour"),
    "colour of no number": (
        ("train", 0, "input"),
        [[math.nan]],
        "train[0].input: row 0, column 0: nan is not a colour",
    ),
    "colour list": (("train", 0, "input"), [[[1]]], "train[0].input: row 0, column 0: [1] is not a colour"),
}


@pytest.fixture(params=BAD_CONTENT.values(), ids=BAD_CONTENT.keys())
def bad_task(request, task_json):
    """(the JSON of a bad task, what is wrong with it)"""
    path, value, problem = request.param
    task = task_json()
    spoil(task, path, value)
    return task, problem


def test_bad_content_raises_with_its_place(write, task_json, bad_task):
    task, problem = bad_task
    path = write(FILE, {"00000001": task_json(), "007bbfb7": task, "00000002": task_json()})
    with pytest.raises(TaskError) as caught:
        load_tasks(path, on_error="raise")
    assert str(caught.value).startswith(f"{FILE}: task 007bbfb7: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.task_id == "007bbfb7"


def test_bad_content_is_skipped_and_listed(write, load_some, task_json, bad_task):
    task, problem = bad_task
    path = write(FILE, {"00000001": task_json(), "007bbfb7": task, "00000002": task_json()})
    loaded = load_some(path)
    assert [task.id for task in loaded.tasks] == ["00000001", "00000002"]
    (error,) = loaded.rejected
    assert problem in str(error)
    assert error.file == FILE
    assert error.task_id == "007bbfb7"
    assert error.__traceback__ is None


def test_the_message_in_full(write, task_json):
    task = task_json()
    task["train"].append({"input": [[0]], "output": [[0] * 9] * 4 + [[0] * 7]})
    with pytest.raises(TaskError) as caught:
        load_tasks(write(FILE, {"007bbfb7": task}), on_error="raise")
    assert str(caught.value) == f"{FILE}: task 007bbfb7: train[2].output: row 4 has 7 cells, row 0 has 9"
    assert caught.value.place == "train[2].output"
    assert caught.value.problem == "row 4 has 7 cells, row 0 has 9"


@pytest.mark.parametrize(("number", "shown"), [("9" * 5000, "inf"), ("-" + "9" * 5000, "-inf"), ("1e999", "inf")])
def test_a_number_that_python_cannot_hold_spoils_its_own_task_alone(write, load_some, task_json, number, shown):
    text = json.dumps({"a": task_json(3), "bad": task_json(8), "b": task_json(4)}).replace("8", number, 1)
    loaded = load_some(write(FILE, text))
    assert [task.id for task in loaded.tasks] == ["a", "b"]
    assert loaded.tasks[1].train[0].input.tolist() == [[4, 0]]
    assert [error.problem for error in loaded.rejected] == [
        f"row 0, column 0: {shown} is not a colour (an integer 0 to 9)"
    ]


def test_an_id_that_no_file_can_be_written_with(write, load_some, task_json):
    loaded = load_some(write(FILE, {"a": task_json(), "half \ud83d": task_json()}))
    assert [task.id for task in loaded.tasks] == ["a"]
    (error,) = loaded.rejected
    assert str(error).startswith(r"arc-agi_test_challenges.json: task half \ud83d: the id holds half a character")


def test_a_task_that_is_no_object(write, task_json):
    with pytest.raises(TaskError, match="task b: expected an object, found a list"):
        load_tasks(write(FILE, {"a": task_json(), "b": [1]}), on_error="raise")


def test_a_bad_one_task_file_is_named(write, task_json):
    bad = task_json(test_outputs=True)
    bad["test"][1]["output"] = [[11]]
    with pytest.raises(TaskError) as caught:
        load_tasks(write("abc.json", bad), on_error="raise")
    expected = "abc.json: task abc: test[1].output: row 0, column 0: 11 is not a colour (an integer 0 to 9)"
    assert str(caught.value) == expected


def test_a_bad_file_in_a_folder_can_be_skipped(write, load_some, task_json):
    write("set/a.json", task_json())
    write("set/b.json", "{not JSON")
    write("set/c.json", [1, 2])
    folder = write("set/d.json", task_json()).parent
    with pytest.raises(TaskError, match=r"b\.json: task b: not JSON: .*line 1 column 2"):
        load_tasks(folder, on_error="raise")
    loaded = load_some(folder)
    assert [task.id for task in loaded.tasks] == ["a", "d"]
    assert [str(error).split(": ")[:3] for error in loaded.rejected] == [
        ["b.json", "task b", "not JSON"],
        ["c.json", "task c", "expected an object, found a list"],
    ]


def test_a_repeated_id_rejects_both(write, load_some, task_json):
    task = json.dumps(task_json())
    path = write(FILE, f'{{"a": {task}, "b": {task}, "a": {task}}}')
    with pytest.raises(TaskError) as caught:
        load_tasks(path, on_error="raise")
    assert str(caught.value) == f"{FILE}: task a: the id stands in the file 2 times"
    loaded = load_some(path)
    assert [task.id for task in loaded.tasks] == ["b"]
    assert [error.task_id for error in loaded.rejected] == ["a"]


def test_a_repeated_key_in_a_task(write, task_json):
    pairs = json.dumps(task_json()["train"])
    path = write("abc.json", f'{{"train": {pairs}, "test": {pairs}, "train": {pairs}}}')
    with pytest.raises(TaskError, match='task abc: the key "train" stands here 2 times'):
        load_tasks(path, on_error="raise")


def test_a_repeated_key_in_a_pair(write):
    path = write("abc.json", '{"train": [{"input": [[1]], "input": [[2]], "output": [[1]]}], "test": []}')
    with pytest.raises(TaskError, match=r'task abc: train\[0\]: the key "input" stands here 2 times'):
        load_tasks(path, on_error="raise")


def test_an_unknown_id(write, load_some, task_json):
    path = write(FILE, {"a": task_json(), "b": task_json()})
    with pytest.raises(TaskError, match=rf"{FILE}: task zzz: unknown id, not one of the 2 tasks there"):
        load_tasks(path, ids=["a", "zzz"], on_error="raise")
    loaded = load_some(path, ids=["zzz", "a"])
    assert [task.id for task in loaded.tasks] == ["a"]
    assert [error.task_id for error in loaded.rejected] == ["zzz"]


@pytest.mark.parametrize("on_error", ["raise", "skip"])
def test_ids_of_which_the_source_has_none_are_an_error(write, task_json, on_error):
    """They were meant for another source, or are the name of a file that is not there."""
    path = write(FILE, {"a": task_json(), "b": task_json()})
    with pytest.raises(TaskError, match=rf"{FILE}: task ids\.txt: unknown id, not one of the 2 tasks there"):
        load_tasks(path, ids=["ids.txt", "zzz"], on_error=on_error)


def test_an_id_listed_twice(write, load_some, task_json):
    path = write(FILE, {"a": task_json(), "b": task_json()})
    listed = write("ids.txt", "b\na\nb\n")
    with pytest.raises(TaskError, match=r"ids\.txt: task b: the id is listed 2 times"):
        load_tasks(path, ids=listed, on_error="raise")
    with pytest.raises(TaskError, match="ids: task b: the id is listed 2 times"):
        load_tasks(path, ids=["b", "b"], on_error="raise")
    loaded = load_some(path, ids=listed)
    assert [task.id for task in loaded.tasks] == ["b", "a"]
    assert [error.task_id for error in loaded.rejected] == ["b"]


BAD_SOLUTIONS = {
    "missing id": ({"b": [[[1]], [[2]]]}, "x_solutions.json: task a: the task is missing"),
    "too few": ({"a": [[[1]]], "b": [[[1]], [[2]]]}, "x_solutions.json: task a: 1 outputs for 2 test inputs"),
    "too many": ({"a": [[[1]]] * 3, "b": [[[1]], [[2]]]}, "x_solutions.json: task a: 3 outputs for 2 test inputs"),
    "no list": ({"a": {}, "b": [[[1]], [[2]]]}, "x_solutions.json: task a: expected a list, found an object"),
    "bad grid": (
        {"a": [[[1]], [[1], [1, 2]]], "b": [[[1]], [[2]]]},
        "x_solutions.json: task a: output[1]: row 1 has 2 cells, row 0 has 1",
    ),
    "twice": (
        '{"a": [[[1]], [[2]]], "b": [[[1]], [[2]]], "a": [[[1]], [[2]]]}',
        "x_solutions.json: task a: the id stands in the file 2 times",
    ),
}


@pytest.mark.parametrize(("solutions", "message"), BAD_SOLUTIONS.values(), ids=BAD_SOLUTIONS.keys())
def test_solutions_that_do_not_match(write, load_some, task_json, solutions, message):
    write("x_solutions.json", solutions)
    path = write("x_challenges.json", {"a": task_json(), "b": task_json()})
    with pytest.raises(TaskError) as caught:
        load_tasks(path, on_error="raise")
    assert str(caught.value) == message
    loaded = load_some(path)
    assert [task.id for task in loaded.tasks] == ["a", "b"], "a task whose answers alone are bad can be searched"
    assert [task.id for task in loaded.inputs] == ["a", "b"]
    assert list(loaded.answers) == ["b"]
    assert [str(error) for error in loaded.rejected] == [message]


def test_solutions_that_contradict_the_challenges(write, load_some, task_json):
    write("x_solutions.json", {"a": [[[8, 8]], [[9], [2]]]})
    path = write("x_challenges.json", {"a": task_json(1, test_outputs=True)})
    with pytest.raises(TaskError, match=r"x_solutions\.json: task a: differs from .* in x_challenges\.json"):
        load_tasks(path, on_error="raise")
    loaded = load_some(path)
    assert [task.id for task in loaded.tasks] == ["a"]
    assert len(loaded.answers) == 0
    assert [error.file for error in loaded.rejected] == ["x_solutions.json"]
