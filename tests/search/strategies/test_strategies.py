"""Every strategy: what it proposes is a program that does what the candidate claims, on the reference."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from search.growth import development, found_by, grown, kind_of, made_task, random_inputs, stored_values, words

from arc_pipeline.dsl import TRANSPARENT
from arc_pipeline.dsl.types import GRID
from arc_pipeline.programs import check, description_length, parse, run_reference
from arc_pipeline.search import currency, strategies
from arc_pipeline.search.effort import ROUNDS, STORED, Effort
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.prediction.shape import predict_shapes
from arc_pipeline.search.rules.choices import Choice
from arc_pipeline.search.strategies import STRATEGIES, where
from arc_pipeline.search.taskview.nodes import TaskNodes
from arc_pipeline.search.taskview.view import TaskView

EFFORT = Effort(cost=2, feature_cost=2, number_cost=2, features=300, rules=12, share=1.0, library=True)
# Two that a rule solves, one that an operation does, one that nothing does at this effort.
DEVELOPMENT = ("0d3d703e", "67a3c6ac", "25d8a9c8", "0ca9ddb6")


def swapped(grid):
    """1 and 2 change places where the cell above is black or missing; else they stay."""
    above = np.vstack([np.zeros_like(grid[:1]), grid[:-1]])
    return np.where((above == 0) & (grid > 0) & (grid < 3), 3 - grid, grid)


def pinwheel(grid):
    """The grid and its three turns round a centre."""
    return np.block([[grid, np.rot90(grid, -1)], [np.rot90(grid), np.rot90(grid, 2)]])


def half_known(grid):
    """All 1 becomes 5, and the first cell something that depends on nothing."""
    made = np.where(grid == 1, 5, grid)
    made[0, 0] = grid.sum() * 7 % 9
    return made


def flipped(grid):
    """Upside down if it is 3 cells high, else the other way round."""
    return grid[::-1] if len(grid) == 3 else grid[:, ::-1]


def woven(grid):
    """Upside down where it is 2, the other way round elsewhere."""
    return np.where(grid == 2, grid[::-1], grid[:, ::-1])


def turning(grid):
    """A line to the right from 4, down from where 3 is in its way."""
    made, ((row, column), *_) = grid.copy(), np.argwhere(grid == 4)
    wall = int(np.argmax(grid[row] == 3))
    made[row, column:wall] = 4
    made[row:, wall - 1] = 4
    return made


def walled(seed):
    """A grid of 8 x 9 cells with a 4, and a 3 two or more cells to the right of it."""
    grid = np.zeros((8, 9), int)
    row, column = (1, 3, 2, 5, 4, 0)[seed], (0, 2, 1, 3, 0, 2)[seed]
    grid[row, column], grid[row, column + 2 + seed % 4] = 4, 3
    return grid


SQUARE = [np.random.default_rng(k).integers(0, 5, (2 + k % 3, 2 + k % 3)) for k in range(6)]
ROUGH = [np.random.default_rng(k).integers(0, 5, (6 + k % 2, 5)) for k in range(5)]
WALLED = [walled(k) for k in range(6)]
FLIPPED = [np.random.default_rng(k).integers(0, 5, (3 + k % 2, 5)) for k in range(7)]


@pytest.fixture(scope="module")
def frontier():
    made = (
        made_task("turned", np.rot90, random_inputs(0, 5), 2),
        made_task("swapped", swapped, random_inputs(1, 6, colors=3), 2),
        made_task("pinwheel", pinwheel, SQUARE, 2),
        made_task("black", np.zeros_like, random_inputs(2, 4)),
        made_task("half_known", half_known, random_inputs(3, 4)),
        made_task("flipped", flipped, FLIPPED, 2),
        made_task("turning", turning, WALLED, 2),
        made_task("woven", woven, ROUGH, 2),
    )
    stored = [replace(one, id="unknown") for one in development("681b3aeb")]  # what solves it no frontier can hold
    frontier = grown([*development(*DEVELOPMENT), *made, *stored], productions_of(), 1, features=2)
    frontier.shapes = [predict_shapes(TaskNodes(frontier, k)) for k in range(len(frontier.samples.tasks))]
    return frontier


def proposed(frontier, name, ids=None):
    """(task, candidate) of one strategy on all tasks, or those of these ids."""
    found = []
    for k, task in enumerate(frontier.samples.tasks):
        if ids is None or task.id in ids:
            found += [
                (task, candidate) for candidate in found_by(name, frontier, k, ROUNDS[0] if name == STORED else EFFORT)
            ]
    return found


@pytest.fixture(scope="module")
def proposals(frontier):
    """What each strategy proposes, by its name; made when it is asked for the first time."""
    return cache(partial(proposed, frontier))


def naive_fit(program, task):
    """The share of the demonstrations' output cells that a program gets right; outputs of other shapes have none."""
    right = total = 0
    for pair in task.train:
        made = run_reference(program, pair.input)
        total += pair.output.size
        right += int((made == pair.output).sum()) if made is not None and made.shape == pair.output.shape else 0
    return right / total


def test_they_are_found_by_folder():
    files = {path.stem for path in Path(strategies.__file__).parent.glob("[!_]*.py")}
    assert set(STRATEGIES) == files >= {"exact", "lookup", "nearest"}


@pytest.mark.parametrize("name", STRATEGIES)
def test_programs_do_what_candidates_claim_every_time(frontier, proposals, name):
    found = proposals(name)
    assert found, f"{name} finds nothing on these tasks: add one that it solves to the frontier"
    for task, candidate in found:
        program = candidate.program
        check(program)
        assert parse(program.text) == program
        assert program.result_type == GRID
        assert program.name == f"solve_{task.id}"
        assert candidate.source == name
        said = currency.STORED if candidate.parent else description_length(program)  # a stored program is named
        assert candidate.length >= said, "a strategy may add the bits of its guesses"
        fit = naive_fit(program, task)
        assert candidate.fit == pytest.approx(fit, abs=1e-9)
        assert candidate.fits == (fit == 1.0)
        assert len(candidate.outputs) == len(task.test)
        for grid, output in zip(task.test, candidate.outputs, strict=True):
            assert output.dtype == np.uint8
            assert np.array_equal(run_reference(program, grid), output)
    ends = {found[0][0].id, found[-1][0].id}  # all tasks would take as long again
    again = [candidate.program.text for _, candidate in proposed(frontier, name, ends)]
    assert [candidate.program.text for task, candidate in found if task.id in ends] == again


def test_exact_proposes_every_fitting_node_and_each_answers_otherwise(frontier, proposals):
    found = proposals("exact")
    assert {task.id for task, _ in found} >= {"67a3c6ac", "turned", "black"}
    for task in frontier.samples.tasks:
        answers = [tuple(map(bytes, candidate.outputs)) for of, candidate in found if of == task]
        assert len(set(answers)) == len(answers)


def test_lookup_finds_the_rules_that_solve(proposals):
    solved = {task.id for task, candidate in proposals("lookup") if candidate.fits}
    assert solved >= {"0d3d703e", "25d8a9c8", "swapped", "black"}


def test_where_finds_the_feature_that_chooses_cell_by_cell(proposals):
    task, best = next((task, one) for task, one in proposals("where") if task.id == "woven")
    assert all(np.array_equal(made, woven(grid)) for made, grid in zip(best.outputs, task.test, strict=True))
    assert {"hmirror", "vmirror", "ofcolor"} <= {node.op for node in best.program.nodes}


def test_branch_finds_the_number_that_chooses(proposals):
    task, best = next((task, one) for task, one in proposals("branch") if task.id == "flipped")
    assert all(np.array_equal(made, flipped(grid)) for made, grid in zip(best.outputs, task.test, strict=True))
    assert {"hmirror", "vmirror", "height"} <= {node.op for node in best.program.nodes}
    assert (best.left_out, best.chance) == (1.0, 0.0)


def test_branch_takes_no_grid_that_single_cells_bear_out(monkeypatch):
    """Of many grids some equal a cell or two by chance."""
    inputs = [np.array(cells).reshape(2, 2) for cells in ([1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 1])]
    task = made_task("specks", lambda grid: grid[:1, grid.sum() % 2 :][:, :1], [*inputs, inputs[0]])
    halves = words("tophalf", "bottomhalf", "lefthalf", "righthalf", "colorcount", "numcolors")
    frontier = grown([task], halves, 3, numbers=3)
    assert not list(found_by("branch", frontier, 0, EFFORT))
    monkeypatch.setattr(strategies.branch, "LIMITS", replace(strategies.branch.LIMITS, chance=1.0))
    assert list(found_by("branch", frontier, 0, EFFORT))


def test_nearest_finds_the_grid_states_with_most_cells_right():
    task = made_task("half_known", half_known, random_inputs(3, 4))
    frontier = grown([task], words("replace", "rot180", "foreground", "keep"), 3)
    nodes = frontier.nodes
    grids = [int(node) for node in frontier.cell_features if kind_of(frontier, node) == GRID]
    shares = sorted((naive_fit(nodes.program(node, "solve_it"), task) for node in grids), reverse=True)
    found = [candidate.fit for candidate in found_by("nearest", frontier, 0, Effort(3, 3, 3, 10_000, 1, 1.0))]
    assert found == pytest.approx([share for share in shares if 0 < share < 1][: len(found)])
    assert len(found) > 1


def test_nearest_is_not_kept_from_it_by_programs_that_fit():
    """Where some grids are wholly right, the best of the others are still proposed: the second attempt may need one."""
    symmetric = [[[1, 0, 1], [0, 2, 0], [1, 0, 1]], [[0, 3, 0], [3, 1, 3], [0, 3, 0]]]
    task = made_task("symmetric", lambda grid: grid, [*symmetric, [[1, 2, 3], [0, 0, 0], [3, 1, 0]]])
    frontier = grown([task], words("hmirror", "vmirror", "rot90", "dmirror", "keep"), 3)
    assert len(frontier.fits) == 8
    assert len({tuple(map(bytes, candidate.outputs)) for candidate in found_by("exact", frontier, 0, EFFORT)}) == 8
    assert list(found_by("nearest", frontier, 0, EFFORT))


@pytest.mark.parametrize("task_id", ["my-task", "0a.1", "a" * 200, "класс", "if"])
def test_any_id_makes_a_name(task_id):
    """Files of tasks may be called anything, and a task is called as its file."""
    frontier = grown([made_task(task_id, half_known, random_inputs(3, 4))], words("replace", "keep"), 2)
    for name in STRATEGIES:
        for candidate in found_by(name, frontier, 0, EFFORT):
            assert parse(candidate.program.text) == candidate.program


def test_stored_outputs_are_read_from_the_tests_not_the_demonstrations(frontier, proposals):
    nodes = frontier.nodes
    for task, candidate in proposals("exact"):
        fitting = [int(n) for n in frontier.fits if frontier.samples.tasks[nodes.task.all[n]] == task]
        values = stored_values(frontier, fitting)
        tests = [tuple(map(bytes, value[len(task.train) :])) for value in values]
        assert tuple(map(bytes, candidate.outputs)) in tests


def test_what_is_right_but_for_one_demonstration_is_kept_whatever_its_shape_is_there():
    """A faulty demonstration costs a program its fit; of two demonstrations, one that is right says nothing."""
    inputs = random_inputs(11, 5)

    def faulty(grid):
        return np.zeros((1, 1), int) if np.array_equal(grid, inputs[1]) else grid[:, ::-1]

    for number, expected in ((4, [True]), (2, [])):
        task = made_task("faulty", faulty, [*inputs[:number], inputs[4]])
        found = found_by("nearest", grown([task], words("vmirror", "trim"), 1), 0, EFFORT)
        near = [one for one in found if one.is_near_miss]
        assert [one.program.nodes[-1].op == "vmirror" for one in near] == expected
        assert not any(one.fits for one in found)
        assert all(np.array_equal(one.outputs[0], inputs[4][:, ::-1]) for one in near)


def test_cells_at_which_a_grid_is_chosen_are_told_by_a_feature_of_any_kind(frontier):
    kinds = set()
    for row, task in enumerate(frontier.samples.tasks):
        view = TaskView(frontier, row, EFFORT)
        for features in view.features:
            of_kind = {str(kind_of(frontier, node)): k for k, node in enumerate(features.nodes.tolist())}
            for kind, k in of_kind.items():
                value = int(features.train[k, 0])
                assert where._is_tellable(view, features, Choice(0, 0, k, value, False, 1.0, 0.0))
                transparent = where._is_tellable(view, features, Choice(0, 0, k, TRANSPARENT, False, 1.0, 0.0))
                assert transparent == (kind == "Field"), "a piece's cell without colour"
                for negated in (False, True):
                    mask = where._mask(view, features, Choice(0, 0, k, value, negated, 1.0, 0.0))
                    made = run_reference(view.builder.program(mask, "solve"), task.train[0].input)
                    expected = (features.train[k, : made.size] == value) != negated
                    assert np.array_equal(made.ravel(), expected), (kind, value, negated)
                kinds.add(kind)
    assert kinds == {"Grid", "Object", "Mask", "Field"}
