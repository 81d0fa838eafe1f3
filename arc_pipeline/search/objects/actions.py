"""What may be painted for the objects of one source list, by which measures, and which cells that explains.

The objects of all demonstrations are grouped by their values of a measure. A group may have an action only if that is
right for each of its objects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from ...backends.arena import NONE, to_host
from ..bits import packed, unpacked
from ..kernels.covering import NO_ACTION, agreeing, covers, gathered, reached
from ..kernels.painted import COVERS_NOTHING, SEVERAL_COLORS
from .painted import Painted

AS_IS, BY_TABLE = -1, -2  # in place of the number of a colour list
_COLORINGS = 200  # pairs of a list and a colour list that are tried
_SEVERAL, _UNFIT = 1 << 10, 1 << 11  # bits of an object of several colours, and of one that does not fit
_BITS = np.array([1 << k if k < 10 else 0 if k == COVERS_NOTHING else _SEVERAL for k in range(256)], np.uint16)
_COLOR = np.full(_UNFIT, SEVERAL_COLORS, np.uint8)  # of a group, by the bits of its objects
_COLOR[[0, *(1 << k for k in range(10))]] = [COVERS_NOTHING, *range(10)]


@dataclass(frozen=True)
class Measures:
    """Numbers of the objects of one source list. `train` int64 (n, objects): on the demonstrations, cheapest measure
    first; `example` (objects,): the demonstration of each object; `test` int64 (n, objects of the tests); `cost` (n,).

    The first measure is 0 for all objects, so that it tells none from another.
    """

    train: np.ndarray
    example: np.ndarray
    test: np.ndarray
    cost: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, cost: np.ndarray, sample: np.ndarray, demonstrations: int) -> Measures:
        """Measures with these numbers, int64 (n, objects of all samples), after the one that is 0 for all; `cost` (n,),
        `sample` (objects of all samples,): the sample of each object."""
        train = sample < demonstrations
        values = np.concatenate([np.zeros((1, len(sample)), np.int64), values])
        return cls(values[:, train], sample[train], values[:, ~train], np.concatenate([[0], cost]))


class Actions:
    """All actions and the groups of objects that may have them.

    An action paints a list as it is, in colours that a table has for the measure's values, or in the colours of a
    colour list: `list`, `coloring`, `cost` (n,). `measure_of`, `value` (groups,): the measure of each group and its
    value; `group_of` int32 (measures, objects); `may` bool (n, groups): whether a group may have an action; `color`
    uint8 (n, groups): the colour in which all objects of a group may be painted, COVERS_NOTHING or SEVERAL_COLORS. What
    actions explain is given as bits of the cells that some base has wrong: uint64 (n, demonstrations, words).
    """

    def __init__(
        self,
        backend: Backend,
        painted: Painted,
        costs: np.ndarray,
        measures: Measures,
        colorings: np.ndarray,
        wrong: np.ndarray,
    ) -> None:
        """`costs` (lists,); `colorings` int64 (m, objects): colour lists; `wrong` bool (bases, demonstrations, cells):
        the cells that each base has wrong."""
        self._backend, self.measures, self.demonstrations = backend, measures, wrong.shape[1]
        self._collect(painted, np.any(wrong, axis=0))
        keys = (np.arange(len(measures.train))[:, None] << 33) + (measures.train - NONE)  # numbers have 32 bits
        groups, self.group_of = np.unique(keys, return_inverse=True)
        self.group_of = self.group_of.reshape(keys.shape).astype(np.int32)
        self.measure_of, self.value = groups >> 33, (groups & (1 << 33) - 1) + NONE
        fits, color = painted.fits[self._lists], painted.color[self._lists]
        colored_list, coloring, colored = self._colored(color, colorings)
        every = np.arange(len(fits))
        self._of = np.concatenate([every, every, colored_list])
        self.list = self._lists[self._of]
        self.coloring = np.concatenate([np.full(len(fits), AS_IS), np.full(len(fits), BY_TABLE), coloring])
        self.cost = costs[self.list] + np.where(self.coloring == AS_IS, 0, np.where(self.coloring == BY_TABLE, 3, 2))
        flags = np.concatenate([_BITS[color] | ~fits * np.uint16(_UNFIT), ~colored]).astype(np.int32)
        seen = to_host(backend.apply(gathered, flags, self.group_of, len(groups)))
        seen, all_colored = seen[: len(fits)], seen[len(fits) :] == 0
        by_group, all_fit = _COLOR[seen & (_UNFIT - 1)], seen < _UNFIT
        self.color, self.may = by_group[self._of], np.concatenate([all_fit, by_group != SEVERAL_COLORS, all_colored])

    def _collect(self, painted: Painted, wrong: np.ndarray) -> None:
        """Collect the right elements, list by list, and for each the bits of its cells that some base has wrong:
        `wrong` bool (demonstrations, cells). Lists without such elements are dropped."""
        lists, of = np.nonzero(painted.right)
        asked = np.packbits(wrong, axis=1, bitorder="little").view(np.uint32)
        bits = painted.bits[lists, of] & asked[self.measures.example[of]]
        there = bits.any(axis=1)
        self._object, bits = of[there].astype(np.int32), bits[there]
        self._example = self.measures.example[self._object]
        self._lists, row = np.unique(lists[there], return_inverse=True)
        self._row = row.astype(np.int32)
        runs = np.arange(len(self._lists) * self.demonstrations + 1)  # of the elements of a list and a demonstration
        self._runs = np.searchsorted(self._row * self.demonstrations + self._example, runs).astype(np.int32)
        self._cells = [np.flatnonzero(row) for row in wrong]
        self._bits = np.zeros((len(bits), -(-max(map(len, self._cells)) // 64)), np.uint64)
        for d, cells in enumerate(self._cells):
            own = self._example == d
            self._bits[own] = packed(unpacked(bits[own])[:, cells], self._bits.shape[1])

    def packed(self, wrong: np.ndarray) -> np.ndarray:
        """Wrong cells as bits: bool (n, demonstrations, cells) -> uint64 (n, demonstrations, words)."""
        words = self._bits.shape[1]
        return np.stack([packed(wrong[:, d, cells], words) for d, cells in enumerate(self._cells)], axis=1)

    def _colored(self, color: np.ndarray, colorings: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The lists and colour lists that agree on two objects or more, those that agree on most cells: int64 (n,)
        each, and the objects that they may paint: bool (n, objects). `color` as in Painted."""
        cells = np.zeros(color.shape, np.int32)
        cells[self._row, self._object] = np.bitwise_count(self._bits).sum(axis=1)
        count = to_host(self._backend.apply(agreeing, color, cells, colorings.astype(np.int32)))
        which, coloring = np.nonzero(count)
        best = np.sort(np.argsort(-count[which, coloring], kind="stable")[:_COLORINGS])
        which, coloring = which[best], coloring[best]
        return which, coloring, (color[which] == colorings[coloring]) | (color[which] == COVERS_NOTHING)

    def fitting(self, wrong: np.ndarray) -> np.ndarray:
        """Which bases go with which measures: bool (bases, measures). Every cell that the base has wrong, bool
        (bases, demonstrations, cells), must be reached by an action that a group of the measure may have."""
        lists = len(self._lists)
        alike = np.argsort(self._of, kind="stable")  # each list has actions, that which paints it as it is among them
        may = np.logical_or.reduceat(self.may[alike], np.searchsorted(self._of[alike], np.arange(lists)), axis=0)
        order, measures = np.argsort(self._example, kind="stable"), np.arange(len(self.group_of))
        starts = np.searchsorted(self._example[order], np.arange(self.demonstrations + 1))
        of_list = self._row[order] * len(self.value) + self.group_of[:, self._object[order]]
        items = np.arange(self.demonstrations), 0, measures[:, None]
        reach = self._reached(items, starts, np.arange(len(order)), self._bits[order], may.reshape(1, -1), of_list)
        return ~(self.packed(wrong)[:, None] & ~reach).any(axis=(2, 3))

    def explained(self, measures: np.ndarray) -> np.ndarray:
        """What each action explains by some measures, int64 (n,): bits (n * actions, demonstrations, words)."""
        of, example = np.tile(self._of, len(measures))[:, None], np.arange(self.demonstrations)
        action = np.tile(np.arange(len(self._of)), len(measures))[:, None]
        items = of * self.demonstrations + example, action, np.repeat(measures, len(self._of))[:, None]
        return self._reached(items, self._runs, self._object, self._bits, self.may, self.group_of)

    def covering(self, wrong: np.ndarray, measure: np.ndarray, most: int) -> list[list[tuple[int, np.ndarray]]]:
        """The actions that explain all of some wrong cells, bits (n, demonstrations, words), by a measure each, int64
        (n,): up to `most`, in the order in which they were chosen (see `covers`), each with the groups for which it
        explains some of the cells that are left, int64 (k,); none where these do not suffice."""
        measures, of = np.unique(measure, return_inverse=True)
        explained = self.explained(measures).reshape(len(measures) * len(self.list), -1)
        items = np.column_stack([np.arange(len(wrong)), measure, of * len(self.list)]).astype(np.int32)
        words = (self.cost.astype(np.int32), self._of.astype(np.int32), self._runs, self._object)
        given = wrong.reshape(len(wrong), -1), *words, self._bits, self.may.view(np.uint8), self.group_of
        made = to_host(self._backend.apply(covers, items, explained, *given, most))[:, explained.shape[1] :]
        chosen, groups = made[:, :most], unpacked(made[:, most:]).reshape(len(made), most, -1)
        begins = np.searchsorted(self.measure_of, measure).tolist()
        return [
            [
                (int(k), begin + np.flatnonzero(own))
                for k, own in zip(row, of, strict=True)
                if NO_ACTION not in (row[0], k)
            ]
            for row, of, begin in zip(chosen, groups, begins, strict=True)
        ]

    def _reached(
        self,
        items: tuple[np.ndarray | int, ...],
        starts: np.ndarray,
        objects: np.ndarray,
        bits: np.ndarray,
        may: np.ndarray,
        groups: np.ndarray,
    ) -> np.ndarray:
        """What the kernel `reached` makes of items: bits (n, demonstrations, words). The three parts of `items` are
        arrays that broadcast to (n, demonstrations); all other arguments are the kernel's."""
        every = np.stack(np.broadcast_arrays(*items), axis=-1)
        words = [part.astype(np.int32, copy=False) for part in (every.reshape(-1, 3), starts, objects, groups)]
        made = self._backend.apply(reached, *words[:3], bits, may.view(np.uint8), words[3])
        return to_host(made).reshape(*every.shape[:2], -1)
