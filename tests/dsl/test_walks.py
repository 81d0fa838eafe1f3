"""Walkers: what they do at what lies ahead of them, and where they set out."""

import numpy as np
import pytest
from grids_in_words import cells, shown
from parity import assert_parity

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.families.walks import ANYTHING, BOUNCE
from arc_pipeline.dsl.types import COLOR, GRID, MASK, TABLE

LIMIT = 1 << 24


def walked(grid, start, table, heading, color=0):
    return shown(OPS["walk"](cells(grid), cells(start), table, heading, color))


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (0, "00000 33320 00000"),
        (1, "00000 33323 00000"),
        (2, "00000 33333 00000"),
        (3, "00300 33320 00000"),
        (4, "00000 33320 00300"),
        (5, "00333 33320 00000"),
        (6, "00000 33320 00333"),
        (7, "00000 33322 00000"),
        (8, "00200 33320 00000"),
        (9, "00000 33320 00200"),
        (10, "00000 33320 00000"),
    ],
)
def test_what_is_done_at_a_colour(action, expected):
    assert walked("00000 30020 00000", "00000 10000 00000", {2: action}, "right") == expected


def test_one_entry_may_stand_for_all_colours_that_have_none_but_not_for_the_border():
    grid, start = "3040500", "1000000"
    assert walked(grid, start, {11: 1}, "right") == "3343533"
    assert walked(grid, start, {11: 1, 5: 0}, "right") == "3343500"
    assert walked("30 00", "10 00", {10: 4}, "right") == "33 33"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("cross", "06000 66666 06000 06000"),
        ("diagonal cross", "60600 06000 60600 00060"),
        ("up right", "00600 06000 00000 00000"),
    ],
)
def test_directions(heading, expected):
    assert walked("00000 06000 00000 00000", "00000 01000 00000 00000", {10: 0}, heading) == expected


@pytest.mark.parametrize(
    ("heading", "grid", "expected"),
    [
        ("on", "0000 6600 0000", "0000 6666 0000"),
        ("diagonally on", "0000 0600 0060 0000", "6000 0600 0060 0006"),
        ("away", "0000 3600 0000", "0000 3666 0000"),
        ("diagonally away", "3000 0600 0000", "3000 0600 0060"),
    ],
)
def test_relative_headings(heading, grid, expected):
    assert walked(grid, shown((cells(grid) == 6).astype(int)), {10: 0}, heading) == expected


def test_through_what_is_ahead_and_toward_a_colour_that_is_seen():
    assert walked("006330", "001000", {3: 1}, "through") == "006336"
    assert walked("006003 000000", "001000 000000", {3: 0}, "toward") == "006663 000000"
    assert walked("006004 000000", "001000 000000", {3: 0}, "toward") == "006004 000000"


def test_diagonal_walkers_are_thrown_back_as_light_is():
    assert walked("000000 000000 000000 600000", "000000 000000 000000 100000", {10: 10}, "up right") == (
        "060606 606060 060606 606060"
    )
    assert walked("00000 02220 00000 60000", "00000 00000 00000 10000", {2: 10}, "up right") == (
        "00000 02220 06000 60600"
    )


def test_0_beside_a_walker_throws_nothing_back_whatever_stands_for_all_colours():
    """In the reference and in the kernels, on scattered cells as well."""
    table, start = {10: 0, 11: 10}, "0000 1000 0000 0000"
    assert walked("0000 8000 2200 0000", start, table, "down right", 3) == "0300 8000 2200 0000"
    rng, rows = np.random.default_rng(0), 200
    grids = [rng.choice([0, 0, 0, 2, 8], rng.integers(2, 9, 2)).astype(np.uint8) for _ in range(rows)]
    tables = [{10: int(rng.choice([0, 10])), ANYTHING: BOUNCE} for _ in range(rows)]
    values = [grids, [(grid == 8).astype(np.uint8) for grid in grids], tables, [3] * rows]
    for heading in ("diagonal cross", "diagonally on"):
        columns = [*values[:3], [heading] * rows, values[3]]
        types = [GRID, MASK, TABLE, OPS["walk"].parameters[3].type, COLOR]
        assert_parity(ReferenceBackend(LIMIT), CpuBackend(LIMIT), OPS["walk"], types, columns)


def test_walkers_see_the_grid_as_it_was_and_later_ones_lie_on_top():
    assert walked("0030 4000 0000", "0010 1000 0000", {10: 3, 11: 0}, "down") == "0034 4034 4444"


def test_void_where_too_many_set_out_or_the_table_has_other_keys():
    many = np.ones((12, 12), np.uint8)
    assert OPS["walk"](many, many, {1: 0}, "up", 0) is None
    assert OPS["walk"](many, (many * 0), {(1, 2): 0}, "up", 0) is None
    assert OPS["walk"](many, many[:3], {1: 0}, "up", 0) is None
