"""The planner: what promises most for its seconds comes first, nobody waits, and there is always something to do."""

from dataclasses import replace
from itertools import islice
from types import SimpleNamespace

import pytest
from planning.simulated import EFFORT, RATES, Simulation, tasks

from arc_pipeline.answers.run_results import RunResults
from arc_pipeline.measure import Deadline, RunRecord, read_record
from arc_pipeline.planning import Planner, read_rates
from arc_pipeline.planning.rates import Rate, Rates
from arc_pipeline.search.effort import ROUNDS, endless_rounds
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN


def planner(tasks, tmp_path, rounds=(EFFORT, EFFORT), **more):
    return Planner(tasks, rounds, RunResults(tmp_path / "run.jsonl"), Deadline(100.0), rates=RATES, **more)


def searched(job, seconds=1.0, **more):
    return [TaskResult(task.id, seconds=seconds, searched=(PLAIN,), **more) for task in job.tasks]


def test_small_tasks_come_first_and_no_more_together_than_the_effort_says(tmp_path):
    some = tasks(30, 10, 20, 3)
    plan = planner(some, tmp_path, (replace(EFFORT, together=2),))
    assert [plan.next_job().tasks, plan.next_job().tasks] == [[some[3], some[1]], [some[2], some[0]]]
    assert plan.next_job() is None, "all of them are being searched"


@pytest.mark.parametrize(
    ("width", "times", "sizes"), [(1, 1, [3, 3, 3]), (1, 2, [6, 3]), (4, 1, [2] * 4 + [1]), (8, 1, [1] * 9)]
)
def test_so_many_tasks_are_searched_together(tmp_path, width, times, sizes):
    """Times as many where GPUs alone run operations; fewer where some workers would else get none."""
    plan = planner(tasks(*[9] * 9), tmp_path, (replace(EFFORT, together=3),), width=width, times=times)
    assert [len(job.tasks) for job in iter(plan.next_job, None)] == sizes


def test_a_job_has_what_is_known_of_its_own_tasks(tmp_path):
    some = tasks(9, 9)
    plan = planner(some, tmp_path, (replace(EFFORT, together=1),))
    fits, nearly = SimpleNamespace(fits=True), SimpleNamespace(fits=False)
    plan.solved.results |= {task.id: TaskResult(task.id, [fits, nearly]) for task in some}
    for _ in some:
        job = plan.next_job()
        assert job.known == {job.tasks[0].id: [fits]}


def test_no_worker_waits_for_the_end_of_a_round(tmp_path):
    plan = planner(tasks(9, 9), tmp_path, (replace(EFFORT, together=1),) * 2, width=2)
    first, _ = plan.next_job(), plan.next_job()
    assert plan.next_job() is None
    plan.take(first, searched(first))
    again = plan.next_job()
    assert (again.tasks, again.round) == (first.tasks, 2), "while the other task is still in its first"


def test_a_task_that_took_long_comes_after_others_in_the_next_round(tmp_path):
    some = tasks(9, 9, 9)
    plan = planner(some, tmp_path, (replace(EFFORT, together=1),) * 2)
    for seconds in (5.0, 50.0, 0.5):
        job = plan.next_job()
        plan.take(job, searched(job, seconds))
    assert [job.tasks[0].id for job in iter(plan.next_job, None)] == [some[2].id, some[0].id, some[1].id]


def test_a_long_round_says_more_of_how_long_a_task_takes_than_a_short_one(tmp_path):
    some = tasks(9, 9)
    short, long = (Rate(seconds, 0.1, 0.0, settled=0.0, once=0.0) for seconds in (0.1, 10.0))
    known = Rates((short, long, long), RATES.cells, RATES.growth)
    alone = (replace(EFFORT, together=1),) * 3
    plan = Planner(some, alone, RunResults(tmp_path / "run.jsonl"), Deadline(10_000.0), rates=known)
    took = {some[0].id: (1.0, 10.0), some[1].id: (0.1, 20.0)}  # as multiples: 10 and 1, then 1 and 2
    rounds = [plan.next_job() for _ in some]
    for job in rounds:
        plan.take(job, searched(job, took[job.tasks[0].id][0]))
    rounds = [plan.next_job() for _ in some]
    assert rounds[0].tasks == [some[1]], "the first round alone tells of the second"
    for job in rounds:
        plan.take(job, searched(job, took[job.tasks[0].id][1]))
    assert plan.next_job().tasks == [some[0]]


class Standing:
    """A deadline that stays as far away as it is."""

    def __init__(self, seconds):
        self.left, self.elapsed = lambda: seconds, lambda: 0.0


def in_round_two(tasks, tmp_path, *rates, **more):
    """A planner of tasks that are through their first round; the last one has an unsure fit, the others have none."""
    known = Rates((RATES.of(1), *(Rate(*one, settled=0.0, once=0.0) for one in rates)), RATES.cells, RATES.growth)
    alone = (replace(EFFORT, together=1),) * len(known.rounds)
    plan = Planner(tasks, alone, RunResults(tmp_path / "run.jsonl"), rates=known, **more)
    for _ in tasks:
        job = plan.next_job()
        plan.take(job, searched(job))
    plan.solved.results[tasks[-1].id] = TaskResult(tasks[-1].id, [SimpleNamespace(fits=True)])
    return plan


def test_of_an_unsure_fit_counts_how_often_one_is_corrected(tmp_path):
    some = tasks(9, 9)
    for solved, corrected, first in ((0.2, 0.1, some[0]), (0.1, 0.2, some[1])):
        plan = in_round_two(some, tmp_path, (1.0, solved, corrected), deadline=Deadline(100.0))
        assert plan.next_job().tasks == [first]


@pytest.mark.parametrize(("left", "first"), [(1000.0, 0), (2.2, 1)])
def test_a_round_that_brings_little_is_worth_what_it_leads_to_if_there_is_time_for_that(tmp_path, left, first):
    """The next round of the task with a fit brings more; but behind that of the other one, the round after it."""
    some = tasks(9, 9)
    plan = in_round_two(some, tmp_path, (2.0, 0.001, 0.05), (2.0, 0.4, 0.0), deadline=Standing(left))
    assert plan.next_job().tasks == [some[first]]


def test_a_round_after_which_nothing_comes_is_worth_what_it_brings_itself(tmp_path):
    some = tasks(9, 9)
    plan = in_round_two(some, tmp_path, (2.0, 0.001, 0.05), (2.0, 0.0, 0.0), deadline=Deadline(1000.0))
    assert plan.next_job().tasks == [some[1]]


def test_a_task_for_which_there_was_no_time_is_tried_once_more_after_the_others(tmp_path):
    some = tasks(9, 9)
    plan = planner(some, tmp_path, (replace(EFFORT, together=1),))
    late = plan.next_job()
    plan.take(late, [TaskResult(late.tasks[0].id, complete=False)])
    other, again = plan.next_job(), plan.next_job()
    assert (other.tasks, again.tasks) == ([some[1]], late.tasks)
    plan.take(again, [TaskResult(again.tasks[0].id, complete=False)])
    plan.take(other, searched(other))
    assert plan.next_job() is None


def test_a_task_that_was_given_up_twice_is_left_alone(tmp_path):
    plan = planner(tasks(9), tmp_path, (EFFORT,) * 5)
    for _ in range(2):
        job = plan.next_job()
        plan.take(job, [TaskResult(job.tasks[0].id, complete=False)], given_up=True)
    assert plan.next_job() is None


def test_settled_tasks_and_rounds_of_views_without_a_view_are_passed_over(tmp_path, monkeypatch):
    some = tasks(9, 9)
    plan = planner(some, tmp_path, (replace(EFFORT, together=1), replace(EFFORT, views=4), replace(EFFORT, cost=3)))
    monkeypatch.setattr(RunResults, "is_settled", lambda self, task: task.id == some[0].id and task.id in self.results)
    for _ in some:
        job = plan.next_job()
        plan.solved.results |= {result.task_id: result for result in searched(job)}
        plan.take(job, searched(job))
    last = plan.next_job()
    assert (last.tasks, last.round, last.effort.cost) == ([some[1]], 3, 3)
    assert plan.progress().settled == 1


def test_each_task_may_take_its_part_of_the_time_that_is_left(tmp_path):
    plan = planner(tasks(*[9] * 8), tmp_path, (replace(EFFORT, together=2, share=0.5),), width=2)
    assert plan.next_job().seconds == pytest.approx(100 * 0.5 * 2 * 2 / 8, rel=0.05)
    alone = planner(tasks(9), tmp_path, (EFFORT,), width=8)
    assert alone.next_job().seconds == pytest.approx(100.0, rel=0.05), "no more than there is"


def test_a_job_that_hangs_is_not_waited_for_until_the_end_of_the_run(tmp_path):
    plan = Planner(tasks(9), (EFFORT,), RunResults(tmp_path / "run.jsonl"), Deadline(8 * 3600.0), rates=RATES)
    assert 300.0 < plan.next_job().seconds < 400.0


def test_without_a_limit_no_job_has_one_and_rounds_come_to_an_end(tmp_path):
    plan = Planner(tasks(9), ROUNDS, RunResults(tmp_path / "run.jsonl"), Deadline(), rates=RATES)
    assert plan.next_job().seconds == float("inf")
    assert len(plan.outlook()) == len(ROUNDS)


def test_there_is_always_a_next_round_and_it_looks_further_or_elsewhere():
    rounds = list(islice(endless_rounds(), 40))
    assert tuple(rounds[: len(ROUNDS)]) == ROUNDS
    later = rounds[len(ROUNDS) :]
    of_views, drawn = [one for one in later if one.views], [one for one in later if not one.views]
    features = [one.features for one in of_views]
    assert features == sorted(features), "each looks further"
    assert len(set(features)) > 5
    assert len({one.seed for one in drawn}) == len(drawn), "each draws other operations"
    assert all(one.part < 1 for one in drawn)


def test_the_rates_that_are_shipped_are_of_all_usual_rounds():
    rates = read_rates()
    assert len(rates.rounds) >= len(ROUNDS)
    for one in rates.rounds:
        assert one.seconds > 0
        assert all(0 < share < 1 for share in (one.solved, one.corrected, one.settled)), "nothing is never expected"
    later = [rates.of(len(rates.rounds) + k) for k in range(1, 20)]
    assert [one.solved for one in later] == sorted((one.solved for one in later), reverse=True)
    assert [one.seconds for one in later] == sorted(one.seconds for one in later)


def test_what_is_planned_fills_the_time_and_no_more(tmp_path):
    plan = planner(tasks(*[9] * 50), tmp_path, endless_rounds(), width=2)
    outlook = plan.outlook()
    assert [one.round for one in outlook] == list(range(1, len(outlook) + 1))
    assert sum(one.seconds for one in outlook) == pytest.approx(200.0, rel=0.02)
    assert [one.tasks for one in outlook] == sorted((one.tasks for one in outlook), reverse=True)


def test_eight_hours_on_four_devices_of_unequal_speed_are_used_to_the_end_and_as_planned():
    simulation = Simulation(tasks(*[4 + k % 27 for k in range(240)]), budget=8 * 3600.0, speeds=(1.0, 1.0, 0.5, 2.0))
    simulation.run()
    assert simulation.now == pytest.approx(8 * 3600.0, rel=0.001)
    idle = [1 - busy / simulation.now for busy in simulation.busy]
    assert max(idle) < 0.02, idle
    rounds = sorted(simulation.rounds_of.values())
    assert rounds[0] > len(ROUNDS) / 2, "no task is left behind"
    assert rounds[len(rounds) // 2] > len(ROUNDS), "most go on when the usual rounds are over"
    planned = simulation.planned[0]
    work = sum(simulation.busy)
    assert sum(one.seconds for one in planned) == pytest.approx(4 * simulation.budget, rel=0.01)
    assert work == pytest.approx(4 * simulation.budget, rel=0.02)


def test_with_little_time_the_cheap_rounds_of_all_tasks_come_before_the_expensive_ones_of_some():
    simulation = Simulation(tasks(*[10] * 100), budget=120.0, speeds=(1.0, 1.0))
    simulation.run()
    assert min(simulation.rounds_of.values()) >= 2, "the first two, which are cheap, are over for all"
    assert simulation.now <= 120.0


def test_the_record_tells_how_large_jobs_may_be_and_what_they_take_themselves(tmp_path):
    with RunRecord(tmp_path / "run.jsonl") as record:
        plan = Planner(
            tasks(9), (EFFORT,), RunResults(tmp_path / "of.jsonl"), Deadline(), times=4, rates=RATES, record=record
        )
        job = plan.next_job()
        plan.take(job, searched(job))
    (row,) = read_record(tmp_path / "run.jsonl").rounds.to_dict("records")
    assert (row["round"], row["most"], row["once"]) == (1, 4 * EFFORT.together, RATES.of(1).once)
