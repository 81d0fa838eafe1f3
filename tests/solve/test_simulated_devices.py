"""Several GPUs without a GPU: jobs are shared by speed, and a device that fails costs time, but no task, no answer."""

import random
from dataclasses import replace

import pytest
from solve.posing import pose

from arc_pipeline.answers.submission import check_submission
from arc_pipeline.measure import Deadline, read_record, work
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from arc_pipeline.testing.devices import Device
from arc_pipeline.workers import Job, ShardResult, Workers
from arc_pipeline.workers import workers as running

# The first two are solved by one or two operations, the others by none at this effort.
IDS = ("67a3c6ac", "3c9b0459", "aba27056", "05269061", "25ff71a9")
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=50, rules=4, share=0.9, together=1, strategies="cheap")
TWICE = (SMALL, replace(SMALL, features=60), replace(SMALL, features=70))
BROKEN, MEMORY, LATE = "backend failed", "out of memory", "did not come back"
HALVES, ELSEWHERE, CPU = "searched in halves", "tried by another worker", "tried on the CPU"
FOR_GOOD = "tried on the CPU, with which this worker goes on"


@pytest.fixture(scope="module")
def tasks():
    return load_tasks("arc-agi-1/training", ids=list(IDS)).tasks


def run(tasks, folder, executor=None, workers=0, rounds=TWICE, **options):
    """A run without a limit, unless there is one; what was found, and the submission's bytes."""
    options = {"budget_seconds": None, "backend": "auto" if executor else "cpu"} | options
    solved = solve(tasks, folder, executor=executor, workers=workers, rounds=rounds, **options)
    check_submission(folder / "submission.json", tasks)
    return solved, (folder / "submission.json").read_bytes()


@pytest.fixture(scope="module")
def alone(tasks, tmp_path_factory):
    """What one process finds, and its submission."""
    return run(tasks, tmp_path_factory.mktemp("alone"))


def tried(solved):
    """How many values were tried of each task: fewer if some of its searches were lost."""
    return {id: result.tried for id, result in solved.results.items()}


def table(solved):
    """The notebook's table of faults: (what, then) -> how often; the result, the record and it say the same."""
    recorded = read_record(solved.record).faults
    assert recorded.to_dict("records") == [vars(fault) for fault in solved.faults]
    return work.faults(recorded).set_index(["what", "then"])["times"].to_dict()


def played(devices, seconds):
    """A stand-in for the search of a shard, which takes so many seconds of a device of speed 1 for each task, or as
    many as there are."""

    def run_shard(tasks, views, known, effort, deadline, *more):
        results = []
        for task in tasks:
            took, needed = 0.0, seconds(task, more[-1])
            while took < needed and not deadline.expired:
                devices.spend(min(1.0, needed - took))
                took += 1.0
            results.append(TaskResult(task.id, seconds=took, complete=took >= needed, searched=(PLAIN,)))
        return ShardResult(results)

    return run_shard


@pytest.mark.parametrize("speeds", [(1, 1), (1, 1, 2, 4), (0.25, 8)])
def test_a_device_has_as_many_jobs_as_it_is_fast_and_none_runs_alone_at_the_end(monkeypatch, tasks, speeds):
    devices = pose(monkeypatch, *(Device(speed=speed) for speed in speeds))
    chance, longest, count = random.Random(0), 9.0, 200
    monkeypatch.setattr(running, "run_shard", played(devices, lambda *_: chance.uniform(1.0, longest)))
    jobs = (Job(tasks[:1], SMALL) for _ in range(count))
    with Workers("auto", len(speeds), devices) as pool:
        assert len(list(pool.run(lambda: next(jobs, None), Deadline()))) == count
    assert max(devices.busy) - min(devices.busy) <= longest / min(speeds), "the time of a single job"
    for calls, speed in zip(devices.calls, speeds, strict=True):
        assert calls == pytest.approx(count * speed / sum(speeds), rel=0.2, abs=2)


def test_an_hour_of_four_unequal_devices_is_used_to_its_end(monkeypatch, tasks, tmp_path):
    devices = pose(monkeypatch, Device(speed=1), Device(speed=1), Device(speed=0.5), Device(speed=3))
    of_round = {k: 4.0 * 1.7**k for k in range(60)}
    monkeypatch.setattr(running, "run_shard", played(devices, lambda task, round: of_round[round]))
    solved, _ = run(tasks, tmp_path, devices, 4, None, budget_seconds=3600.0)
    assert devices.now == pytest.approx(3600.0, rel=0.001)
    assert min(devices.busy) > 0.98 * 3600.0
    assert table(solved) == {}


@pytest.mark.parametrize("speeds", [(1,), pytest.param((0.3, 5), marks=pytest.mark.slow), (2, 0.1, 1, 7)])
def test_the_submission_is_the_same_on_any_devices(monkeypatch, tasks, alone, tmp_path, speeds):
    devices = pose(monkeypatch, *(Device(speed=speed) for speed in speeds))
    solved, submitted = run(tasks, tmp_path, devices, len(speeds))
    assert (submitted, tried(solved)) == (alone[1], tried(alone[0]))
    assert table(solved) == {}
    spans = read_record(solved.record).spans
    shards = spans[spans["name"] == "shard"]
    assert len(shards.groupby("worker")) == len(speeds), "each took part"
    assert shards["duration"].sum() == pytest.approx(sum(devices.busy))
    assert {row["backend"] for row in solved.counters.values()} == {f"device {k + 1}" for k in range(len(speeds))}


FAULTS = {
    "lost before it opens": (Device(speed=4, fault="lost"), {(BROKEN, ELSEWHERE): 1}),
    "lost in its third job": (Device(speed=4, fault="lost", after=2), {(BROKEN, ELSEWHERE): 1}),
    "out of memory": (Device(speed=4, fault="lacks memory", after=2), {(MEMORY, ELSEWHERE): 3, (MEMORY, CPU): 3}),
    "hangs": (Device(speed=4, fault="hangs", after=2), {(LATE, CPU): 1}),
}


@pytest.mark.filterwarnings("ignore:a worker goes on with the CPU", "ignore:auto failed again and again")
@pytest.mark.parametrize("fault", [pytest.param(f, marks=[pytest.mark.slow] * (k % 2)) for k, f in enumerate(FAULTS)])
def test_a_device_that_fails_costs_no_task_and_is_reported_by_name_and_count(
    monkeypatch, tasks, alone, tmp_path, fault
):
    bad, told = FAULTS[fault]
    devices = pose(monkeypatch, Device(), bad)
    solved, submitted = run(tasks, tmp_path, devices, 2, budget_seconds=10_000.0)
    assert (submitted, tried(solved)) == (alone[1], tried(alone[0]))
    assert solved.errors == []
    assert table(solved) == told
    assert all(fault.tasks in IDS for fault in solved.faults)
    ran = {row["backend"] for row in solved.counters.values()}
    assert "device 1" in ran, "the other one is not given up"
    assert ("cpu" in ran) == any(then == CPU for _, then in told), "only where no device could do it"


@pytest.mark.filterwarnings("ignore:a worker goes on with the CPU", "ignore:auto failed again and again")
def test_what_a_lost_device_was_to_do_is_tried_by_another_worker_before_the_cpu(monkeypatch, tasks, alone, tmp_path):
    """Its own worker goes on to the next device; a job that comes to a second lost one is done on the CPU."""
    lost = Device(fault="lost")
    devices = pose(monkeypatch, lost, Device(speed=0.001), lost)
    solved, submitted = run(tasks, tmp_path, devices, 3)
    assert (submitted, tried(solved)) == (alone[1], tried(alone[0]))
    assert table(solved) == {(BROKEN, ELSEWHERE): 2, (BROKEN, CPU): 1}
    assert {row["backend"] for row in solved.counters.values()} == {"device 2", "cpu"}


@pytest.mark.filterwarnings("ignore:auto failed again and again")
def test_where_all_devices_are_lost_all_goes_on_with_the_cpu(monkeypatch, tasks, alone, tmp_path):
    devices = pose(monkeypatch, Device(fault="lost"), Device(fault="lost", after=1))
    with pytest.warns(RuntimeWarning, match="a worker goes on with the CPU: LostBackendError: device . cannot be used"):
        solved, submitted = run(tasks, tmp_path, devices, 2)
    assert (submitted, tried(solved)) == (alone[1], tried(alone[0]))
    assert solved.errors == []
    assert table(solved)[BROKEN, FOR_GOOD] == 2, "each of the two"
    lost = work.fallbacks(read_record(solved.record).counters)
    assert list(lost["fallback"]) == ["auto failed again and again: the CPU is used"]


def test_a_device_with_little_memory_searches_its_tasks_all_the_same(monkeypatch, tasks, tmp_path):
    devices = pose(monkeypatch, Device(memory=1 << 20))
    solved, _ = run(tasks, tmp_path, devices, 1)
    assert (solved.errors, table(solved)) == ([], {})
    assert all(solved.results[task.id].searched for task in tasks)
    assert not all(solved.results[task.id].complete for task in tasks), "not all that was to be tried had room"
    assert all(solved.is_settled(task) for task in tasks[:2]), "what needs little room is found"
