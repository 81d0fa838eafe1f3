"""Promise: which grids hold the outputs as a part."""

import numpy as np
from hypothesis import given
from search.growth import grown, made_task, words
from strategies import seeds

from arc_pipeline.dsl.types import GRID
from arc_pipeline.search.taskview.nodes import TaskNodes
from arc_pipeline.search.views.promise import hold_outputs, left_unsaid, windows_equal


@given(seeds)
def test_windows_are_equal_where_all_their_cells_are(seed):
    rng = np.random.default_rng(seed)
    h, w = rng.integers(1, 5, 2)
    down, across = rng.integers(1, 5, 2)
    wholes = rng.integers(0, 2, (rng.integers(1, 5), h + down - 1, w + across - 1), dtype=np.uint8)
    part = rng.integers(0, 2, (h, w), dtype=np.uint8)
    found = windows_equal(wholes, part)
    assert found.shape == (len(wholes), down, across)
    for k, i, j in np.ndindex(found.shape):
        assert found[k, i, j] == (wholes[k, i : i + h, j : j + w] == part).all()


def test_grids_that_hold_the_outputs_leave_half_unsaid():
    inputs = [np.random.default_rng(k).integers(0, 6, (6, 5)) for k in range(4)]
    task = made_task("half", lambda grid: grid[1:4, 1:], inputs)
    seen = TaskNodes(grown([task], words("tophalf", "rot90", "hmirror"), 2), 0)
    grids = seen.of_type(GRID)
    held = []
    for node in grids.tolist():
        pairs = zip(seen.grids(node), seen.outputs, strict=False)
        held.append(all(_holds(grid, output) for grid, output in pairs))
    larger = (seen.heads(grids)[:, : len(seen.outputs), :2] >= (3, 4)).all(axis=(1, 2))
    assert hold_outputs(seen, grids[larger]).tolist() == np.array(held)[larger].tolist()
    assert 0 < sum(held) < larger.sum()
    left, plain = left_unsaid(seen, grids)
    assert np.array_equal(np.isfinite(left), held)
    assert set(left[held]) == {plain / 2}


def _holds(grid, output):
    h, w = output.shape
    corners = np.ndindex(max(0, grid.shape[0] - h + 1), max(0, grid.shape[1] - w + 1))
    return any((grid[i : i + h, j : j + w] == output).all() for i, j in corners)
