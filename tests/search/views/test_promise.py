"""Promise: which grids hold the outputs as a part."""

import numpy as np
from search.growth import grown, made_task, words

from arc_pipeline.dsl.types import GRID
from arc_pipeline.search.taskview.nodes import TaskNodes
from arc_pipeline.search.views.promise import hold_outputs, left_unsaid


def test_grids_that_hold_the_outputs_leave_half_unsaid():
    inputs = [np.random.default_rng(k).integers(0, 6, (6, 5)) for k in range(4)]
    task = made_task("half", lambda grid: grid[1:4, 1:], inputs)
    seen = TaskNodes(grown([task], words("tophalf", "rot90", "hmirror"), 2), 0)
    grids = seen.of_type(GRID)
    held = []
    for node in grids.tolist():
        pairs = zip(seen.grids(node), seen.outputs, strict=False)
        held.append(all(_holds(grid, output) for grid, output in pairs))
    assert hold_outputs(seen, grids).tolist() == held
    assert 0 < sum(held) < len(held)
    left, plain = left_unsaid(seen, grids)
    assert np.array_equal(np.isfinite(left), held)
    assert set(left[held]) == {plain / 2}


def _holds(grid, output):
    h, w = output.shape
    corners = np.ndindex(max(0, grid.shape[0] - h + 1), max(0, grid.shape[1] - w + 1))
    return any((grid[i : i + h, j : j + w] == output).all() for i, j in corners)
