"""A frontier that begins with another's nodes: what it makes of them is what its programs make of the inputs."""

import numpy as np
import pytest
from search.growth import contents, frozen, grown, inputs_of, kind_of, made_task, random_inputs, stored_values, words

from arc_pipeline.backends import ArenaFull
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import COLOR, COUNT, FLAG, GRID, MASK, OBJECT, list_of
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import run_reference
from arc_pipeline.search.frontier.aligned import Literals, calls
from arc_pipeline.search.frontier.grammar import HOLE

WORDS = words("objects", "size", "color", "rot90", "hmirror", "vmirror", "outbox", "is_square", "argmax", "ofcolor")
OBJECTS, MASKS, COUNTS, FLAGS = list_of(OBJECT), list_of(MASK), list_of(COUNT), list_of(FLAG)


@pytest.fixture
def frontier():
    tasks = [made_task(name, lambda grid: grid, random_inputs(seed, 3)) for seed, name in enumerate(("one", "other"))]
    return grown(tasks, WORDS, 2, numbers=3)


def begun_with(frontier, *kinds, task=0):
    """A frontier that begins with the input and all nodes of these types."""
    leaves = np.append(task, frontier.nodes.of_type(task, *kinds))
    return frontier.from_leaves(leaves, frontier.nodes.cost.all[leaves])


def made_by(frontier, name, *arguments):
    """The nodes of what calls of one operation make."""
    return frontier.nodes_of([calls(frontier.nodes, name, *arguments)])


def assert_written(frontier, chosen):
    """The programs of these nodes make of each input what the arena holds."""
    assert len(chosen)
    for node, held in zip(chosen, stored_values(frontier, chosen), strict=True):
        program = frontier.nodes.program(int(node), "made")
        inputs = inputs_of(frontier.samples.tasks[frontier.nodes.task.all[node]])
        assert [frozen(run_reference(program, grid)) for grid in inputs] == [frozen(value) for value in held]


def test_leaves_are_written_as_the_nodes_they_are_and_lie_where_these_do(frontier):
    leaves = np.append(frontier.nodes.of_type(0, GRID, OBJECTS), frontier.nodes.of_type(1, OBJECTS))
    mark = frontier.backend.arena.mark()
    begun = frontier.from_leaves(leaves, np.arange(len(leaves)))
    assert frontier.backend.arena.mark() == mark
    assert begun.nodes.cost.all.tolist() == list(range(len(leaves)))
    for leaf, node in enumerate(leaves.tolist()):
        assert begun.nodes.program(leaf, "a") == frontier.nodes.program(node, "a")
    assert_written(begun, range(len(leaves)))


def test_it_grows_from_leaves_that_cost_nothing_as_from_inputs(frontier):
    nodes = frontier.nodes
    leaves = np.flatnonzero(nodes.cost.all <= 1)
    begun = frontier.from_leaves(leaves, np.zeros(len(leaves), np.int64))
    assert begun.grow(2, Deadline())
    for task in range(2):
        made = contents(begun, task)
        assert set(contents(frontier, task)) <= set(made)
        assert set(made.values()) == {0, 1, 2}
    assert_written(begun, range(len(leaves), len(begun.nodes), 7))


def test_lists_stay_aligned_with_the_leaf_that_was_their_source(frontier):
    begun = begun_with(frontier, OBJECTS, COUNTS)
    leaves = begun.nodes.choice.all
    for leaf, source in enumerate(begun.nodes.source.all.tolist()):
        before = frontier.nodes.source.all[leaves[leaf]]
        alike = [k for k in range(len(leaves)) if frontier.nodes.source.all[leaves[k]] == before]
        assert source == (alike[0] if before >= 0 else -1)


def test_calls_may_have_three_nodes_and_numbers_that_growth_does_not_try(frontier):
    begun = begun_with(frontier, OBJECTS, COUNTS)
    nodes = begun.nodes
    (of, *_), there = nodes.of_type(0, OBJECTS), len(nodes)
    sizes = nodes.of_type(0, COUNTS)
    sizes = sizes[nodes.source.all[sizes] == of][:1]
    ofs, far = np.array([of, of]), Literals(np.array([-7, 11]))
    by_sizes = calls(nodes, "shift", np.array([of]), sizes, sizes)
    moved = begun.nodes_of([calls(nodes, "shift", ofs, far, far), by_sizes])
    assert len(moved) == 3
    assert sorted(nodes.args.all[moved].tolist()) == [[of, -1, -1]] * 2 + [[of, sizes[0], sizes[0]]]
    assert (nodes.source.all[moved] == of).all()
    trails = made_by(begun, "trail", 0, np.repeat(of, 3), moved, "any")
    assert len(trails)
    assert (nodes.args.all[trails, 2] >= there).all()
    assert_written(begun, [*moved, *trails])


def test_a_number_beside_flags_is_written_as_a_flag(frontier):
    begun = begun_with(frontier, OBJECTS, FLAGS)
    flags = begun.nodes.of_type(0, FLAGS)
    source = begun.nodes.source.all[flags].astype(np.int64)
    made = made_by(begun, "if_equal", source, flags, Literals(np.ones(len(flags), np.int64)))
    assert_written(begun, made)


def test_growth_never_uses_the_calls_that_were_asked_for(frontier):
    begun, other = begun_with(frontier, OBJECTS), begun_with(frontier, OBJECTS)
    (of, *_) = begun.nodes.of_type(0, OBJECTS)
    made_by(begun, "upscale", np.array([of]), Literals(np.array([2])))
    assert begun.grow(2, Deadline())
    assert other.grow(2, Deadline())
    asked = begun.nodes.production_id.all >= len(begun.grammar)
    assert asked.sum() == 1
    assert len(begun.nodes) == len(other.nodes) + 1


def test_of_equal_values_of_one_list_the_cheapest_is_kept_and_told_again(frontier):
    begun = begun_with(frontier, OBJECTS)
    (one, two, *_), nodes, there = begun.nodes.of_type(0, OBJECTS), begun.nodes, len(begun.nodes)
    ofs = np.array([one, one, two])
    made = made_by(begun, "outbox", ofs)
    assert made.tolist() == [there, there + 1]
    assert made_by(begun, "outbox", ofs[:1]).tolist() == [there]
    assert made_by(begun, "hmirror", made_by(begun, "hmirror", ofs[:1])).tolist() == [one]
    assert nodes.cost.all[there] == nodes.cost.all[one] + OPS["outbox"].cost


def test_one_launch_serves_lists_of_several_types(frontier):
    begun = begun_with(frontier, OBJECTS, MASKS)
    lists, there = np.append(*(begun.nodes.of_type(0, kind)[:6] for kind in (OBJECTS, MASKS))), len(begun.nodes)
    launches = begun.backend.counters.operations["vmirror"].launches
    made = made_by(begun, "vmirror", lists)
    made = made[made >= there]
    assert begun.backend.counters.operations["vmirror"].launches == launches + 1
    assert {kind_of(begun, node) for node in made} == {OBJECTS, MASKS}
    assert all(kind_of(begun, node) == kind_of(begun, begun.nodes.args.all[node, 0]) for node in made)
    assert_written(begun, made)


def test_the_source_list_is_paid_once(frontier):
    begun = begun_with(frontier, OBJECTS, COUNTS)
    nodes = begun.nodes
    sizes = nodes.of_type(0, COUNTS)
    sources = nodes.source.all[sizes].astype(np.int64)
    made = made_by(begun, "argmax", sources, sizes)
    paid = {(of, by): nodes.cost.all[by] + OPS["argmax"].cost for of, by in zip(sources, sizes, strict=True)}
    assert len(made)
    assert all(nodes.cost.all[node] == paid[tuple(nodes.args.all[node, :2])] for node in made)


def test_lists_of_equal_numbers_are_one_value_whatever_their_type():
    """Objects of as many cells as the number of their colour."""
    grid = [[1, 0, 2, 2], [0, 0, 0, 0], [3, 3, 3, 0]]
    begun = begun_with(grown([made_task("any", lambda grid: grid, [grid, grid])], WORDS, 2), OBJECTS, list_of(COLOR))
    colors = begun.nodes.of_type(0, list_of(COLOR))
    made = made_by(begun, "size", begun.nodes.source.all[colors].astype(np.int64))
    assert set(made.tolist()) & set(colors.tolist())
    assert all(
        kind_of(begun, node) == list_of(COLOR)
        for node, value in zip(made, stored_values(begun, made), strict=True)
        if value in stored_values(begun, colors)
    )


def test_what_is_not_as_long_as_its_source_list_is_left_out(frontier):
    """Objects that belong to one list, chosen from another that is longer or shorter."""
    begun = begun_with(frontier, OBJECTS)
    nodes, lists = begun.nodes, begun.nodes.of_type(0, OBJECTS)
    lengths = [[len(value) for value in values] for values in stored_values(begun, lists)]
    one, other = next((a, b) for k, a in enumerate(lists) for m, b in enumerate(lists) if lengths[k] != lengths[m])
    assert nodes.source.all[one] != nodes.source.all[other]
    assert len(made_by(begun, "combine", np.array([one]), np.array([other]))) == 0


def test_a_full_arena_is_told_and_what_was_made_before_is_there(frontier):
    begun = begun_with(frontier, OBJECTS)
    arena, lists = begun.backend.arena, begun.nodes.of_type(0, OBJECTS)
    mark = arena.mark()
    arena.take_slots(arena.free_slots - 10)
    try:
        with pytest.raises(ArenaFull):
            made_by(begun, "outbox", lists)
    finally:
        arena.release(mark)
    assert_written(begun, made_by(begun, "outbox", lists))


def test_holes_and_literals_of_a_call_are_where_its_arguments_were(frontier):
    nodes = begun_with(frontier, OBJECTS).nodes
    asked = calls(nodes, "trail", 0, np.array([1, 2]), 3, "straight")
    assert asked.args.tolist() == [[0, 1, 3], [0, 2, 3]]
    written = [nodes.grammar[asked.production_id].literals(choice) for choice in asked.choice.tolist()]
    assert written == [[HOLE, HOLE, HOLE, "straight"]] * 2


def test_calls_without_a_required_argument_are_refused():
    nodes = grown([made_task("any", lambda grid: grid, random_inputs(2, 4))], words("objects"), 1).nodes
    with pytest.raises(TypeError, match="calls of pose_of lack towards"):
        calls(nodes, "pose_of", np.array([0]), 0)
