"""Candidates are the same in whatever order and in whatever launches they are tried, and the cheapest come first."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.growth import begun, made_task, random_inputs, words

from arc_pipeline.backends import ArenaFull
from arc_pipeline.dsl.types import GRID, MASK, OBJECT, list_of
from arc_pipeline.measure import Deadline
from arc_pipeline.search.frontier.batch import Batch, batch_on
from arc_pipeline.search.frontier.nodes import TYPE_CODE
from arc_pipeline.search.frontier.portions import Portion, in_launches, in_parts

some = st.lists(st.tuples(st.integers(0, 3), st.lists(st.integers(0, 4), max_size=6)))


def batches(drawn):
    """Batches of a production and of candidates of these costs, each with arguments of its own."""
    found, first = [], 0
    for production_id, cost in drawn:
        numbers = np.arange(first, first + len(cost))
        args = np.stack([numbers, -numbers], axis=1)
        found.append(Batch(production_id, numbers + 1, args, numbers + 2, np.array(cost, np.int64)))
        first += len(cost)
    return found


def candidates(found):
    """(production, choice, first argument, task, cost) of each candidate, in order."""
    parts = ((np.full(len(one), one.production_id), one.choice, one.args[:, 0], one.task, one.cost) for one in found)
    return [row for part in parts for row in zip(*(column.tolist() for column in part), strict=True)]


def candidates_in(calls):
    """The same of the candidates in a portion."""
    parts = (calls.production_id, calls.choice, calls.args[:, 0], calls.task, calls.cost)
    return list(zip(*(column.tolist() for column in parts), strict=True))


@given(some, st.integers(1, 3))
def test_the_cheapest_come_first_and_those_of_a_band_as_they_came(drawn, band):
    found = batches(drawn)
    ordered = Portion.of(found).cheapest_first(band)
    assert candidates_in(ordered) == sorted(candidates(found), key=lambda candidate: candidate[-1] // band)


@pytest.fixture(scope="module")
def grown():
    """A frontier with grids, masks and lists of pieces, and a batch of all calls on them of each production
    with one hole, by the operation's name."""
    task = made_task("any", lambda grid: grid, random_inputs(0, 3))
    frontier = begun([task], words("hmirror", "height", "objects", "foreground", "size"))
    assert frontier.grow(2, Deadline())
    asked = {}
    for production_id, production in enumerate(frontier.grammar):
        taken = [TYPE_CODE[types[0]] for types, _ in production.types if len(types) == 1]
        if taken:
            args = np.flatnonzero(np.isin(frontier.nodes.type.all, taken))[:, None]
            asked[production_id] = batch_on(frontier.nodes, frontier.grammar, production_id, args)
    return frontier, asked


def test_types_that_are_stored_alike_share_a_launch_and_others_do_not(grown):
    frontier, asked = grown
    batches = [half for one in asked.values() for half in (one.take(slice(0, None, 2)), one.take(slice(1, None, 2)))]
    portion = Portion.of(batches)
    order, _, launches = in_launches(frontier.nodes, portion)
    calls = portion.take(order)
    assert sorted(candidates_in(calls)) == sorted(candidates(batches))
    bounds = [launches[0].start, *(one.stop for one in launches)]
    assert bounds == sorted({0, len(calls.choice), *(one.start for one in launches)})
    mirrored = next(k for k in asked if frontier.grammar[k].op.name == "hmirror")
    own = [one for one in launches if calls.production_id[one.start] == mirrored]
    types = [set(frontier.nodes.type.all[calls.args[one, 0]].tolist()) for one in own]
    alike = [{TYPE_CODE[GRID], TYPE_CODE[MASK]}, {TYPE_CODE[list_of(OBJECT)]}]
    assert sorted(map(sorted, types)) == sorted(map(sorted, alike))


def test_results_have_the_types_of_their_own_arguments(grown):
    frontier, asked = grown
    portion = Portion.of(list(asked.values()))
    order, types, _ = in_launches(frontier.nodes, portion)
    calls = portion.take(order)
    for production_id, node, made in zip(calls.production_id, calls.args[:, 0], types, strict=True):
        results = {TYPE_CODE[given[0]]: TYPE_CODE[result] for given, result in frontier.grammar[production_id].types}
        assert made == results[frontier.nodes.type.all[node]]


def test_arguments_that_an_operation_does_not_take_are_refused_even_beside_some_that_it_takes(grown):
    frontier, asked = grown
    production_id = next(k for k in asked if frontier.grammar[k].op.name == "hmirror")
    number = np.flatnonzero(~np.isin(frontier.nodes.type.all, frontier.nodes.type.all[asked[production_id].args[:, 0]]))
    wrong = np.concatenate([asked[production_id].args[:, 0], number[:1]])[:, None]
    with pytest.raises(TypeError):
        in_launches(frontier.nodes, Portion.of([batch_on(frontier.nodes, frontier.grammar, production_id, wrong)]))


@given(st.integers(0, 9), st.integers(2, 40))
def test_parts_are_the_whole(begin, size):
    parts = in_parts(slice(begin, begin + size))
    assert [k for part in parts for k in range(part.start, part.stop)] == list(range(begin, begin + size))
    assert 2 <= len(parts) <= 8


def test_a_single_candidate_has_no_parts():
    with pytest.raises(ArenaFull):
        in_parts(slice(3, 4))


def test_of_equal_values_that_are_tried_together_the_cheapest_is_kept():
    """Whichever operation comes first: two mirrors are half a turn."""
    task = made_task("any", lambda grid: grid, random_inputs(0, 3))
    frontier = begun([task], words("rot180", "hmirror", "vmirror"))
    ids = {one.op.name: k for k, one in enumerate(frontier.grammar)}

    def on(name, node, dearer=0):
        batch = batch_on(frontier.nodes, frontier.grammar, ids[name], np.array([[node]]))
        return replace(batch, cost=batch.cost + dearer)

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
    batch = batch_on(nodes, frontier.grammar, production_id, args)
    assert batch.args.tolist() == args.tolist()
    expected = nodes.cost.all[args].sum(axis=1) + frontier.grammar[production_id].cost
    assert batch.cost.tolist() == expected.tolist()
    assert len(set(batch.cost.tolist())) > 2
