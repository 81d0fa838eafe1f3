"""Every operation of the registry, on every backend that runs here, equals its reference: cells, shapes, hashes."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import concrete_types, random_rows, real_grids, seeds

from arc_pipeline.backends.cpu import CpuBackend, TeamBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.backends.tables import encode_table
from arc_pipeline.dsl import OPS, TRANSPARENT, Choice, same
from arc_pipeline.dsl.types import GRID, TABLE, list_of

LIMIT = 1 << 28


@pytest.fixture(scope="module")
def backends():
    return {backend.name: backend for backend in (ReferenceBackend(LIMIT), CpuBackend(LIMIT), TeamBackend(LIMIT))}


def columns(backend, op, types, values):
    made = []
    for parameter, kind, column in zip(op.parameters, types, values, strict=True):
        if kind is None:
            made.append(None)
        elif isinstance(kind, Choice):
            made.append(parameter.encode(column[0]))
        elif kind == TABLE:
            made.append(backend.upload_lists(TABLE, [encode_table(table) for table in column]))
        elif kind.is_list:
            made.append(backend.upload_lists(kind, column))
        elif kind.storage == "cells":
            made.append(backend.upload_cells(kind, column))
        else:
            made.append(backend.upload_number_column(kind, column))
    return made


def assert_parity(expected_backend, backend, op, types, values):
    results = []
    for side in (expected_backend, backend):
        mark = side.arena.mark()
        column = side.run(op, columns(side, op, types, values), len(values[0]))
        results.append((side.arena.values(column), column.hash.tolist(), column.type))
        side.arena.release(mark)
    (expected, hashes, _), (got, got_hashes, kind) = results
    for row, (want, have) in enumerate(zip(expected, got, strict=True)):
        arguments = [column[row] for column in values]
        assert same(want, have), f"{op.name}{tuple(arguments)}:\nreference\n{want!r}\n{backend.name}\n{have!r}"
        assert hashes[row] == got_hashes[row], f"{op.name}: equal values, different hashes, in row {row}"
        if kind == GRID and have is not None:
            assert have.max() < TRANSPARENT, f"{op.name} made a Grid with a cell that is no colour: {arguments}"
            assert have.origin == (0, 0), f"{op.name} made a Grid that does not lie at (0, 0)"


def random_call(op, seed, rows):
    rng = np.random.default_rng(seed)
    types = concrete_types(rng, op.parameters)
    values = random_rows(rng, op.parameters, types, rows)
    for k, kind in enumerate(types):
        if isinstance(kind, Choice):  # one literal a launch
            values[k] = [values[k][0]] * rows
    return types, values


@pytest.mark.parametrize("name", sorted(OPS))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=seeds)
def test_cpu_equals_reference(backends, name, seed):
    types, values = random_call(OPS[name], seed, rows=40)
    assert_parity(backends["reference"], backends["cpu"], OPS[name], types, values)


@pytest.mark.parametrize("name", sorted(OPS))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=seeds)
def test_team_equals_reference(backends, name, seed):
    types, values = random_call(OPS[name], seed, rows=12)
    assert_parity(backends["reference"], backends["team"], OPS[name], types, values)


def first_grid_parameter(op):
    """The parameter that takes a Grid, if every other one has a literal or random value to go with it."""
    for k, parameter in enumerate(op.parameters):
        if not parameter.is_literal and parameter.type.storage == "cells" and not parameter.type.is_list:
            return k
    return None


@pytest.mark.parametrize("name", [name for name in sorted(OPS) if first_grid_parameter(OPS[name]) is not None])
def test_real_grids(backends, name):
    """Real inputs, alone and as a list (lifted)."""
    op, rng = OPS[name], np.random.default_rng(1)
    place = first_grid_parameter(op)
    grids = [real_grids()[k] for k in rng.choice(len(real_grids()), 30, replace=False)]
    types = concrete_types(rng, op.parameters)
    kind = op.parameters[place].type
    if types[place] != GRID and kind.name in ("Grid", "Object", "State"):
        types[place] = GRID
    values = random_rows(rng, op.parameters, types, len(grids))
    for k, option in enumerate(types):
        if isinstance(option, Choice):
            values[k] = [values[k][0]] * len(grids)
    if types[place] == GRID:
        values[place] = grids
    assert_parity(backends["reference"], backends["cpu"], op, types, values)
    if not op.result.is_list:
        types[place] = list_of(types[place])
        values[place] = [[grid] * (1 + k % 3) for k, grid in enumerate(values[place])]
        others = [v for k, v in enumerate(types) if k != place and v is not None and not isinstance(v, Choice)]
        if not any(getattr(v, "is_list", False) for v in others):
            assert_parity(backends["reference"], backends["cpu"], op, types, values)
