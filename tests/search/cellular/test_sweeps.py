"""Sweeps learned from examples: what they make is what the operation makes, and they are right on what was left out."""

import numpy as np
import pytest

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families.sweeps import PLACES
from arc_pipeline.search.cellular.examples import Example
from arc_pipeline.search.cellular.sweeps import find_sweeps

sweep = OPS["sweep"]
DIRECTIONS = ("up", "down", "left", "right")


@pytest.fixture(scope="module")
def backend():
    return CpuBackend(1 << 26, threads=1)


def as_called(found, grid):
    return sweep(grid, found.table, found.toward, *(PLACES[place] for place in found.places))


def by_turns(grid):
    """Each colour goes on to the right, by turns with 5."""
    made = np.array(grid)
    for i, j in np.argwhere(grid > 0):
        made[i, j + 1 :: 2], made[i, j + 2 :: 2] = 5, grid[i, j]
    return made


def dots(seed, number):
    """Grids with one dot in some rows, of a colour that no other grid has."""
    rng = np.random.default_rng(seed)
    grids = []
    for color in rng.permutation([1, 2, 3, 4, 6, 7, 8, 9])[:number].tolist():
        grid = np.zeros((int(rng.integers(4, 8)), 9), np.uint8)
        grid[[0, 2], rng.integers(0, 4, 2)] = color
        grids.append(grid)
    return grids


def test_a_rule_that_sees_what_it_made_is_found_for_colours_it_has_not_seen(backend):
    *examples, test = [Example(grid, by_turns(grid)) for grid in dots(0, 5)]
    found = list(find_sweeps(backend, examples))
    assert found
    for one in found:
        for grid, output, _ in examples:
            assert np.array_equal(as_called(one, grid), output)
    assert any(np.array_equal(as_called(one, test[0]), test[1]) for one in found)
    assert {one.toward for one in found} == {"right"}


def test_shortest_tables_come_first(backend):
    found = list(find_sweeps(backend, [Example(grid, by_turns(grid)) for grid in dots(2, 4)]))
    sizes = [len(one.table) for one in found]
    assert len(sizes) > 1
    assert sizes == sorted(sizes)


@pytest.mark.parametrize("toward", DIRECTIONS)
def test_every_direction_is_learned(backend, toward):
    ways = {"right": 0, "up": 1, "left": 2, "down": 3}
    examples = [Example(np.rot90(grid, ways[toward]), np.rot90(by_turns(grid), ways[toward])) for grid in dots(2, 4)]
    assert toward in {one.toward for one in find_sweeps(backend, examples)}


def test_left_and_right_may_be_taken_to_be_alike(backend):
    """What is seen at the right border alone is foreseen at the left one: zigzags down from a dot in the first row."""
    examples = []
    for color, width, place in [(2, 6, 4), (3, 7, 1), (4, 5, 4)]:
        made = np.zeros((6, width), np.uint8)
        made[::2, place] = color
        made[1::2, [k for k in (place - 1, place + 1) if k < width]] = color
        examples.append(Example(np.vstack([made[:1], np.zeros_like(made[1:])]), made))
    found = list(find_sweeps(backend, examples))
    assert found
    assert all(one.even for one in found)
    grid = np.zeros((4, 5), np.uint8)
    grid[0, 0] = 7
    wanted = [[7, 0, 0, 0, 0], [0, 7, 0, 0, 0]] * 2
    assert any(np.array_equal(as_called(one, grid), wanted) for one in found)


def test_nothing_is_found_that_one_demonstration_alone_bears_out(backend):
    """The last grid's change is like no other's."""
    examples = [Example(grid, by_turns(grid)) for grid in dots(3, 4)]
    odd = examples[0][0].copy()
    odd[1, 8] = 9
    examples.append(Example(odd, np.where(odd == 9, 3, by_turns(np.where(odd == 9, 0, odd))).astype(np.uint8)))
    assert not list(find_sweeps(backend, examples))


def test_colours_that_are_named_are_kept_apart_from_others(backend):
    """3 becomes 4 under anything; other colours stay, though no key that changes anything holds them."""
    rng = np.random.default_rng(4)
    grids = [rng.integers(0, 6, (6, 6)).astype(np.uint8) for _ in range(4)]
    examples = [Example(grid, np.where(grid == 3, 4, grid).astype(np.uint8)) for grid in grids]
    for one in find_sweeps(backend, examples):
        assert np.array_equal(as_called(one, grids[0]), examples[0][1])


def test_a_table_names_colours_that_no_key_of_a_change_holds(backend):
    """0 becomes 4 beside 3, and beside no other colour: a key that changes nothing names each of these."""
    rng = np.random.default_rng(5)
    grids = [rng.permutation([0, 0, 0, 0, 1, 2, 3, 3, 5, 5, 2, 1, 3, 0, 5, 1]).reshape(4, 4) for _ in range(3)]
    examples = []
    for grid in grids:
        before = np.concatenate([np.full((4, 1), 10), grid[:, :-1]], axis=1)
        examples.append(Example(grid.astype(np.uint8), np.where((before == 3) & (grid == 0), 4, grid).astype(np.uint8)))
    found = list(find_sweeps(backend, examples))
    assert any(10 in one.table.values() for one in found)
    for one in found:
        for grid, output, _ in examples:
            assert np.array_equal(as_called(one, grid), output)
