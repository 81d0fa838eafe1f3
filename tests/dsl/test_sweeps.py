"""Tables that go over a grid line by line; the kernel on tables that hit, in all directions, with all places."""

import numpy as np
import pytest
from pictures import cells, shown

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.tables import encode_table
from arc_pipeline.dsl import OPS, same
from arc_pipeline.dsl.families.sweeps import PLACES
from arc_pipeline.dsl.types import GRID, TABLE

sweep = OPS["sweep"]
DIRECTIONS = ("up", "down", "left", "right")
ON = {(0, 0, 11): 11}  # where it is 0, the colour next to it goes on


@pytest.mark.parametrize(
    ("toward", "expected"),
    [("down", "020/020/423"), ("up", "423/403/403"), ("left", "220/000/433"), ("right", "022/000/443")],
)
def test_a_colour_goes_on_to_the_next_line_in_every_direction(toward, expected):
    assert shown(sweep(cells("020/000/403"), ON, toward, "here", "here", "made behind")) == expected


def test_what_was_made_two_lines_behind_counts():
    by_turns = {(0, 11, 11): 5, (0, 11, 10): 5, (0, 5, 11): 11, (0, 11, 5): 5}
    made = sweep(cells("40000/00300"), by_turns, "right", "here", "made behind", "made two behind")
    assert shown(made) == "45454/00300"
    made = sweep(cells("40000/00300"), by_turns | {(0, 11, 0): 5}, "right", "here", "made behind", "made two behind")
    assert shown(made) == "45454/00353"


def test_behind_is_the_grid_as_it_was():
    assert shown(sweep(cells("200/000"), ON, "right", "here", "here", "behind")) == "220/000"


def test_left_and_right_of_a_line():
    falling = {(0, 11, 0): 11, (0, 11, 10): 11}
    assert shown(sweep(cells("030/000/000"), falling, "down", "here", "made behind left", "made behind right")) == (
        "030/003/000"
    )
    assert shown(sweep(cells("000/300/000"), falling, "right", "here", "made behind left", "made behind right")) == (
        "000/300/030"
    )


def test_unnamed_colours_are_numbered_as_they_come_and_equal_ones_alike():
    rows, places = cells("1234"), ("here", "left", "right")
    assert shown(sweep(rows, {(11, 12, 13): 12}, "down", *places)) == "1124", "the outside is no colour"
    assert shown(sweep(rows, {(11, 12, 13): 13}, "down", *places)) == "1344"
    assert shown(sweep(cells("2211"), {(11, 11, 12): 12}, "down", *places)) == "2111"
    assert shown(sweep(rows, {(2, 11, 3): 7, (3, 2, 11): 11}, "down", *places)) == "1744"


def test_what_the_table_does_not_know_stays():
    assert shown(sweep(cells("12"), {(5, 5, 5): 1, (11, 10, 12): 10}, "down", "here", "left", "right")) == "12"


@pytest.mark.parametrize("table", [{0: 1}, {(0, 1): 2}])
def test_void_for_tables_of_other_keys(table):
    assert sweep(cells("12"), table, "down", "here", "left", "right") is None


@pytest.mark.parametrize("toward", DIRECTIONS)
@pytest.mark.parametrize("side", [1, 5, 13])
def test_kernel_on_tables_that_hit(toward, side):
    rng = np.random.default_rng(side + DIRECTIONS.index(toward))
    backend = CpuBackend(1 << 24)
    grids = [rng.integers(0, 4, (side, int(rng.integers(1, side + 1)))).astype(np.uint8) for _ in range(len(PLACES))]
    for k, place in enumerate(PLACES):
        keys = rng.choice([0, 1, 10, 11, 12, 13], (60, 3))
        table = {tuple(key): int(value) for key, value in zip(keys.tolist(), rng.integers(0, 14, 60), strict=True)}
        places = (PLACES[k - 2], PLACES[k - 1], place)
        tables = backend.upload_lists(TABLE, [encode_table(table)] * len(grids))
        choices = [p.type.encode(option) for p, option in zip(sweep.parameters[2:], (toward, *places), strict=True)]
        column = backend.run(sweep, [backend.upload_cells(GRID, grids), tables, *choices], len(grids))
        made = backend.arena.values(column)
        for result, grid in zip(made, grids, strict=True):
            assert result is not None
            assert same(result, sweep(grid, table, toward, *places))
