"""Which drafts become tasks: enough grids that the program changes, outputs that differ, demonstrations that tell."""

import numpy as np
import pytest

from arc_pipeline.backends import open_backend
from arc_pipeline.library import Stored
from arc_pipeline.practice.drafts import RANDOM, Draft, Model
from arc_pipeline.practice.samples import Made, Refusal, made_tasks
from arc_pipeline.practice.telling import are_told
from arc_pipeline.programs import parse, run_reference
from arc_pipeline.tasks import Pair, Task

TURNED = "def solve(I):\n    O = rot90(I)\n    return O"
TWICE = "def solve(I):\n    x1 = rot180(I)\n    O = rot180(x1)\n    return O"
IDLE = "def solve(I):\n    x1 = switch(I, 8, 9)\n    O = rot90(x1)\n    return O"
BLACK = "def solve(I):\n    x1 = height(I)\n    O = canvas(7, x1, x1)\n    return O"
REPLACED = "def solve(I):\n    x1 = replace(I, 3, 5)\n    O = rot90(x1)\n    return O"


@pytest.fixture(scope="module")
def backend():
    return open_backend("cpu", threads=1)


def grids(count, colors=3, side=4, seed=0):
    return tuple(np.random.default_rng(seed).integers(0, colors, (count, side, side + 1)).astype(np.uint8))


def drafted(text, inputs, origin="arc_agi_1", train=3, test=1):
    """A draft whose model has so many demonstrations and tests."""
    blank = np.zeros((1, 1), np.uint8)
    task = Task("1cf80156", (Pair(blank, blank),) * train, (blank,) * test)
    program = parse(text)
    return Draft(5, 12, Model(task, Stored(task.id, "", "arc_agi_1", program)), program, origin, tuple(inputs))


def made_of(backend, draft):
    (made,) = made_tasks(backend, [draft])
    return made


def test_a_task_has_its_programs_outputs_and_says_what_it_was_made_of(backend):
    made = made_of(backend, drafted(TURNED, grids(9), train=3, test=2))
    assert made.task.id == "practice-5-12-arc_agi_1-1cf80156"
    assert (len(made.task.train), len(made.task.test), len(made.answers)) == (3, 2, 2)
    pairs = [(pair.input, pair.output) for pair in made.task.train] + [*zip(made.task.test, made.answers, strict=True)]
    for grid, output in pairs:
        np.testing.assert_array_equal(run_reference(made.program, grid), output)
    assert len({grid.tobytes() for grid, _ in pairs}) == 5


def test_a_draft_is_refused_without_enough_inputs_that_the_program_changes(backend):
    still = (np.zeros((3, 3), np.uint8),) * 3  # turned, they are themselves
    assert made_of(backend, drafted(TURNED, grids(3) + still)) is Refusal.FEW
    assert made_of(backend, drafted(TURNED, grids(1) * 6)) is Refusal.FEW, "equal inputs count once"
    assert isinstance(made_of(backend, drafted(TURNED, grids(4) + still)), Made)


def test_a_draft_is_refused_whose_program_makes_nothing_of_its_inputs(backend):
    void = "def solve(I):\n    x1 = objects(I, connectivity=4)\n    x2 = size(x1)\n    x3 = argmax(x1, x2)\n"
    text = f"{void}    O = move(I, x3, 0, 1)\n    return O"
    assert made_of(backend, drafted(text, (np.zeros((3, 3), np.uint8),) * 9)) is Refusal.FEW


def test_a_draft_is_refused_whose_outputs_hardly_depend_on_the_inputs(backend):
    assert made_of(backend, drafted(BLACK, grids(9))) is Refusal.ALIKE


def test_outputs_of_a_task_are_all_smaller_or_all_of_the_inputs_shape_or_neither(backend):
    text = "def solve(I):\n    O = tophalf(I)\n    return O"
    low = tuple(grid[:1] for grid in grids(6, colors=9, seed=1))  # of one row, of which the upper half is void or all
    made = made_of(backend, drafted(text, low + grids(6)))
    assert all(pair.output.size < pair.input.size for pair in made.task.train)


def test_a_random_program_loses_calls_that_do_nothing(backend):
    made = made_of(backend, drafted(IDLE, grids(9), RANDOM))
    assert made.program == parse(TURNED)
    assert made.task.id == f"practice-5-12-random-{parse(TURNED).digest[:8]}"
    stored = made_of(backend, drafted(IDLE, grids(9)))
    assert stored.program == parse(IDLE)


def test_a_program_that_is_its_input_by_detours_makes_no_task(backend):
    assert made_of(backend, drafted(TWICE, grids(9), RANDOM)) is Refusal.FEW


def test_demonstrations_are_those_that_tell_the_program_from_its_variants(backend):
    plain, marked = grids(12), [grid.copy() for grid in grids(2, seed=1)]
    for grid in marked:
        grid[0, 0] = 3
    for order in ([marked[0], *plain, marked[1]], [*marked, *plain]):
        made = made_of(backend, drafted(REPLACED, order))
        assert (made.task.test[0] == 3).any()
        assert any((pair.input == 3).any() for pair in made.task.train)


def test_a_draft_is_refused_where_no_demonstrations_tell_the_program_from_its_variants(backend):
    marked = grids(1, seed=1)[0].copy()
    marked[0, 0] = 3
    assert made_of(backend, drafted(REPLACED, (marked, *grids(12)))) is Refusal.VARIANT


def test_drafts_that_are_tried_together_become_what_each_becomes_alone(backend):
    drafts = [drafted(text, grids(9, seed=seed), RANDOM) for seed, text in enumerate((TURNED, IDLE, BLACK, TWICE))]
    together, alone = made_tasks(backend, drafts), [made_of(backend, draft) for draft in drafts]
    for one, other in zip(together, alone, strict=True):
        assert one is other or (one.task == other.task and one.program == other.program)
    assert backend.arena.mark().slots == 0


def test_demonstrations_that_fit_another_short_program_do_not_tell_the_rule(backend):
    symmetric = [np.array(rows, np.uint8) for rows in ([[1, 2], [2, 3]], [[5, 4], [4, 0]], [[6, 1], [1, 1]])]
    test = np.array([[1, 2], [3, 4]], np.uint8)
    program = parse("def solve(I):\n    O = hmirror(I)\n    return O")

    def made(shown):
        pairs = tuple(Pair(grid, run_reference(program, grid)) for grid in shown)
        draft = drafted(program.text, [])
        return Made(draft, Task("practice-0-0-random-0", pairs, (test,)), (run_reference(program, test),))

    # What is symmetric about its diagonal is turned or mirrored with the same result.
    assert are_told(backend, [made(symmetric), made([*symmetric, test + 1])]).tolist() == [False, True]
    assert are_told(backend, []).tolist() == []
