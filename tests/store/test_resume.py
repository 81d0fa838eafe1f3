"""A run that was cut off goes on where it ended: nothing that was found is lost, and nothing is searched twice."""

import json
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace

import pytest
from solve.session import session
from store.made_up import rows

from arc_pipeline.answers.report import report
from arc_pipeline.answers.submission import check_submission, read_submission
from arc_pipeline.measure import read_record
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.failures import Failure
from arc_pipeline.solve import solve
from arc_pipeline.store import Store, export
from arc_pipeline.tasks import Task, load_tasks
from arc_pipeline.workers import workers as dealing

# Solved by nothing at this effort; the other three are by one or two operations.
HARD = ("aba27056",)
IDS = ("67a3c6ac", "a416b8f3", "3c9b0459", *HARD)
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.5, strategies="cheap", together=2)
WHOLE = replace(SMALL, strategies="all")
FURTHER = replace(WHOLE, views=2)
LARGER = replace(SMALL, feature_cost=2, share=0.9, together=1)
ROUNDS = (WHOLE, FURTHER, LARGER, FURTHER)


class CutOffError(Exception):
    """What ends a run in the middle."""


@pytest.fixture(scope="module")
def loaded():
    return load_tasks("arc-agi-1/training", ids=list(IDS))


@contextmanager
def noting():
    """The searches of tasks from now on, as (id, reach of the effort), in their order."""
    seen, run_shard = [], dealing.run_shard

    def noted(tasks, views, known, effort, *others):
        seen.extend((task.id, effort.reach) for task in tasks)
        return run_shard(tasks, views, known, effort, *others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dealing, "run_shard", noted)
        yield seen


@pytest.fixture
def searched():
    with noting() as seen:
        yield seen


def run(tasks, folder, **options):
    chosen = {"budget_seconds": 600.0, "backend": "cpu", "workers": 0, "rounds": ROUNDS, "store": folder / "a.sqlite"}
    return solve(tasks, folder, **(chosen | options))


def cut_off(tasks, folder, shards, **options):
    """A run that ends after so many shards."""
    add, added = Store.add, []

    def adding(self, *arguments):
        add(self, *arguments)
        added.append(arguments)
        if len(added) == shards:
            raise CutOffError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "add", adding)
        with pytest.raises(CutOffError):
            run(tasks, folder, **options)


@pytest.fixture(scope="module")
def whole(loaded, tmp_path_factory):
    """A run that is not cut off: its folder, its result, what it searched and what it submitted."""
    folder = tmp_path_factory.mktemp("whole")
    with noting() as seen:
        solved = run(loaded.tasks, folder)
    return folder, solved, Counter(seen), submitted(folder)


@pytest.fixture(scope="module")
def after_one_round(loaded, tmp_path_factory):
    """The store of a run of the first round; tests go on with copies of it."""
    folder = tmp_path_factory.mktemp("one round")
    run(loaded.tasks, folder, rounds=(SMALL,))
    return folder / "a.sqlite"


def submitted(folder):
    return json.loads((folder / "submission.json").read_text())


@pytest.mark.slow
def test_a_run_that_is_cut_off_again_and_again_ends_as_one_that_is_not(loaded, tmp_path, searched, whole):
    cut_off(loaded.tasks, tmp_path, 1)
    first = list(searched)
    assert 0 < len(first) < len(IDS)
    cut_off(loaded.tasks, tmp_path, 1, resume=True)
    assert not set(searched[len(first) :]) & set(first)
    solved = run(loaded.tasks, tmp_path, resume=True)
    assert Counter(searched) == whole[2], "all was searched, and nothing twice"
    assert submitted(tmp_path) == whole[3]
    assert solved.errors == []
    assert rounds_of(solved) == rounds_of(whole[1]), "it knows of all rounds what was answered"
    for id, moments in solved.history.items():
        seconds = [moment.seconds for moment in moments]
        assert seconds == sorted(seconds), "on one clock"
        last = [[one.grid.tolist() for one in pair] for pair in moments[-1].attempts]
        assert last == [[one.grid.tolist() for one in pair] for pair in whole[1].attempts[id]]
    assert 0 < min(moments[0].seconds for moments in solved.history.values()) < solved.before
    right = report(loaded.tasks, solved, loaded.answers).set_index("id")["right_at"]
    assert (right[list(IDS[:3])] < solved.before).all(), "when they were right first, and not when that was recalled"


def rounds_of(solved):
    """How often a run has answered for each task after each round."""
    return Counter((id, one.round) for id, moments in solved.history.items() for one in moments if one.round)


@pytest.mark.filterwarnings("ignore:.*rows of the store are of no use")
def test_a_history_that_holds_no_attempts_costs_no_more_than_itself(loaded, tmp_path, after_one_round):
    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    rows(tmp_path / "a.sqlite", "UPDATE moments SET attempts = '[[[1, 2]]]'")
    solved = run(loaded.tasks, tmp_path, rounds=(SMALL,), resume=True)
    assert len(solved.errors) == len(IDS)
    assert all("not all that was answered is known: the store: task 'an earlier run'" in one for one in solved.errors)
    assert all(solved.is_settled(task) for task in loaded.tasks[:3])


def test_what_was_found_before_is_submitted_at_once_and_stays_in_the_result(loaded, tmp_path, searched, whole):
    shutil.copyfile(whole[0] / "a.sqlite", tmp_path / "a.sqlite")
    solved = run(loaded.tasks, tmp_path, resume=True)
    assert searched == []
    assert submitted(tmp_path) == whole[3]
    for task in loaded.tasks:
        one, other = solved.results[task.id], whole[1].results[task.id]
        assert [c.program for c in one.candidates] == [c.program for c in other.candidates]
        assert (one.tried, one.waiting, set(one.searched)) == (other.tried, other.waiting, set(other.searched))
        assert Counter(one.finished) == Counter(other.finished)
        assert one.seconds == pytest.approx(other.seconds)
    spans = read_record(solved.record).spans
    (counts,) = spans[spans["name"] == "recall"]["counts"]
    assert counts["programs"] == sum(len(one.candidates) for one in solved.results.values())
    assert "shard" not in set(spans["name"])


def test_without_resume_rounds_are_searched_anew_and_what_is_known_is_kept(loaded, tmp_path, searched, after_one_round):
    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    solved = run(loaded.tasks, tmp_path, rounds=(SMALL,))
    settled = {task.id for task in loaded.tasks if solved.is_settled(task)}
    assert settled >= set(IDS[:3])
    assert sorted(searched) == sorted((id, SMALL.reach) for id in set(IDS) - settled)
    assert solved.results["aba27056"].finished == (SMALL.reach,)


def test_what_is_known_is_an_answer_without_any_search_under_any_id(loaded, tmp_path, after_one_round):
    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    others = [Task(f"x/{k}", task.train, task.test) for k, task in enumerate(loaded.tasks)]
    solved = run(others, tmp_path / "other", rounds=(), store=tmp_path / "a.sqlite")
    check_submission(tmp_path / "other" / "submission.json", others)
    written = read_submission(tmp_path / "other" / "submission.json")
    for other, task in list(zip(others, loaded.tasks, strict=True))[:3]:
        assert written[other.id][0][0].tolist() == loaded.answers[task.id][0].tolist()
    assert solved.errors == []


def test_further_rounds_are_added_to_those_that_are_finished(loaded, tmp_path, searched, after_one_round):
    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    dealt = replace(SMALL, share=0.9, together=1)  # how it is dealt out does not matter
    run(loaded.tasks, tmp_path, rounds=(dealt, LARGER, SMALL), resume=True)
    assert [reach for _, reach in searched[: len(HARD)]] == [LARGER.reach] * len(HARD)
    assert {reach for _, reach in searched[len(HARD) :]} == {SMALL.reach}, "as it is asked for twice"


def test_what_lack_of_time_cut_short_is_searched_again(loaded, tmp_path, searched):
    run(loaded.tasks, tmp_path, budget_seconds=0.0)
    solved = run(loaded.tasks, tmp_path, rounds=(SMALL,), resume=True)
    assert sorted(searched) == sorted((id, SMALL.reach) for id in IDS)
    assert all(result.finished == (SMALL.reach,) for result in solved.results.values())


def test_another_version_of_the_search_searches_again(loaded, tmp_path, searched, after_one_round, monkeypatch):
    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    monkeypatch.setattr("arc_pipeline.store.progress.search_version", lambda: "newer")
    run(loaded.tasks, tmp_path, rounds=(SMALL,), resume=True)
    assert {id for id, _ in searched} == set(IDS[3:])


def test_a_task_whose_programs_cannot_be_run_is_searched_as_ever(
    loaded, tmp_path, searched, after_one_round, monkeypatch
):
    def broken(backend, task, *others):
        raise RuntimeError("as if")

    shutil.copyfile(after_one_round, tmp_path / "a.sqlite")
    monkeypatch.setattr("arc_pipeline.store.store.recall", broken)
    solved = run(loaded.tasks, tmp_path, rounds=(SMALL,), resume=True)
    assert len(searched) == len(IDS)
    assert {(one.stage, one.error) for one in solved.failures} == {("recall from the store", "RuntimeError: as if")}
    assert isinstance(solved.failures[0], Failure)
    assert len(read_record(solved.record).failures) == len(solved.failures)


def test_a_damaged_store_is_one_of_the_errors(loaded, tmp_path):
    (tmp_path / "a.sqlite").write_bytes(b"my notes")
    with pytest.warns(RuntimeWarning, match="is not a store of this package and is left alone"):
        solved = run(loaded.tasks, tmp_path, rounds=(SMALL,))
    assert [error.split(":")[0] for error in solved.errors] == ["the run goes on without a store"]
    assert solved.is_settled(loaded.tasks[0])


# Once as many searches are finished as it is told, the run begins no more of them and waits to be killed.
RUN = """
import sys, threading
from dataclasses import replace
from arc_pipeline.search.effort import CHEAP
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
quick = replace(CHEAP, feature_cost=1, number_cost=1, features=50, rules=4, strategies="cheap", together=2)
tasks = load_tasks("arc-agi-1/training", limit=6).tasks
rounds = (quick, replace(quick, views=1), replace(quick, features=60))

def wait_at(told):
    if told.searched >= int(sys.argv[3]):
        threading.Event().wait()

solved = solve(tasks, sys.argv[1], budget_seconds=3600, backend="cpu", workers=2, rounds=rounds,
               store=sys.argv[2], resume=True, progress=wait_at)
assert solved.errors == []
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_run_that_is_killed_is_resumed_from_what_every_shard_has_left(tmp_path):
    store, arguments = tmp_path / "a.sqlite", [str(tmp_path / "out"), str(tmp_path / "a.sqlite")]
    with session(RUN, [*arguments, "3"], tmp_path / "errors.txt") as running:
        running.wait_until(lambda: _finished(store) >= 3, "three tasks were searched")
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
    fitting = {block for block in "".join(export(store)).split("\n\n") if '"fit": 1.0' in block}
    assert fitting
    with session(RUN, [*arguments, "99"], tmp_path / "errors.txt") as running:
        assert running.process.wait(600) == 0, (tmp_path / "errors.txt").read_text()
    times = rows(store, "SELECT times, count(*) FROM finished GROUP BY times")
    assert [number for number, _ in times] == [1], "nothing was searched twice"
    assert fitting & set("".join(export(store)).split("\n\n")), "what was found before is still there"
    check_submission(tmp_path / "out" / "submission.json", load_tasks("arc-agi-1/training", limit=6).tasks)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sqlite", "errors.txt", "out"]


def _finished(store):
    """The number of searches that a store knows to be finished; 0 before it has its tables."""
    try:
        return rows(store, "SELECT coalesce(sum(times), 0) FROM finished")[0][0] if store.exists() else 0
    except sqlite3.OperationalError:
        return 0
