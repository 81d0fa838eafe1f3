"""Bad tasks beside good ones: the good ones are given, and of the bad ones the test inputs that can be read."""

import warnings

import pytest

from arc_pipeline.answers.submission import Submission, check_submission
from arc_pipeline.tasks import TaskError, load_tasks

WIDE = [[0] * 31]


def inputs_of(loaded):
    """{id: the test inputs as rows}, in order."""
    return {task.id: [None if grid is None else grid.tolist() for grid in task.test] for task in loaded.inputs}


def test_the_good_tasks_are_given_and_the_bad_ones_are_warned_of_once(write, task_json):
    bad = {f"bad{k}": {**task_json(), "train": []} for k in range(5)}
    path = write("x_challenges.json", {"a": task_json(), **bad, "b": task_json()})
    with pytest.warns(RuntimeWarning) as warned:
        loaded = load_tasks(path)
    assert [task.id for task in loaded.tasks] == ["a", "b"]
    assert [error.task_id for error in loaded.rejected] == list(bad)
    (warning,) = warned
    assert warning.filename == __file__
    reasons = "; ".join(f"x_challenges.json: task bad{k}: train: no demonstrations" for k in range(3))
    assert str(warning.message) == f"{path}: 5 of 7 tasks left out; 5 faults: {reasons}; and 2 more"


def test_of_good_tasks_alone_nothing_is_said(write, task_json):
    path = write("x_challenges.json", {"a": task_json(), "b": task_json()})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded = load_tasks(path)
    assert inputs_of(loaded) == {"a": [[[1]], [[5, 1], [6, 7]]], "b": [[[1]], [[5, 1], [6, 7]]]}
    assert all(one is other for one, other in zip(loaded.inputs[0].test, loaded.tasks[0].test, strict=True))


def test_the_strict_way_raises_the_first_fault(write, task_json):
    path = write("x_challenges.json", {"a": task_json(), "bad": {"train": []}, "worse": {}})
    with pytest.raises(TaskError, match="task bad: "):
        load_tasks(path, on_error="raise")


TEST_INPUTS = {
    "a fault in the demonstrations": (lambda task: task.update(train=[{"input": WIDE}]), [[[1]], [[5, 1], [6, 7]]]),
    "no demonstrations": (lambda task: task.pop("train"), [[[1]], [[5, 1], [6, 7]]]),
    "a test input too wide": (lambda task: task["test"][1].update(input=WIDE), [[[1]], None]),
    "a test input of another colour": (lambda task: task["test"][0].update(input=[[10]]), [None, [[5, 1], [6, 7]]]),
    "a test input missing": (lambda task: task["test"][0].pop("input"), [None, [[5, 1], [6, 7]]]),
    "a test pair that is none": (lambda task: task["test"].append("?"), [[[1]], [[5, 1], [6, 7]], None]),
    "all test inputs bad": (lambda task: task.update(test=[None, {}]), [None, None]),
    "no test inputs": (lambda task: task.update(test=[]), ...),
    "tests that are no list": (lambda task: task.update(test={"input": [[1]]}), ...),
    "tests missing": (lambda task: task.pop("test"), ...),
}


@pytest.mark.parametrize(("spoil", "expected"), TEST_INPUTS.values(), ids=TEST_INPUTS)
@pytest.mark.parametrize("as_folder", [False, True])
def test_test_inputs_of_bad_tasks_are_kept_in_order(write, load_some, task_json, tmp_path, spoil, expected, as_folder):
    tasks = {"a": task_json(2), "bad": task_json(), "c": task_json(3)}
    spoil(tasks["bad"])
    if as_folder:
        for task_id, task in tasks.items():
            write(f"set/{task_id}.json", task)
    loaded = load_some(tmp_path / "set" if as_folder else write("x.json", tasks))
    kept = inputs_of(loaded)
    assert list(kept) == (["a", "c"] if expected is ... else ["a", "bad", "c"])
    assert kept.get("bad", ...) == expected
    assert [task.id for task in loaded.tasks] == ["a", "c"]
    assert [error.task_id for error in loaded.rejected] == ["bad"]


@pytest.mark.parametrize(("spoil", "expected"), TEST_INPUTS.values(), ids=TEST_INPUTS)
def test_a_submission_for_all_test_inputs_is_legal(write, load_some, task_json, tmp_path, spoil, expected):
    tasks = {"b": task_json(2), "bad": task_json(), "a": task_json(3)}
    spoil(tasks["bad"])
    loaded = load_some(write("x.json", tasks))
    submission = Submission.prefilled(tmp_path / "submission.json", loaded.inputs)
    check_submission(submission.path, loaded.inputs)
    check_submission(submission.path, {"b": 2, "a": 2} | ({} if expected is ... else {"bad": len(expected)}))


def test_ids_and_limit_choose_what_is_kept_and_its_order(write, load_some, task_json):
    tasks = {name: task_json() for name in "abcd"}
    tasks["b"]["train"] = tasks["d"]["train"] = []
    path = write("x.json", tasks)
    assert list(inputs_of(load_some(path, ids=["d", "zzz", "c", "d", "b"]))) == ["d", "c", "b"]
    assert list(inputs_of(load_some(path, ids=["d", "zzz", "c", "b"], limit=3))) == ["d", "c"]
    assert list(inputs_of(load_some(path, limit=2))) == ["a", "b"]


def test_a_repeated_id_is_kept_as_its_last_task(write, load_some):
    first = '{"train": [], "test": [{"input": [[1]]}]}'
    last = '{"train": [], "test": [{"input": [[2]]}, {"input": [[3]]}]}'
    assert inputs_of(load_some(write("x.json", f'{{"a": {first}, "a": {last}}}'))) == {"a": [[[2]], [[3]]]}


def test_of_a_source_without_a_good_task_the_faults_are_given(write, load_some, task_json, tmp_path):
    bad = {**task_json(), "train": []}
    sources = [write("one.json", bad), write("many.json", {"one": bad}), write("set/one.json", bad).parent]
    for source in sources:
        loaded = load_some(source)
        assert loaded.tasks == ()
        assert list(inputs_of(loaded)) == ["one"]
        assert [error.problem for error in loaded.rejected] == ["no demonstrations"]
    write("none/one.json", "?")
    assert load_some(tmp_path / "none").inputs == ()


# Faults in answers alone

BAD_ANSWERS = {
    "one of two": lambda task: task["test"][0].update(output=[[1]]),
    "too wide": lambda task: task["test"][0].update(output=WIDE) or task["test"][1].update(output=[[1]]),
    "null": lambda task: task["test"][0].update(output=None) or task["test"][1].update(output=None),
}


@pytest.mark.parametrize("spoil", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_task_whose_own_answers_alone_are_bad_is_searched(write, load_some, task_json, spoil):
    tasks = {"a": task_json(test_outputs=True), "b": task_json()}
    spoil(tasks["b"])
    loaded = load_some(write("x.json", tasks))
    assert [task.id for task in loaded.tasks] == ["a", "b"]
    assert list(inputs_of(loaded)) == ["a", "b"]
    assert list(loaded.answers) == ["a"]
    (error,) = loaded.rejected
    assert (error.task_id, error.place.partition("[")[0]) == ("b", "test")
