"""The states of one task as a matrix: one row a state of the output's shape, one column a cell.

States that split the cells in the same way are one, whatever numbers they use: a table can rename them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.arena import to_host
from ..frontier.frontier import Frontier
from ..frontier.nodes import Nodes
from ..frontier.shapes import NOTHING_SAID, Shapes
from ..kernels.partitions import partitions

_UNLIKELY = 1 / 256  # share of belief in a shape on the tests under which no rule is looked for


@dataclass(frozen=True)
class States:
    """States of one task that have the same shapes on its tests.

    `nodes` (n,): cheapest first; `cost` (n,); `known` uint8 (n, cells): their values on the demonstrations' cells,
    `target` uint8 (cells,): the outputs' colours there; `labels` uint8 (cells,): what stands for them; `place` int64
    (cells,): the demonstration that each cell is of; `asked` uint8 (n, test cells): on the test inputs, one test
    after the other; `shapes`: the tests' (h, w).
    """

    nodes: np.ndarray
    cost: np.ndarray
    known: np.ndarray
    target: np.ndarray
    labels: np.ndarray
    place: np.ndarray
    asked: np.ndarray
    shapes: tuple[tuple[int, int], ...]

    def predicted(self, values: np.ndarray, learned: np.ndarray | None = None) -> float:
        """The share of demonstrations of which the others tell all values, uint8 (cells,), as a rule learned without it
        would need; `learned` bool (cells,): those cells alone whose values are in the rule."""
        chosen = slice(None) if learned is None else learned
        there = np.zeros((256, int(self.place[-1]) + 1), dtype=bool)
        there[values[chosen], self.place[chosen]] = True
        alone = there[there.sum(axis=1) == 1].any(axis=0)
        return 1.0 - float(alone.mean())

    def split(self, cells: np.ndarray) -> list[np.ndarray]:
        """Test cells (test cells,) as one array (h, w) for each test."""
        ends = np.cumsum([h * w for h, w in self.shapes])
        parts = np.split(cells, ends[:-1])
        return [part.reshape(shape) for part, shape in zip(parts, self.shapes, strict=True)]


def states_of(frontier: Frontier, task: int, most: int, distinct: bool = True) -> Iterator[States]:
    """The states of one task by their shapes on its tests; of each group the cheapest and those that tell most.

    `distinct`: of those that split the cells in the same way only the cheapest counts, which is all that a table needs.
    """
    chosen = frontier.states
    outputs = [pair.output for pair in frontier.samples.tasks[task].train]
    chosen = chosen[frontier.nodes.task.all[chosen] == task]
    yield from states_for(frontier, task, chosen, outputs, most, distinct, frontier.shapes[task])


def states_for(
    frontier: Frontier,
    task: int,
    chosen: np.ndarray,
    targets: Sequence[np.ndarray],
    most: int,
    distinct: bool,
    shapes: Shapes = NOTHING_SAID,
) -> Iterator[States]:
    """These nodes, int64 (n,), of one task as states for other targets than its outputs, one a demonstration.

    The nodes have the targets' shapes on all demonstrations, cheapest first. Those are left out that have shapes on
    the tests which `shapes` holds to be unlikely.
    """
    nodes, samples = frontier.nodes, frontier.samples
    if not len(chosen):
        return
    demonstrations, rows = int(samples.demonstrations[task]), int(samples.rows[task])
    slots = nodes.read(nodes.data, chosen, rows)
    heads = frontier.backend.arena.shapes(slots[:, demonstrations:]).reshape(len(chosen), -1)
    target = np.concatenate([output.ravel() for output in targets])
    for sides in dict.fromkeys(map(tuple, heads.tolist())):
        group = np.flatnonzero((heads == sides).all(axis=1))
        tests = tuple(zip(sides[::2], sides[1::2], strict=True))
        if shapes.share(tests) < _UNLIKELY:
            continue
        areas = [output.size for output in targets] + [h * w for h, w in tests]
        if distinct:
            group = group[np.sort(np.unique(_partitions(frontier, slots[group], areas), return_index=True)[1])]
        group = group[_cheap_and_telling(nodes, chosen[group], most)]
        cells = _cells(frontier, slots[group], areas)
        yield States(
            nodes=chosen[group],
            cost=nodes.cost.all[chosen[group]].astype(np.int64),
            known=cells[:, : len(target)],
            target=target,
            labels=target,
            place=np.repeat(np.arange(demonstrations), areas[:demonstrations]),
            asked=cells[:, len(target) :],
            shapes=tests,
        )


def codes_of(cells: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    """The values of some states at each cell as one number: uint8 (n, cells) -> int64 (cells,)."""
    codes = np.zeros(cells.shape[1], dtype=np.int64)
    for k in chosen:
        codes = codes * 256 + cells[k]
    return codes


def _cheap_and_telling(nodes: Nodes, chosen: np.ndarray, most: int) -> np.ndarray:
    """So many of these nodes, by their places in ascending order: half of them the first, which are the cheapest, half
    those that are wanted or tell most of the outputs."""
    if len(chosen) <= most:
        return np.arange(len(chosen))
    cheap = most - most // 2
    rest = chosen[cheap:]
    order = np.lexsort((-nodes.gain.all[rest], ~nodes.wanted.all[rest], nodes.unwanted.all[rest]))
    return np.concatenate([np.arange(cheap), np.sort(cheap + order[: most // 2])])


def _cells(frontier: Frontier, slots: np.ndarray, areas: list[int]) -> np.ndarray:
    """The cells in slots (n, samples), one sample after the other: uint8 (n, sum of `areas`)."""
    arena, xp = frontier.backend.arena, frontier.backend.xp
    parts = [to_host(arena.cells[xp.asarray(slots[:, row]), :area]) for row, area in enumerate(areas)]
    return np.concatenate(parts, axis=1)


def _partitions(frontier: Frontier, slots: np.ndarray, areas: list[int]) -> np.ndarray:
    """What tells states in slots (n, samples) from all that put other cells together: uint64 (n,)."""
    factors = np.random.default_rng(0).integers(1, 2**63, sum(areas), dtype=np.uint64) | np.uint64(1)
    backend = frontier.backend
    return to_host(backend.apply(partitions, slots, backend.arena.cells, np.array(areas, np.int32), factors))[:, 0]
