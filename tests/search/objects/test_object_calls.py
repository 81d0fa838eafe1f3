"""The calls on objects of one task: what is written for a value is what was judged."""

import numpy as np
import pytest
from search.growth import frozen, grown, made_task, stored_values
from search.objects.test_objects import EFFORT, drawn_to_their_color, stamped, with_cross, with_lines

from arc_pipeline.dsl.types import FLAG, list_of
from arc_pipeline.programs import run_reference
from arc_pipeline.search.frontier.aligned import calls
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.objects.meetings import copies, moved, templates_of
from arc_pipeline.search.objects.moves import moves, shifts_shown
from arc_pipeline.search.objects.numbers import more_measures
from arc_pipeline.search.objects.pieces import pieces_of
from arc_pipeline.search.objects.sources import NUMBERS, begun
from arc_pipeline.search.objects.targets import targets_of
from arc_pipeline.search.taskview.view import TaskView

NOTHING = [np.array([[k]]) for k in (1, 2, 3)]


@pytest.fixture(scope="module")
def frontier():
    tasks = (
        made_task("stamped", stamped, with_cross(5, 4)),
        made_task("gathered", drawn_to_their_color, with_lines(6, 4)),
        made_task("nothing", lambda grid: grid, with_cross(7, 4)),
    )
    return grown(tasks, productions_of(), 2, numbers=2)


def begun_with(frontier, task):
    """What the search begins with for three source lists of a task, and the targets."""
    own = begun([TaskView(frontier, task, EFFORT)], 3)
    return own, targets_of(own)


def test_flags_that_are_the_same_numbers_as_a_shift_are_not_shifted_by(frontier):
    """The number one is also the flag that every size equals itself."""
    own, _ = begun_with(frontier, 1)
    nodes = own.nodes
    sizes = kept(own, [calls(nodes, "size", np.array([2]))])
    flags = kept(own, [calls(nodes, "equality", sizes, sizes)])
    assert own.views[0].are(flags, list_of(FLAG)).all()
    minus_one = kept(own, [calls(nodes, "sign", kept(own, [calls(nodes, "invert", sizes)]))])
    assert kept(own, [calls(nodes, "invert", minus_one)]).tolist() == flags.tolist()
    asked = list(moves(own, {2: shown_in(own, 2)}))
    assert any(np.isin(minus_one, one.args).all() for one in asked)
    assert not any(np.isin(flags, one.args).any() for one in asked)
    assert len(kept(own, asked))


def shown_in(own, source):
    return shifts_shown(own.views[0], source, np.zeros_like(own.views[0].target))


def kept(own, calls):
    return own.keep(calls)


def assert_written(own, nodes):
    """What the calls of each node make of each input is what the arena holds."""
    task, (view,) = own.tasks[0].task, own.views
    assert len(nodes)
    for node, held in zip(nodes, stored_values(view.frontier, nodes), strict=True):
        program = own.tasks[0].builder.program(view.add(int(node)), "made")
        for grid, value in zip([*(pair.input for pair in task.train), *task.test], held, strict=True):
            assert frozen(run_reference(program, grid)) == frozen(value)


def test_targets_and_numbers_are_what_their_calls_make(frontier):
    own, targets = begun_with(frontier, 0)
    assert_written(own, targets)
    before = len(own.nodes)
    made = kept(own, more_measures(own, own.sources))
    assert_written(own, made[made >= before][::7])
    assert set(made[own.views[0].source(made) == 1].tolist()) <= set(own.views[0].beside(1, *NUMBERS).tolist())


def test_pieces_are_what_their_calls_make(frontier):
    own, _ = begun_with(frontier, 0)
    pieces = pieces_of(own, 2)
    assert pieces[:3].tolist() == own.sources.tolist() == [1, 2, 3]
    assert len(np.unique(pieces)) == len(pieces)
    assert_written(own, pieces[:: len(pieces) // 40])


def test_copies_are_what_their_calls_make(frontier):
    own, targets = begun_with(frontier, 0)
    templates = templates_of(own.views[0], targets)
    assert len(templates)
    laid = kept(own, copies(own, own.sources, templates))
    assert_written(own, laid[::9])


def test_meetings_and_moves_are_what_their_calls_make(frontier):
    own, targets = begun_with(frontier, 1)
    assert_written(own, kept(own, moved(own, own.sources[:1], targets))[::9])
    assert_written(own, kept(own, moves(own, {1: shown_in(own, 1)}))[::4])


def test_what_no_output_shows_is_no_template(frontier):
    own, targets = begun_with(frontier, 2)
    assert len(targets)
    assert not len(templates_of(own.views[0], targets))


def test_a_task_without_lists_of_objects_is_left_out():
    task = made_task("alone", lambda grid: grid, NOTHING)
    assert begun([TaskView(grown((task,), productions_of(), 0), 0, EFFORT)], 3) is None


def test_programs_of_leaves_are_those_of_the_task_and_known_there(frontier):
    """So that evaluating what a strategy proposes does not run them again."""
    own, _ = begun_with(frontier, 0)
    for leaf in (0, *own.sources.tolist()):
        ref = own.views[0].add(leaf)
        assert ref == own.tasks[0].add(int(own.nodes.choice.all[leaf]))
        assert ref in own.tasks[0].known
