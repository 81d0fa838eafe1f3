"""What a frontier holds: programs make its values, each of them once; cell features and fits are what they say."""

import numpy as np
import pytest
from search.growth import (
    contents,
    development,
    grown,
    inputs_of,
    kind_of,
    made_task,
    narrowed,
    random_inputs,
    stored_values,
    words,
)
from search.naive import naive_values

from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS, same
from arc_pipeline.dsl.types import GRID
from arc_pipeline.measure import recording
from arc_pipeline.programs import check, run_reference
from arc_pipeline.search.frontier import kept
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.frontier.nodes import TYPE_LIST

GRIDS = words("rot90", "hmirror", "tophalf", "hconcat", "mostcolor", "replace", "ofcolor", "equals")
LISTS = narrowed(words("objects", "size", "argmax", "hmirror", "mostcolor", "equality", "length", "upscale"), "objects")


def hand_made():
    return (
        made_task("turned", np.rot90, random_inputs(0, 3)),
        made_task("left", lambda grid: grid[:, ::-1], random_inputs(1, 5), tests=2),
        made_task("black", np.zeros_like, random_inputs(2, 4, colors=9)),
    )


@pytest.fixture(scope="module")
def deep():
    """Two units of cost of the whole grammar, and what is left in the way of lists and numbers."""
    return grown([*development("67a3c6ac", "a87f7484"), hand_made()[1]], productions_of(), 2)


@pytest.fixture(scope="module", params=["all kinds", "features", "numbers"])
def frontier(request, deep):
    further = {} if request.param == "all kinds" else {request.param: 2}
    return grown(deep.samples.tasks, productions_of(), 1, **further) if further else deep


def some_of_every_call(frontier, number=4):
    """Nodes: everything of cost 0 and 1, and `number` calls of each production of the grammar, picked at random."""
    nodes, rng = frontier.nodes, np.random.default_rng(0)
    order = rng.permutation(len(nodes))
    production = nodes.production_id.all[order]
    chosen = [order[production == g][:number] for g in np.unique(production)]
    return np.unique(np.concatenate([*chosen, np.flatnonzero(nodes.cost.all < 2)[::3]]))


def test_a_nodes_program_makes_its_value(frontier):
    chosen = some_of_every_call(frontier)
    assert len({int(frontier.nodes.production_id.all[node]) for node in chosen}) > 60
    for node, values in zip(chosen, stored_values(frontier, chosen), strict=True):
        task = frontier.samples.tasks[frontier.nodes.task.all[node]]
        program = frontier.nodes.program(int(node), "solve_it")
        check(program)
        assert program.result_type == kind_of(frontier, node)
        for grid, value in zip(inputs_of(task), values, strict=True):
            assert value is not None
            assert same(run_reference(program, grid), value), f"{task.id}\n{program}"


def test_no_value_is_there_twice_and_none_is_void(deep):
    for task in range(len(deep.samples.tasks)):
        for _, values in contents(deep, task):
            assert None not in values


def test_cell_features_are_the_cells_of_the_outputs_shapes_cheapest_first(deep):
    frontier, nodes = deep, deep.nodes
    kinds = [kind_of(frontier, node) for node in range(len(nodes))]
    cells = [node for node, kind in enumerate(kinds) if kind.storage == "cells" and not kind.is_list]
    expected = []
    for node, values in zip(cells, stored_values(frontier, cells), strict=True):
        train = frontier.samples.tasks[nodes.task.all[node]].train
        if all(value.shape == pair.output.shape for value, pair in zip(values, train, strict=False)):
            expected.append(node)
    assert len(expected) > 100
    assert sorted(frontier.cell_features.tolist()) == expected
    assert (np.diff(nodes.cost.all[frontier.cell_features]) >= 0).all()


def test_fits_are_the_grids_that_equal_every_output(frontier):
    nodes = frontier.nodes
    grids = [int(node) for node in frontier.cell_features if kind_of(frontier, node) == GRID]
    expected = []
    for node, values in zip(grids, stored_values(frontier, grids), strict=True):
        train = frontier.samples.tasks[nodes.task.all[node]].train
        if all(np.array_equal(value, pair.output) for value, pair in zip(values, train, strict=False)):
            expected.append(node)
    assert frontier.fits.tolist() == expected
    solved = {frontier.samples.tasks[nodes.task.all[node]].id for node in expected}
    assert solved >= {"67a3c6ac", "left"}


def test_counts_add_up(deep):
    counts = deep.counts
    assert counts.tried == counts.kept + counts.duplicates + counts.voids
    assert counts.kept == len(deep.nodes) - len(deep.samples.tasks)
    assert deep.tried_by_task.sum() == counts.tried
    assert (deep.tried_by_task > 0).all()
    assert not counts.full


def test_values_and_voids_are_counted_for_their_operations_and_for_the_span_around():
    backend = ReferenceBackend(1 << 26)
    with recording() as recorder:
        made = grown(
            [hand_made()[0]], narrowed(words("rot90", "tophalf", "equals", "objects", "first"), "objects"), 2, backend
        )
    counted = backend.counters.operations
    assert sum(one.values for one in counted.values()) == made.counts.tried > 0
    assert sum(one.voids for one in counted.values()) == made.counts.voids > 0
    assert counted["rot90"].voids == 0 < counted["rot90"].values
    sums = {name: sum(one.counts.get(name, 0) for one in recorder.spans) for name in ("values", "voids", "kept")}
    assert sums == {"values": made.counts.tried, "voids": made.counts.voids, "kept": made.counts.kept}
    growth = [one for one in recorder.spans if not one.counts.get("cold")]
    assert {one.name for one in growth} == {"frontier"}
    again = [(one.counts["asked_seen_values"], one.counts["found_seen_values"]) for one in growth]
    assert sum(found for _, found in again) == made.counts.duplicates
    assert sum(asked for asked, _ in again) == made.counts.tried - made.counts.voids


def test_features_alone_are_exactly_the_features(deep, monkeypatch):
    monkeypatch.setattr(kept, "TELLING", 1 << 30)
    features = grown(deep.samples.tasks, productions_of(), 1, features=2)
    for task in range(len(deep.samples.tasks)):
        assert contents(features, task, cells_only=True) == contents(deep, task, cells_only=True)
    of_last_cost = np.flatnonzero(features.nodes.cost.all == 2)
    assert set(of_last_cost.tolist()) <= set(features.cell_features.tolist())
    assert features.counts.tried < deep.counts.tried, "numbers and lists are not even made"


def test_of_states_alone_those_that_tell_most_are_kept(deep, monkeypatch):
    monkeypatch.setattr(kept, "TELLING", 40)
    some = grown(deep.samples.tasks, productions_of(), 1, features=2)
    for task in range(len(deep.samples.tasks)):
        gains = [np.sort(gains_of_last_cost(made, task)) for made in (some, deep)]
        assert min(40, len(gains[1])) <= len(gains[0]) <= len(gains[1])
        assert gains[0][-40:] == pytest.approx(gains[1][-40:])
    assert len(some.cell_features) < len(deep.cell_features) / 2
    assert set(described_fits(deep)) == set(described_fits(some)), "what fits is kept, whatever it tells"


def gains_of_last_cost(made, task):
    features = made.cell_features[
        (made.nodes.task.all[made.cell_features] == task) & (made.nodes.cost.all[made.cell_features] == 2)
    ]
    return made.nodes.gain.all[features]


def described_fits(made):
    return [str(made.nodes.program(node, "solve_it")) for node in made.fits.tolist()]


def test_numbers_alone_are_exactly_the_numbers(deep):
    numbers = grown(deep.samples.tasks, productions_of(), 1, numbers=2)
    for made in (numbers, deep):
        of_last_cost = made.nodes.cost.all == 2
        kinds = made.nodes.type.all[of_last_cost]
        is_number = np.array([TYPE_LIST[kind].storage == "number" for kind in kinds.tolist()])
        found = sorted(made.nodes.task.all[of_last_cost][is_number].tolist())
        assert found
        if made is numbers:
            assert is_number.all()
            alone = found
        else:
            assert found == alone


@pytest.mark.parametrize("backend", [None, ReferenceBackend(1 << 27)], ids=["cpu", "reference"])
@pytest.mark.parametrize(("grammar", "cost"), [(GRIDS, 3), (LISTS, 4)], ids=["grids", "lists"])
def test_every_value_is_found_at_its_least_cost(backend, grammar, cost):
    """Against plain enumeration by the operations' references."""
    tasks = hand_made()[:2]
    frontier = grown(tasks, grammar, cost, backend)
    for k, task in enumerate(tasks):
        assert contents(frontier, k) == naive_values(task, grammar, cost)


def test_reference_and_cpu_make_the_same_nodes():
    tasks = hand_made()
    for words_of, cost in ((GRIDS, 2), (LISTS, 3)):
        fast, slow = grown(tasks, words_of, cost), grown(tasks, words_of, cost, ReferenceBackend(1 << 27))
        for array in ("production_id", "choice", "args", "type", "task", "cost", "source", "first_row"):
            assert np.array_equal(getattr(fast.nodes, array).all, getattr(slow.nodes, array).all), array
        assert np.array_equal(fast.nodes.hash.all, slow.nodes.hash.all)
        assert fast.fits.tolist() == slow.fits.tolist()
        assert fast.counts == slow.counts


def test_lists_that_run_beside_each_other_are_equally_long(deep):
    nodes = deep.nodes
    lists = [node for node in range(len(nodes)) if nodes.source.all[node] >= 0]
    assert lists == [node for node in range(len(nodes)) if kind_of(deep, node).is_list]
    lengths, beside = {}, 0
    for node, values in zip(lists, stored_values(deep, lists), strict=True):
        source = int(nodes.source.all[node])
        assert nodes.task.all[source] == nodes.task.all[node]
        assert lengths.setdefault(source, [*map(len, values)]) == [*map(len, values)]
        beside += node != source
    assert beside > 100


def test_what_is_made_of_a_list_piece_by_piece_runs_beside_it():
    grammar = narrowed(words("objects", "size", "rank", "rot90", "sort_by"), "objects")
    made = grown(hand_made()[1:2], grammar, sum(OPS[name].cost for name in ("objects", "size", "rank", "sort_by")))
    nodes = made.nodes
    sources = {}
    for node in np.flatnonzero(nodes.source.all >= 0).tolist():
        made_by, rooted = (
            [n.op for n in nodes.program(k, "solve_it").nodes] for k in (node, int(nodes.source.all[node]))
        )
        sources[" ".join(made_by)] = " ".join(rooted)
    for beside in ("objects", "objects size", "objects size rank", "objects rot90"):
        assert sources[beside] == "objects"
    assert sources["rot90 objects"] == "rot90 objects"
    assert sources["objects size sort_by"] == "objects size sort_by", "another order is another list"


def test_numbers_are_compared_with_literals_of_their_own_type():
    """`equality` takes a colour or a count, and a literal beside it is of that type."""
    task = made_task("stripes", np.zeros_like, [[[3] * 5], [[1] * 5] * 3, [[1] * 5] * 2, [[2] * 5]])
    made = grown([task], words("mostcolor", "height", "equality"), 1 + OPS["equality"].cost)
    found = {"mostcolor": set(), "height": set()}
    for node in range(len(made.nodes)):
        program = made.nodes.program(node, "solve_it")
        if program.nodes[-1:] and program.nodes[-1].op == "equality":
            found[program.nodes[0].op].add(program.nodes[-1].args[1])
    assert found == {"mostcolor": {1, 2, 3}, "height": {1, 2, 3}}
