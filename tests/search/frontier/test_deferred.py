"""What is later costs one more where it is composed, in its task alone; all is tried in the end, each call once."""

import numpy as np
import pytest
from search.growth import begun, contents, grown, made_task, random_inputs, words

from arc_pipeline.measure import Deadline
from arc_pipeline.search.frontier.deferred import Deferred, idle_calls
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.grammar import productions_of

WORDS = words("rot90", "hmirror", "tophalf", "hconcat", "mostcolor", "replace", "objects", "size", "argmax", "colored")
EVEN = made_task("even", np.rot90, [np.array([[k, 1, 1, k], [2, 0, 0, 2], [7, k, k, 7]]) for k in (4, 5, 6)])
TASKS = tuple(made_task(f"turned {k}", np.rot90, random_inputs(k, 3)) for k in range(3))


def deferred_of(grammar, outer, inner, tasks=(0, 1, 2)):
    made = []
    for names in (outer, inner):
        table = np.zeros((len(grammar), len(TASKS)), dtype=bool)
        for production, one in enumerate(grammar):
            table[production, list(tasks)] = one.op.name in names
        made.append(table)
    return Deferred(*made)


def grown_deferred(deferred, cost, tasks=TASKS, grammar=WORDS):
    plain = begun(tasks, grammar)
    made = Frontier(plain.backend, plain.samples, grammar, deferred)
    assert made.grow(cost, Deadline())
    return made


def calls_made(made, task):
    """How often each operation is called on the input, and on other values, over the nodes of a task."""
    nodes = made.nodes
    found = {}
    for node in np.flatnonzero((nodes.task.all == task) & (nodes.production_id.all >= 0)).tolist():
        name = made.grammar[nodes.production_id.all[node]].op.name
        args = [a for a in nodes.args.all[node].tolist() if a >= 0]
        composed = any(nodes.production_id.all[a] >= 0 for a in args)
        found.setdefault((name, composed), []).append((int(nodes.cost.all[node]), args))
    return found


def test_nothing_later_is_as_if_there_were_no_such_thing():
    plain, made = grown(TASKS, WORDS, 3), grown_deferred(Deferred.nothing(len(WORDS), len(TASKS)), 3)
    for name in ("production_id", "choice", "args", "cost", "task"):
        assert np.array_equal(getattr(plain.nodes, name).all, getattr(made.nodes, name).all)


def test_an_operation_that_is_later_costs_its_own_on_the_input_and_one_more_on_other_values():
    made = grown_deferred(deferred_of(WORDS, {"rot90"}, set()), 3)
    costs = made.nodes.cost.all
    for task in range(3):
        grammar = calls_made(made, task)
        assert {cost for cost, _ in grammar["rot90", False]} == {1}
        assert all(cost == costs[args].sum() + 2 for cost, args in grammar["rot90", True])
        assert all(cost == costs[args].sum() + 1 for cost, args in grammar["hmirror", True])


def test_values_of_an_operation_that_is_later_cost_one_more_as_arguments():
    made = grown_deferred(deferred_of(WORDS, set(), {"rot90"}), 3)
    names = np.array([production.op.name for production in WORDS])
    costs, production = made.nodes.cost.all, made.nodes.production_id.all
    seen = 0
    for task in range(3):
        for cost, args in calls_made(made, task).get(("hmirror", True), []):
            of_rot90 = production[args[0]] >= 0 and names[production[args[0]]] == "rot90"
            assert cost == costs[args[0]] + 1 + of_rot90
            seen += of_rot90
    assert seen


@pytest.mark.parametrize(
    ("grammar", "outer", "inner", "idle", "waits"),
    [(WORDS, True, True, False, 2), (WORDS, False, True, True, 2), (None, True, False, True, 1)],
)
def test_all_is_tried_in_the_end(grammar, outer, inner, idle, waits):
    """A program of two calls waits at most for both of them."""
    grammar, tasks = productions_of() if grammar is None else grammar, TASKS[:1]
    deferred = Deferred(np.full((len(grammar), 1), outer), np.full((len(grammar), 1), inner), idle)
    wanted, found = contents(grown(tasks, grammar, 2)), contents(grown_deferred(deferred, 2 + waits, tasks, grammar))
    assert wanted.keys() <= found.keys()
    assert any(found[value] > cost for value, cost in wanted.items()), "something was later"
    assert all(found[value] <= cost + waits for value, cost in wanted.items())


def test_what_makes_nothing_new_of_the_input_waits_on_other_grids():
    """Of an input that is its own mirror image, mirroring says nothing; of its left half it may."""
    grammar = words("hmirror", "vmirror", "lefthalf", "tophalf")
    deferred = Deferred(*np.zeros((2, len(grammar), 1), dtype=bool), idle=True)
    plain, made = (
        calls_made(one, 0) for one in (grown([EVEN], grammar, 3), grown_deferred(deferred, 3, [EVEN], grammar))
    )
    assert ("vmirror", False) not in plain, "it is idle on the input"
    for name, costs in {"hmirror": (2, 2), "vmirror": (2, 3)}.items():
        assert tuple(min(cost for cost, _ in one[name, True]) for one in (plain, made)) == costs


@pytest.mark.parametrize("idle", [False, True])
def test_no_call_is_tried_twice(idle):
    """However it is later, in steps or in one task of several: each call on each values is tried once."""
    rng = np.random.default_rng(0)
    shape = len(WORDS), len(TASKS)
    made = begun(TASKS, WORDS)
    batches = []
    frontier = Frontier(
        made.backend, made.samples, WORDS, Deferred(rng.random(shape) < 0.5, rng.random(shape) < 0.5, idle)
    )
    of_cost = frontier._batches.of_cost

    def noted(nodes, cost, kind, grown):
        for batch in of_cost(nodes, cost, kind, grown):
            batches.append(batch)
            yield batch

    frontier._batches.of_cost = noted
    assert frontier.grow(4, Deadline())
    grammar = [
        (batch.production_id, choice, *args)
        for batch in batches
        for choice, args in zip(batch.choice.tolist(), batch.args.tolist(), strict=True)
    ]
    assert len(grammar) == len(set(grammar)) == frontier.counts.tried


def test_tasks_do_not_wait_for_each_other():
    deferred = deferred_of(WORDS, {"rot90", "replace", "argmax"}, {"objects", "hmirror"}, tasks=[1])
    together, plain = grown_deferred(deferred, 3), grown(TASKS, WORDS, 3)
    for task in (0, 2):
        assert contents(together, task) == contents(plain, task)
    assert contents(together, 1) != contents(plain, 1)
    alone = grown_deferred(Deferred(deferred.outer[:, 1:2], deferred.inner[:, 1:2]), 3, TASKS[1:2])
    assert contents(together, 1) == contents(alone)
    assert alone.counts.tried == together.tried_by_task[1]


def test_only_calls_that_make_cells_and_were_all_tried_are_idle():
    grammar = words("hmirror", "vmirror", "lefthalf", "mostcolor", "leastcolor", "objects", "rot180")
    made = grown([EVEN], grammar, 1)
    found = idle_calls(grammar, made.nodes, 1, grown=1)
    idle = {one.op.name for one, table in zip(grammar, found, strict=True) if table.any()}
    assert idle == {"vmirror", "rot180"}, "the input again, and what hmirror made"
    assert not any(table.any() for table in idle_calls(grammar, made.nodes, 1, grown=0))
