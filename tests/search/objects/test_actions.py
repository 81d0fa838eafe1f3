"""Actions on objects against sets of cells: what groups may have, what that explains, and what is left of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from strategies import seeds

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.search.bits import unpacked
from arc_pipeline.search.kernels.painted import COVERS_NOTHING, SEVERAL_COLORS
from arc_pipeline.search.objects.actions import Actions, Measures
from arc_pipeline.search.objects.painted import Painted

CELLS = 64  # of an output


@pytest.fixture(scope="module")
def backend():
    return CpuBackend(1 << 22)


def drawn(rng):
    """A few lists of elements on three outputs, of which most are right; measures and colour lists; wrong cells."""
    lists, each, measures = rng.integers(1, [6, 4, 5])
    objects = 3 * each
    covers = rng.random((lists, objects, CELLS)) < rng.choice([0.02, 0.1])
    color = rng.choice([1, 1, 2, SEVERAL_COLORS], (lists, objects)).astype(np.uint8)
    color[~covers.any(axis=2)] = COVERS_NOTHING
    fits = (rng.random((lists, objects)) < 0.5) | ~covers.any(axis=2)
    painted = Painted(fits, color, np.packbits(covers, axis=2, bitorder="little").view(np.uint32))
    values = rng.integers(-1, 3, (measures, objects))
    measured = Measures.of(values, np.arange(measures), np.repeat(np.arange(3), each), 3)
    wrong = rng.random((rng.integers(1, 4), 3, CELLS)) < rng.choice([0.05, 0.5])
    wrong[:, :, 0] = True
    return painted, covers, measured, rng.integers(1, 3, (2, objects)), wrong


def allowed(actions, painted, colorings, action, measure):
    """Which objects an action may be for: those in whose groups it is right for all."""
    chosen, coloring = actions.list[action], actions.coloring[action]
    fits, color, values = painted.fits[chosen], painted.color[chosen], actions.measures.train[measure]
    found = np.zeros(len(values), dtype=bool)
    for value in set(values.tolist()):
        group = values == value
        if coloring == -1:
            right = fits[group].all()
        elif coloring == -2:
            right = len(set(color[group].tolist()) - {COVERS_NOTHING}) <= 1 and SEVERAL_COLORS not in color[group]
        else:
            right = ((color == colorings[coloring]) | (color == COVERS_NOTHING))[group].all()
        found[group] = right
    return found


def cells_of(actions, bits):
    """Bits (n, demonstrations, words) of wrong cells as cells: bool (n, demonstrations, CELLS)."""
    found = np.zeros((*bits.shape[:2], CELLS), dtype=bool)
    for d, cells in enumerate(actions._cells):
        found[:, d, cells] = unpacked(bits[:, d])[:, : len(cells)]
    return found


@settings(max_examples=60)
@given(seed=seeds)
def test_what_actions_explain_is_what_their_objects_cover(backend, seed):
    painted, covers, measures, colorings, wrong = drawn(np.random.default_rng(seed))
    actions = Actions(backend, painted, np.ones(len(covers), np.int64), measures, colorings, wrong)
    some = wrong.any(axis=0)
    right = covers & painted.right[:, :, None] & some[measures.example]
    assert np.array_equal(np.unique(actions.list), np.flatnonzero(right.any(axis=(1, 2))))
    if not len(actions.list):
        return
    reach = np.zeros((len(measures.train), 3, CELLS), dtype=bool)
    for measure in range(len(measures.train)):
        explained = cells_of(actions, actions.explained(np.array([measure])))
        for action, chosen in enumerate(actions.list):
            may = allowed(actions, painted, colorings, action, measure)
            there = right[chosen] & may[:, None]
            expected = np.stack([there[measures.example == d].any(axis=0) for d in range(3)])
            assert np.array_equal(explained[action], expected)
            reach[measure] |= explained[action]
    fits = [[not (one & ~cells).any() for cells in reach] for one in wrong]
    assert np.array_equal(actions.fitting(wrong), fits)
    for base, measure in np.ndindex(len(wrong), len(reach)):
        left, values = wrong[base].copy(), measures.train[measure]
        (chosen,) = actions.covering(actions.packed(wrong)[[base]], np.array([measure]), 3)
        for action, groups in chosen:
            covered, may = right[actions.list[action]], allowed(actions, painted, colorings, action, measure)
            gaining = (covered & may[:, None] & left[measures.example]).any(axis=1)
            assert set(actions.value[groups].tolist()) == set(values[gaining].tolist()) != set()
            assert set(actions.measure_of[groups].tolist()) == {measure}
            by = covered & np.isin(values, values[gaining])[:, None]
            left &= ~np.stack([by[measures.example == d].any(axis=0) for d in range(3)])
        assert not (chosen and left.any())
        assert fits[base][measure] or not chosen
