"""The samples of many tasks as rows of one column: each task's demonstrations, then its test inputs.

Demonstrations' outputs are known as hashes and as arrays. A Task holds no test outputs, so there are none here either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..backends import Backend, Column
from ..backends.hashing import hash_cells
from ..dsl.types import GRID
from ..tasks import Task


@dataclass(frozen=True)
class Samples:
    """The samples of T tasks, R rows in all.

    `inputs`: Column of R grids. `first_row`, `rows`, `demonstrations`: int64 (T,), the first row of each task, the
    number of its rows, and how many of these, from the first on, are demonstrations. `target_hash`: uint64 (R,) and
    `target_shape`: int16 (R, 2), of the demonstrations' outputs, 0 for tests. `palette`: int64 (T,), bit c is set if
    colour c occurs in the task.
    """

    tasks: tuple[Task, ...]
    inputs: Column
    first_row: np.ndarray
    rows: np.ndarray
    demonstrations: np.ndarray
    target_hash: np.ndarray
    target_shape: np.ndarray
    palette: np.ndarray

    @classmethod
    def upload(cls, backend: Backend, tasks: Sequence[Task]) -> Samples:
        """Upload the inputs of all tasks into the backend's arena."""
        grids = [grid for task in tasks for grid in (*(pair.input for pair in task.train), *task.test)]
        rows = np.array([len(task.train) + len(task.test) for task in tasks], dtype=np.int64)
        first_row = np.cumsum(rows) - rows
        target_hash = np.zeros(len(grids), dtype=np.uint64)
        target_shape = np.zeros((len(grids), 2), dtype=np.int16)
        palette = np.zeros(len(tasks), dtype=np.int64)
        for k, task in enumerate(tasks):
            for place, pair in enumerate(task.train):
                target_hash[first_row[k] + place] = hash_cells(pair.output, (0, 0))
                target_shape[first_row[k] + place] = pair.output.shape
            seen = [*task.test, *(grid for pair in task.train for grid in (pair.input, pair.output))]
            palette[k] = sum(1 << int(color) for color in np.unique(np.concatenate([grid.ravel() for grid in seen])))
        return cls(
            tasks=tuple(tasks),
            inputs=backend.upload_cells(GRID, grids),
            first_row=first_row,
            rows=rows,
            demonstrations=np.array([len(task.train) for task in tasks], dtype=np.int64),
            target_hash=target_hash,
            target_shape=target_shape,
            palette=palette,
        )

    def inputs_of(self, task: int, times: int, xp: Any) -> Column:
        """All inputs of a task, repeated `times` times; `xp` is the backend's array module."""
        first, rows = int(self.first_row[task]), int(self.rows[task])
        return self.inputs.take(xp.asarray(np.tile(np.arange(first, first + rows), times)))

    def output(self, row: int) -> np.ndarray:
        """The output of a row that is a demonstration, uint8 (h, w)."""
        task = int(np.searchsorted(self.first_row, row, side="right")) - 1
        return self.tasks[task].train[row - int(self.first_row[task])].output
