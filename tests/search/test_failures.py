"""What raises in a search costs itself on that task alone; others find what they find without, and results say so."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from search.growth import development, made_task, random_inputs

from arc_pipeline.backends import ArenaFull, BackendError
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import INPUT
from arc_pipeline.scoring.samples import Samples
from arc_pipeline.search import asking, passes, shard
from arc_pipeline.search.candidates import Proposal
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views.view import PLAIN, View

EFFORT = Effort(cost=1, feature_cost=1, number_cost=2, features=50, rules=4, share=1.0)


@pytest.fixture(scope="module")
def tasks():
    """The second one is the guilty one; both are seen as they are."""
    return development("67a3c6ac", "0ca9ddb6")


@pytest.fixture(scope="module")
def whole(backend, tasks):
    """What is found where nothing raises."""
    return search_shard(backend, tasks, EFFORT, Deadline())


def described(result):
    """All that a result says but for how long it took."""
    return (
        [
            (str(one.program), one.fit, one.bits, one.view, [o.tolist() for o in one.outputs])
            for one in result.candidates
        ],
        result.tried,
        result.complete,
        result.defects,
        result.searched,
        result.waiting,
    )


def searched(backend, *tasks):
    """The results of tasks that are searched as they are, whatever their opening views."""
    return search_shard(backend, tasks, EFFORT, Deadline(), {task.id: (PLAIN,) for task in tasks})


def boom(*_):
    raise ZeroDivisionError("as if")


def if_guilty(tasks, told, then):
    """A function that raises for the guilty task, of which `told` gets the id out of its arguments, and else does what
    it did."""

    def made(*args, **options):
        return boom() if tasks[1].id in told(*args) else then(*args, **options)

    return made


def of_frontier(frontier, *_):
    return [task.id for task in frontier.samples.tasks]


def of_view(view, *_):
    return [view.task.id]


def of_numbers(frontier, kind, *_):
    return of_frontier(frontier) if kind == "numbers" else []


def of_task(task):
    return [task.id]


def patches(tasks):
    """By the stage that is to be told: what is put in the place of what, (class or module, name, new)."""
    guilty, strategies = if_guilty, asking.STRATEGIES
    growth = import_module("arc_pipeline.search.growth")
    check, expansions = shard.Validator, growth.EXPANSIONS
    return {
        "inputs": (Samples, "upload", guilty(tasks, lambda _, given: [one.id for one in given], Samples.upload)),
        "growth": (Frontier, "grow", guilty(tasks, of_frontier, Frontier.grow)),
        "growth of numbers": (Frontier, "extend", guilty(tasks, of_numbers, Frontier.extend)),
        "expansion canvases": (
            growth,
            "EXPANSIONS",
            expansions | {"canvases": guilty(tasks, of_frontier, expansions["canvases"])},
        ),
        "shapes of outputs": (growth, "update_shapes", guilty(tasks, of_frontier, growth.update_shapes)),
        "view": (View, "of", guilty(tasks, lambda _, task: [task.id], View.of)),
        "strategy walk": (asking, "STRATEGIES", strategies | {"walk": guilty(tasks, of_view, strategies["walk"])}),
        "back from the view": (View, "back", guilty(tasks, lambda _, candidate, task: [task.id], View.back)),
        "validation": (check, "defect", guilty(tasks, lambda validator, *_: [validator.task.id], check.defect)),
        "opening views": (shard, "opening_views", guilty(tasks, of_task, shard.opening_views)),
        **{
            f"{name} to search next": (passes, "VIEWS", passes.VIEWS | {name: guilty(tasks, of_view, after)})
            for name, after in passes.VIEWS.items()
        },
    }


STAGES = [
    *("inputs", "growth", "growth of numbers", "expansion canvases", "shapes of outputs", "view", "strategy walk"),
    *("back from the view", "validation", "opening views"),
    *("lenses to search next", "poses to search next", "stages to search next"),
]


# Each second one is quick: what keeps a failure to itself is the same in all of them.
@pytest.mark.parametrize("stage", [pytest.param(s, marks=[pytest.mark.slow] * (k % 2)) for k, s in enumerate(STAGES)])
def test_what_raises_costs_itself_on_that_task_alone(monkeypatch, backend, tasks, whole, stage):
    monkeypatch.setattr(*patches(tasks)[stage])
    mark = backend.arena.mark()
    innocent, guilty = search_shard(backend, tasks, EFFORT, Deadline())
    assert backend.arena.mark() == mark
    assert described(innocent) == described(whole[0])
    assert innocent.failures == []
    assert not guilty.complete
    assert guilty.searched or stage == "opening views"
    assert {failure.stage for failure in guilty.failures} >= {stage}
    for failure in guilty.failures:
        assert (failure.task_id, failure.error) == (tasks[1].id, "ZeroDivisionError: as if")
        assert "boom" in failure.traceback
        assert all(isinstance(part, str) for part in vars(failure).values())


def test_what_a_strategy_found_before_it_raised_is_kept_and_the_next_ones_are_asked(monkeypatch, backend, tasks):
    exact, asked = asking.STRATEGIES["exact"], []

    def broken(view):
        view.backend.arena.take_slots(5)
        yield from exact(view)
        boom()

    def last(view):
        asked.append(view.backend.arena.mark())
        yield from ()

    monkeypatch.setattr(asking, "STRATEGIES", {"first": last, "broken": broken, "last": last})
    (result,) = searched(backend, tasks[0])
    assert result.fits
    assert not result.complete
    assert [failure.stage for failure in result.failures] == ["strategy broken"]
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_an_expansion_that_raises_for_all_leaves_the_others_and_strategies_their_work(
    monkeypatch, backend, tasks, whole
):
    monkeypatch.setitem(import_module("arc_pipeline.search.growth").EXPANSIONS, "layouts", boom)
    for result, before in zip(search_shard(backend, tasks, EFFORT, Deadline()), whole, strict=True):
        assert not result.complete
        assert {failure.stage for failure in result.failures} == {"expansion layouts"}
        assert {str(one.program) for one in result.candidates} == {str(one.program) for one in before.candidates}


def test_growth_that_raises_in_its_midst_leaves_what_it_had_made(monkeypatch, backend, tasks):
    """What was made before is kept, expansions go on from it, and strategies are asked of it."""
    before = CpuBackend.run_all

    def run_all(backend, asked):
        return boom() if any(one.op.cost == 2 for one in asked) else before(backend, asked)  # after those of cost 1

    monkeypatch.setattr(CpuBackend, "run_all", run_all)
    easy = made_task("turned", np.rot90, random_inputs(0, 4))
    mark = backend.arena.mark()
    for result in search_shard(backend, (easy, *tasks), replace(EFFORT, cost=2), Deadline()):
        assert {failure.stage for failure in result.failures} >= {"growth"}
        assert result.tried > 20
        assert result.candidates
        assert result.fits or result.task_id != "turned"
    assert backend.arena.mark() == mark


def test_proposals_that_cannot_be_run_cost_no_other_strategy(monkeypatch, backend, tasks, whole):
    def odd(view):
        yield Proposal(view.call("height", INPUT))

    monkeypatch.setitem(asking.STRATEGIES, "odd", odd)
    (result,) = searched(backend, tasks[0])
    (failure,) = result.failures
    assert failure.stage == "programs of strategy odd"
    assert failure.error == "ValueError: a proposal makes a Count, not a Grid"
    assert result.fits
    assert "odd" not in {one.source for one in result.candidates}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), BackendError("gone"), MemoryError("none left")])
def test_what_is_not_one_stages_affair_is_raised(monkeypatch, backend, tasks, error):
    def broken(view):
        raise error

    mark = backend.arena.mark()
    monkeypatch.setitem(asking.STRATEGIES, "broken", broken)
    with pytest.raises(type(error)):
        search_shard(backend, tasks, EFFORT, Deadline())
    assert backend.arena.mark() == mark


def test_what_raises_since_the_backend_cannot_run_any_more_is_the_backends(monkeypatch, backend, tasks):
    """As after an error of a GPU that no later call survives: nothing could be said of any stage."""

    def dead():
        raise RuntimeError("the device is lost")

    monkeypatch.setattr(backend, "synchronize", dead)
    monkeypatch.setitem(asking.STRATEGIES, "broken", boom)
    with pytest.raises(RuntimeError, match="the device is lost"):
        search_shard(backend, tasks, EFFORT, Deadline())


def test_a_full_arena_is_no_failure_of_a_strategy_but_of_a_task_that_does_not_fit(monkeypatch, backend, tasks):
    def hungry(view):
        view.backend.arena.take_slots(1 << 40)
        yield

    monkeypatch.setitem(asking.STRATEGIES, "hungry", hungry)
    (result,) = searched(backend, tasks[0])
    assert (result.failures, result.complete) == ([], False)
    held = backend.arena.mark()
    backend.arena.take_slots(backend.arena.free_slots)
    (result,) = searched(backend, tasks[0])
    backend.arena.release(held)
    assert [failure.stage for failure in result.failures] == ["inputs"]
    assert ArenaFull.__name__ in result.failures[0].error


def test_failures_of_rounds_come_together_and_long_ones_are_cut(monkeypatch, backend, tasks):
    def deep(view, depth=900):
        return deep(view, depth - 1) if depth else boom("x" * 10**6)

    monkeypatch.setattr(asking, "STRATEGIES", {"deep": deep, "wordy": lambda *_: iter(int("x" * 10**5) for _ in "1")})
    first, second = (searched(backend, tasks[0])[0] for _ in range(2))
    assert [failure.stage for failure in first.failures] == ["strategy deep", "strategy wordy"]
    assert all(len(failure.error) < 1000 and len(failure.traceback) < 10**6 for failure in first.failures)
    assert second.merged_with(first).failures == first.failures + second.failures
