"""Every operation of the registry, on every backend that runs here, equals its reference: cells, shapes, hashes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parity import assert_parity, by_family, random_call
from strategies import concrete_types, random_rows, real_grids

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.reference import ReferenceBackend
from arc_pipeline.dsl import OPS, Choice
from arc_pipeline.dsl.types import GRID, list_of
from arc_pipeline.testing.team import TeamBackend

LIMIT = 1 << 28
LISTS = 9  # lists of real grids: each takes as long as its grids, and how calls are mapped is the same for all


@pytest.fixture(scope="module")
def backends():
    return {backend.name: backend for backend in (ReferenceBackend(LIMIT), CpuBackend(LIMIT), TeamBackend(LIMIT))}


def examples(number):
    """A test that is given so many seeds but 0, with which hypothesis would begin: it is that of the quick tests."""
    drawn = settings(max_examples=number)
    return lambda test: drawn(given(seed=st.integers(1, 2**32 - 1))(test))


@pytest.mark.parametrize("family", by_family())
def test_cpu_equals_reference(backends, family):
    assert_equal(backends, "cpu", family, seed=0, rows=40)


@pytest.mark.slow
@pytest.mark.parametrize("family", by_family())
@examples(2)
def test_cpu_equals_reference_on_more_values(backends, family, seed):
    assert_equal(backends, "cpu", family, seed, rows=40)


@pytest.mark.parametrize("family", by_family())
def test_team_equals_reference(backends, family):
    assert_equal(backends, "team", family, seed=0, rows=6)


@pytest.mark.slow
@pytest.mark.parametrize("family", by_family())
@examples(2)
def test_team_equals_reference_on_more_values(backends, family, seed):
    assert_equal(backends, "team", family, seed, rows=12)


def assert_equal(backends, build, family, seed, rows):
    for name in by_family()[family]:
        types, values = random_call(OPS[name], seed, rows)
        assert_parity(backends["reference"], backends[build], OPS[name], types, values)


def first_grid_parameter(op):
    """The parameter that takes a Grid, if every other one has a literal or random value to go with it."""
    for k, parameter in enumerate(op.parameters):
        if not parameter.is_literal and parameter.type.storage == "cells" and not parameter.type.is_list:
            return k
    return None


OF_GRIDS = [name for name in sorted(OPS) if first_grid_parameter(OPS[name]) is not None]
# Each third one is quick, but all are compared on random values.
QUICK = by_family(OF_GRIDS[::3])
LATER = by_family(set(OF_GRIDS) - set(OF_GRIDS[::3]))


@pytest.mark.parametrize("family", QUICK)
def test_real_grids(backends, family):
    for name in QUICK[family]:
        assert_equal_on_real_grids(backends, OPS[name])


@pytest.mark.slow
@pytest.mark.parametrize("family", LATER)
def test_other_operations_on_real_grids(backends, family):
    for name in LATER[family]:
        assert_equal_on_real_grids(backends, OPS[name])


def assert_equal_on_real_grids(backends, op):
    """Real inputs, alone and as a list (lifted)."""
    rng = np.random.default_rng(1)
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
        values = [column[:LISTS] for column in values]
        values[place] = [[grid] * (1 + k % 3) for k, grid in enumerate(values[place])]
        others = [v for k, v in enumerate(types) if k != place and v is not None and not isinstance(v, Choice)]
        if not any(getattr(v, "is_list", False) for v in others):
            assert_parity(backends["reference"], backends["cpu"], op, types, values)
