"""The cell features of one task as a matrix: a row is a feature of the outputs' shape, a column is a cell.

Features that partition the cells alike are interchangeable for tables, which can rename their values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ...backends.arena import to_host
from ..frontier.shapes import NOTHING_SAID, Shapes
from ..kernels.partitions import partitions
from .nodes import TaskNodes

_UNLIKELY = 1 / 256  # share of belief below which no rules are searched for a shape on the tests


@dataclass(frozen=True)
class FeatureMatrix:
    """Cell features of one task that have the same shapes on its tests.

    `nodes` (n,): cheapest first; `cost` (n,); `train` uint8 (n, cells): values on the demonstrations' cells; `target`
    uint8 (cells,): the outputs' colours; `example` int64 (cells,): the demonstration of each cell; `test` uint8 (n,
    test cells): values on the tests, one test after the other; `shapes`: (h, w) of each test.
    """

    nodes: np.ndarray
    cost: np.ndarray
    train: np.ndarray
    target: np.ndarray
    example: np.ndarray
    test: np.ndarray
    shapes: tuple[tuple[int, int], ...]

    @property
    def examples(self) -> int:
        """The number of demonstrations."""
        return int(self.example[-1]) + 1

    def have(self, grids: np.ndarray, colors: Sequence[int]) -> np.ndarray:
        """Which of these features, which are grids, have one of these colours on any sample: bool (n,)."""
        train, test = (np.isin(part[grids], colors).any(axis=1) for part in (self.train, self.test))
        return np.asarray(train | test)

    def nearest(self, grids: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
        """Of these grids the `most` with fewest wrong cells, but some, int64 (n,); and these cells, bool (n, cells)."""
        wrong = self.train[grids] != self.target
        cells = np.count_nonzero(wrong, axis=1)
        some = np.flatnonzero(cells)
        some = some[np.argsort(cells[some], kind="stable")[:most]]
        return grids[some], wrong[some]

    def predicted(self, values: np.ndarray, learned: np.ndarray) -> np.ndarray:
        """The leave-one-out accuracy of tables over values, uint8 (n, cells): the share of the demonstrations whose
        values all occur in another demonstration; only cells in `learned`, bool (n, cells), count. float64 (n,)."""
        rows, cells = np.nonzero(learned)
        there = np.zeros((self.examples, len(values), 256), dtype=bool)
        there[self.example[cells], rows, values[rows, cells]] = True
        return 1.0 - (there & (there.sum(axis=0, dtype=np.uint16) == 1)).any(axis=2).mean(axis=0)


def features_for(
    view: TaskNodes,
    chosen: np.ndarray,
    targets: Sequence[np.ndarray],
    most: int,
    distinct: bool,
    shapes: Shapes = NOTHING_SAID,
) -> Iterator[FeatureMatrix]:
    """Feature matrices of these nodes, int64 (n,), for some targets' cells, one target per demonstration: one matrix
    for each shape on the tests, with at most `most` features, the cheapest and the most telling ones.

    The nodes must have the targets' shapes on all demonstrations and come cheapest first. `distinct`: of features that
    partition the cells alike only the cheapest is kept, which is enough for tables. Shapes on the tests that are
    unlikely by `shapes` are skipped.
    """
    if not len(chosen):
        return
    demonstrations, slots = len(targets), view.slots(chosen)
    heads = view.backend.arena.shapes(slots[:, demonstrations:]).reshape(len(chosen), -1)
    target = np.concatenate([output.ravel() for output in targets])
    _, first, of = np.unique(shape_hashes(heads), return_index=True, return_inverse=True)
    for k in np.argsort(first).tolist():
        group, sides = np.flatnonzero(of == k), heads[first[k]].tolist()
        tests = tuple(zip(sides[::2], sides[1::2], strict=True))
        if shapes.share(tests) < _UNLIKELY:
            continue
        areas = [output.size for output in targets] + [h * w for h, w in tests]
        if distinct:
            group = group[np.sort(np.unique(_partitions(view, slots[group], areas), return_index=True)[1])]
        group = group[_cheap_and_telling(view, chosen[group], most)]
        cells = np.concatenate([view.cells_in(slots[group, row], area) for row, area in enumerate(areas)], axis=1)
        yield FeatureMatrix(
            nodes=chosen[group],
            cost=view.cost(chosen[group]),
            train=cells[:, : len(target)],
            target=target,
            example=np.repeat(np.arange(demonstrations), areas[:demonstrations]),
            test=cells[:, len(target) :],
            shapes=tests,
        )


def _cheap_and_telling(view: TaskNodes, chosen: np.ndarray, most: int) -> np.ndarray:
    """The places of at most `most` of these nodes, ascending: half of them the first, which are the cheapest, half
    those that are wanted or have the highest gain."""
    if len(chosen) <= most:
        return np.arange(len(chosen))
    cheap = most - most // 2
    return np.concatenate([np.arange(cheap), cheap + view.most_telling(chosen[cheap:], most // 2)])


def _partitions(view: TaskNodes, slots: np.ndarray, areas: list[int]) -> np.ndarray:
    """A hash of how features, by their slots (n, samples), partition the cells: uint64 (n,)."""
    given = np.array(areas, np.int32), _hash_factors(sum(areas))
    return to_host(view.backend.apply(partitions, slots, view.backend.arena.cells, *given))[:, 0]


def shape_hashes(shapes: np.ndarray) -> np.ndarray:
    """A hash of shapes on some samples, one after the other: integers (..., 2 * samples) -> uint64 (...)."""
    return np.asarray(shapes.astype(np.uint64) @ _hash_factors(shapes.shape[-1]))


@cache
def _hash_factors(number: int) -> np.ndarray:
    """Random odd factors, the same for every call with the same number: uint64 (number,)."""
    return np.random.default_rng(0).integers(1, 2**63, number, dtype=np.uint64) | np.uint64(1)
