"""Growth from lemmas: what promises is found by several measures, and programs become as deep as there is time."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from search.growth import EFFORT, begun, deferred_of, grown, made_task, random_inputs, words

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl.types import COUNT, GRID
from arc_pipeline.measure import Deadline
from arc_pipeline.search.failures import Guard
from arc_pipeline.search.frontier.bigrams import Likelihood
from arc_pipeline.search.frontier.deferred import Deferred
from arc_pipeline.search.frontier.grammar import MAX_HOLES
from arc_pipeline.search.frontier.nodes import IS_CELLS, TYPE_CODE
from arc_pipeline.search.frontier.promise import MEASURES, Promise, leaf_bits, most_promising
from arc_pipeline.search.growth import grow
from arc_pipeline.search.lemmas.bands import Bands
from arc_pipeline.search.lemmas.growth import LEAVES, calls_with, grow_from_lemmas

GRIDS = [np.pad(grid, 1) for grid in random_inputs(3, 5)]


def measures_of(frontier, node):
    """The measures of one node, by name."""
    return dict(zip(MEASURES, Promise(frontier).measured()[node].tolist(), strict=True))


def made_by(frontier, text):
    """The node whose program is the call `text` on the input."""
    programs = {str(frontier.nodes.program(node, "f")): node for node in range(1, len(frontier.nodes))}
    (found,) = [node for program, node in programs.items() if f"O = {text}\n" in program]
    return found


def test_a_window_of_the_output_and_a_frame_around_it_promise_their_share():
    frontier = grown(
        [made_task("doubled", lambda grid: np.hstack([grid, grid]), GRIDS)], words("tophalf", "hconcat"), 1
    )
    assert measures_of(frontier, 0)["window"] == pytest.approx(0.5)
    wide = grown([made_task("halved", lambda grid: grid[:, : grid.shape[1] // 2], GRIDS)], words("hconcat"), 1)
    assert measures_of(wide, 0)["frame"] == pytest.approx(0.45, abs=0.06)


def test_equal_colors_promise_whatever_their_places():
    frontier = grown([made_task("turned", lambda grid: np.rot90(grid, 2), GRIDS)], words("hmirror"), 1)
    assert measures_of(frontier, 0)["colors"] == 1.0
    assert measures_of(frontier, 0)["agreement"] == 0.0, "the input is no better than itself"


def test_a_grid_that_mends_some_of_what_is_wrong_agrees_and_a_mask_of_what_changes_supports():
    def rule(grid):
        return np.where(grid == 1, 5, np.where(grid == 2, 6, grid))

    frontier = grown([made_task("two colours", rule, GRIDS)], words("replace", "ofcolor"), 2)
    half = measures_of(frontier, made_by(frontier, "replace(I, 1, 5)"))
    assert 0.0 < half["agreement"] < 1.0
    assert half["mean agreement"] >= half["agreement"]
    ones = measures_of(frontier, made_by(frontier, "ofcolor(I, 1)"))
    assert 0.3 < ones["support"] < 1.0
    assert measures_of(frontier, made_by(frontier, "replace(I, 1, 2)"))["agreement"] == 0.0


def test_a_number_that_can_be_read_off_the_outputs_promises():
    def rule(grid):
        return np.full((1, int((grid == 1).sum()) + 1), 4)

    frontier = grown([made_task("counted", rule, GRIDS)], words("colorcount", "increment"), 4)
    numbers = np.flatnonzero(Promise(frontier).measured()[:, MEASURES.index("number")])
    told = [str(frontier.nodes.program(node, "f")) for node in numbers.tolist()]
    assert [program.split("\n")[1:3] for program in told] == [["    x1 = colorcount(I, 1)", "    O = increment(x1)"]]


def test_tasks_that_are_measured_together_promise_what_each_promises_alone():
    """Tasks of different numbers of demonstrations and shapes."""
    calls = words("hmirror", "tophalf", "hconcat", "ofcolor", "colorcount", "replace")
    rules = [lambda grid: np.hstack([grid, grid]), lambda grid: np.where(grid == 1, 3, grid), lambda grid: grid[:1, :2]]
    tasks = [made_task(f"t{k}", rule, random_inputs(k, 3 + 2 * k)) for k, rule in enumerate(rules)]
    together = grown(tasks, calls, 1)
    of_all = Promise(together).measured()
    for k, one in enumerate(tasks):
        alone = grown([one], calls, 1)
        here = np.flatnonzero(together.nodes.task.all == k)
        programs = {str(together.nodes.program(node, "f")): row for node, row in zip(here, of_all[here], strict=True)}
        assert len(programs) == len(alone.nodes)
        for node, row in enumerate(Promise(alone).measured()):
            np.testing.assert_array_equal(programs[str(alone.nodes.program(node, "f"))], row)
    assert (of_all > 0).any(axis=0).sum() >= 6, "most measures are met"


def test_each_measure_has_its_turn_and_what_looks_alike_is_chosen_once():
    frontier = grown(
        [made_task("two", lambda grid: np.hstack([grid, grid]), GRIDS)],
        words("hmirror", "rot180", "vmirror", "tophalf", "bottomhalf"),
        2,
    )
    frontier.nodes.cost.all[:6] = [0, 1, 2, 0, 0, 0]
    measures = np.zeros((len(frontier.nodes), len(MEASURES)), np.float32)
    measures[:6, 0] = [9, 8, 8, 0, 7, 6]  # the third looks like the second, which is cheaper
    measures[3, 5] = 0.1
    frontier.nodes.type.all[:6] = TYPE_CODE[next(iter(TYPE_CODE))]
    assert most_promising(frontier.nodes, measures, LEAVES, np.array([0])).tolist() == [1, 3, 4, 5]
    assert most_promising(frontier.nodes, 0 * measures, LEAVES, np.array([0])).tolist() == []


def test_at_most_so_many_leaves_are_chosen():
    frontier = grown([made_task("x", np.rot90, GRIDS)], words("replace", "hmirror", "rot180"), 2)
    nodes = np.arange(len(frontier.nodes))
    measures = np.random.default_rng(0).random((len(nodes), len(MEASURES))).astype(np.float32)
    assert len(most_promising(frontier.nodes, measures, LEAVES, nodes[:0])) == LEAVES


def test_every_call_uses_a_new_leaf_and_none_is_made_twice():
    frontier = grown([made_task("x", np.rot90, GRIDS)], words("hconcat", "hmirror", "rot180", "tophalf"), 1)
    new, beside = np.array([1, 2]), np.array([0, 3])
    made = [(b.production_id, *row) for _, b in calls_with(frontier, new, beside) for row in b.args.tolist()]
    assert all({1, 2} & set(row[1:]) for row in made)
    assert len(made) == len(set(made))
    of_two = [row[1:] for row in made if len(row) == 3]
    assert sorted(of_two) == [
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 0),
        (2, 1),
        (2, 2),
        (2, 3),
        (3, 1),
        (3, 2),
    ]


def test_unlikely_calls_are_left_out():
    grammar = words("hmirror", "rot180", "tophalf")
    deferred = deferred_of(grammar, lambda op, inner, _: int((op, inner) == ("tophalf", "hmirror")))
    frontier = begun([made_task("x", np.rot90, GRIDS)], grammar, deferred=deferred)
    assert frontier.grow(1, Deadline())
    leaves = np.arange(1, len(frontier.nodes))
    names = [grammar[k].op.name for k in frontier.nodes.production_id.all[leaves].tolist()]
    made = [
        (grammar[batch.production_id].op.name, names[row[0] - 1])
        for _, batch in calls_with(frontier, leaves, leaves[:0])
        for row in batch.args.tolist()
    ]
    every = [(one.op.name, name) for one in grammar for name in names]
    assert sorted(made) == sorted(set(every) - {("tophalf", "hmirror")})


def test_cells_are_made_of_two_nodes_and_numbers_of_one_alone():
    frontier = grown([made_task("x", np.rot90, GRIDS)], words("hconcat", "distance", "height"), 1)
    every = np.arange(len(frontier.nodes))
    made = {frontier.grammar[batch.production_id].op.name for _, batch in calls_with(frontier, every, every[:0])}
    assert made == {"hconcat", "height"}


def test_what_promises_or_is_cheap_has_few_bits():
    """Places in the best of several orders: by a measure, where those it tells from cheaper ones come first, or by
    cost among the nodes of a type and word."""
    frontier = grown([made_task("x", np.rot90, GRIDS)], words("replace", "hmirror", "rot180", "height"), 2)
    nodes, measures = frontier.nodes, np.zeros((len(frontier.nodes), len(MEASURES)))
    nodes.cost.all[:] = np.arange(len(nodes))
    last = len(nodes) - 4
    measures[last:, 2] = [3, 9, 9, 4]
    of, type = np.arange(len(nodes)) % 3, nodes.type.all
    told = np.exp2(leaf_bits(nodes, measures, of)) - 1
    assert told[last:] == pytest.approx([2, 0, 3, 1])
    for code in (TYPE_CODE[COUNT], TYPE_CODE[GRID]):
        for word in range(3):
            alike = np.flatnonzero((type[:last] == code) & (of[:last] == word))
            assert told[alike] == pytest.approx(np.arange(len(alike)))


def bands_of(frontier, most=1):
    """Bands of a frontier, and each call as a tuple in the order in which they are made: production, choice, nodes."""
    bands = Bands(frontier, most)

    def calls(leaves):
        made = bands.next(leaves)
        return [tuple(row) for row in np.column_stack([made.production_id, made.choice, made.args]).tolist()]

    return bands, calls


def test_a_band_holds_the_calls_of_up_to_its_bits_and_no_call_is_made_twice():
    """Against a walk over all calls one by one, with lists that must be aligned and colours that a task lacks."""
    grammar = words("replace", "hconcat", "objects", "argmax", "size", "colorcount", "overlay")
    tasks = [made_task(f"t{k}", np.rot90, random_inputs(k, 3, colors=3 + k)) for k in range(2)]
    frontier = grown(tasks, grammar, 1, deferred=Deferred(Likelihood(grammar, tasks)))
    assert frontier.extend("numbers", 2, Deadline())
    nodes, likelihood = frontier.nodes, frontier.deferred.likelihood
    leaves = np.random.default_rng(0).uniform(0, 3, len(nodes))
    bands, calls = bands_of(frontier)
    bands.bits[:] = [14.0, 16.0]
    place, task = likelihood.words(nodes), nodes.task.all

    def every(upto):
        for production_id, production in enumerate(grammar):
            for types, _ in production.types:
                sides = [np.flatnonzero(nodes.type.all == TYPE_CODE[one]).tolist() for one in types]
                for args in product(*sides):
                    if len({int(task[one]) for one in args}) > 1:
                        continue
                    if production.needs_aligned(types) and len({int(nodes.source.all[one]) for one in args}) > 1:
                        continue
                    t = int(task[args[0]])
                    bits = likelihood.bits(production_id, place[list(args)][None], task[list(args[:1])])[0]
                    if bits + leaves[list(args)].sum() > upto[t]:
                        continue
                    for choice in range(len(production.numbers)):
                        if int(production.colors[choice]) & ~int(frontier.samples.palette[t]) == 0:
                            yield (production_id, choice, *args, *[-1] * (MAX_HOLES - len(args)))

    before = bands.bits.copy()
    first = calls(leaves)
    assert sorted(first) == sorted(every(before))
    assert {len([arg for arg in call[2:] if arg >= 0]) for call in first} == {1, 2}
    further = before + 1.0
    bands.bits[:] = further
    assert sorted(first + calls(leaves)) == sorted(every(further))


def test_bands_go_on_where_little_is_left_to_be_made():
    frontier = grown([made_task("x", np.rot90, GRIDS)], words("hmirror", "rot180"), 1)
    bands, calls = bands_of(frontier, most=3)
    leaves = np.zeros(len(frontier.nodes))
    before = bands.bits[0]
    assert len(calls(leaves)) == 2 * len(frontier.nodes)
    assert bands.bits[0] == before
    assert calls(leaves) == []
    assert bands.bits[0] == before + 1


def test_late_iterations_make_lists_of_two_nodes():
    """The larger objects: leaves alone make lists of single nodes only."""
    inputs = [np.kron(np.eye(3, 5, k, int), np.ones((1 + k, 2), int)) for k in (0, 1, 0, 1)]
    task = made_task("x", np.zeros_like, inputs)
    for iterations, there in ((4, False), (8, True)):
        frontier = grown([task], words("objects", "height", "greater", "keep_if"), 1)
        assert grow_from_lemmas(Promise(frontier), iterations, Deadline())
        names = [frontier.grammar[k].op.name for k in frontier.nodes.production_id.all.tolist() if k >= 0]
        assert ("keep_if" in names) == there


def test_bands_leave_room_in_the_arena_for_what_comes_after_them():
    task = made_task("x", lambda grid: np.hstack([grid, grid]), GRIDS)
    frontier = begun([task], words("replace", "hconcat", "objects", "hmirror"), CpuBackend(1 << 25, threads=1))
    arena = frontier.backend.arena
    assert frontier.grow(1, Deadline())
    assert not grow_from_lemmas(Promise(frontier), 40, Deadline())
    assert frontier.counts.full
    assert arena.free_slots >= 0.39 * arena.slot_limit


def test_programs_become_deeper_with_each_iteration():
    """Six calls, each of which makes a little more of the output right; growth by cost would come to two."""
    colors = {1: 5, 2: 6, 3: 7, 4: 8, 5: 9, 6: 1}
    inputs = [np.random.default_rng(k).integers(0, 5, (5, 6)) for k in range(5)]
    rule = np.vectorize(lambda color: colors.get(color, color) if color in (1, 2, 3, 4) else color)
    frontier = grown([made_task("four colours", rule, inputs)], words("replace"), 1)
    assert len(frontier.fits) == 0
    assert grow_from_lemmas(Promise(frontier), 5, Deadline())
    assert len(frontier.fits)
    program = frontier.nodes.program(int(frontier.fits[0]), "solve")
    assert len(program.nodes) >= 4


def test_tasks_that_are_grown_together_have_what_each_has_alone():
    made = [made_task(name, lambda grid: np.hstack([grid, grid]), random_inputs(k, 4)) for k, name in enumerate("ab")]
    calls, keys = words("hmirror", "tophalf", "hconcat", "replace"), []
    for tasks in (made, made[:1], made[1:]):
        frontier = grown(tasks, calls, 1)
        assert grow_from_lemmas(Promise(frontier), 2, Deadline())
        held = [str(frontier.nodes.program(node, "f")) for node in range(len(tasks), len(frontier.nodes))]
        keys.append(sorted(held))
    assert keys[0] == sorted(keys[1] + keys[2])


def test_when_time_is_up_nothing_more_is_made():
    frontier = begun([made_task("x", lambda grid: np.hstack([grid, grid]), GRIDS)], words("hmirror"))
    assert not grow_from_lemmas(Promise(frontier), 3, Deadline(0.0))
    assert len(frontier.nodes) == 1


def test_what_lemmas_have_measured_generations_do_not_measure_again():
    tasks = [made_task("x", lambda grid: np.hstack([grid, grid]), GRIDS)]
    frontier = begun(tasks, words("hmirror", "tophalf", "hconcat"))
    effort = replace(EFFORT, lemmas=2, generations=2)
    assert grow(frontier, effort, Deadline(), Guard(frontier.backend, "x"))
    cells = int(IS_CELLS[frontier.nodes.type.all].sum()) * len(tasks[0].train)
    assert 0 < frontier.backend.counters.operations["promises"].items <= cells
