"""The whole loop on a few tasks: what it writes, what it records, and that how it is run changes nothing."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from arc_pipeline.answers.attempts import read_attempts
from arc_pipeline.answers.choose import ranked
from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.answers.submission import Submission, check_submission, read_submission
from arc_pipeline.measure import Deadline, failures_frame, read_record, work
from arc_pipeline.search import asking
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.kinds.lenses import opening_views
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from arc_pipeline.workers import shard as searching

# The first three are solved by one or two operations, the others by none at this effort.
IDS = ("67a3c6ac", "a416b8f3", "3c9b0459", "aba27056", "05269061")
EASY = set(IDS[:3])
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.5, together=2)
CHEAP = replace(SMALL, strategies="cheap")
FURTHER = replace(CHEAP, views=2)
LARGER = replace(CHEAP, feature_cost=2, number_cost=2, share=0.9)
ROUNDS = (SMALL, FURTHER, LARGER)


@pytest.fixture(scope="module")
def loaded():
    return load_tasks("arc-agi-1/training", ids=list(IDS))


def run(loaded, folder, **options):
    chosen = {"budget_seconds": 300.0, "backend": "cpu", "workers": 0, "rounds": ROUNDS} | options
    return solve(loaded.tasks, folder, **chosen)


@pytest.fixture(scope="module")
def alone(loaded, tmp_path_factory):
    """One run in this process: its folder, what it found, what it told of its progress."""
    folder, told = tmp_path_factory.mktemp("alone"), []
    return folder, run(loaded, folder, progress=told.append), told


def submitted(folder):
    return json.loads((Path(folder) / "submission.json").read_text())


def test_easy_tasks_are_solved_and_all_are_answered(loaded, alone):
    folder, solved, _ = alone
    check_submission(folder / "submission.json", loaded.tasks)
    assert solved.errors == []
    assert set(solved.results) == set(IDS)
    assert {task.id for task in loaded.tasks if solved.is_settled(task)} >= EASY
    for task_id, pairs in read_submission(folder / "submission.json").items():
        for (first, second), answer in zip(pairs, loaded.answers[task_id], strict=True):
            assert not np.array_equal(first, second)
            if task_id in EASY:
                assert np.array_equal(first, answer) or np.array_equal(second, answer)


def test_what_is_submitted_is_what_was_chosen(alone):
    folder, solved, _ = alone
    for task_id, pairs in read_submission(folder / "submission.json").items():
        for pair, chosen in zip(pairs, solved.attempts[task_id], strict=True):
            for grid, attempt in zip(pair, chosen, strict=True):
                assert np.array_equal(grid, attempt.grid)


def test_all_that_could_be_attempted_lies_beside_the_submission(alone):
    folder, solved, _ = alone
    found = read_attempts(folder / "attempts.json")
    assert set(found) == set(IDS)
    for task_id, pairs in read_submission(folder / "submission.json").items():
        for pair, outputs in zip(pairs, found[task_id], strict=True):
            assert all(map(np.array_equal, pair, (output.grid for output in outputs)))
            different = {candidate.outputs[0].tobytes() for candidate in solved.results[task_id].candidates}
            assert len(outputs) >= min(10, len(different))


def test_a_settled_task_is_not_searched_again(loaded, alone):
    _, solved, _ = alone
    easy = solved.results["67a3c6ac"]
    hard = solved.results["aba27056"]
    assert easy.fits
    assert easy.tried < hard.tried / 4


def test_a_round_of_views_searches_those_that_promise_most(loaded, alone):
    solved, tasks = alone[1], {task.id: task for task in loaded.tasks}
    hard = tasks["aba27056"]
    assert solved.results[hard.id].searched[:1] == opening_views(hard)
    assert len(set(solved.results[hard.id].searched)) == 1 + FURTHER.views
    unsure = RunResults(solved.record, solved.results)  # without attempts none is settled, whatever was found by then
    assert unsure.views(loaded.tasks, FURTHER, ROUNDS)[hard.id] == solved.results[hard.id].waiting[:2]
    assert unsure.views(loaded.tasks, LARGER, ROUNDS)[hard.id] is None, "the opening ones"
    assert hard.id not in unsure.views(loaded.tasks, LARGER), "it has finished as many rounds of this effort"
    assert not EASY & set(solved.views(loaded.tasks, FURTHER))


def test_what_is_known_of_tasks_are_their_candidates_that_fit(loaded, alone):
    solved, unsearched = alone[1], replace(loaded.tasks[0], id="never searched")
    known = solved.known([unsearched, *loaded.tasks])
    assert set(known) == set(solved.results)
    assert {id for id, found in known.items() if found} >= EASY
    one = loaded.tasks[0]
    assert solved.known([one]) == {one.id: known[one.id]}
    for id, found in known.items():
        assert all(one.fits and any(one is other for other in solved.results[id].candidates) for one in found)


def test_attempts_are_remembered_as_they_were(alone):
    solved = alone[1]
    assert [len(solved.history[task_id]) for task_id in ("67a3c6ac", "aba27056")] == [1, 3]
    for task_id, moments in solved.history.items():
        seconds = [moment.seconds for moment in moments]
        assert seconds[0] > 0
        assert seconds == sorted(seconds)
        assert moments[-1].attempts is solved.attempts[task_id]


def test_progress_is_told_all_the_time(alone):
    _, solved, told = alone
    assert len(told) > 2 * len(ROUNDS)
    assert [one.seconds for one in told] == sorted(one.seconds for one in told)
    assert [one.searched for one in told] == sorted(one.searched for one in told)
    assert {one.tasks for one in told} == {len(IDS)}
    assert {round(one.budget) for one in told} == {300}
    assert told[0].searched == told[0].fit == told[0].settled == 0
    said, left = str(told[0]).rsplit(", ", 1)
    assert said == f"round 1, 0 of {len(IDS)} tasks searched, 0 with a full fit"
    assert re.fullmatch(r"[0-5]:\d\d left", left)
    assert told[-1].searched == len(solved.results)
    assert told[-1].settled >= len(EASY)


def test_the_record_can_be_read(alone):
    folder, solved, _ = alone
    record = read_record(folder / "run.jsonl")
    assert solved.record == folder / "run.jsonl"
    assert not record.truncated
    assert record.run[["tasks", "budget", "backend", "workers"]].values.tolist() == [[len(IDS), 300.0, "cpu", 0]]
    spans = record.spans
    assert not spans["failed"].any()
    stages = {"solve", "wait", "shard", "generate", "frontier", "validate", "write"}
    assert stages | set(asking.STRATEGIES) <= set(spans["name"])
    assert spans["id"].is_unique
    whole = spans[spans["name"] == "solve"].iloc[0]
    inner = spans[spans["name"] == "shard"]
    assert inner["duration"].sum() <= whole["duration"]
    assert (inner["start"] >= whole["start"] - 1e-3).all()
    assert all(counts["peak_memory"] > 1 << 24 for counts in inner["counts"])
    grown = spans[spans["path"].str.startswith("solve/wait/shard/generate") | spans["path"].str.contains("generate/")]
    values = sum(counts.get("values", 0) for counts in grown["counts"])
    assert values == sum(result.tried for result in solved.results.values())
    counters = record.counters
    assert {"cpu"} == set(counters["backend"])
    assert (counters["launches"] > 0).all()
    assert {"rot90", "hmirror", "objects"} <= set(counters["operation"])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_submission(loaded, alone, tmp_path):
    run(loaded, tmp_path, seed=0)
    assert submitted(tmp_path) == submitted(alone[0])


@pytest.mark.slow
def test_the_order_of_tasks_changes_no_answer(loaded, alone, tmp_path):
    run(loaded, tmp_path, seed=5)
    assert submitted(tmp_path) == submitted(alone[0])


def test_two_workers_give_the_same_submission(loaded, alone, tmp_path):
    told = []
    solved = run(loaded, tmp_path, workers=2, progress=told.append)
    assert submitted(tmp_path) == submitted(alone[0])
    assert solved.errors == []
    assert told[-1].searched == len(IDS)
    spans = read_record(tmp_path / "run.jsonl").spans
    assert set(spans[spans["name"] == "shard"]["worker"]) <= {1, 2}
    assert set(spans[spans["name"] == "solve"]["worker"]) == {0}
    assert {row["worker"] for row in solved.counters.values()} <= {1, 2}


@pytest.mark.slow
def test_threads_that_search_at_once_do_not_meet(loaded, alone, tmp_path):
    """Any executor will do; what runs in one process must not share an arena."""
    singly = [replace(effort, together=1) for effort in ROUNDS]
    with ThreadPoolExecutor(3) as executor:
        solved = run(loaded, tmp_path, workers=3, executor=executor, rounds=singly)
        assert solved.errors == []
        assert executor.submit(int).result() == 0, "an executor that was given is left open"
    assert submitted(tmp_path) == submitted(alone[0])
    assert not any(result.defects for result in solved.results.values())


def test_without_time_the_submission_is_valid(loaded, tmp_path):
    solved = run(loaded, tmp_path, budget_seconds=0.0)
    check_submission(tmp_path / "submission.json", loaded.tasks)
    assert all(not result.complete and not result.candidates for result in solved.results.values())
    for task in loaded.tasks:
        for test, pair in zip(task.test, submitted(tmp_path)[task.id], strict=True):
            assert pair["attempt_1"] == test.tolist() != pair["attempt_2"]
    assert not read_record(tmp_path / "run.jsonl").truncated


def test_a_strategy_that_raises_costs_the_task_nothing_else_and_no_other_task_anything(
    loaded, alone, tmp_path, monkeypatch
):
    def broken(view):
        if view.task.id == "a416b8f3":
            raise RuntimeError("as if")
        return iter(())

    monkeypatch.setitem(asking.STRATEGIES, "broken", broken)
    solved = run(loaded, tmp_path, rounds=(CHEAP,))
    guilty = solved.results["a416b8f3"]
    assert {(one.stage, one.error) for one in guilty.failures} == {("strategy broken", "RuntimeError: as if")}
    assert not guilty.complete
    assert all(solved.results[id].failures == [] for id in IDS if id != "a416b8f3")
    assert {task.id for task in loaded.tasks if solved.is_settled(task)} >= EASY
    check_submission(tmp_path / "submission.json", loaded.tasks)
    for task_id in EASY:
        assert submitted(tmp_path)[task_id] == submitted(alone[0])[task_id]


@pytest.mark.parametrize(
    "place",
    [
        "arc_pipeline.answers.run_results.ranked",
        pytest.param("arc_pipeline.answers.submission.Submission.set", marks=pytest.mark.slow),
    ],
)
def test_attempts_that_cannot_be_chosen_cost_that_task_what_is_new_and_no_other_task_anything(
    loaded, alone, tmp_path, monkeypatch, place
):
    whole = ranked if place.endswith("ranked") else Submission.set
    asked = []

    def broken(*arguments):
        ours = "aba27056" in (arguments[1], getattr(arguments[0], "id", ""))
        asked.extend(["aba27056"] * ours)
        if ours and len(asked) > 2:  # it was well when the file was prefilled, or after the first rounds
            raise RuntimeError("as if")
        return whole(*arguments)

    monkeypatch.setattr(place, broken)
    solved = run(loaded, tmp_path)
    assert {(one.task_id, one.stage, one.error) for one in solved.failures} == {
        ("aba27056", "choice of attempts", "RuntimeError: as if")
    }
    assert len(solved.attempts["aba27056"]) == 1
    check_submission(tmp_path / "submission.json", loaded.tasks)
    for task_id in EASY:
        assert submitted(tmp_path)[task_id] == submitted(alone[0])[task_id]


def test_what_failed_is_in_the_record_and_in_the_notebooks_table(loaded, tmp_path, monkeypatch):
    def broken(view):
        raise ValueError(f"as if on {len(view.task.train)} demonstrations")

    monkeypatch.setitem(asking.STRATEGIES, "broken", broken)
    solved = run(loaded, tmp_path, rounds=(CHEAP,))
    assert len(solved.failures) >= len(IDS)
    told = work.failures(failures_frame(map(vars, solved.failures)))
    assert told.equals(work.failures(read_record(tmp_path / "run.jsonl").failures))
    assert set(told["stage"]) == {"strategy broken"}
    assert told["times"].sum() == len(solved.failures)
    assert all("as if on" in traceback and "in broken" in traceback for traceback in told["traceback"])


def test_a_bad_task_costs_no_other_and_is_answered_in_its_place(loaded, alone, tmp_path):
    """As in a scored run, where a file that lacks a task is refused as a whole."""
    wide = [[0] * 31]
    content = {task.id: as_json(task) for task in loaded.tasks[:2]}
    content["b0000001"] = {"train": [{"input": wide, "output": wide}], "test": [{"input": wide}, {"input": [[1]]}]}
    content["b0000002"] = {"train": "lost", "test": [{"input": [[1, 2]]}]}
    content["b0000003"] = "nothing that can be read"
    content[IDS[2]] = as_json(loaded.tasks[2])
    path = tmp_path / "arc-agi_test_challenges.json"
    path.write_text(json.dumps(content))
    with pytest.warns(RuntimeWarning, match="3 of 6 tasks left out"):
        read = load_tasks(tmp_path)
    solved = solve(read, tmp_path / "out", backend="cpu", workers=0, rounds=ROUNDS)
    assert [error.task_id for error in solved.rejected] == ["b0000001", "b0000002", "b0000003"]
    written = submitted(tmp_path / "out")
    assert list(written) == [IDS[0], IDS[1], "b0000001", "b0000002", IDS[2]]
    assert {id: written[id] for id in EASY} == {id: submitted(alone[0])[id] for id in EASY}
    assert len(written["b0000001"]) == 2
    assert written["b0000001"][1]["attempt_1"] == [[1]]
    assert written["b0000002"][0]["attempt_1"] == [[1, 2]]
    check_submission(tmp_path / "out" / "submission.json", read.inputs)
    assert set(solved.results) == set(EASY)


def test_a_source_of_bad_tasks_alone_is_answered_as_far_as_it_can_be(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps({"train": [], "test": [{"input": [[1, 2]]}]}))
    with pytest.warns(RuntimeWarning, match="no demonstrations"):
        read = load_tasks(tmp_path)
    solved = solve(read, tmp_path / "out", backend="cpu", workers=0, rounds=(CHEAP,))
    assert submitted(tmp_path / "out") == {"x": [{"attempt_1": [[1, 2]], "attempt_2": [[0, 0]]}]}
    assert solved.results == {}


def as_json(task):
    """A task as the file of a competition has it."""
    pairs = [{"input": pair.input.tolist(), "output": pair.output.tolist()} for pair in task.train]
    return {"train": pairs, "test": [{"input": grid.tolist()} for grid in task.test]}


def test_a_run_begins_its_own_record(loaded, tmp_path):
    for _ in range(2):
        run(loaded, tmp_path, budget_seconds=0.0)
    record = read_record(tmp_path / "run.jsonl")
    assert len(record.run) == 1
    assert (record.spans["name"] == "solve").sum() == 1


def test_products_of_matrices_run_on_one_thread_in_a_shard(loaded, monkeypatch):
    found = []

    def looking(backend, tasks, *_):
        found.extend(library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas")
        return [TaskResult(task.id) for task in tasks]

    monkeypatch.setattr(searching, "search_shard", looking)
    searching.run_shard(loaded.tasks[:1], None, {}, SMALL, Deadline(), "cpu", 1 << 24, 1)
    assert set(found) == {1}


def test_no_tasks(tmp_path):
    solved = solve((), tmp_path, backend="cpu", workers=0, rounds=(CHEAP,))
    assert (solved.results, solved.errors, submitted(tmp_path)) == ({}, [], {})
