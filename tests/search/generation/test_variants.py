"""Variants of programs: what is run is what the changed program makes, whatever is changed in it."""

import numpy as np
import pytest
from search.growth import begun, frozen, inputs_of, made_task, random_inputs, stored_values

from arc_pipeline.dsl import OPS
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search.frontier.aligned import Literals, calls, priced
from arc_pipeline.search.frontier.batch import Batch
from arc_pipeline.search.frontier.grammar import MAX_HOLES, productions_of
from arc_pipeline.search.generation.calls import Calls
from arc_pipeline.search.generation.choices import Groups
from arc_pipeline.search.generation.mutation import Mutation
from arc_pipeline.search.generation.programs import Programs
from arc_pipeline.search.generation.recoloring import recolored
from arc_pipeline.search.generation.running import VALUE
from arc_pipeline.search.generation.variants import Variants, run_variants

MARKED = """def marked(I):
    x1 = rot90(I)
    x2 = leastcolor(x1)
    x3 = vmirror(x1)
    x4 = replace(x3, x2, 3)
    x5 = hmirror(x4)
    O = hconcat(x5, x1)
    return O"""
LARGEST = """def largest(I):
    x1 = replace(I, 1, 2)
    x2 = objects(x1, connectivity=4, univalued=True, background='zero')
    x3 = size(x2)
    x4 = argmax(x2, x3)
    x5 = color(x4)
    O = replace(x1, x5, 3)
    return O"""


@pytest.fixture(scope="module")
def frontier():
    tasks = [made_task(name, np.rot90, random_inputs(seed, 4)) for seed, name in enumerate(("one", "other"))]
    return begun(tasks, productions_of())


@pytest.fixture(scope="module")
def programs(frontier):
    stored = Calls.of([parse(text) for text in (MARKED, LARGEST)])
    every = np.ones((len(stored), 2), dtype=bool)
    found = stored.run(frontier, every, np.arange(2), Deadline())[stored.outputs]
    assert (found >= 0).all()
    return Programs.of(frontier.nodes, found.ravel())


def values(frontier, node):
    ((found),) = stored_values(frontier, [node])
    return [frozen(value) for value in found]


def made_by(frontier, node, text):
    """The values of the program in all samples of a node's task."""
    task = frontier.samples.tasks[frontier.nodes.task.all[node]]
    return [frozen(run_reference(parse(text), grid)) for grid in inputs_of(task)]


def test_a_program_has_its_calls_in_order_and_knows_what_depends_on_what(frontier, programs):
    assert programs.size.tolist() == [6, 6, 6, 6]
    for program, size in enumerate(programs.size.tolist()):
        own = programs.nodes[program, :size]
        assert own[-1] == programs.outputs[program]
        assert (np.diff(own) > 0).all()
        for j, node in enumerate(own.tolist()):
            args = frontier.nodes.args.all[node]
            for arg, before in zip(args.tolist(), programs.within[program, j].tolist(), strict=True):
                assert (own[before] == arg) if before >= 0 else arg < 2
            needed = {j}.union(
                *(np.flatnonzero(programs.reach[program, :, k]) for k in programs.within[program, j] if k >= 0)
            )
            assert set(np.flatnonzero(programs.reach[program, :, j]).tolist()) == needed


def test_programs_of_too_many_calls_or_of_none_are_left_out(frontier, programs, monkeypatch):
    monkeypatch.setattr("arc_pipeline.search.generation.programs.LONGEST", 5)
    shorter = programs.nodes[0, 4]
    asked = np.array([programs.outputs[0], shorter, 0])  # the last one is an input
    assert Programs.of(frontier.nodes, asked).outputs.tolist() == [shorter]


def place_of(frontier, programs, program, operation):
    own = programs.nodes[program, : programs.size[program]].tolist()
    made = [frontier.nodes.grammar[frontier.nodes.production_id.all[node]].op.name for node in own]
    return made.index(operation)


def changed(frontier, programs, program, place, name, *arguments):
    """The variant of a program in which one call is replaced by a call of `name`."""
    portion = priced(
        frontier.nodes,
        [
            calls(
                frontier.nodes,
                name,
                *(np.array([one]) if isinstance(one, int | np.integer) else one for one in arguments),
            )
        ],
    )
    none = np.zeros(1, np.int64)
    return Variants(np.array([program]), none, np.array([place]), portion.production_id, portion.choice, portion.args)


def test_a_replaced_call_changes_all_that_depends_on_it(frontier, programs):
    place = place_of(frontier, programs, 0, "vmirror")
    turned = programs.nodes[0, place_of(frontier, programs, 0, "rot90")]
    made = run_variants(frontier, programs, changed(frontier, programs, 0, place, "rot180", turned), Deadline())
    (node,) = made.nodes.tolist()
    assert values(frontier, node) == made_by(frontier, node, MARKED.replace("vmirror", "rot180"))
    assert set(made.variant.tolist()) == {0}
    assert made.nodes[0] in made.node


def test_several_replaced_calls_see_each_other(frontier, programs):
    mirror, flip = (place_of(frontier, programs, 0, name) for name in ("vmirror", "hmirror"))
    args = programs.nodes[0][programs.within[0, [mirror, flip], 0]]
    parts = [
        changed(frontier, programs, 0, place, "rot180", arg) for place, arg in zip((mirror, flip), args, strict=True)
    ]
    both = Variants(
        np.zeros(1, np.int64),
        np.zeros(2, np.int64),
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("place", "production_id", "choice", "args")
        ),
    )
    (node,) = run_variants(frontier, programs, both, Deadline()).nodes.tolist()
    text = MARKED.replace("vmirror", "rot180").replace("hmirror", "rot180")
    assert values(frontier, node) == made_by(frontier, node, text)


def test_a_value_takes_the_place_of_a_call(frontier, programs):
    place = place_of(frontier, programs, 0, "rot90")
    args = np.full((1, MAX_HOLES), -1)
    args[0, 0] = 0  # the input
    none = np.zeros(1, np.int64)
    variants = Variants(none, none, np.array([place]), np.array([VALUE]), none, args)
    (node,) = run_variants(frontier, programs, variants, Deadline()).nodes.tolist()
    text = MARKED.replace("    x1 = rot90(I)\n", "").replace("x1", "I")
    assert values(frontier, node) == made_by(frontier, node, text)


def test_what_a_change_does_not_alter_is_not_run_again(frontier, programs):
    place = place_of(frontier, programs, 0, "vmirror")
    turned = programs.nodes[0, place_of(frontier, programs, 0, "rot90")]
    made = run_variants(frontier, programs, changed(frontier, programs, 0, place, "vmirror", turned), Deadline())
    assert made.nodes.tolist() == [programs.outputs[0]]
    assert (made.calls, len(made.node)) == (1, 0)


def test_equal_calls_of_many_variants_are_run_once(frontier, programs):
    place = place_of(frontier, programs, 0, "vmirror")
    turned = programs.nodes[0, place_of(frontier, programs, 0, "rot90")]
    one = changed(frontier, programs, 0, place, "rot180", turned)
    once = run_variants(frontier, programs, one, Deadline())
    twice = run_variants(frontier, programs, Variants.joined([one, one]), Deadline())
    assert twice.calls == once.calls
    assert twice.nodes.tolist() == 2 * once.nodes.tolist()


def test_what_depends_on_a_void_value_is_void(frontier, programs):
    place = place_of(frontier, programs, 0, "rot90")
    made = run_variants(
        frontier, programs, changed(frontier, programs, 0, place, "upscale", 0, Literals(np.array([30]))), Deadline()
    )
    assert made.nodes.tolist() == [-1]
    assert made.calls == 1


def test_mutants_are_programs_that_make_what_they_say(frontier, programs):
    """Of each kind of mutation some are drawn; all are of the types of what they replace, or running them raises."""
    mutation = Mutation(frontier, programs, np.ones(len(programs)), np.random.default_rng(3))
    variants = mutation.drawn(60)
    assert len(variants) > 60
    made = run_variants(frontier, programs, variants, Deadline())
    alive = np.flatnonzero(made.nodes >= 0)
    assert len(alive) > len(variants) / 3
    nodes = frontier.nodes
    outputs = programs.outputs[variants.program]
    assert (nodes.task.all[made.nodes[alive]] == nodes.task.all[outputs[alive]]).all()
    assert (nodes.type.all[made.nodes[alive]] == nodes.type.all[outputs[alive]]).all()
    assert (variants.production_id == VALUE).any()
    for node in np.unique(made.nodes[alive])[:40].tolist():
        assert values(frontier, node) == made_by(frontier, node, nodes.program(node, "solve").text)


def test_a_call_without_arguments_has_none_to_be_replaced(frontier):
    """Such as a canvas of a fixed size, which expansions make."""
    nodes, canvas = frontier.nodes, OPS["canvas"]
    opened = nodes.opened(canvas, ("literal",) * 3, np.array([[0, 3, 4]]))
    asked = Batch(*opened, np.empty((1, 0), np.int64), np.zeros(1, np.int64), np.full(1, canvas.cost))
    assert frontier.keep([asked], "all", Deadline())
    programs = Programs.of(nodes, np.array([len(nodes) - 1]))
    mutants = Mutation(frontier, programs, np.ones(1), np.random.default_rng(0)).drawn(60)
    assert len(mutants) > 5
    assert (run_variants(frontier, programs, mutants, Deadline()).nodes >= 0).any()


def test_mutants_depend_on_the_seed_alone(frontier, programs):
    first, again, other = (
        Mutation(frontier, programs, np.ones(len(programs)), np.random.default_rng(seed)).drawn(20)
        for seed in (1, 1, 2)
    )
    assert all(np.array_equal(getattr(first, name), getattr(again, name)) for name in vars(first))
    assert not np.array_equal(first.place, other.place)


def test_recoloured_programs_exchange_each_colour_wherever_it_is_named(frontier, programs):
    variants = recolored(frontier, programs, np.ones(len(programs)), 30, np.random.default_rng(0))
    made = run_variants(frontier, programs, variants, Deadline())
    assert len(variants) > 10
    seen = set()
    for k, program in enumerate(variants.program.tolist()):
        task = frontier.samples.tasks[frontier.nodes.task.all[programs.outputs[program]]]
        rows = np.flatnonzero(variants.variant == k)
        given = [
            frontier.nodes.grammar[variants.production_id[row]].numbers[variants.choice[row]].tolist() for row in rows
        ]
        names = sorted(variants.place[rows].tolist())
        assert len(names) == len(rows)
        there = set(np.concatenate([grid.ravel() for grid in inputs_of(task)]).tolist())
        assert {color for one in given for color in one if color} <= there | {1, 2, 3}
        seen.add(str(given))
    assert len(seen) > 3
    said = [
        frontier.nodes.grammar[made].numbers[choice].tolist()
        for made, choice in zip(variants.production_id, variants.choice, strict=True)
    ]
    assert len({(int(made), *one) for made, one in zip(variants.production_id, said, strict=True)}) == len(
        set(zip(variants.production_id.tolist(), variants.choice.tolist(), strict=True))
    ), "equal calls have one choice of literals"
    assert (made.nodes >= 0).any()


def test_more_variants_try_more_different_operations(frontier, programs):
    tried = []
    for number in (1000, 4000):
        mutation = Mutation(frontier, programs, np.ones(len(programs)), np.random.default_rng(0))
        drawn = mutation.drawn(number)
        before = frontier.nodes.production_id.all[programs.nodes[drawn.program[drawn.variant], drawn.place]]
        replaced = (drawn.production_id != before) & (drawn.production_id != VALUE)
        tried.append(len(np.unique(drawn.production_id[replaced])))
    assert tried[1] > 2 * tried[0]


def test_things_are_drawn_by_their_weights_and_only_from_their_group():
    groups = Groups.of(np.array([5, 2, 5, 5]), np.array([10, 11, 12, 13]), np.array([1.0, 3.0, 7.0, 0.5]))
    keys = np.repeat([2, 5, 9], 4000)
    things = groups.drawn(keys, np.random.default_rng(0))
    assert set(things[keys == 2].tolist()) == {11}
    assert set(things[keys == 9].tolist()) == {-1}
    counts = {thing: int((things == thing).sum()) for thing in (10, 12, 13)}
    assert sum(counts.values()) == 4000
    assert counts[12] > 5 * counts[10] > 5 * counts[13]
