"""Reductions: what they say of the parts is true, for what is joined of them is the whole."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

from arc_pipeline.programs import INPUT, Builder, run_reference
from arc_pipeline.search.rules.inverses import inverses

UNIT = np.array([[1, 2], [3, 0]], np.uint8)
OTHER = np.array([[4, 0, 1], [0, 5, 5]], np.uint8)
STRUCTURED = {
    "hconcat": [np.hstack([grid, grid[:, ::-1]]) for grid in (UNIT, OTHER)],
    "vconcat": [np.vstack([grid, grid[-2::-1]]) for grid in (UNIT, OTHER)],
    "upscale": [np.kron(grid, np.ones((3, 3), np.uint8)) for grid in (UNIT, OTHER)],
    "vupscale": [np.kron(grid, np.ones((n, 1), np.uint8)) for grid, n in ((UNIT, 2), (OTHER, 3))],
    "hupscale": [np.kron(grid, np.ones((1, n), np.uint8)) for grid, n in ((UNIT, 2), (OTHER, 3))],
    "tile": [np.tile(grid, (2, 3)) for grid in (UNIT, OTHER)],
    "tile_like": [np.tile(grid, (3, 3))[:5, :7] for grid in (UNIT, OTHER)],
    "pad_side": [np.pad(grid, ((0, 1), (0, 0)), constant_values=7) for grid in (UNIT, OTHER)],
    "pad_side and vconcat": [np.vstack([grid, np.full((2, grid.shape[1]), 7), grid[:1]]) for grid in (UNIT, OTHER)],
    "pad_side and hconcat": [np.insert(grid, [1, 2], 7, axis=1) for grid in (OTHER, np.tile(OTHER, (2, 1)))],
    "recolor_all": [np.array([[0, 3], [3, 3]]), np.array([[5, 0], [0, 5]])],
}


def wholes(targets):
    """(operations, what they make) of every inverse of these targets, for each of them."""
    for inverse in inverses(tuple(targets)):
        for d, target in enumerate(targets):
            builder = Builder()
            if len(inverse.parts) == 1:
                given, values = inverse.parts[0][d], [INPUT]
                if inverse.any_colors:
                    given = np.where(given == 0, 0, 1 + np.arange(given.size).reshape(given.shape) % 9)
            else:  # windows of the whole
                given, values = target, []
                for part in inverse.parts:
                    windows = sliding_window_view(target, part[d].shape)
                    row, column = np.argwhere((windows == part[d]).all(axis=(2, 3)))[0].tolist()
                    values.append(builder.call("crop", [INPUT, row, column, *part[d].shape]))
            values += [numbers[d] for _, numbers in inverse.numbers]
            if inverse.like:
                values.append(builder.call("canvas", [builder.call("mostcolor", [INPUT]), *target.shape]))
            program = builder.program(inverse.join(builder, values))
            yield {node.op for node in program.nodes}, run_reference(program, given), target


@pytest.mark.parametrize("operation", STRUCTURED)
def test_each_structure_is_found(operation):
    made = [operations for operations, _, _ in wholes(STRUCTURED[operation])]
    assert any(set(operation.split(" and ")) <= operations for operations in made)


@pytest.mark.parametrize("operation", STRUCTURED)
def test_parts_joined_are_the_whole(operation):
    for operations, made, target in wholes(STRUCTURED[operation]):
        assert np.array_equal(made, target), operations


@given(st.data())
def test_parts_of_any_grids_joined_are_the_whole(data):
    sides = st.integers(1, 8)
    targets = []
    for _ in range(data.draw(st.integers(1, 3))):
        rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
        targets.append(rng.integers(0, data.draw(st.integers(1, 3)), (data.draw(sides), data.draw(sides)), np.uint8))
    for operations, made, target in wholes(targets):
        assert np.array_equal(made, target), operations


def test_parts_are_smaller_or_say_less():
    for targets in STRUCTURED.values():
        for inverse in inverses(tuple(targets)):
            for part in inverse.parts:
                smaller = sum(grid.size for grid in part) < sum(target.size for target in targets)
                assert smaller or inverse.any_colors
