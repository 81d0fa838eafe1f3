"""attempts.json: all that a run could have attempted, for others to build on; what is refused of such files."""

import json

import numpy as np
import pytest
from answers.made_up import candidate, grid, solved, task

from arc_pipeline.answers import RunResults
from arc_pipeline.answers.attempts import MOST, read_attempts, write_attempts
from arc_pipeline.answers.choose import choose, ranked
from arc_pipeline.answers.submission import SubmissionError
from arc_pipeline.tasks import TaskSet, TestInputs, json_file

TWO = task("007e1234", grid("12"), grid("34"))
OUTPUTS = [grid(str(k)) for k in range(3, 9)] + [grid(f"{k}{k}") for k in range(3, 9)]


def written(path, made, candidates):
    write_attempts(path, [made], {made.id: ranked(made, candidates)})
    return path


def test_it_holds_the_different_outputs_likeliest_first_with_where_they_come_from(tmp_path):
    fits = candidate(grid("5"), grid("6"), length=12.5, source="lookup", parent="1cf80156")
    near = candidate(grid("7"), grid("6"), fit=0.75, source="nearest", operation="rot180")
    found = json.loads(written(tmp_path / "attempts.json", TWO, [near, fits]).read_text())
    assert list(found) == ["007e1234"]
    first, second = found["007e1234"]
    assert [output["grid"] for output in first] == [[[5]], [[7]]]
    assert [output["grid"] for output in second] == [[[6]], [[3, 4]]], "both say the same of it; then comes a filler"
    likeliest, other = first
    assert list(likeliest) == ["grid", "confidence", "program", "source", "length", "fit", "parent"]
    assert likeliest["program"] == fits.program.text
    assert (likeliest["source"], likeliest["length"], likeliest["fit"]) == ("lookup", 12.5, 1.0)
    assert (other["source"], other["fit"]) == ("nearest", 0.75)
    assert (likeliest["parent"], other["parent"]) == ("1cf80156", "")
    assert 1 > likeliest["confidence"] >= other["confidence"] > 0
    assert [second[1][name] for name in ("program", "source", "length", "fit", "parent")] == [None] * 5


def test_there_are_ten_outputs_and_more_where_so_many_were_found(tmp_path):
    one = task("one", grid("12"))
    many = [candidate(output, fit=0.5 + k / 100) for k, output in enumerate(OUTPUTS)]
    (outputs,) = read_attempts(written(tmp_path / "a.json", one, many))["one"]
    assert len(outputs) == len(OUTPUTS) > 10
    assert [output.fit for output in outputs] == sorted((c.fit for c in many), reverse=True)
    more = many + [candidate(grid("1" * k), fit=0.1) for k in range(1, 20)]
    (outputs,) = read_attempts(written(tmp_path / "a.json", one, more))["one"]
    assert len(outputs) == MOST


def test_the_first_two_are_the_attempts(tmp_path):
    many = [candidate(output, output, fit=0.5 + k / 100) for k, output in enumerate(OUTPUTS)]
    found = read_attempts(written(tmp_path / "a.json", TWO, many))[TWO.id]
    for outputs, pair in zip(found, choose(TWO, many), strict=True):
        for output, attempt in zip(outputs, pair, strict=False):
            assert np.array_equal(output.grid, attempt.grid)
            assert output.grid.dtype == np.uint8
            assert (output.confidence, output.program, output.origin) == (
                attempt.confidence, attempt.program, attempt.origin,
            )  # fmt: skip


def test_what_was_not_searched_has_fillers_as_in_the_submission(tmp_path):
    inputs = TestInputs("12345678", (grid("12"), None))
    write_attempts(tmp_path / "new" / "a.json", [inputs], {})
    first, second = read_attempts(tmp_path / "new" / "a.json")["12345678"]
    assert [output.grid.tolist() for output in first] == [[[1, 2]], [[0, 0]]]
    assert [output.grid.tolist() for output in second] == [[[0]], [[1]]]
    assert {(output.confidence, output.program) for output in first + second} == {(0.0, None)}


def test_a_run_that_begins_leaves_nothing_of_an_earlier_one(tmp_path):
    earlier = solved({TWO: [candidate(grid("5"), grid("6"))]}, tmp_path / "run.jsonl")
    earlier.inputs, earlier.ranked = (
        [TestInputs(TWO.id, TWO.test)],
        {TWO.id: ranked(TWO, [candidate(grid("5"), grid("6"))])},
    )
    assert earlier.write_attempts() == []
    assert read_attempts(tmp_path / "attempts.json")[TWO.id][0][0].program is not None
    other = task("other", grid("1"))
    RunResults.begun(tmp_path, TaskSet.of([other]))
    assert [[one.program for one in test] for test in read_attempts(tmp_path / "attempts.json")["other"]] == [
        [None, None]
    ]


GOOD = {
    "grid": [[1]],
    "confidence": 0.5,
    "program": "def solve(I):\n    return I\n",
    "source": "x",
    "length": 3,
    "fit": 1,
    "parent": "",
}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"grid": [[10]]}, "grid: 10 is not a colour"),
        ({"grid": None}, "grid: not a list of rows"),
        ({"confidence": 1.5}, "confidence is not"),
        ({"confidence": None}, "confidence is not"),
        ({"confidence": True}, "confidence is not"),
        ({"confidence": float("nan")}, "confidence is not"),
        ({"program": 7}, "program is not"),
        ({"program": "\x1b[2Jdef"}, "program is not"),
        ({"program": "x" * 2_000_000}, "program is not"),
        ({"source": "a\rb"}, "source is not"),
        ({"length": -1}, "length is not"),
        ({"length": 10**400}, "length is not"),
        ({"fit": float("inf")}, "fit is not"),
        ({"parent": 7}, "parent is not"),
        ({"more": 1}, "not an object of exactly grid, confidence, program, source, length, fit, parent"),
    ],
)
def test_what_is_not_an_output_is_named(tmp_path, changed, problem):
    path = tmp_path / "attempts.json"
    path.write_text(json.dumps({"a": [[GOOD]], "b": [[GOOD], [GOOD, GOOD | changed]]}))
    with pytest.raises(SubmissionError) as raised:
        read_attempts(path)
    assert str(raised.value).startswith(f"{path}: task 'b', test input 2, output 2: {problem}")
    assert "\n" not in str(raised.value)


def test_the_files_of_runs_that_did_not_tell_from_which_stored_program_an_output_descends_are_read(tmp_path):
    path = tmp_path / "attempts.json"
    path.write_text(json.dumps({"a": [[{name: value for name, value in GOOD.items() if name != "parent"}]]}))
    assert read_attempts(path)["a"][0][0].parent is None


def test_a_caption_says_from_which_stored_programs_an_output_descends():
    (pair,) = choose(task("one", grid("1")), [candidate(grid("5"), parent="1cf80156 007bbfb7"), candidate(grid("6"))])
    assert {attempt.origin for attempt in pair} == {
        "exact, 10 bits, fits all, from 1cf80156 007bbfb7",
        "exact, 10 bits, fits all",
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "is not JSON"),
        ("[]", "holds a list"),
        ('{"a": 1}', "task 'a': not a list of test inputs"),
        ('{"a": [1]}', "task 'a', test input 1: not a list of outputs"),
        ('{"a": [[1]]}', "task 'a', test input 1, output 1: not an object"),
        ('{"a": [], "a": []}', "given twice: 'a'"),
    ],
)
def test_a_file_that_holds_no_attempts_is_one_problem(tmp_path, content, problem):
    path = tmp_path / "attempts.json"
    path.write_text(content)
    with pytest.raises(SubmissionError, match=problem):
        read_attempts(path)


def test_a_file_beyond_bounds_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "MOST_CONTAINERS", 5)
    (tmp_path / "attempts.json").write_text(json.dumps({"a": [[GOOD, GOOD]]}))
    with pytest.raises(SubmissionError, match="more than 5 lists and objects"):
        read_attempts(tmp_path / "attempts.json")
