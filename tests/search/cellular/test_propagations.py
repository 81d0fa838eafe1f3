"""Rules that are applied until nothing changes, learned from examples: they make the outputs, and predict others."""

import numpy as np
import pytest
import stand_in_cupy
from search.growth import random_inputs

from arc_pipeline.backends import open_backend
from arc_pipeline.backends.arena import Mark
from arc_pipeline.dsl import OPS
from arc_pipeline.search.cellular import propagations
from arc_pipeline.search.cellular.neighbourhoods import NEAREST, Neighbourhoods, codes_of
from arc_pipeline.search.cellular.next_rules import NOTHING, NextRules, Work
from arc_pipeline.search.cellular.propagations import _Learner, find_propagations
from arc_pipeline.search.cellular.prospects import may_be_made, namings_of, reaches_of
from arc_pipeline.tasks import Pair

LIMIT, WORK = 1 << 26, 1 << 30
PROPAGATE = OPS["propagate"]


def learned(backend, examples, work=None):
    """The propagations that are found for these examples."""
    return list(find_propagations(backend, examples, work or Work(WORK)))


def predicted(backend, examples, test):
    """What each of those found makes of a test, after a look at whether it is right on the examples."""
    made = []
    for found in learned(backend, examples):
        for pair in examples:
            assert np.array_equal(PROPAGATE(pair.input, found.table, found.ways), pair.output)
        assert 0 < found.left_out <= 1
        made.append((found, np.asarray(PROPAGATE(test.input, found.table, found.ways))))
    return made


def walls(seed, colors):
    """Grids of one seed each among walls of 5, of these colours."""
    rng = np.random.default_rng(seed)
    grids = []
    for color in colors:
        grid = np.where(rng.random(rng.integers(7, 10, 2)) < 0.35, 5, 0).astype(np.uint8)
        grid[tuple(rng.integers(1, 6, 2))] = color
        grids.append(grid)
    return grids


def flooded(grid):
    """The seed's colour on all cells of 0 that it reaches."""
    made = np.array(grid)
    color = int(next(c for c in np.unique(grid) if c not in (0, 5)))
    while True:
        padded = np.pad(made, 1)
        near = (padded[:-2, 1:-1] == color) | (padded[2:, 1:-1] == color)
        near |= (padded[1:-1, :-2] == color) | (padded[1:-1, 2:] == color)
        if not (near & (made == 0)).any():
            return made
        made[near & (made == 0)] = color


def bounced(width):
    """A dot in the corner of an empty grid, and its way up, to and fro between the sides."""
    grid = np.zeros((11, width), np.uint8)
    grid[10, 0] = 1
    made, column, step = np.zeros_like(grid), 0, 1
    for row in reversed(range(11)):
        made[row, column] = 1
        step = -step if not 0 <= column + step < width else step
        column += step
    return grid, made


def test_a_colour_flows_round_walls_whatever_colour_it_is(backend):
    *examples, test = [Pair(grid, flooded(grid)) for grid in walls(0, [2, 3, 4, 6])]
    made = predicted(backend, examples, test)
    found, first = made[0]
    assert found.ways == "all"
    assert found.left_out == 1.0
    assert np.array_equal(first, test.output)


def test_a_line_turns_at_the_border(backend):
    *examples, test = [Pair(*bounced(width)) for width in (3, 4, 6, 5)]
    assert any(np.array_equal(grid, test.output) for _, grid in predicted(backend, examples, test))


def test_several_rules_work_into_each_other(backend):
    """Colours by turns, to all sides: two rules, neither of which goes on without the other."""
    examples = []
    for k, side in enumerate((5, 7, 9, 8, 10, 9)):
        grid = np.zeros((side, side), np.uint8)
        grid[k, k + 1] = 3
        i, j = np.indices(grid.shape)
        steps = np.maximum(abs(i - k), abs(j - k - 1))
        examples.append(Pair(grid, np.where(steps % 2, 4, 3).astype(np.uint8)))
    *examples, test = examples
    made = predicted(backend, examples, test)
    assert made
    assert np.array_equal(made[0][1], test.output)
    assert len({number for number, _ in made[0][0].table}) > 1


def flowing(seed):
    """A seed's colour flows over cells that look as all others do."""
    rng = np.random.default_rng(seed)
    marks = (rng.random((9, 9)) < 0.65).astype(np.uint8)
    marks[4, 4] = 1
    grid = np.zeros_like(marks)
    grid[4, 4] = 2
    flooding = flooded(np.where(marks, grid, 5).astype(np.uint8))
    return Pair(grid, np.where(flooding == 2, 2, 0).astype(np.uint8))


def test_what_no_rules_can_make_is_not_learned(backend):
    """Walls say where to go; without them nothing tells the cells apart."""
    every = [12, 11, 13, 7, 17]
    assert may_be_made(
        backend, Neighbourhoods([Pair(grid, flooded(grid)) for grid in walls(0, [2, 3, 4])]), every, "all"
    )
    assert not may_be_made(backend, Neighbourhoods(list(map(flowing, range(3)))), every, "all")
    assert not learned(backend, list(map(flowing, range(3))))


def test_prospects_say_how_far_rules_have_to_look(backend):
    def reaches(examples):
        return reaches_of(backend, Neighbourhoods(examples))

    assert reaches([Pair(grid, flooded(grid)) for grid in walls(0, [2, 3, 4])])["all"] == [8, 24]
    assert not any(reaches([Pair(grid, grid) for grid in walls(1, [2, 3])]).values()), "nothing changes"
    assert reaches([Pair(*bounced(width)) for width in (3, 4, 6)])["upright"] == [24], "where it came from"


def test_windows_show_what_lies_round_cells_of_every_example():
    grids = [np.arange(6, dtype=np.uint8).reshape(2, 3), np.arange(4, dtype=np.uint8).reshape(2, 2)]
    neighbourhoods = Neighbourhoods([Pair(grid, grid) for grid in grids])
    windows = np.concatenate([np.pad(grid, 2, constant_values=10) for grid in grids], axis=1)
    assert windows[2:4, [2, 3, 4, 9, 10]].ravel().tolist() == [0, 1, 2, 0, 1, 3, 4, 5, 2, 3]
    for cell, (row, column) in zip([0, 5, 6, 9], [(0, 0), (1, 2), (0, 7), (1, 8)], strict=True):
        around = neighbourhoods.windows(neighbourhoods.before)[cell]
        assert np.array_equal(around, windows[row : row + 5, column : column + 5].ravel())


def test_codes_tell_windows_apart(backend):
    around = np.random.default_rng(0).integers(0, 3, (300, 4), dtype=np.uint8)
    codes = codes_of(backend, around, np.array([[0, 1, 2, 3], [3, 2, 1, 0]], np.uint8))
    assert np.array_equal(codes[:, 1], codes_of(backend, around[:, ::-1], np.arange(4, dtype=np.uint8)[None])[:, 0])
    alike = (around[:, None] == around).all(axis=2)
    assert np.array_equal(codes[:, None, 0] == codes[:, 0], alike)
    assert alike.sum() > len(alike)


def test_nothing_is_found_that_one_demonstration_alone_bears_out(backend):
    """Each grid's change has a colour of its own that says nothing of the next."""
    examples = []
    for color, grid in zip((2, 3, 4), random_inputs(2, 3, colors=2), strict=True):
        cells = np.asarray(grid, np.uint8)
        examples.append(Pair(cells, np.where(cells == 1, color, cells).astype(np.uint8)))
    assert not learned(backend, examples)


def test_nothing_is_learned_of_changes_that_no_other_demonstration_shows(backend, monkeypatch):
    """Each dot falls to a colour of its own: what one says of it is said by none of the others."""
    monkeypatch.setattr(propagations, "_Learner", None)
    examples = []
    for color in (2, 3, 4, 6):
        grid = np.zeros((5, 5), np.uint8)
        grid[2, 2] = 1
        examples.append(Pair(grid, (grid * color).astype(np.uint8)))
    assert not learned(backend, examples)


def test_nothing_is_looked_at_where_no_demonstration_shows_what_another_does(backend):
    """In each a colour of its own becomes the next one."""
    grid = (np.arange(12).reshape(3, 4) % 3).astype(np.uint8)
    before = backend.counters.of("window_codes").launches
    examples = [Pair(grid, np.where(grid == color, (color + 1) % 3, grid)) for color in range(3)]
    assert not namings_of(examples)
    assert not learned(backend, examples)
    assert backend.counters.of("window_codes").launches == before


def test_nothing_is_sought_where_what_changes_looks_like_what_stays(backend, monkeypatch):
    """A dot appears in the midst of an empty grid."""
    monkeypatch.setattr(propagations, "_Learner", None)
    grid, made = np.zeros((2, 12, 12), np.uint8)
    assert not learned(backend, [Pair(grid, made)] * 2), "nothing changes"
    made[6, 6] = 1
    assert not learned(backend, [Pair(grid, made)] * 2)
    made[5:] = 1
    assert not learned(backend, [Pair(grid, made)] * 2), "nowhere to begin"
    made[:] = 1
    with pytest.raises(TypeError):
        learned(backend, [Pair(grid, made)] * 2)


def test_work_ends_where_it_was_said_to(backend):
    examples = [Pair(grid, flooded(grid)) for grid in walls(0, [2, 3, 4])]
    assert learned(backend, examples)
    work = Work(-1)
    assert not learned(backend, examples, work=work)
    assert work.left < 0


@pytest.mark.parametrize("named", [frozenset({0, 5}), frozenset(range(10))])
def test_rules_that_are_proposed_change_some_cell_and_none_that_is_to_stay(backend, named):
    examples = [Pair(grid, flooded(grid)) for grid in walls(1, [2, 3, 4])]
    neighbourhoods, work = Neighbourhoods(examples), Work(WORK)
    next_rules = NextRules(backend, "all", named, NEAREST[:8], work)
    rules = next_rules.all(neighbourhoods, neighbourhoods.before)
    assert 0 < len(rules) <= 48
    assert work.left < WORK
    learner = _Learner(next_rules, WORK)
    tables = learner._tables(rules[:, None])
    made = learner._run(tables, neighbourhoods)
    assert ((made == neighbourhoods.before) | (neighbourhoods.before != neighbourhoods.wanted)).all()
    assert ((made != neighbourhoods.before) & (made == neighbourhoods.wanted)).any(axis=1).all()
    for row, cells in enumerate(made):
        expected = [PROPAGATE(each.input, tables.literal(row), "all").ravel() for each in examples]
        assert np.array_equal(cells, np.concatenate(expected))


def test_a_last_rule_names_colours_that_are_not_to_be_taken_for_others(backend):
    """Where a rule says that any colour of a neighbour is taken over, 5 is told from these by being named."""
    next_rules = NextRules(backend, "all", frozenset({0, 5}), NEAREST[:8], Work(WORK))
    rule = np.array([[7 * 16 + 11, 12 * 16, 25 * 16 + 11, *[NOTHING] * 4]])
    tables = _Learner(next_rules, WORK)._tables(np.array([[rule[0], np.full(7, NOTHING)]]))
    first = {(0, 7): 11, (0, 12): 0, (0, 25): 11}
    assert tables.literal(0) == {**first, (2, 12): 5, (2, 25): 5}
    assert tables.sizes.tolist() == [5]


def test_the_same_is_learned_on_a_device_whose_arrays_are_no_numpy_arrays(backend, monkeypatch):
    stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    device = open_backend("cuda", LIMIT, device=1)
    examples = [Pair(grid, flooded(grid)) for grid in walls(0, [2, 3, 4])]
    found = learned(device, examples)
    assert found == learned(backend, examples)
    assert found
    assert device.arena.mark() == Mark(0, 0)
