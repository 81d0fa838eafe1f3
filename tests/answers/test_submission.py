import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from arc_pipeline.answers.submission import (
    Submission,
    SubmissionError,
    check_submission,
    read_submission,
    submission_problems,
)

grids = arrays(np.uint8, st.tuples(st.integers(1, 30), st.integers(1, 30)), elements=st.integers(0, 9))


@dataclass(frozen=True)
class Inputs:
    id: str
    test: tuple[np.ndarray | None, ...]


def grid(*rows: list[int]) -> np.ndarray:
    return np.array(rows, dtype=np.uint8)


TASKS = (Inputs("aaaaaaaa", (grid([1, 2], [3, 4]),)), Inputs("bbbbbbbb", (grid([0, 0, 0]), grid([5]))))
COUNTS = {"aaaaaaaa": 1, "bbbbbbbb": 2}


def test_prefilled_is_on_disk_and_legal_at_once(tmp_path):
    path = tmp_path / "new" / "folder" / "submission.json"
    Submission.prefilled(path, TASKS)
    assert json.loads(path.read_text()) == {
        "aaaaaaaa": [{"attempt_1": [[1, 2], [3, 4]], "attempt_2": [[0, 0], [0, 0]]}],
        "bbbbbbbb": [
            {"attempt_1": [[0, 0, 0]], "attempt_2": [[1, 1, 1]]},
            {"attempt_1": [[5]], "attempt_2": [[0]]},
        ],
    }
    check_submission(path, TASKS)
    check_submission(path, COUNTS)
    assert [file.name for file in path.parent.iterdir()] == ["submission.json"]


def test_a_file_that_lacks_nothing_is_not_written_again(tmp_path):
    path = tmp_path / "submission.json"
    submission = Submission.prefilled(path, TASKS)
    path.write_text("as it was")
    submission.write_if_possible()
    assert path.read_text() == "as it was"
    submission.set("aaaaaaaa", [([[1]], [[2]])])
    submission.write_if_possible()
    check_submission(path, TASKS)
    path.unlink()
    submission.write_if_possible()
    check_submission(path, TASKS)


@settings(max_examples=50)
@given(st.lists(grids, min_size=1, max_size=3))
def test_prefilled_attempts_differ_and_are_legal(tmp_path_factory, inputs):
    path = tmp_path_factory.mktemp("any") / "submission.json"
    Submission.prefilled(path, [Inputs("cccccccc", tuple(inputs))])
    assert submission_problems(path, {"cccccccc": len(inputs)}) == []
    for (first, second), given_input in zip(read_submission(path)["cccccccc"], inputs, strict=True):
        assert np.array_equal(first, given_input)
        assert not np.array_equal(first, second)


def test_a_test_input_that_is_not_known_gets_placeholders(tmp_path):
    tasks = (*TASKS, Inputs("dddddddd", (None, grid([0, 3]), None)))
    path = tmp_path / "submission.json"
    Submission.prefilled(path, tasks)
    written = json.loads(path.read_text())
    assert list(written) == ["aaaaaaaa", "bbbbbbbb", "dddddddd"]
    assert written["dddddddd"] == [
        {"attempt_1": [[0]], "attempt_2": [[1]]},
        {"attempt_1": [[0, 3]], "attempt_2": [[0, 0]]},
        {"attempt_1": [[0]], "attempt_2": [[1]]},
    ]
    check_submission(path, tasks)
    assert submission_problems(path, COUNTS | {"dddddddd": 2}) == [
        "task 'dddddddd': attempts for 3 test inputs instead of 2"
    ]


def test_nothing_is_on_disk_before_write_and_all_tasks_after(tmp_path):
    submission = Submission(tmp_path / "submission.json", COUNTS)
    submission.set("bbbbbbbb", [([[1]], ((2, 2),)), (grid([3]), np.array([[4]], dtype=np.int64))])
    assert not submission.path.exists()
    submission.write()
    check_submission(submission.path, COUNTS)
    written = json.loads(submission.path.read_text())
    assert written["bbbbbbbb"] == [
        {"attempt_1": [[1]], "attempt_2": [[2, 2]]},
        {"attempt_1": [[3]], "attempt_2": [[4]]},
    ]


@settings(max_examples=50)
@given(st.lists(st.tuples(grids, grids), min_size=2, max_size=2))
def test_what_is_set_is_read(tmp_path_factory, attempts):
    submission = Submission(tmp_path_factory.mktemp("any") / "submission.json", COUNTS)
    submission.set("bbbbbbbb", attempts)
    submission.write()
    for given_pair, found_pair in zip(attempts, read_submission(submission.path)["bbbbbbbb"], strict=True):
        for wanted, found in zip(given_pair, found_pair, strict=True):
            assert found.dtype == np.uint8
            assert np.array_equal(wanted, found)


def test_set_changes_the_file_only_on_write(tmp_path):
    submission = Submission.prefilled(tmp_path / "submission.json", TASKS)
    before = submission.path.read_bytes()
    submission.set("aaaaaaaa", [([[7]], [[8]])])
    assert submission.path.read_bytes() == before
    submission.write()
    ((first, second),) = read_submission(submission.path)["aaaaaaaa"]
    assert (first.tolist(), second.tolist()) == ([[7]], [[8]])


ILLEGAL = {
    "no rows": [],
    "no cells": [[], []],
    "ragged": [[1, 2], [3]],
    "31 rows": [[0]] * 31,
    "31 columns": [[0] * 31],
    "colour 10": [[10]],
    "colour -1": [[-1]],
    "a flag": [[True]],
    "a fraction": [[1.0]],
    "text": [["1"]],
    "nothing": [[None]],
    "flat": [1, 2],
    "deep": [[[1]]],
    "not a number": [[float("nan")]],
    "endless": [[float("inf")]],
    "no grid": None,
    "words": "grid",
    "an object": {"0": [1]},
}


@pytest.mark.parametrize("bad", ILLEGAL.values(), ids=ILLEGAL)
def test_set_refuses_illegal_grids_and_keeps_what_it_had(tmp_path, bad):
    submission = Submission.prefilled(tmp_path / "submission.json", TASKS)
    with pytest.raises(SubmissionError, match=r"task 'aaaaaaaa', test input 1, attempt_2: "):
        submission.set("aaaaaaaa", [([[1]], bad)])
    submission.write()
    check_submission(submission.path, TASKS)


@pytest.mark.parametrize(
    "bad",
    [
        np.ones((2, 2), bool),
        np.ones((2, 2)),
        np.full((1, 1), 10),
        np.ones((1, 31), np.uint8),
        np.ones((0, 0), np.uint8),
    ],
)
def test_set_refuses_illegal_arrays(tmp_path, bad):
    with pytest.raises(SubmissionError, match="attempt_1"):
        Submission(tmp_path / "submission.json", COUNTS).set("aaaaaaaa", [(bad, [[1]])])


def test_set_refuses_unknown_tasks_and_other_numbers_of_inputs(tmp_path):
    submission = Submission(tmp_path / "submission.json", COUNTS)
    with pytest.raises(SubmissionError, match="'dddddddd' is not one of this submission"):
        submission.set("dddddddd", [([[1]], [[2]])])
    with pytest.raises(SubmissionError, match="attempts for 1 test inputs instead of 2"):
        submission.set("bbbbbbbb", [([[1]], [[2]])])


# The checker


def legal() -> dict:
    pair = {"attempt_1": [[1, 2], [3, 4]], "attempt_2": [[0]]}
    return {"aaaaaaaa": [dict(pair)], "bbbbbbbb": [dict(pair), dict(pair)]}


def problems_of(tmp_path: Path, content: object) -> list[str]:
    path = tmp_path / "submission.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return submission_problems(path, COUNTS)


def test_a_legal_file_has_no_problems(tmp_path):
    assert problems_of(tmp_path, legal()) == []


def changed(change: Callable[[dict], object]) -> dict:
    entries = legal()
    change(entries)
    return entries


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (changed(lambda e: e.pop("aaaaaaaa")), "task 'aaaaaaaa' is missing"),
        (changed(lambda e: e.update(cccccccc=[])), "task 'cccccccc' is not one of the challenges"),
        (changed(lambda e: e["bbbbbbbb"].pop()), "task 'bbbbbbbb': attempts for 1 test inputs instead of 2"),
        (changed(lambda e: e["aaaaaaaa"].clear()), "task 'aaaaaaaa': attempts for 0 test inputs instead of 1"),
        (changed(lambda e: e.update(aaaaaaaa={"attempt_1": [[1]]})), "task 'aaaaaaaa': not a list of test inputs"),
        (
            changed(lambda e: e["bbbbbbbb"][1].pop("attempt_2")),
            "task 'bbbbbbbb', test input 2: not an object of exactly attempt_1 and attempt_2",
        ),
        (
            changed(lambda e: e["aaaaaaaa"][0].update(attempt_3=[[1]])),
            "task 'aaaaaaaa', test input 1: not an object of exactly attempt_1 and attempt_2",
        ),
        (
            changed(lambda e: e.update(aaaaaaaa=[[[1]]])),
            "task 'aaaaaaaa', test input 1: not an object of exactly attempt_1 and attempt_2",
        ),
    ],
)
def test_each_problem_of_form_is_named(tmp_path, content, problem):
    assert problems_of(tmp_path, content) == [problem]


@pytest.mark.parametrize("bad", ILLEGAL.values(), ids=ILLEGAL)
@pytest.mark.parametrize("name", ["attempt_1", "attempt_2"])
def test_each_illegal_grid_is_named(tmp_path, bad, name):
    entries = legal()
    entries["bbbbbbbb"][1][name] = bad
    (problem,) = problems_of(tmp_path, entries)
    assert problem.startswith(f"task 'bbbbbbbb', test input 2, {name}: ")
    with pytest.raises(SubmissionError, match="test input 2"):
        read_submission(tmp_path / "submission.json")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON"),
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"aaaaaaaa": ' * 100_000, "is not JSON"),
        ('{"aaaaaaaa": ' + "9" * 5000 + "}", "is not JSON"),
        ("[]", "holds a list, not an object of tasks"),
        ('{"aaaaaaaa": [], "aaaaaaaa": []}', "given twice: 'aaaaaaaa'"),
        (r'{"\ud800": [], "\ud800": []}', r"given twice: '\ud800'"),
        ('{"aaaaaaaa": [{"attempt_1": [[1]], "attempt_2": [[1]], "attempt_1": [[2]]}]}', "given twice: 'attempt_1'"),
    ],
)
def test_a_file_that_is_no_submission_is_one_problem(tmp_path, content, problem):
    (found,) = problems_of(tmp_path, content)
    assert problem in found
    assert found.isprintable()
    with pytest.raises(SubmissionError, match=re.escape(problem)):
        read_submission(tmp_path / "submission.json")


def test_a_missing_file_is_one_problem(tmp_path):
    (found,) = submission_problems(tmp_path / "none.json", COUNTS)
    assert found.startswith("cannot read the submission")


def test_the_check_lists_the_first_problems(tmp_path):
    path = tmp_path / "submission.json"
    path.write_text("{}")
    with pytest.raises(SubmissionError) as caught:
        check_submission(path, {f"task{number}": 1 for number in range(12)})
    message = str(caught.value)
    assert [f"'task{number}' is missing" in message for number in range(6)] == [True] * 5 + [False]
    assert message.endswith("; and 7 more")
