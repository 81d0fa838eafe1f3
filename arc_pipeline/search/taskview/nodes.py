"""The nodes of one task in a frontier, with their values copied to the host."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from ...backends import Backend, Column
from ...backends.arena import to_host
from ...dsl.types import Type
from ...tasks import Task
from ..frontier.frontier import Frontier
from ..frontier.gain import Outputs
from ..frontier.nodes import IS_CELLS, TYPE_CODE, TYPE_LIST
from ..frontier.shapes import Shapes


class TaskNodes:
    """The nodes of one task, `row` of the frontier's samples.

    `task`; `outputs`: of its demonstrations, uint8 (h, w) each. Nodes are int64 (n,); their values are arrays (n,
    samples), demonstrations first, then tests.
    """

    def __init__(self, frontier: Frontier, row: int) -> None:
        self.frontier, self.row = frontier, row
        self.task: Task = frontier.samples.tasks[row]
        self.outputs = tuple(pair.output for pair in self.task.train)

    @property
    def backend(self) -> Backend:
        """The backend on which the task is searched."""
        return self.frontier.backend

    @property
    def samples(self) -> int:
        """The number of demonstrations and tests together."""
        return int(self.frontier.samples.rows[self.row])

    @property
    def shapes(self) -> Shapes:
        """The predicted shapes of the outputs on the tests."""
        return self.frontier.shapes[self.row]

    @property
    def keeps_shape(self) -> bool:
        """Whether every demonstration's output has its input's shape."""
        return all(pair.keeps_shape for pair in self.task.train)

    @property
    def palette(self) -> int:
        """The colours of the task, as one bit per colour."""
        return int(self.frontier.samples.palette[self.row])

    @cached_property
    def target(self) -> np.ndarray:
        """The cells of all demonstrations' outputs, one after the other: uint8 (cells,)."""
        return np.concatenate([output.ravel() for output in self.outputs])

    @cached_property
    def changed(self) -> np.ndarray:
        """Where `target` differs from the inputs, everywhere if some output has another shape: bool (cells,)."""
        if not self.keeps_shape:
            return np.ones(len(self.target), dtype=bool)
        return np.asarray(self.target != np.concatenate([pair.input.ravel() for pair in self.task.train]))

    # Which nodes there are

    def of_type(self, *kinds: Type) -> np.ndarray:
        """The nodes of one of these types, cheapest first."""
        return self.frontier.nodes.of_type(self.row, *kinds)

    def of_cells(self) -> np.ndarray:
        """The nodes with cells, cheapest first."""
        return self.of_type(*(kind for kind, cells in zip(TYPE_LIST, IS_CELLS, strict=True) if cells))

    @property
    def fits(self) -> np.ndarray:
        """The nodes that equal every demonstration's output, cheapest first."""
        return self.own(self.frontier.fits)

    @property
    def cell_features(self) -> np.ndarray:
        """The nodes with cells that have the outputs' shapes on all demonstrations, cheapest first."""
        return self.own(self.frontier.cell_features)

    @property
    def near_misses(self) -> np.ndarray:
        """The costs of the values that equal every demonstration's output but one, of two or more: int64 (n,)."""
        return self.frontier.near_misses(self.row)

    def own(self, nodes: np.ndarray) -> np.ndarray:
        """Those of some nodes that are of the task."""
        return nodes[self.frontier.nodes.task.all[nodes] == self.row]

    def cost(self, nodes: np.ndarray) -> np.ndarray:
        """The costs of nodes: int64 (n,)."""
        return np.asarray(self.frontier.nodes.cost.all[nodes], dtype=np.int64)

    def are(self, nodes: np.ndarray, *kinds: Type) -> np.ndarray:
        """Which nodes are of one of these types: bool (n,)."""
        types = self.frontier.nodes.type.all[nodes]
        return np.logical_or.reduce([types == TYPE_CODE[kind] for kind in kinds])

    def source(self, nodes: np.ndarray) -> np.ndarray:
        """The source lists to which nodes belong, -1 for none: int64 (n,)."""
        return np.asarray(self.frontier.nodes.source.all[nodes], dtype=np.int64)

    def beside(self, source: int, *kinds: Type) -> np.ndarray:
        """The nodes of one of these types that belong to a source list, cheapest first."""
        nodes = self.frontier.nodes
        found = np.concatenate([nodes.index.of(self.row, TYPE_CODE[kind]) for kind in kinds])
        found = found[nodes.source.all[found] == source]
        return found[np.lexsort((found, nodes.cost.all[found]))]

    def most_telling(self, nodes: np.ndarray, most: int) -> np.ndarray:
        """The places of `most` of these nodes, ascending: wanted ones, then those of highest gain, unwanted last."""
        gain, wanted, unwanted = (
            getattr(self.frontier.nodes, name).all[nodes] for name in ("gain", "wanted", "unwanted")
        )
        return np.sort(np.lexsort((-gain, ~wanted, unwanted))[:most])

    # Their values

    def slots(self, nodes: np.ndarray, samples: int | None = None) -> np.ndarray:
        """The slots with the cells of nodes, on all samples or on the first `samples`: int32 (n, samples)."""
        return self.frontier.nodes.read(self.frontier.nodes.data, nodes, self.samples if samples is None else samples)

    def lengths(self, lists: np.ndarray) -> np.ndarray:
        """How many elements nodes have that are lists: int32 (n, samples)."""
        return self.frontier.nodes.read(self.frontier.nodes.count, lists, self.samples)

    def heads(self, nodes: np.ndarray) -> np.ndarray:
        """Height, width, and row and column in the frame, of nodes with cells: int64 (n, samples, 4)."""
        return self.backend.arena.boxes(self.slots(nodes))

    def cells_in(self, slots: np.ndarray, area: int) -> np.ndarray:
        """The first `area` cells in slots, int (n,): uint8 (n, area)."""
        arena = self.backend.arena
        return to_host(arena.cells[arena.xp.asarray(slots), :area])

    def grids(self, node: int) -> list[np.ndarray]:
        """The cells of a node on all samples, uint8 (h, w) each."""
        arena, slots = self.backend.arena, self.slots(np.array([node]))[0]
        return [np.array(piece) for piece in arena.download(arena.xp.asarray(slots))]

    def numbers(self, nodes: np.ndarray) -> np.ndarray:
        """The values of nodes that are numbers: int32 (n, samples)."""
        return self.frontier.nodes.read(self.frontier.nodes.data, nodes, self.samples)

    @property
    def target_hashes(self) -> np.ndarray:
        """The hashes of the demonstrations' outputs: uint64 (demonstrations,)."""
        first = int(self.frontier.samples.first_row[self.row])
        return self.frontier.samples.target_hash[first : first + len(self.outputs)]

    def gains(self, outputs: Outputs, slots: np.ndarray) -> np.ndarray:
        """The bits that cells in slots (n, demonstrations) save when these outputs are said: float32 (n,)."""
        return outputs.gains(self.backend.xp.asarray(slots), self.backend.arena.cells)

    def hashes(self, nodes: np.ndarray) -> np.ndarray:
        """The hashes of the values of nodes: uint64 (n, samples)."""
        return self.frontier.nodes.read(self.frontier.nodes.hash, nodes, self.samples)

    def are_outputs(self, nodes: np.ndarray) -> np.ndarray:
        """Which nodes equal which demonstrations' outputs: bool (n, demonstrations)."""
        return np.asarray(self.hashes(nodes)[:, : len(self.outputs)] == self.target_hashes)

    @property
    def inputs(self) -> Column:
        """The inputs of all samples."""
        first = int(self.frontier.samples.first_row[self.row])
        return self.frontier.samples.inputs.take(slice(first, first + self.samples))

    def column(self, node: int) -> Column:
        """The values of a node on all samples, with their hashes."""
        nodes, first = self.frontier.nodes, int(self.frontier.nodes.first_row.all[node])
        rows, kind = slice(first, first + self.samples), TYPE_LIST[int(nodes.type.all[node])]
        return replace(nodes.column(kind, rows), hash=nodes.hash.all[rows])
