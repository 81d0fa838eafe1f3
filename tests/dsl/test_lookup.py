"""Tables over the values of states; the kernel also on tables that it has to search."""

import numpy as np
import pytest
from pictures import cells, shown

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.tables import encode_table
from arc_pipeline.dsl import OPS, same
from arc_pipeline.dsl.types import FIELD, TABLE

lookup, repaint = OPS["lookup"], OPS["repaint"]
A, B, C = cells("012", (1, 1)), cells("001"), cells("550")


def test_one_two_and_three_states():
    assert shown(lookup({0: 3, 1: 4, 2: 9}, A)) == "349"
    assert shown(lookup({(0, 0): 1, (1, 0): 2, (2, 1): 3, (7, 7): 8}, A, B)) == "123"
    assert shown(lookup({(0, 0, 5): 6, (1, 0, 5): 0, (2, 1, 0): 7}, A, B, C)) == "607"


def test_second_state_may_be_absent_while_the_third_is_there():
    assert shown(lookup({(0, 5): 1, (1, 5): 2, (2, 0): 3}, A, c=C)) == "123"


def test_result_is_a_grid_without_origin():
    assert lookup({0: 3, 1: 4, 2: 9}, A).origin == (0, 0)


@pytest.mark.parametrize(
    ("table", "states"),
    [
        ({0: 3, 1: 4}, (A,)),  # 2 is unknown
        ({(0, 0): 1, (1, 0): 2, (2, 0): 3}, (A, B)),  # (2, 1) is unknown
        ({0: 3, 1: 4, 2: 12}, (A,)),  # 12 is no colour
        ({0: 3, 1: 4, 2: 9}, (A, B)),  # a table for one state
        ({(0, 0): 1, (1, 0): 2, (2, 1): 3}, (A,)),  # a table for two states
        ({(0, 0): 1, (1, 0): 2, (2, 1): 3}, (A, cells("0/0/1"))),
    ],
)
def test_void(table, states):
    assert lookup(table, *states) is None


@pytest.mark.parametrize("arity", [1, 2, 3])
@pytest.mark.parametrize("values", [3, 20, 256])
@pytest.mark.parametrize("side", [1, 4, 16])
def test_kernel_on_tables_of_all_sizes(arity, values, side):
    rng = np.random.default_rng(arity * values * side)
    backend = CpuBackend(1 << 24)
    rows = [rng.integers(0, values, (arity, side, side)).astype(np.uint8) for _ in range(4)]
    tables = []
    for k, row in enumerate(rows):
        keys = {tuple(v) for v in row.reshape(arity, -1).T.tolist()}
        keys |= {tuple(v) for v in rng.integers(0, values, (500, arity)).tolist()}
        table = {key if arity > 1 else key[0]: int(rng.integers(0, 10)) for key in keys}
        if k == 3:  # one combination is missing
            missing = tuple(row[:, 0, 0].tolist())
            del table[missing if arity > 1 else missing[0]]
        tables.append(table)
    states = [backend.upload_cells(FIELD, [row[k] for row in rows]) for k in range(arity)]
    column = backend.upload_lists(TABLE, [encode_table(table) for table in tables])
    made = backend.arena.values(backend.run(lookup, [column, *states, *[None] * (3 - arity)], len(rows)))
    assert made[3] is None
    for result, table, row in zip(made[:3], tables, rows, strict=False):
        assert result is not None
        assert same(result, lookup(table, *row))


def test_repaint_leaves_what_the_table_does_not_know():
    assert shown(repaint(cells("123/456"), {1: 9, 7: 0}, cells("012/010", (4, 4)))) == "193/496"


@pytest.mark.parametrize(("table", "state"), [({(0, 1): 2}, cells("012")), ({0: 2}, cells("01"))])
def test_repaint_is_void_for_another_shape_or_arity(table, state):
    assert repaint(cells("123"), table, state) is None
