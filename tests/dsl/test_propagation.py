"""Rules of what lies round a cell; the kernel on tables that hit, in all ways, run until nothing changes."""

import numpy as np
import pytest
from pictures import cells, shown

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.dsl import OPS, same
from arc_pipeline.dsl.families.propagation import BECOMES, BESIDE, HERE, WAYS
from arc_pipeline.dsl.types import FIELD, GRID, TABLE
from arc_pipeline.testing.team import TeamBackend

propagate, rewrite = OPS["propagate"], OPS["rewrite"]
ABOVE, LEFT, RIGHT = HERE - 5, HERE - 1, HERE + 1


def rules(*each):
    """A table of rules, each by place."""
    return {(number, place): sign for number, rule in enumerate(each) for place, sign in rule.items()}


FLOWS = rules({LEFT: 2, HERE: 0, BECOMES: 2})


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ("upright", "00000/00222/00000"),
        ("left and right", "00000/22222/00000"),
        ("up and down", "00000/00222/00000"),
        ("turned", "22222/22222/22222"),
        ("all", "22222/22222/22222"),
    ],
)
def test_a_colour_flows_in_the_ways_that_are_looked_at(ways, expected):
    assert shown(propagate(cells("00000/00200/00000"), FLOWS, ways)) == expected


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        ("upright", "000/050/002"),
        ("left and right", "000/050/202"),
        ("up and down", "002/050/002"),
        ("mirrored", "202/050/202"),
        ("turned", "202/050/202"),
    ],
)
def test_ways_turn_the_window(ways, expected):
    assert shown(propagate(cells("000/050/000"), rules({6: 5, HERE: 0, BECOMES: 2}), ways)) == expected


def test_turned_is_not_mirrored():
    jump = rules({1: 5, HERE: 0, BECOMES: 2})  # two up, one left
    assert shown(propagate(cells("00000/00000/00500/00000/00000"), jump, "turned")) == "02000/00002/00500/20000/00020"
    mirrored = shown(propagate(cells("00000/00000/00500/00000/00000"), jump, "mirrored"))
    assert mirrored == "02020/00000/00500/00000/02020"


def test_it_goes_on_round_corners_until_nothing_changes():
    maze = "20000/55550/00000/05555/00000"
    assert shown(propagate(cells(maze), FLOWS, "turned")) == maze.replace("0", "2")


def test_a_cell_changes_once():
    swap = rules({LEFT: 1, HERE: 0, BECOMES: 2}, {LEFT: 2, HERE: 0, BECOMES: 1}, {HERE: 2, BECOMES: 3})
    assert shown(propagate(cells("1000"), swap, "upright")) == "1212"


def test_all_cells_change_at_once_and_disputed_ones_stay():
    takes = rules({LEFT: 11, HERE: 0, BECOMES: 11})
    assert shown(propagate(cells("30004"), takes, "left and right")) == "33044"
    assert shown(propagate(cells("300004"), takes, "left and right")) == "333444"
    assert shown(propagate(cells("30003"), takes, "left and right")) == "33333", "no dispute"


def test_a_disputed_cell_is_left_to_the_next_rule():
    takes = rules({LEFT: 11, HERE: 0, BECOMES: 11}, {LEFT: 11, HERE: 0, RIGHT: 12, BECOMES: 7})
    assert shown(propagate(cells("30004"), takes, "left and right")) == "33744"


def test_the_first_rule_that_fits_counts():
    assert shown(propagate(cells("10"), rules({LEFT: 1, BECOMES: 5}, {HERE: 0, BECOMES: 6}), "upright")) == "15"
    assert shown(propagate(cells("10"), rules({LEFT: 2, BECOMES: 5}, {HERE: 0, BECOMES: 6}), "upright")) == "16"


def test_colours_that_are_not_named_are_alike_or_not():
    same_sides = rules({LEFT: 11, HERE: 0, RIGHT: 11, BECOMES: 5})
    assert shown(propagate(cells("303/304/003"), same_sides, "upright")) == "353/304/003"
    other_sides = rules({LEFT: 11, HERE: 0, RIGHT: 12, BECOMES: 12})
    assert shown(propagate(cells("303/304/003/504"), other_sides, "upright")) == "303/344/003/544"


def test_the_outside_and_what_is_another():
    edge = rules({LEFT: 10, HERE: 0, BECOMES: 4})
    assert shown(propagate(cells("000/300"), edge, "left and right")) == "404/304"
    another = rules({HERE: 0, RIGHT: 13, BECOMES: 4})
    assert shown(propagate(cells("0030/0000"), another, "upright")) == "4434/4444"
    assert shown(propagate(cells("003"), rules({HERE: 0, RIGHT: 10, BECOMES: 4}), "upright")) == "003"


@pytest.mark.parametrize(
    "rule", [{HERE: 0}, {HERE: 0, BECOMES: 10}, {HERE: 0, 26: 0, BECOMES: 3}, {HERE: 14, BECOMES: 3}]
)
def test_a_rule_that_says_nothing_changes_nothing(rule):
    assert shown(propagate(cells("012"), rules(rule), "all")) == "012"


def test_what_lies_beside_is_asked_where_the_cell_is_and_where_its_neighbours_are():
    beside_it = rules({LEFT: 2, HERE: 0, BESIDE + HERE: 1, BECOMES: 2})
    assert shown(propagate(cells("20000"), beside_it, "upright", cells("01101"))) == "22200"
    assert shown(propagate(cells("00002"), beside_it, "left and right", cells("01101"))) == "00002"
    turned = rules({LEFT: 2, HERE: 0, BESIDE + LEFT: 1, BECOMES: 2})
    assert shown(propagate(cells("02000/00020"), turned, "left and right", cells("01000/00010"))) == "22200/00222"


def test_what_is_more_than_nine_beside_a_grid_counts_as_nine_and_its_colours_are_not_named():
    many = rules({HERE: 11, BESIDE + HERE: 9, BECOMES: 2})
    assert shown(rewrite(cells("3949"), many, "all", np.array([[8, 9, 30, 255]], np.uint8))) == "3222"


def test_nothing_beside_a_grid_has_no_value():
    assert shown(rewrite(cells("00"), rules({HERE: 0, BESIDE + HERE: 0, BECOMES: 2}), "all")) == "00"


def test_rewriting_ends_after_the_first_step():
    assert shown(rewrite(cells("00000/00200/00000"), FLOWS, "turned")) == "00200/02220/00200"


@pytest.mark.parametrize("table", [{0: 1}, {(0, 1, 2): 2}])
@pytest.mark.parametrize("operation", [propagate, rewrite])
def test_void_for_tables_of_other_keys_and_states_of_other_shapes(operation, table):
    assert operation(cells("12"), table, "all") is None
    assert operation(cells("12"), FLOWS, "all", cells("1/2")) is None


def random_rule(rng, beside):
    chosen = rng.choice(25, int(rng.integers(1, 3)), replace=False).tolist()
    rule = {place: int(rng.choice([0, 0, 1, 2, 10, 11, 12, 13])) for place in chosen}
    if beside and rng.random() < 0.7:
        rule[int(rng.choice([BESIDE + HERE, BESIDE + int(rng.integers(25))]))] = int(rng.choice([0, 1, 2, 9, 10, 13]))
    return {**rule, HERE: int(rng.integers(0, 2)), BECOMES: int(rng.choice([1, 2, 3, 11, 12]))}


LARGER = [pytest.param(CpuBackend, side, marks=pytest.mark.slow) for side in (5, 12)]


@pytest.mark.parametrize("ways", WAYS)
@pytest.mark.parametrize("operation", [propagate, rewrite], ids=lambda op: op.name)
@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(("build", "side"), [*((CpuBackend, side) for side in (1, 8)), (TeamBackend, 6), *LARGER])
def test_kernel_on_tables_that_hit(ways, operation, beside, build, side):
    rng = np.random.default_rng(side)
    backend = build(1 << 24)
    number = 4 if build is TeamBackend else 12  # its threads wait for each other
    shapes = [(side, int(rng.integers(1, side + 1))) for _ in range(number)]
    grids = [np.where(rng.random(shape) < 0.7, 0, rng.integers(0, 6, shape)).astype(np.uint8) for shape in shapes]
    states = (
        [rng.choice([0, 0, 1, 2, 9, 40], shape).astype(np.uint8) for shape in shapes] if beside else [None] * number
    )
    tables = [rules(*[random_rule(rng, beside) for _ in range(int(rng.integers(2, 6)))]) for _ in grids]
    given = [backend.upload(GRID, grids), backend.upload(TABLE, tables), operation.parameters[2].encode(ways)]
    made = backend.run(operation, [*given, backend.upload(FIELD, states) if beside else None], len(grids))
    changed = 0
    for result, grid, table, state in zip(backend.arena.values(made), grids, tables, states, strict=True):
        assert same(result, operation(grid, table, ways, state))
        changed += not np.array_equal(result, grid)
    assert side < 5 or changed > number // 6
