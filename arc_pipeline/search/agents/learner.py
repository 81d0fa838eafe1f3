"""Learn the arguments of `walk`: from which marked cells agents set out, in which directions, and what they do at each
colour that lies ahead.

A kernel searches the tables of many departures at once. Walks that explain a part of the change are composed one after
the other, the one that explains most first (sequential covering).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...dsl.families.walks import (
    ADOPT,
    ADOPT_LEFT,
    ADOPT_RIGHT,
    ANYTHING,
    BOUNCE,
    LEFT,
    OUTSIDE,
    OVER,
    PASS,
    RIGHT,
    STEP_LEFT,
    STEP_RIGHT,
    STOP,
)
from ...tasks import Pair
from ..kernels.walkers import FEWEST, MET, UNTOLD, best_tables
from .departures import ASLANT, STRAIGHT, Departure, PackedPairs, departures_from

_TABLES = (20, 320)  # tables tried per departure, in the first and in the second pass
_TOGETHER = 16  # departures in a launch, so that few are tried in vain after the steps end or enough walks are found
_MOST_EXAMPLES = 32
_LONGEST = 4  # times the height and width of the largest grid: steps of a walk
_MOST = 3  # walks in a sequence
_BREADTH = 2  # partial walks that are continued, those that explain most
_FULL = 8  # walks that explain all wrong cells
_LEAST_EXPLAINED = 0.15  # share of the wrong cells that a walk must explain to be continued

_AT_COLOR, _AT_BORDER = (STOP, PASS, OVER, LEFT, RIGHT), (STOP, LEFT, RIGHT)
_ADOPTING = (ADOPT, ADOPT_LEFT, ADOPT_RIGHT)


@dataclass(frozen=True)
class Walk:
    """The arguments of `walk` besides the grid, and what it explains.

    `mask`: its index. `color`: a literal, or FIRST_TOLD + the index of a colour node. `unsupported` bool (examples,):
    the examples that are the only ones to show some entry of the table, or to have walkers at all. `cells` bool (n,):
    the cells that it explains, and `explained`: their number.
    """

    mask: int
    table: dict[int, int]
    heading: str
    color: int
    unsupported: np.ndarray
    cells: np.ndarray
    explained: int


@dataclass(frozen=True)
class WalkSequence:
    """Walks that, applied one after the other, make the wanted outputs. `left_out`: the share of the examples whose
    walks the others support entirely."""

    walks: tuple[Walk, ...]
    left_out: float


def find_walks(
    backend: Backend, examples: Sequence[Pair], masks: np.ndarray, told: np.ndarray, steps: int
) -> Iterator[WalkSequence]:
    """Sequences of walks that make every example's output of its input, of the same shape, single walks first; none for
    more than 32 examples, fewer than FEWEST wrong cells, or if most wrong cells are not 0 in the grids. OutOfTime.

    `masks` bool (n, cells): marked cells of all examples, one after the other, the cheapest mask first. `told` int32
    (n, examples): the values of colour nodes. `steps`: how many are tried in all, where all walkers of a departure make
    one step together.
    """
    pairs = PackedPairs.of(examples)
    wrong = pairs.wrong
    few_background = 2 * (wrong & (pairs.cells[0] == 0)).sum() < wrong.sum()
    if wrong.sum() >= FEWEST and not few_background and len(examples) <= _MOST_EXAMPLES:
        yield from _Learner(backend, masks, pairs.shapes, told, steps).sequences(pairs, ())


class _Learner:
    """What learning of walks over some grids needs; `steps`: how many are left."""

    def __init__(self, backend: Backend, masks: np.ndarray, shapes: np.ndarray, told: np.ndarray, steps: int) -> None:
        self.backend, self.masks, self.told, self.steps = backend, masks, told, steps
        (rows, cells), first = np.nonzero(masks), shapes[:, 2]
        example = np.searchsorted(first, cells, side="right") - 1
        self.marked = (cells - first[example]).astype(np.int32)
        runs = np.arange(len(masks))[:, None] * len(first) + np.arange(len(first) + 1)
        self.bounds = np.searchsorted(rows * len(first) + example, runs).astype(np.int32)

    def sequences(self, pairs: PackedPairs, before: tuple[Walk, ...]) -> Iterator[WalkSequence]:
        """The sequences that begin with the walks `before` and continue on `pairs`, which is what these leave."""
        found = sorted(self._walks(pairs), key=lambda one: (-one.explained, len(one.table)))
        wrong = int(pairs.wrong.sum())
        full = [one for one in found if one.explained == wrong]
        for walk in full[:_FULL]:
            walks = (*before, walk)
            yield WalkSequence(walks, 1.0 - float(np.any([one.unsupported for one in walks], axis=0).mean()))
        if full or len(before) + 1 == _MOST:
            return
        followed: dict[bytes, Walk] = {}
        for one in found:
            if one.explained >= _LEAST_EXPLAINED * wrong:
                followed.setdefault(one.cells.tobytes(), one)
        for one in list(followed.values())[:_BREADTH]:
            yield from self.sequences(pairs.after(one.cells), (*before, one))

    def _walks(self, pairs: PackedPairs) -> list[Walk]:
        """Walks that draw nothing wrong and explain some cells, until enough of them explain all: few tables of every
        departure are tried first, then more for those that explained something, the ones that explained most first."""
        departures = departures_from(self.backend, pairs, self.masks, self.told)
        wrong = int(pairs.wrong.sum())
        found: list[Walk] = []
        for tables in _TABLES:
            explained = [0] * len(departures)
            for k, made in enumerate(self._from_each(pairs, departures, tables)):
                found += made
                explained[k] = max((one.explained for one in made), default=0)
                if sum(one.explained == wrong for one in found) >= _FULL:
                    return found
            if any(one.explained == wrong for one in found):
                return found
            order = sorted((k for k, most in enumerate(explained) if most), key=lambda k: -explained[k])
            departures = [departures[k] for k in order]
        return found

    def _from_each(self, pairs: PackedPairs, departures: Sequence[Departure], tables: int) -> Iterator[list[Walk]]:
        """For each departure the walks that explain most, one for each colour that it may draw, among at most `tables`
        tables; ends early when no steps are left."""
        arrays = self.marked, self.bounds, _actions(pairs), pairs.shapes, pairs.cells
        longest = _LONGEST * int(pairs.shapes[:, :2].sum(axis=1).max())
        for begin in range(0, len(departures), _TOGETHER):
            some = departures[begin : begin + _TOGETHER]
            cases = np.array([(*one.case, tables, self.steps) for one in some for _ in one.colors], np.int32)
            colors = np.array([drawn for one in some for _, drawn in one.colors], np.int32)
            rows = self._affordable(cases, colors, *arrays, longest, int(pairs.wrong.sum()))
            for one in some:
                if self.steps < 0:
                    return
                tried = [(color, row) for (color, _), row in zip(one.colors, rows, strict=False)]
                yield [_walk_of(row, one, color) for color, row in tried if row[1]]

    def _affordable(self, cases: np.ndarray, colors: np.ndarray, *others: Any) -> Iterator[np.ndarray]:
        """The rows of `best_tables` for the cases for which steps are left, in order. Each case is run with the whole
        budget, as if it were the first; the one that exceeds what is left is run again with just that."""
        for k, row in enumerate(to_host(self.backend.apply(best_tables, cases, colors, *others))):
            if self.steps < 0:
                return
            made = row
            if made[0] > self.steps:
                case = np.append(cases[k, :-1], np.int32(self.steps))
                made = to_host(self.backend.apply(best_tables, case[None], colors[k : k + 1], *others))[0]
            self.steps -= int(made[0])
            yield made


def _actions(pairs: PackedPairs) -> np.ndarray:
    """The actions at a colour and at the border, for straight and for diagonal walkers, without those that make no
    difference to them: int32 (4, ...), UNTOLD after the last of a row, as `best_tables` takes them."""
    adopting = _ADOPTING if int(np.bitwise_or.reduce(pairs.missing)).bit_count() > 1 else ()
    made = np.full((4, BOUNCE + 2), UNTOLD, np.int32)
    for first, at_color, at_border in ((STRAIGHT, (STEP_LEFT, STEP_RIGHT), ()), (ASLANT, (BOUNCE,), (BOUNCE,))):
        for row, actions in enumerate(((*_AT_COLOR, *at_color, *adopting), (*_AT_BORDER, *at_border)), start=first):
            made[row, : len(actions)] = actions
    return made


def _walk_of(row: np.ndarray, departure: Departure, color: int) -> Walk:
    """A row of `best_tables` as a walk."""
    examples = len(departure.colors[0][1])
    table = {key: action for key, action in enumerate(row[2:MET].tolist()) if action != UNTOLD}
    met = row[MET : MET + examples, None] >> np.arange(MET - 2) & 1
    met[:, ANYTHING] = np.delete(met, [0, OUTSIDE, departure.aim], axis=1).any(axis=1)
    shown = np.column_stack([met[:, list(table)], met.any(axis=1)])
    unsupported = np.asarray((shown[:, shown.sum(axis=0) == 1] > 0).any(axis=1))
    return Walk(departure.mask, table, departure.heading, color, unsupported, row[MET + examples :] > 0, int(row[1]))
