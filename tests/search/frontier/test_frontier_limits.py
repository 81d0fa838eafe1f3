"""A frontier that is stopped, by time or by memory, holds true values and can go on; company changes nothing."""

import numpy as np
import pytest
from expiring import Checks
from search.growth import LIMIT, begun, contents, grown, inputs_of, made_task, random_inputs, stored_values, words

from arc_pipeline.backends import Backend
from arc_pipeline.backends.arena import SLOT, ArenaFull
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import same
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.frontier import kept
from arc_pipeline.search.frontier.batch import batch_on
from arc_pipeline.search.frontier.gain import Outputs
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.frontier.portions import Portion
from arc_pipeline.search.frontier.seen import SeenHashes

CALLS = words(
    "rot90", "hmirror", "tophalf", "hconcat", "mostcolor", "replace", "objects", "size", "argmax", "mostcommon"
)
TURNS = words("rot90", "rot180", "rot270", "hmirror", "vmirror", "dmirror", "cmirror")
SLOT_BYTES = SLOT + 8 + 32  # with its head and its share of the numbers


@pytest.fixture(scope="module")
def tasks():
    return (
        made_task("turned", np.rot90, random_inputs(0, 3)),
        made_task("left", lambda grid: grid[:, ::-1], random_inputs(1, 5), tests=2),
        made_task("black", np.zeros_like, random_inputs(2, 6, colors=9), tests=3),
    )


@pytest.fixture(scope="module")
def everything(tasks):
    """For two tasks all values that two units of cost make."""
    whole = grown(tasks[:2], productions_of(), 2)
    return [contents(whole, task) for task in range(2)]


def described(made, task):
    """The cell features and fits of a task as programs, in order."""
    found = {}
    for name in ("cell_features", "fits"):
        chosen = getattr(made, name)
        chosen = chosen[made.nodes.task.all[chosen] == task]
        found[name] = [made.nodes.program(int(node), "solve_it").text for node in chosen]
    return found


@pytest.fixture(scope="module")
def of_some_words(tasks):
    """All that three units of cost make of CALLS: what `held` says of it, what was counted, launches of `objects`."""
    whole = grown(tasks, CALLS, 3)
    return held(whole), whole.counts, launches_of_objects(whole)


def held(made):
    """Of each task the values with their costs, cell features and fits."""
    return [(contents(made, task), described(made, task)) for task in range(len(made.samples.tasks))]


def launches_of_objects(made):
    return made.backend.counters.operations["objects"].launches


def assert_true(made, number=150):
    """What `number` nodes hold is what their programs make."""
    chosen = np.random.default_rng(0).permutation(len(made.nodes))[:number]
    for node, values in zip(chosen, stored_values(made, chosen), strict=True):
        program = made.nodes.program(int(node), "solve_it")
        for grid, value in zip(inputs_of(made.samples.tasks[made.nodes.task.all[node]]), values, strict=True):
            assert same(run_reference(program, grid), value)


def test_without_time_nothing_is_tried(tasks):
    made = begun(tasks, CALLS)
    assert not made.grow(2, Deadline(0))
    assert (made.cost, made.counts.tried, len(made.nodes)) == (0, 0, len(tasks))
    assert made.tried_by_task.tolist() == [0, 0, 0]


def test_a_cost_that_is_reached_takes_no_time(tasks):
    made = grown(tasks, CALLS, 2)
    tried = made.counts.tried
    assert made.grow(2, Deadline(0))
    assert made.grow(1, Deadline(0))
    assert made.counts.tried == tried


@pytest.mark.parametrize("checks", [1, 2, 3])
def test_what_time_cut_off_is_true_and_can_go_on(tasks, of_some_words, checks):
    made = begun(tasks, CALLS)
    assert not made.grow(3, Checks(checks))
    assert not made.counts.full
    assert_true(made, 60)
    assert made.grow(3, Deadline())
    assert held(made) == of_some_words[0]


def test_in_steps_as_at_once(tasks, of_some_words):
    steps = begun(tasks, CALLS)
    for cost in (1, 2, 3):
        assert steps.grow(cost, Deadline())
    assert (held(steps), steps.counts) == of_some_words[:2]


@pytest.mark.parametrize("slots", [1024, 3000, 6000])
def test_a_full_arena_stops_it_and_spoils_nothing(tasks, everything, slots):
    made = begun(tasks[:2], productions_of(), limit=slots * SLOT_BYTES)
    arena, before = made.backend.arena, made.backend.arena.mark()
    assert not made.grow(2, Deadline())
    assert made.counts.full
    assert made.counts.kept > 50
    assert 0 <= arena.mark().slots <= arena.slot_limit == slots
    assert_true(made)
    for task, values in enumerate(everything):
        for value, cost in contents(made, task).items():
            assert values[value] == cost
    arena.release(before)
    again = begun(tasks, TURNS, made.backend)
    assert again.grow(2, Deadline()), "the arena is as good as new"


class Narrow(CpuBackend):
    """Has room for the lists of a few rows at a time."""

    def run_all(self, asked):
        if any(one.op.result.is_list and one.rows > 40 for one in asked):
            raise ArenaFull("as if")
        return super().run_all(asked)


def test_lists_that_need_more_room_than_was_foreseen_are_made_in_smaller_launches(tasks, of_some_words):
    narrow = grown(tasks, CALLS, 3, Narrow(LIMIT))
    assert launches_of_objects(narrow) > of_some_words[2]
    assert held(narrow) == of_some_words[0]


def test_numbers_need_no_slots(tasks):
    """A full arena neither ends nor slows down what makes numbers alone."""
    grammar = words("mostcolor", "leastcolor", "width", "height", "numcolors", "colorcount")
    roomy, full = grown(tasks, grammar, 3), begun(tasks, grammar)
    full.backend.arena.take_slots(full.backend.arena.free_slots)
    assert full.grow(3, Deadline())
    for task in range(len(tasks)):
        assert contents(full, task) == contents(roomy, task)
    launches = [
        sum(counter.launches for counter in made.backend.counters.operations.values()) for made in (roomy, full)
    ]
    assert launches[0] == launches[1]


def test_an_arena_is_full_before_single_candidates_are_launched(tasks):
    made = begun(tasks, TURNS)
    assert made.grow(1, Deadline())
    made.backend.arena.take_slots(made.backend.arena.free_slots - 16)
    launches = made.backend.counters.operations["rot90"].launches
    assert not made.grow(2, Deadline())
    assert made.counts.full
    assert made.backend.counters.operations["rot90"].launches == launches


def test_tasks_with_equal_inputs_do_not_take_values_from_each_other():
    inputs = random_inputs(0, 3)
    rules = {"turned": np.rot90, "mirrored": np.flipud, "black": np.zeros_like}
    twins = [made_task(name, rule, inputs) for name, rule in rules.items()]
    together = grown(twins, CALLS, 2)
    for k, task in enumerate(twins):
        assert contents(together, k) == contents(grown([task], CALLS, 2))


@pytest.mark.parametrize(
    ("grammar", "cost"),
    [pytest.param(CALLS, 3, id="some words"), pytest.param(None, 2, id="all words", marks=pytest.mark.slow)],
)
def test_a_task_alone_gives_what_it_gives_in_company(monkeypatch, tasks, grammar, cost):
    grammar, tasks = (productions_of(), tasks[1:]) if grammar is None else (grammar, tasks)
    monkeypatch.setattr(kept, "TELLING", 1 << 30)  # which are dropped on the way depends on the size of launches
    together = grown(tasks, grammar, cost - 1, CpuBackend(LIMIT, threads=2), features=cost, numbers=cost)
    monkeypatch.setattr(Backend, "launch_rows", 700)
    for k, task in enumerate(tasks):
        alone = grown([task], grammar, cost - 1, features=cost, numbers=cost)
        assert described(alone, 0) == described(together, k)
        assert alone.counts.tried == together.tried_by_task[k]


def test_calls_of_many_operations_are_run_in_portions_of_several_large_launches(monkeypatch, tasks):
    grammar = words("rot90", "hmirror", "tophalf", "rot180")
    frontier = begun(tasks, grammar)
    batches = [batch_on(frontier.nodes, grammar, k, np.arange(len(tasks))[:, None]) for k in range(len(grammar))]
    calls = Portion.of(batches)
    rows = int(frontier.samples.rows[calls.task].sum())
    monkeypatch.setattr(Backend, "launch_rows", rows // 4)
    made = frontier.node_of_each(calls, Deadline())
    launched = {name: one.launches for name, one in frontier.backend.counters.operations.items() if one.values}
    assert launched == dict.fromkeys((one.op.name for one in grammar), 1)
    assert (made >= 0).any()


def test_what_is_kept_is_told_of_even_if_the_time_was_up_just_then(tasks):
    told = []
    for looks in range(40):
        frontier = begun(tasks[:2], TURNS)
        inputs = np.array([[0], [1]])
        calls = Portion.of([batch_on(frontier.nodes, frontier.grammar, k, inputs) for k in range(len(TURNS))])
        with frontier.backend.until(Checks(looks)):
            made = frontier.node_of_each(calls, Deadline())
        assert set(range(2, len(frontier.nodes))) <= set(made.tolist())
        told.append(len(frontier.nodes))
    assert told[0] == 2 < told[-1]


def raising_once(function, after):
    """The function, but that it raises at its call number `after`."""
    grammar = iter(range(1 << 30))

    def made(*args):
        if next(grammar) == after:
            raise ZeroDivisionError("as if")
        return function(*args)

    return made


@pytest.mark.parametrize("after", [0, pytest.param(3, marks=pytest.mark.slow), 9])
@pytest.mark.parametrize(
    "place", [(CpuBackend, "_launch"), pytest.param((Outputs, "gains"), marks=pytest.mark.slow), (SeenHashes, "find")]
)
def test_what_raises_in_growth_leaves_true_values_and_can_go_on(monkeypatch, tasks, of_some_words, place, after):
    """In a launch, or when what was made is sorted out: it is as if that had never been begun."""
    made = begun(tasks, CALLS)
    with monkeypatch.context() as patched:
        patched.setattr(Backend, "launch_rows", 64)
        patched.setattr(*place, raising_once(getattr(*place), after))
        with pytest.raises(ZeroDivisionError):
            made.grow(3, Deadline())
    assert_true(made, 60)
    assert made.grow(3, Deadline())
    assert [values for values, _ in held(made)] == [values for values, _ in of_some_words[0]]
