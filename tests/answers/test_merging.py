"""Several solvers' files become one submission: what they are surest of, in two different attempts a test input."""

import json

import pytest
from answers.made_up import candidate, grid, task

from arc_pipeline.answers.attempts import write_attempts
from arc_pipeline.answers.choose import choose, ranked
from arc_pipeline.answers.merging import ASSUMED, merge
from arc_pipeline.answers.submission import SubmissionError, read_submission
from arc_pipeline.tasks import TestInputs, json_file

A, B, C, D = ([[k, k]] for k in (2, 3, 4, 5))


@pytest.fixture
def output(tmp_path):
    return tmp_path / "merged" / "submission.json"


@pytest.fixture
def submission(tmp_path):
    """Writes a submission of {id: [(attempt_1, attempt_2), ...]} under a name."""

    def write(name, **tasks):
        entries = {id: [{"attempt_1": one, "attempt_2": two} for one, two in pairs] for id, pairs in tasks.items()}
        (tmp_path / name).write_text(json.dumps(entries))
        return tmp_path / name

    return write


@pytest.fixture
def attempts(tmp_path):
    """Writes an attempts.json of {id: [[(grid, confidence), ...] for each test input]} under a name."""

    def write(name, **tasks):
        made = {"program": "def solve(I):\n    return I\n", "source": "exact", "length": 5.0, "fit": 1.0}
        entries = {
            id: [[{"grid": one, "confidence": sure, **made} for one, sure in test] for test in tests]
            for id, tests in tasks.items()
        }
        (tmp_path / name).write_text(json.dumps(entries))
        return tmp_path / name

    return write


def merged(output, *files, **options):
    """What the merged submission holds, as lists: {id: [(attempt_1, attempt_2), ...]}."""
    merge(files, output, **options)
    found = read_submission(output)
    return {id: [(one.tolist(), two.tolist()) for one, two in pairs] for id, pairs in found.items()}


def test_ours_alone_gives_what_the_run_submitted(tmp_path, output):
    made = task("007e1234", grid("12"), grid("34"))
    found = [candidate(grid("5"), grid("6"), length=9.0), candidate(grid("7"), grid("6"), fit=0.9)]
    write_attempts(tmp_path / "attempts.json", [made], {made.id: ranked(made, found)})
    chosen = [(one.grid.tolist(), two.grid.tolist()) for one, two in choose(made, found)]
    assert merged(output, tmp_path / "attempts.json") == {made.id: chosen}


def test_another_solver_alone_keeps_its_two_attempts_in_order(submission, output):
    path = submission("a.json", x=[(A, B), (C, D)], y=[([[7]], [[8]])])
    assert merged(output, path) == {"x": [(A, B), (C, D)], "y": [([[7]], [[8]])]}


def test_what_is_surer_comes_first_and_agreement_counts(submission, attempts, output):
    ours = attempts("ours.json", x=[[(A, 0.9), (B, 0.05)]], y=[[(A, 0.3), (B, 0.28)]])
    theirs = submission("theirs.json", x=[(C, D)], y=[(B, C)])
    found = merged(output, ours, theirs)
    assert found["x"] == [(A, C)], "0.9, and an assumed 0.5"
    assert found["y"] == [(B, A)], "0.28 + 0.5, and 0.3"


def test_a_weight_says_how_far_a_file_is_trusted(submission, attempts, output):
    ours, theirs = attempts("ours.json", x=[[(A, 0.4), (B, 0.3)]]), submission("theirs.json", x=[(C, D)])
    assert merged(output, ours, theirs)["x"] == [(C, A)]
    assert merged(output, ours, theirs, weights=[1, 0.7])["x"] == [(A, C)]
    assert merged(output, ours, theirs, weights=[1, 0])["x"] == [(A, B)]
    assert merged(output, ours, theirs, weights=[0.1, 1])["x"] == [(C, D)]


def test_equal_votes_keep_the_order_of_the_files(submission, output):
    a, b = submission("a.json", x=[(A, B)]), submission("b.json", x=[(C, D)])
    assert merged(output, a, b)["x"] == [(A, C)]
    assert merged(output, b, a)["x"] == [(C, A)]


def test_the_same_output_twice_counts_once_and_the_attempts_differ(submission, output):
    doubled, other = submission("a.json", x=[(A, A)]), submission("b.json", x=[(B, C)])
    assert merged(output, doubled, other, weights=[1, 1.2])["x"] == [(B, A)], "0.6, and 0.5 but once"
    assert merged(output, doubled)["x"] == [(A, [[0, 0]])]


def test_a_grid_that_a_file_gives_to_many_tasks_is_a_filler(submission, attempts, output):
    names = [f"t{k}" for k in range(20)]
    lazy = submission("lazy.json", **{name: [([[0, 0], [0, 0]], [[1]])] for name in names}, x=[(C, D)])
    ours = attempts("ours.json", **{name: [[(A, 0.1), (B, 0.06)]] for name in names}, x=[[(A, 0.1), (B, 0.05)]])
    found = merged(output, ours, lazy)
    assert {str(found[name]) for name in names} == {str([(A, B)])}
    assert found["x"] == [(C, D)]


def test_fillers_of_ours_yield_to_what_anybody_found(tmp_path, submission, output):
    made = task("x", grid("12"))
    write_attempts(tmp_path / "attempts.json", [made], {})
    theirs = submission("theirs.json", x=[(C, D)])
    assert merged(output, tmp_path / "attempts.json", theirs, weights=[1, 0.01])["x"] == [(C, D)]


def test_tasks_that_a_file_lacks_are_answered_by_the_others(submission, output):
    a, b = submission("a.json", x=[(A, B)]), submission("b.json", y=[(C, D)])
    assert merged(output, a, b) == {"x": [(A, B)], "y": [(C, D)]}


def test_with_the_challenges_every_task_is_answered_and_in_their_order(submission, output):
    inputs = [TestInputs("y", (grid("12"), None)), TestInputs("x", (grid("12"),))]
    assert merged(output, submission("a.json", x=[(A, B)]), inputs=inputs) == {
        "y": [([[1, 2]], [[0, 0]]), ([[0]], [[1]])], "x": [(A, B)]
    }  # fmt: skip
    assert list(json.loads(output.read_text())) == ["y", "x"]


def refused(output, *files, **options):
    with pytest.raises(SubmissionError) as raised:
        merge(files, output, **options)
    assert not output.exists()
    return str(raised.value)


def test_files_that_cannot_belong_together_are_refused(submission, output):
    a, b = submission("a.json", x=[(A, B)]), submission("b.json", x=[(A, B), (C, D)])
    assert refused(output, a, b) == f"{b}: task 'x': 2 test inputs, 1 in {a}"
    inputs = [TestInputs("x", (grid("1"),))]
    assert refused(output, b, inputs=inputs) == f"{b}: task 'x': 2 test inputs, 1 in the challenges"
    assert "'z' is not one of the challenges" in refused(output, submission("c.json", z=[(A, B)]), inputs=inputs)


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, float("nan")], [1.0, float("inf")]])
def test_weights_that_cannot_be_meant_are_refused(submission, output, weights):
    a, b = submission("a.json", x=[(A, B)]), submission("b.json", x=[(A, B)])
    assert "weights" in refused(output, a, b, weights=weights)


def test_an_illegal_file_is_refused_and_named(submission, tmp_path, output):
    bad = submission("bad.json", x=[([[11]], B)])
    assert refused(output, submission("a.json", x=[(A, B)]), bad).startswith(
        f"{bad}: task 'x', test input 1, attempt_1"
    )
    assert "cannot read" in refused(output, tmp_path / "none.json")


def test_bounds_hold_for_every_file(submission, output, monkeypatch):
    path = submission("a.json", x=[(A, B)])
    monkeypatch.setattr(json_file, "MOST_CONTAINERS", 5)
    assert "more than 5 lists and objects" in refused(output, path)


def test_what_is_assumed_of_another_solver_is_a_probability():
    assert ASSUMED[0] > ASSUMED[1] > 0
    assert sum(ASSUMED) <= 1
