"""What is later costs one more where it is composed, in its task alone; all is tried in the end, each call once."""

from zlib import crc32

import numpy as np
import pytest
from search.growth import begun, contents, deferred_of, grown, made_task, random_inputs, words

from arc_pipeline.measure import Deadline
from arc_pipeline.search.frontier.deferred import Deferred, idle_calls
from arc_pipeline.search.frontier.frontier import Frontier
from arc_pipeline.search.frontier.grammar import productions_of

WORDS = words("rot90", "hmirror", "tophalf", "hconcat", "mostcolor", "replace", "objects", "size", "argmax", "colored")
EVEN = made_task("even", np.rot90, [np.array([[k, 1, 1, k], [2, 0, 0, 2], [7, k, k, 7]]) for k in (4, 5, 6)])
TASKS = tuple(made_task(f"turned {k}", np.rot90, random_inputs(k, 3)) for k in range(3))


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


def test_what_is_likely_is_made_as_if_nothing_were_deferred():
    plain, made = grown(TASKS, WORDS, 3), grown_deferred(deferred_of(WORDS, lambda *_: 0), 3)
    for name in ("production_id", "choice", "args", "cost", "task"):
        assert np.array_equal(getattr(plain.nodes, name).all, getattr(made.nodes, name).all)


def test_unlikely_calls_cost_one_or_two_more_but_on_the_input_what_all_cost():
    made = grown_deferred(deferred_of(WORDS, lambda op, inner, _: {"rot90": 1, "tophalf": 2}.get(op, 0)), 4)
    costs = made.nodes.cost.all
    for task in range(3):
        calls = calls_made(made, task)
        for name, more in {"rot90": 1, "tophalf": 2, "hmirror": 0}.items():
            assert {cost for cost, _ in calls[name, False]} <= {1}
            assert all(cost == costs[args].sum() + 1 + more for cost, args in calls[name, True])
            assert calls[name, True]


def test_a_call_is_unlikely_on_what_one_operation_made_and_not_on_what_another_did():
    made = grown_deferred(deferred_of(WORDS, lambda op, inner, _: int((op, inner) == ("hmirror", "rot90"))), 3)
    costs, production, seen = made.nodes.cost.all, made.nodes.production_id.all, 0
    for task in range(3):
        for cost, args in calls_made(made, task).get(("hmirror", True), []):
            of_rot90 = production[args[0]] >= 0 and WORDS[production[args[0]]].op.name == "rot90"
            assert cost == costs[args[0]] + 1 + of_rot90
            seen += of_rot90
    assert seen


@pytest.mark.parametrize(("grammar", "more", "idle"), [(WORDS, 2, False), (WORDS, 1, True), (None, 1, True)])
def test_all_is_tried_in_the_end(grammar, more, idle):
    grammar, tasks = productions_of() if grammar is None else grammar, TASKS[:1]
    deferred = deferred_of(grammar, lambda *_: more, idle)
    wanted, found = contents(grown(tasks, grammar, 2)), contents(grown_deferred(deferred, 2 + more, tasks, grammar))
    assert wanted.keys() <= found.keys()
    assert any(found[value] > cost for value, cost in wanted.items()), "something was later"
    assert all(found[value] <= cost + more for value, cost in wanted.items())


def test_what_makes_nothing_new_of_the_input_waits_on_other_grids():
    """Of an input that is its own mirror image, mirroring says nothing; of its left half it may."""
    grammar = words("hmirror", "vmirror", "lefthalf", "tophalf")
    deferred = Deferred(idle=True)
    plain, made = (
        calls_made(one, 0) for one in (grown([EVEN], grammar, 3), grown_deferred(deferred, 3, [EVEN], grammar))
    )
    assert ("vmirror", False) not in plain, "it is idle on the input"
    for name, costs in {"hmirror": (2, 2), "vmirror": (2, 3)}.items():
        assert tuple(min(cost for cost, _ in one[name, True]) for one in (plain, made)) == costs


@pytest.mark.parametrize("idle", [False, True])
def test_no_call_is_tried_twice(idle):
    """However it is later, in steps or in one task of several: each call on each values is tried once."""
    made, batches = begun(TASKS, WORDS), []
    deferred = deferred_of(WORDS, lambda op, inner, task: crc32(f"{op} {inner} {task}".encode()) % 3, idle=idle)
    frontier = Frontier(made.backend, made.samples, WORDS, deferred)
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
    def late(op, inner, task, only=1):
        return int(task == only and (op in ("rot90", "replace", "argmax") or inner in ("objects", "hmirror")))

    deferred = deferred_of(WORDS, late)
    together, plain = grown_deferred(deferred, 3), grown(TASKS, WORDS, 3)
    for task in (0, 2):
        assert contents(together, task) == contents(plain, task)
    assert contents(together, 1) != contents(plain, 1)
    alone = grown_deferred(deferred_of(WORDS, lambda *call: late(*call, only=0)), 3, TASKS[1:2])
    assert contents(together, 1) == contents(alone)
    assert alone.counts.tried == together.tried_by_task[1]


def test_only_calls_that_make_cells_and_were_all_tried_are_idle():
    grammar = words("hmirror", "vmirror", "lefthalf", "mostcolor", "leastcolor", "objects", "rot180")
    made = grown([EVEN], grammar, 1)
    found = idle_calls(grammar, made.nodes, 1, grown=1)
    idle = {one.op.name for one, table in zip(grammar, found, strict=True) if table.any()}
    assert idle == {"vmirror", "rot180"}, "the input again, and what hmirror made"
    assert not any(table.any() for table in idle_calls(grammar, made.nodes, 1, grown=0))
