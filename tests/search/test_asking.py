"""Strategies are asked about all tasks of a pass, and what they propose for all is run together."""

from dataclasses import replace

import pytest
from expiring import Checks, Hand
from search.growth import EFFORT, begun, viewed, words

from arc_pipeline.backends import ArenaFull, OutOfTime
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline, recording
from arc_pipeline.programs import INPUT
from arc_pipeline.scoring.validate import Validator
from arc_pipeline.search import asking
from arc_pipeline.search.asking import Asked, ask
from arc_pipeline.search.candidates import Proposal
from arc_pipeline.search.case import Case, Searched
from arc_pipeline.search.evaluation import proposals as evaluation
from arc_pipeline.search.failures import Guard
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.strategies import STRATEGIES
from arc_pipeline.search.task_result import TaskResult
from arc_pipeline.search.views.view import PLAIN


def asked_about(backend, tasks, effort=EFFORT):
    """Tasks about which strategies may be asked, of a frontier that holds little."""
    frontier = begun(tasks, words("rot90"), backend)
    cases = [
        Case(Searched(task, Validator(task), ()), PLAIN, TaskResult(task.id), Guard(backend, task.id)) for task in tasks
    ]
    return [Asked(case, viewed(frontier, row, effort)) for row, case in enumerate(cases)]


def test_a_strategy_without_end_leaves_time_to_the_others(monkeypatch, backend, tasks):
    """By a clock on which nothing else takes any time."""
    hand = Hand(monkeypatch)

    def endless(view):
        while True:
            hand.time += 0.5
            yield Proposal(INPUT, partly=True)

    monkeypatch.setattr(asking, "STRATEGIES", {"endless": endless, "exact": STRATEGIES["exact"]})
    deadline = Deadline(100)
    results = search_shard(backend, tasks, EFFORT, deadline)
    assert not any(result.complete for result in results)
    assert results[0].fits
    assert 40 < deadline.elapsed() < 100, "all that was its own, and nothing of what the other one had"


def test_expensive_strategies_are_asked_where_the_others_are_not_sure(monkeypatch, backend, tasks):
    """The first task is solved by one operation, the last by nothing of this effort."""
    asked, first, last = [], tasks[0], tasks[2]

    def expensive(view):
        asked.append(view.task.id)
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"exact": STRATEGIES["exact"], "expensive": expensive})
    for expensive_ones, expected in (
        (frozenset({"expensive"}), [last.id]),
        (frozenset(), [first.id, last.id]),
    ):
        monkeypatch.setattr(asking, "EXPENSIVE", expensive_ones)
        search_shard(backend, (first, last), EFFORT, Deadline())
        assert sorted(asked) == sorted(expected)
        asked.clear()
    monkeypatch.setattr(asking, "EXPENSIVE", frozenset({"expensive"}))
    (result,) = search_shard(backend, (first,), EFFORT, Deadline())
    assert not asked
    search_shard(backend, (first,), EFFORT, Deadline(), known={first.id: result.candidates})
    assert asked == [first.id], "a task is searched again because what fits was not believed"


@pytest.fixture
def preparing(monkeypatch):
    """A strategy that prepares: what it was asked to prepare, and where the arena stood when it was asked. It raises
    `raised` while it prepares, if there is any."""
    prepared, asked, raised = [], [], []

    def prepare(views):
        prepared.append([view.task.id for view in views])
        views[0].backend.arena.take_slots(10)
        for error in raised:
            raise error
        for view in views:
            view.prepared["alike"] = view.task.id

    def propose(view):
        asked.append((view.backend.arena.mark().slots, view.prepared.pop("alike", None)))
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"alike": propose})
    monkeypatch.setattr(asking, "PREPARE", {"alike": prepare})
    monkeypatch.setattr(asking, "TOGETHER", {"alike": (4, 10)})
    return prepared, asked, raised


def test_a_strategy_prepares_for_several_tasks_together(preparing, tasks):
    (prepared, asked, _), backend = preparing, CpuBackend(1 << 22)
    some = asked_about(backend, tasks[:3])
    before = backend.arena.mark().slots
    ask(some, EFFORT, Deadline())
    assert prepared == [[task.id for task in tasks[:3]]]
    assert asked == [(before + 10, task.id) for task in tasks[:3]]
    assert backend.arena.mark().slots == before
    assert not any(one.view.prepared for one in some)


@pytest.mark.parametrize("error", [ArenaFull("no room"), OutOfTime("late"), ValueError("wrong")])
def test_where_preparing_raises_each_task_is_asked_by_itself(preparing, tasks, error):
    (prepared, asked, raised), backend = preparing, CpuBackend(1 << 22)
    raised.append(error)
    some = asked_about(backend, tasks[:3])
    before = backend.arena.mark().slots
    ask(some, EFFORT, Deadline())
    assert len(prepared) == 1
    assert asked == [(before, None)] * 3
    assert not any(one.case.result.failures for one in some)


def test_a_strategy_prepares_for_no_more_tasks_than_there_is_room_for(preparing, monkeypatch, tasks):
    (prepared, asked, _), backend = preparing, CpuBackend(1 << 22)
    some = asked_about(backend, tasks[:3])
    monkeypatch.setattr(asking, "TOGETHER", {"alike": (4, backend.arena.free_slots // 2)})
    ask(some, EFFORT, Deadline())
    assert prepared == [[task.id for task in tasks[:2]]]
    assert [own for _, own in asked] == [tasks[0].id, tasks[1].id, None]


def test_an_effort_says_which_strategies_are_asked(monkeypatch, backend, tasks):
    asked = []

    def strategy(name):
        def propose(view):
            asked.append(name)
            yield from ()

        return propose

    monkeypatch.setattr(asking, "STRATEGIES", {name: strategy(name) for name in ("cheap", "costly")})
    monkeypatch.setattr(asking, "EXPENSIVE", frozenset({"costly"}))
    for which, expected in (("all", ["cheap", "costly"]), ("cheap", ["cheap"]), ("costly", ["costly"])):
        search_shard(backend, tasks[:1], replace(EFFORT, strategies=which), Deadline())
        assert asked == expected
        asked.clear()
    with pytest.raises(ValueError, match="no strategy 'chaep': there are cheap, costly"):
        ask([], replace(EFFORT, strategies="chaep"), Deadline())


def test_with_a_cost_of_zero_nothing_is_grown(monkeypatch, backend, tasks):
    seen = []
    monkeypatch.setattr(asking, "STRATEGIES", {"counting": lambda view: seen.append(len(view.frontier.nodes)) or ()})
    search_shard(backend, tasks[:2], replace(EFFORT, cost=0, strategies="counting", library=True), Deadline())
    assert seen[:2] == [2, 2], "the inputs alone"


def test_a_strategy_without_room_costs_no_other_one_anything(monkeypatch, backend, tasks):
    """What it found before is kept, its memory is given back, and the search is not complete."""

    def hungry(view):
        yield from STRATEGIES["exact"](view)
        view.backend.arena.take_slots(1)
        view.backend.arena.take_slots(1 << 40)

    seen = []

    def modest(view):
        seen.append(view.backend.arena.mark())
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"modest": modest, "hungry": hungry, "again": modest})
    monkeypatch.setattr(asking, "EXPENSIVE", frozenset())
    (result,) = search_shard(backend, tasks[:1], EFFORT, Deadline())
    assert result.fits
    assert not result.complete
    assert seen[0] == seen[1]


def test_a_strategy_without_room_on_one_task_leaves_the_others_complete(monkeypatch, backend, tasks):
    def greedy(view):
        if view.task.id == "turned":
            raise ArenaFull("no room")
        return iter(())

    monkeypatch.setitem(asking.STRATEGIES, "greedy", greedy)
    results = search_shard(backend, tasks, EFFORT, Deadline())
    assert [result.complete for result in results] == [False, True, True]
    assert not any(result.failures for result in results), "to find no room is no failure"


class Portion:
    """A deadline that never passes and records what shares of which shares were asked for."""

    expired = False

    def __init__(self, recorded, of=()):
        self.recorded, self.of = recorded, of

    def share(self, fraction):
        self.recorded.append((*self.of, fraction))
        return Portion(self.recorded, self.recorded[-1])


@pytest.mark.parametrize(("strategies", "asked"), [("cheap", 2), ("all", 5)])
def test_time_is_shared_equally_by_the_strategies_that_are_asked_and_by_the_tasks(
    monkeypatch, backend, tasks, strategies, asked
):
    """Not by all strategies: the others would leave their parts to nobody."""

    def idle(view):
        return iter(())

    names = {"cheap": ["cheap one", "cheap two"], "expensive": ["expensive one", "dear two", "dear three"]}
    monkeypatch.setattr(asking, "STRATEGIES", dict.fromkeys(names["cheap"] + names["expensive"], idle))
    monkeypatch.setattr(asking, "EXPENSIVE", frozenset(names["expensive"]))
    shares, effort = [], replace(EFFORT, strategies=strategies)
    ask(asked_about(backend, tasks[:2], effort), effort, Portion(shares))
    assert shares == [
        portion for turn in (1 / k for k in range(asked, 0, -1)) for portion in ((turn,), (turn, 1 / 2), (turn, 1))
    ]


class Turns:
    """A deadline that does not pass, of which each share passes once it was looked at so many times."""

    expired = False

    def __init__(self, looks):
        self.looks = looks

    def share(self, fraction):
        turn = Checks(self.looks)
        turn.share = lambda fraction: Turns(self.looks)
        return turn


def test_a_strategy_whose_part_of_the_time_does_not_suffice_goes_on_after_the_others(monkeypatch, backend, tasks):
    """But cheap strategies come to their end before expensive ones begin."""
    asked = []

    def strategy(name):
        def propose(view):
            asked.append((name, view.task.id))
            yield from ()

        return propose

    names = ["one", "two", "expensive"]
    monkeypatch.setattr(asking, "STRATEGIES", {name: strategy(name) for name in names})
    monkeypatch.setattr(asking, "EXPENSIVE", frozenset({"expensive"}))
    monkeypatch.setattr(asking, "now", lambda: 0.0)
    those = asked_about(backend, tasks)
    ask(those, EFFORT, Turns(2))
    first, second, third = (task.id for task in tasks)
    assert asked == [
        *(("one", first), ("one", second), ("two", first), ("two", second), ("one", third), ("two", third)),
        *(("expensive", first), ("expensive", second), ("expensive", third)),
    ]
    assert all(one.case.result.complete for one in those)


def test_tasks_that_took_least_time_so_far_come_first(monkeypatch, backend, tasks):
    asked, clock = [], [0]

    def slow_on_the_second(view):
        clock[0] += 5 if view.task.id == tasks[1].id else 1
        yield from ()

    def next_one(view):
        asked.append(view.task.id)
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"slow": slow_on_the_second, "next": next_one})
    monkeypatch.setattr(asking, "now", lambda: clock[0])
    ask(asked_about(backend, tasks), EFFORT, Deadline())
    assert asked == [tasks[0].id, tasks[2].id, tasks[1].id]


def test_a_strategy_that_works_long_on_one_proposal_is_stopped_at_the_deadline(monkeypatch, backend, tasks):
    """What it proposed before is run, and the arena is as it was."""

    def endless(view):
        yield Proposal(view.call("rot90", INPUT), partly=True)
        view.backend.arena.take_slots(5)
        while True:
            view.backend.look_at_time()

    monkeypatch.setattr(asking, "STRATEGIES", {"endless": endless})
    (one,), deadline = asked_about(backend, tasks[:1]), Checks(9)
    deadline.share = Portion([]).share
    mark = backend.arena.mark()
    ask([one], EFFORT, deadline)
    assert [candidate.source for candidate in one.found] == ["endless"]
    assert not one.case.guard.complete
    assert one.case.result.failures == []
    assert backend.arena.mark() == mark


def test_without_time_no_strategy_is_asked_and_no_task_is_complete(monkeypatch, backend, tasks):
    def unasked(view):
        raise AssertionError("asked")

    monkeypatch.setattr(asking, "STRATEGIES", {"unasked": unasked})
    asked = asked_about(backend, tasks)
    ask(asked, EFFORT, Deadline(0))
    assert [(one.case.result.complete, one.found) for one in asked] == [(False, [])] * len(tasks)
    assert not any(one.case.result.failures for one in asked)


def test_a_task_costs_its_strategies_and_its_part_of_running_programs_together(monkeypatch, backend, tasks):
    """By a clock that moves on by a second whenever it is read."""

    def some(view):
        for _ in range(3 if view.task.id == "turned" else 1):
            yield Proposal(INPUT, partly=True)

    monkeypatch.setattr(asking, "STRATEGIES", {"some": some})
    monkeypatch.setattr(asking, "now", iter(range(100)).__next__)
    asked = asked_about(backend, tasks[:2])
    ask(asked, EFFORT, Deadline())
    assert [one.seconds for one in asked] == [1 + 3 / 4, 1 + 1 / 4]


def turned_thrice(view):
    yield Proposal(view.call("rot90", view.call("rot90", view.call("rot90", INPUT))), partly=True)


def sources(results):
    return [{one.source for one in result.candidates} for result in results]


def test_programs_of_all_tasks_share_launches_level_by_level(monkeypatch, backend, tasks):
    monkeypatch.setattr(asking, "STRATEGIES", {"turned thrice": turned_thrice})
    asked, run, rows = asked_about(backend, tasks), CpuBackend.run_all, []

    def counting(backend, calls):
        rows.extend(one.rows for one in calls)
        return run(backend, calls)

    monkeypatch.setattr(CpuBackend, "run_all", counting)
    with recording() as recorder:
        ask(asked, EFFORT, Deadline())
    samples = sum(len(task.train) + len(task.test) for task in tasks)
    assert rows == [samples] * 3
    assert [one.found[0].source for one in asked] == ["turned thrice"] * len(tasks)
    evaluated = [one.counts for one in recorder.spans if one.name == "evaluate"]
    assert [(counts["programs"], counts["candidates"]) for counts in evaluated] == [(3, 3)]


def test_programs_that_cannot_be_run_cost_their_own_task_alone(monkeypatch, backend, tasks):
    def odd(view):
        yield from turned_thrice(view)
        if view.task.id == tasks[1].id:
            yield Proposal(view.call("height", INPUT))

    monkeypatch.setattr(asking, "STRATEGIES", {"odd": odd, "again": turned_thrice})
    mark = backend.arena.mark()
    results = search_shard(backend, tasks, EFFORT, Deadline(), {task.id: (PLAIN,) for task in tasks})
    assert backend.arena.mark() == mark
    assert [{failure.stage for failure in result.failures} for result in results] == [
        set(), {"programs of strategy odd"}, set(),
    ]  # fmt: skip
    assert [result.complete for result in results] == [True, False, True]
    assert sources(results) == [{"odd"}, {"again"}, {"odd"}], "the second strategy finds only what the first has found"


def test_where_there_is_no_room_for_the_programs_of_all_tasks_they_are_run_in_parts(monkeypatch, backend, tasks):
    run, sizes = evaluation.run_programs, []

    def cramped(backend, graphs):
        sizes.append(len(graphs))
        if len(graphs) > 1:
            backend.arena.take_slots(7)
            raise ArenaFull("no room")
        return run(backend, graphs)

    monkeypatch.setattr(asking, "STRATEGIES", {"turned thrice": turned_thrice})
    monkeypatch.setattr(evaluation, "run_programs", cramped)
    asked, mark = asked_about(backend, tasks), backend.arena.mark()
    ask(asked, EFFORT, Deadline())
    assert sizes == [3, 1, 2, 1, 1]
    assert backend.arena.mark() == mark
    assert all(one.found and one.case.result.complete and one.case.guard.complete for one in asked)
