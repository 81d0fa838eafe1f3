"""Candidates are the same in whatever order and in whatever launches they are tried, and the cheapest come first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.growth import begun, made_task, random_inputs, words

from arc_pipeline.backends import ArenaFull
from arc_pipeline.dsl.types import GRID, MASK
from arc_pipeline.measure import Deadline
from arc_pipeline.search.frontier.batch import Batch, batches_on
from arc_pipeline.search.frontier.portions import cheapest_first, in_parts, launches_of

TYPES = ((GRID,), (MASK,), (GRID, MASK))
some = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(TYPES), st.lists(st.integers(0, 4), max_size=6)))


def batches(drawn):
    """Batches of a production, of types and of candidates of these costs, each with arguments of its own."""
    found, first = [], 0
    for production_id, types, cost in drawn:
        numbers = np.arange(first, first + len(cost))
        args = np.stack([numbers, -numbers], axis=1)
        found.append(Batch(production_id, types, numbers + 1, args, numbers + 2, np.array(cost, np.int64)))
        first += len(cost)
    return found


def candidates(found):
    """(production, types, choice, arguments, task, cost) of each candidate, in order."""
    return [
        (one.production_id, one.types, choice, tuple(args), task, cost)
        for one in found
        for choice, args, task, cost in zip(
            *(a.tolist() for a in (one.choice, one.args, one.task, one.cost)), strict=True
        )
    ]


@given(some)
def test_the_cheapest_come_first_and_those_of_a_cost_as_they_came(drawn):
    found = batches(drawn)
    ordered = cheapest_first(found)
    assert candidates(ordered) == sorted(candidates(found), key=lambda candidate: candidate[-1])
    assert all((batch.cost == batch.cost[0]).all() for batch in ordered)


@given(some)
def test_what_one_launch_can_evaluate_is_together(drawn):
    found = batches(drawn)
    launches = launches_of(found)
    assert sorted(candidates(launches), key=repr) == sorted(candidates(found), key=repr)
    assert len({(launch.production_id, launch.types) for launch in launches}) == len(launches)
    assert [launch.production_id for launch in launches] == sorted(launch.production_id for launch in launches)


@given(st.integers(2, 40))
def test_parts_are_the_whole(size):
    (batch,) = batches([(0, (GRID,), [1] * size)])
    parts = in_parts(batch)
    assert candidates(parts) == candidates([batch])
    assert 2 <= len(parts) <= 8


def test_a_single_candidate_has_no_parts():
    (batch,) = batches([(0, (GRID,), [1])])
    with pytest.raises(ArenaFull):
        in_parts(batch)


def test_of_equal_values_that_are_tried_together_the_cheapest_is_kept():
    """Whichever operation comes first: two mirrors are half a turn."""
    task = made_task("any", lambda grid: grid, random_inputs(0, 3))
    frontier = begun([task], words("rot180", "hmirror", "vmirror"))
    ids = {one.op.name: k for k, one in enumerate(frontier.grammar)}

    def on(name, node, dearer=0):
        (batch,) = batches_on(frontier.nodes, frontier.grammar, ids[name], np.array([[node]]))
        return Batch(batch.production_id, batch.types, batch.choice, batch.args, batch.task, batch.cost + dearer)

    assert frontier.keep([on("hmirror", 0)], "all", Deadline())
    assert frontier.keep([on("rot180", 0, dearer=4), on("vmirror", 1)], "all", Deadline())
    assert frontier.nodes.cost.all.tolist() == [0, 1, 2]
    assert frontier.nodes.production_id.all[2] == ids["vmirror"]


def test_candidates_on_nodes_cost_what_their_arguments_and_the_call_do():
    task = made_task("any", lambda grid: grid, random_inputs(0, 3))
    frontier = begun([task], words("rot90", "hconcat", "objects", "size"))
    assert frontier.grow(2, Deadline())
    nodes, (production_id,) = frontier.nodes, [k for k, one in enumerate(frontier.grammar) if one.op.name == "hconcat"]
    grids = nodes.of_type(0, GRID)
    args = np.stack([np.repeat(grids, len(grids)), np.tile(grids, len(grids))], axis=1)
    (batch,) = batches_on(nodes, frontier.grammar, production_id, args)
    assert batch.types == (GRID, GRID)
    assert batch.args.tolist() == args.tolist()
    expected = nodes.cost.all[args].sum(axis=1) + frontier.grammar[production_id].cost
    assert batch.cost.tolist() == expected.tolist()
    assert len(set(batch.cost.tolist())) > 2
