"""What was answered when is known to a run that goes on from earlier ones, as if it had never been cut off."""

import json

import pytest
from store.made_up import candidate, filled, recalled, result, rows, turned

from arc_pipeline.search.task_result import Answered
from arc_pipeline.store import Store, merge

FIRST, SECOND = (Answered(seconds, text, round, 0.5) for seconds, text, round in ((2.0, "[1]", 1), (5.0, "[2]", 2)))
SAME = Answered(9.0, "[2]", 3, 1.5)


def answered(path, *moments, resume=False, task=None):
    """A run with this store that answers at these moments."""
    task = turned() if task is None else task
    with Store(path, resume) as store:
        for one in moments:
            store.add([result(task, finished=("x",))], {task.id: task}, {task.id: one})
        assert store.errors == []
    return path


def history(path, *tasks):
    found, errors = recalled(path, *tasks, resume=True)
    assert errors == []
    return [one.history for one in found]


def test_a_run_that_is_resumed_knows_what_was_answered_when(tmp_path):
    path = answered(tmp_path / "a.sqlite", FIRST, SECOND, SAME)
    assert history(path) == [(FIRST, SECOND, SAME)]
    assert recalled(path)[0] == [], "and only one that is resumed"
    assert rows(path, "SELECT attempts FROM moments ORDER BY seconds") == [("[1]",), ("[2]",), ("",)], "each once"


def test_a_run_that_is_resumed_adds_to_the_history_and_another_begins_it_anew(tmp_path):
    path = answered(tmp_path / "a.sqlite", FIRST, SECOND)
    answered(path, SAME, resume=True)
    assert history(path) == [(FIRST, SECOND, SAME)]
    answered(path, FIRST, SECOND)
    assert history(path) == [(FIRST, SECOND)]


def test_a_moment_that_comes_again_as_nothing_could_be_chosen_is_there_once(tmp_path):
    assert history(answered(tmp_path / "a.sqlite", FIRST, SECOND, SECOND)) == [(FIRST, SECOND)]


def test_what_another_version_of_the_search_answered_is_forgotten(tmp_path, monkeypatch):
    path = answered(tmp_path / "a.sqlite", FIRST, SECOND)
    monkeypatch.setattr("arc_pipeline.store.progress.search_version", lambda: "newer")
    assert recalled(path, resume=True)[0] == []
    answered(path, SAME, resume=True)
    assert history(path) == [(SAME,)]


def test_attempts_that_are_too_long_to_be_read_are_not_kept(tmp_path):
    path = answered(tmp_path / "a.sqlite", FIRST, Answered(3.0, json.dumps("x" * (1 << 18))), SECOND)
    assert history(path) == [(FIRST, SECOND)]


def test_of_two_stores_the_history_that_went_on_for_longer_is_kept(tmp_path):
    other = turned("other", seed=1)
    one, more = answered(tmp_path / "a.sqlite", FIRST, SECOND), answered(tmp_path / "b.sqlite", FIRST, SAME)
    answered(more, SECOND, task=other)
    for target, source in ((one, more), (more, one)):
        merge(target, [source])
        assert history(target, turned(), other) == [(FIRST, SAME), (SECOND,)]


@pytest.mark.parametrize(
    ("change", "left"),
    [
        ("seconds = -1 WHERE round = 2", (FIRST, SAME)),
        ("seconds = 9e999 WHERE round = 2", (FIRST, SAME)),
        ("spent = 'x' WHERE round = 2", (FIRST, SAME)),
        ("round = 1.5 WHERE round = 2", (FIRST, SAME)),
        ("round = NULL WHERE round = 2", (FIRST, SAME)),
        ("attempts = x'00' WHERE round = 3", (FIRST, SECOND)),
        ("attempts = hex(zeroblob(200000)) WHERE round = 3", (FIRST, SECOND)),
    ],
)
@pytest.mark.filterwarnings("ignore:.*rows of the store are of no use")
def test_a_moment_that_cannot_be_is_left_out_and_told(tmp_path, change, left):
    same = Answered(9.0, "[3]", 3, 1.5)
    path = answered(tmp_path / "a.sqlite", FIRST, SECOND, same)
    rows(path, f"UPDATE moments SET {change}")
    (found,), errors = recalled(path, resume=True)
    assert [one.round for one in found.history] == [one.round for one in left]
    assert errors == ["1 rows of the store are of no use, the first: a moment is out of range"]


def test_a_store_of_programs_alone_has_no_history(tmp_path):
    (found,), _ = recalled(filled(tmp_path / "a.sqlite", result(turned(), candidate(turned()))), resume=True)
    assert found.history == ()
