"""Colours in the order of counts: every pair that runs beside one list, the cheapest of each task."""

import numpy as np
import pytest
from search.growth import grown, kind_of, made_task, random_inputs, words

from arc_pipeline.dsl.types import COLOR, COUNT, list_of
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.expansions import orders

WORDS = ("objects", "color", "size", "height", "leastcolor", "hsplit", "colors_by")


@pytest.fixture
def frontier():
    return grown(
        [made_task(name, np.rot90, random_inputs(seed, 4)) for seed, name in enumerate("ab")], words(*WORDS), 2
    )


def test_they_are_what_sorting_makes(frontier):
    before = len(frontier.nodes)
    assert orders.grow(frontier, Deadline())
    made = range(before, len(frontier.nodes))
    assert len(made) > 10
    assert {kind_of(frontier, node) for node in made} == {list_of(COLOR)}
    for node in made:
        program = frontier.nodes.program(node, "solve")
        keys, colors = (
            frontier.nodes.program(k, "solve") for k in reversed(frontier.nodes.args.all[node, :2].tolist())
        )
        grid = frontier.samples.tasks[frontier.nodes.task.all[node]].test[0]
        pairs = zip(run_reference(keys, grid), run_reference(colors, grid), strict=True)
        live = [pair for pair in pairs if None not in pair]
        sign = -1 if program.nodes[-1].args[2] == "largest" else 1
        assert run_reference(program, grid) == [color for _, color in sorted(live, key=lambda pair: sign * pair[0])]


def test_only_what_runs_aligned_one_list_and_the_cheapest(frontier, monkeypatch):
    nodes = frontier.nodes
    lists = {kind: [n for n in range(len(nodes)) if kind_of(frontier, n) == list_of(kind)] for kind in (COLOR, COUNT)}
    source, task, cost = nodes.source.all, nodes.task.all, nodes.cost.all
    every = [(a, b) for a in lists[COLOR] for b in lists[COUNT] if source[a] == source[b]]
    assert sorted(map(tuple, orders._aligned(frontier).tolist())) == sorted(every)
    monkeypatch.setattr(orders, "_ORDERS", 3)
    found = orders._aligned(frontier)
    assert np.bincount(task[found[:, 0]]).tolist() == [3, 3]
    for k in range(2):
        costs = sorted(int(cost[a] + cost[b]) for a, b in every if task[a] == k)
        assert sorted(cost[found[task[found[:, 0]] == k]].sum(axis=1).tolist()) == costs[:3]
