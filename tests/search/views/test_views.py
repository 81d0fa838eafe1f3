"""Views: what is seen through one is the same task, and what is found there is a program for the task itself."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.growth import EFFORT, grown, made_task, words

from arc_pipeline.measure import Deadline
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.taskview.view import TaskView
from arc_pipeline.search.views import kinds
from arc_pipeline.search.views.kinds import VIEWS, stages
from arc_pipeline.search.views.kinds.lenses import Lens, further_views, opening_views
from arc_pipeline.search.views.kinds.stages import staged
from arc_pipeline.search.views.view import PLAIN, View

BACKGROUNDS = [(0, 0, 0), (7, 7, 7), (3, 5, 8)]


def inputs_on(*colors):
    """A grid on each of these backgrounds, with a few cells of other colours, not symmetric."""
    return [
        np.pad([[(c + 1) % 10, (c + 2) % 10], [(c + 2) % 10, c]], ((1, 2), (1, 3)), constant_values=c) for c in colors
    ]


def turned_on(*colors):
    """A quarter turn; the last background is the test's."""
    return made_task("turned", lambda grid: np.rot90(grid, -1), inputs_on(*colors))


def program(*lines):
    return parse("def solve(I):\n" + "".join(f"    {line}\n" for line in lines) + "    return O\n")


def through(view, grid, given):
    """A grid that belongs to the task's input `given`, through the lenses of a view."""
    for lens in view.steps:
        if isinstance(lens, Lens):
            grid, given = lens.through(lens.see, grid, given), lens.through(lens.see, given, given)
    return grid


def test_a_black_background_is_seen_as_it_is():
    assert opening_views(turned_on(0, 0, 0)) == (PLAIN,)
    assert PLAIN.of(turned_on(0, 0, 0)) == turned_on(0, 0, 0)


def test_another_background_becomes_black():
    task = turned_on(7, 7, 7)
    (view,) = opening_views(task)
    seen = view.of(task)
    for grid, original in ((seen.train[1].input, task.train[1].input), (seen.train[1].output, task.train[1].output),
                           (seen.test[0], task.test[0])):  # fmt: skip
        assert ((grid == 0) == (original == 7)).all()
        assert (grid[grid != 0] == original[original != 7]).all()


def test_backgrounds_that_differ_are_seen_both_ways():
    task = turned_on(7, 4, 8)
    plain, view = opening_views(task)
    assert plain == PLAIN
    seen = view.of(task)
    assert ((seen.test[0] == 0) == (task.test[0] == 8)).all()
    assert ((seen.train[0].output == 0) == (task.train[0].output == 7)).all()


@given(st.integers(0, 1000), st.sampled_from(BACKGROUNDS))
def test_what_a_lens_does_it_undoes(seed, colors):
    task = turned_on(*colors)
    grid = np.random.default_rng(seed).integers(0, 10, (4, 5)).astype(np.uint8)
    for view in (*opening_views(task), *further_views(task)):
        for lens in view.steps:
            seen = lens.through(lens.see, grid, task.test[0])
            assert np.array_equal(lens.through(lens.undo, seen, task.test[0]), grid)


@pytest.mark.parametrize("colors", BACKGROUNDS)
def test_a_program_for_what_is_seen_becomes_one_for_the_task(colors):
    task = turned_on(*colors)
    views = [*opening_views(task), *further_views(task)]
    assert len(set(views)) == len(views)
    for view in [*views, *(staged(view, program("O = upscale(I, 2)"), 11.0, 0.0) for view in views)]:
        seen = view.of(task)
        step = program("O = hmirror(I)")
        candidate = Candidate(step, tuple(run_reference(step, grid) for grid in seen.test), 10.0, 1.0, "exact")
        found = view.back(candidate, task)
        assert found.length == 10.0 + view.bits
        for output, grid, expected in zip(found.outputs, task.test, candidate.outputs, strict=True):
            assert np.array_equal(run_reference(found.program, grid), output)
            assert np.array_equal(through(view, output, grid), expected)


def test_colours_that_vary_are_ranked():
    views = list(further_views(turned_on(0, 3, 5)))
    assert "normalize_like" in {lens.see for view in views for lens in view.steps}
    seen = views[0].of(turned_on(0, 3, 5))
    assert len({grid.tobytes() for grid in (*(pair.input for pair in seen.train), *seen.test)}) == 1


def test_a_view_that_is_void_is_left_out(backend):
    task = turned_on(0, 0, 0)
    void = staged(PLAIN, program("O = crop(I, 9, 9, 1, 1)"), 20.0, 0.0)
    assert void.of(task) is None
    (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: (void,)})
    assert (result.candidates, result.tried, result.searched) == ([], 0, (void,))


@pytest.mark.parametrize("colors", BACKGROUNDS)
def test_what_is_found_through_views_is_validated_on_the_task(backend, colors):
    task = turned_on(*colors)
    (result,) = search_shard(backend, [task], EFFORT, Deadline())
    assert result.defects == []
    assert result.candidates[0].fits
    assert np.array_equal(result.candidates[0].outputs[0], np.rot90(task.test[0], -1))
    assert result.searched == opening_views(task)
    assert {candidate.view for candidate in result.candidates} <= {view.name for view in opening_views(task)}
    assert result.candidates[0].view == ("" if colors == BACKGROUNDS[0] or len(set(colors)) == 3 else "switch")


@pytest.mark.slow
def test_a_task_of_two_steps_is_solved_from_a_stage(backend):
    """Too dear for one search of this effort; searches of the most promising stages, one after the other, find it."""
    rng = np.random.default_rng(3)
    inputs = [np.where(rng.random((5, 6)) < 0.6, 0, rng.integers(1, 4, (5, 6))).astype(np.uint8) for _ in range(4)]
    steps = program("x1 = link(I, 'rows')", "x2 = gravity(x1, 'down')", "O = vmirror(x2)")
    task = made_task("steps", lambda grid: run_reference(steps, grid), inputs)
    (first,) = search_shard(backend, [task], EFFORT, Deadline())
    assert not first.fits
    assert len(first.waiting) > 0
    promises = [view.promise for view in first.waiting]
    assert promises == sorted(promises)
    merged = first
    for _ in range(3):
        (result,) = search_shard(backend, [task], EFFORT, Deadline(), {task.id: merged.waiting[:8]})
        merged = result.merged_with(merged)
        assert not set(merged.waiting) & set(merged.searched)
    assert merged.fits
    assert np.array_equal(merged.candidates[0].outputs[0], run_reference(steps, task.test[0]))
    assert len(set(merged.searched)) == len(merged.searched) == 1 + 3 * 8


def test_views_are_equal_by_what_they_do():
    step = program("O = hmirror(I)")
    assert staged(PLAIN, step, 7.0, 1.0) == staged(PLAIN, step, 9.0, 2.0) != PLAIN
    assert len({staged(PLAIN, step, 7.0, 1.0), staged(PLAIN, step, 9.0, 2.0), View()}) == 2


def test_a_candidate_says_in_which_view_it_was_found():
    task = turned_on(7, 7, 7)
    step = program("x1 = hmirror(I)", "O = rot90(x1)")
    (switched,) = opening_views(task)
    assert (PLAIN.name, switched.name) == ("", "switch")
    assert staged(switched, step, 7.0, 1.0).name == "switch hmirror rot90"
    seen = Candidate(program("O = rot90(I)"), (task.test[0],), 10.0, 1.0, "exact")
    assert (seen.view, PLAIN.back(seen, task).view, switched.back(seen, task).view) == ("", "", "switch")


def test_a_stage_descends_from_the_stored_programs_that_make_its_grid():
    task = made_task("marked", lambda grid: np.where(grid == 1, 2, grid), inputs_on(0, 0, 0, 0))
    frontier = grown([task], words("rot90", "hmirror", "replace"), 2)
    sizes = [len(frontier.nodes.program(node, "solve").nodes) for node in range(len(frontier.nodes))]
    twice = np.flatnonzero(np.array(sizes) == 2)
    frontier.nodes.descend(twice, ["a1"], np.zeros(len(twice), np.int64))
    found = stages.after(TaskView(frontier, 0, EFFORT), View(parent="b2"), task)
    named = {len(view.steps[-1].program.nodes): view.parent for view in found}
    assert named == {1: "b2", 2: "b2 a1"}, "and from those of the view that it goes on from"


def test_a_candidate_of_a_view_descends_from_the_stored_programs_of_its_steps():
    task = turned_on(0, 0, 0)
    seen = Candidate(program("O = rot90(I)"), (task.test[0],), 10.0, 1.0, "exact", parent="b2")
    view = staged(View(parent="a1"), program("O = rot180(I)"), 20.0, 30.0, "b2 c3")
    assert view == staged(PLAIN, program("O = rot180(I)"), 20.0, 30.0), "whatever it descends from, it shows the same"
    assert view.back(seen, task).parent == "b2 a1 c3"


def test_a_view_that_shows_the_same_grids_is_left_out():
    """The task as it is, where it was seen so from the beginning."""
    assert list(further_views(turned_on(0, 0, 0))) == []
    assert list(further_views(turned_on(7, 7, 7))) == [PLAIN]


def test_kinds_of_views_are_found_by_folder():
    files = {path.stem for path in Path(kinds.__file__).parent.glob("[!_]*.py")}
    assert set(VIEWS) == files >= {"lenses", "poses", "roles", "stages"}
