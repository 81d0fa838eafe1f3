"""Rules for each object: what is learned says the tests, and nothing is learned that one demonstration alone shows."""

import numpy as np
import pytest
from search.growth import grown, made_task

from arc_pipeline.backends import ArenaFull
from arc_pipeline.programs import run_reference
from arc_pipeline.search.candidates import best_candidates
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.evaluation.proposals import evaluate
from arc_pipeline.search.frontier.grammar import productions_of
from arc_pipeline.search.strategies import PREPARE, STRATEGIES
from arc_pipeline.search.taskview.view import TaskView

EFFORT = Effort(cost=2, feature_cost=2, number_cost=3, features=300, rules=12, share=1.0)
SHAPES = [
    np.ones((1, 1), int),
    np.ones((1, 2), int),
    np.ones((2, 2), int),
    np.array([[1, 0], [1, 1]]),
    np.ones((3, 1), int),
]


def scattered(seed, number, colors, shapes=SHAPES, side=12):
    """Grids with a few shapes that do not touch, each of one of the colours."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((side, side), int)
        for column in (0, 4, 8):
            shape = shapes[rng.integers(len(shapes))]
            top, left = rng.integers(0, side - 6), column + rng.integers(0, 2)
            grid[top : top + shape.shape[0], left : left + shape.shape[1]] = shape * rng.choice(colors)
        grids.append(grid)
    return grids


def pieces(grid):
    """(mask, colour) of each shape of `scattered`: each has four columns for itself."""
    for column in (0, 4, 8):
        mask = np.zeros(grid.shape, bool)
        mask[:, column : column + 4] = grid[:, column : column + 4] > 0
        yield mask, int(grid[mask][0])


def recolored_by_size(grid):
    """One cell becomes 7, two become 8, three become 9, four stay."""
    made = grid.copy()
    for mask, color in pieces(grid):
        made[mask] = {1: 7, 2: 8, 3: 9}.get(int(mask.sum()), color)
    return made


def fallen_by_height(grid):
    """Every shape falls by its own height."""
    made = np.zeros_like(grid)
    for mask, color in pieces(grid):
        height = int(mask.any(axis=1).sum())
        made[np.roll(mask, height, axis=0)] = color
    return made


def boxed_by_color(grid):
    """Shapes of colour 2 get a frame of 5 round their box, the others are taken away."""
    made = np.zeros_like(grid)
    for mask, color in pieces(grid):
        if color == 2:
            rows, columns = np.nonzero(mask)
            top, left = max(0, rows.min() - 1), max(0, columns.min() - 1)
            made[top : rows.max() + 2, left : columns.max() + 2] = 5
            made[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = 0
            made[mask] = color
    return made


def scaled_by_color(grid):
    """Shapes of colour 2 become twice as high and wide, the others stay."""
    made = grid.copy()
    for mask, color in pieces(grid):
        if color == 2:
            rows, columns = np.nonzero(mask)
            shape = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
            wide = np.kron(shape, np.ones((2, 2), int)) > 0
            there = made[rows.min() : rows.min() + wide.shape[0], columns.min() : columns.min() + wide.shape[1]]
            there[wide[: there.shape[0], : there.shape[1]]] = 2
    return made


def cropped_by_color(grid):
    """Of shapes of colour 2 the upper half is left, the others stay."""
    made = grid.copy()
    for mask, color in pieces(grid):
        rows = np.unique(np.nonzero(mask)[0])
        if color == 2:
            made[np.ix_(rows[len(rows) // 2 :], mask.any(axis=0))] = 0
    return made


def decided_by_color_and_by_size(grid):
    """Shapes of colour 2 get a frame of 5 round their box; of any colour those of four cells become 7."""
    made = grid.copy()
    for mask, color in pieces(grid):
        rows, columns = np.nonzero(mask)
        if color == 2:
            frame = np.zeros(grid.shape, bool)
            frame[max(0, rows.min() - 1) : rows.max() + 2, max(0, columns.min() - 1) : columns.max() + 2] = True
            frame[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = False
            made[frame] = 5
        if mask.sum() == 4:
            made[mask] = 7
    return made


def drawn_up(grid):
    """The one shape of colour 3 is a wall at the bottom; all others come down to it."""
    made = np.zeros_like(grid)
    made[-1] = 3
    for mask, color in pieces(grid[:-1]):
        rows, columns = np.nonzero(mask)
        made[rows + (len(grid) - 2 - rows.max()), columns] = color
    return made


def with_wall(grid):
    made = grid.copy()
    made[-1] = 3
    return made


def stamped(grid):
    """The one cross is laid on every cell of 5."""
    made = grid.copy()
    rows, columns = np.nonzero(grid == 3)
    top, left = rows.min(), columns.min()
    for i, j in np.argwhere(grid == 5):
        made[i - 1 : i + 2, j - 1 : j + 2] = grid[top : top + 3, left : left + 3]
    return made


def with_cross(seed, number):
    """A cross of two colours and two cells of 5, at any of nine places."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((14, 15), int)
        places = [(1 + 4 * (k // 3), 1 + 5 * (k % 3)) for k in rng.permutation(9)[:3]]
        (top, left), *anchors = places
        grid[top : top + 3, left : left + 3] = [[0, 3, 0], [3, rng.integers(6, 9), 3], [0, 3, 0]]
        for i, j in anchors:
            grid[i + 1, j + 1] = 5
        grids.append(grid)
    return grids


def drawn_to_their_color(grid):
    """Single cells go straight to the line of their colour."""
    made = np.zeros_like(grid)
    made[:, [0, -1]] = grid[:, [0, -1]]
    for i, j in np.argwhere(grid[:, 1:-1] > 0):
        color = grid[i, j + 1]
        made[i, 1 if color == grid[0, 0] else grid.shape[1] - 2] = color
    return made


def with_lines(seed, number):
    """A line of a colour at each side, and single cells of these colours between them."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((12, 12), int)
        colors = rng.permutation(9)[:2] + 1
        grid[:, 0], grid[:, -1] = colors
        for row in rng.permutation(6)[:4]:
            grid[2 * row, rng.integers(3, 9)] = rng.choice(colors)
        grids.append(grid)
    return grids


def colored_from_above(grid):
    """Shapes of 5 take the colour of the cell above them in the first row."""
    made = grid.copy()
    for column in (0, 4, 8):
        part = made[2:, column : column + 4]
        part[part > 0] = grid[0, column : column + 4].max()
    return made


def with_heads(seed, number):
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((12, 12), int)
        for column, color in zip((0, 4, 8), rng.permutation([1, 2, 3, 4, 6, 7, 8, 9]), strict=False):
            height, width = rng.integers(2, 5), rng.integers(2, 4)
            top = rng.integers(2, 12 - height)
            grid[top : top + height, column : column + width] = 5
            grid[0, column + rng.integers(0, width)] = color
        grids.append(grid)
    return grids


def carried_across(grid):
    """Every shape goes down by its own height, and to the right by its own width."""
    made = np.zeros_like(grid)
    for mask, color in pieces(grid):
        rows, columns = np.nonzero(mask)
        made[rows + np.ptp(rows) + 1, columns + np.ptp(columns) + 1] = color
    return made


def turned_about(grid):
    """Every cell of 6 turns by a quarter about the cell of 1 that is near it."""
    made = np.where(grid == 1, 1, 0)
    for i, j in np.argwhere(grid == 6):
        k, m = min(np.argwhere(grid == 1), key=lambda place: abs(place - (i, j)).sum())
        made[k - (j - m), m + (i - k)] = 6
    return made


def with_pivots(seed, number):
    """Three cells of 1 far from each other, and up to two steps from each, in its row or column, one of 6."""
    rng = np.random.default_rng(seed)
    grids = []
    for _ in range(number):
        grid = np.zeros((16, 16), int)
        for place in ((3, 3), (4, 12), (12, 6)):
            i, j = place + rng.integers(-1, 2, 2)
            away, across = rng.choice([-2, -1, 1, 2]), rng.integers(2)
            grid[i, j], grid[i + away * across, j + away * (1 - across)] = 1, 6
        grids.append(grid)
    return grids


RULES = {
    "stamped": (stamped, with_cross(5, 6)),
    "drawn_to_their_color": (drawn_to_their_color, with_lines(6, 6)),
    "colored_from_above": (colored_from_above, with_heads(7, 5)),
    "recolored_by_size": (recolored_by_size, scattered(0, 6, (1, 2))),
    "fallen_by_height": (fallen_by_height, scattered(1, 6, (1, 2))),
    "scaled_by_color": (scaled_by_color, scattered(8, 6, (1, 2), [np.ones((1, 1), int), np.ones((2, 1), int)])),
    "cropped_by_color": (cropped_by_color, scattered(9, 6, (1, 2), [np.ones((2, 2), int), np.ones((4, 3), int)])),
    "decided_by_color_and_by_size": (decided_by_color_and_by_size, scattered(10, 6, (1, 2), SHAPES[1:3])),
    "boxed_by_color": (boxed_by_color, scattered(2, 6, (1, 2))),
    "drawn_up": (drawn_up, [with_wall(grid) for grid in scattered(3, 6, (1, 2))]),
    "carried_across": (carried_across, scattered(12, 6, (1, 2), SHAPES[1:], 16)),
    "turned_about": (turned_about, with_pivots(13, 6)),
}


def proposed(frontier, k):
    """The candidates that the strategy's proposals for a task become."""
    view = TaskView(frontier, k, EFFORT)
    (found,) = evaluate("objects", [(view, list(STRATEGIES["objects"](view)))])
    return found


@pytest.fixture(scope="module")
def frontiers():
    """Each of some of the tasks: those of all would fill an arena."""
    tasks = [made_task(name, rule, inputs, 2) for name, (rule, inputs) in RULES.items()]
    return [grown(tuple(tasks[k : k + 5]), productions_of(), 2) for k in range(0, len(tasks), 5)]


@pytest.fixture
def frontier(frontiers):
    return frontiers[0]


@pytest.mark.parametrize("name", RULES)
def test_what_is_learned_says_the_tests(frontiers, name):
    which, k = divmod(list(RULES).index(name), 5)
    frontier, tasks = frontiers[which], frontiers[which].samples.tasks
    assert tasks[k].id == name
    found = proposed(frontier, k)
    assert found
    for candidate in found:
        assert all(np.array_equal(run_reference(candidate.program, p.input), p.output) for p in tasks[k].train)
        for grid, claimed in zip(tasks[k].test, candidate.outputs, strict=True):
            assert np.array_equal(run_reference(candidate.program, grid), claimed)
    said = {b"".join(output.tobytes() for output in one.outputs): None for one in best_candidates(found)}
    answers = [RULES[name][0](grid.astype(int)).astype(np.uint8) for grid in tasks[k].test]
    assert b"".join(answer.tobytes() for answer in answers) in list(said)[:2]


def test_several_tasks_at_once_have_the_same_proposals_as_each_alone(frontier):
    def said(view):
        made = [(view.builder.program(one.output, "made"), one.left_out) for one in STRATEGIES["objects"](view)]
        return [(str(program), left_out) for program, left_out in made]

    together, arena = [TaskView(frontier, k, EFFORT) for k in (2, 3)], frontier.backend.arena
    mark = arena.mark()
    try:
        PREPARE["objects"](together)
        launches = frontier.backend.counters.of("painted").launches
        proposed = [said(view) for view in together]
        assert frontier.backend.counters.of("painted").launches == launches  # nothing is made again for either
    finally:
        arena.release(mark)
    assert all(proposed)
    assert not any(view.prepared for view in together)
    assert proposed == [said(TaskView(frontier, view.row, EFFORT)) for view in together]


def test_memory_is_given_back(frontier):
    mark = frontier.backend.arena.mark()
    list(STRATEGIES["objects"](TaskView(frontier, 0, EFFORT)))
    assert frontier.backend.arena.mark() == mark


def test_a_full_arena_is_told_and_what_was_made_is_given_back(frontier):
    """The shard that asks goes on with other strategies, which test_shard.py shows."""
    arena, view = frontier.backend.arena, TaskView(frontier, 0, EFFORT)
    assert view.features
    mark = arena.mark()
    arena.take_slots(arena.free_slots - 100)
    held = arena.mark()
    try:
        with pytest.raises(ArenaFull):
            list(STRATEGIES["objects"](view))
        assert arena.mark() == held
    finally:
        arena.release(mark)


def test_what_one_demonstration_shows_alone_is_not_learned():
    """Each demonstration paints its shapes in a way of its own."""
    colors = iter((6, 7, 8, 9, 6, 7))
    inputs = scattered(4, 5, (1, 2))

    def rule(grid):
        return np.where(grid > 0, next(colors), 0)

    frontier = grown((made_task("alone", rule, inputs),), productions_of(), 2, numbers=3)
    assert not [
        one for one in STRATEGIES["objects"](TaskView(frontier, 0, EFFORT)) if one.left_out == 1.0 and one.chance == 0.0
    ]
