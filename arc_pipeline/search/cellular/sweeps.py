"""Learn `sweep`s: a cell's colour as a table over three cells round it, as they were or as they were just made.

The demonstrations show what each line becomes, so whether three places determine the colour is known without running
anything. Colours may be named or only told from each other; left and right are exchangeable unless a demonstration
contradicts. A sweep counts only if every demonstration comes out right when it is learned from the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np

from ...backends import Backend
from ...backends.arena import pack, to_host
from ...dsl import OPS
from ...dsl.families.sweeps import FIRST_MADE, OUTSIDE, PLACES, lines_of, step_to
from ...measure import counted_cache
from ..evaluation.tables import Tables, run_tables
from ..kernels.sweep_tables import sweep_tables
from .examples import Example

_TOWARD = ("down", "up", "right", "left")
_NUMBERS = np.array([OPS["sweep"].parameters[2].encode(toward) for toward in _TOWARD])  # as kernels see them
_TRIED = 48  # tables that are learned again without each demonstration
_NAMED, _EVEN, _LEFT_OUT = 4, 5, 6  # columns of the kernel's `chosen`
_TRIPLES = sorted(
    {(0, *others) for others in combinations(range(1, len(PLACES)), 2)}
    | {(place, left, left + 1) for place in range(0, len(PLACES), 3) for left in range(1, len(PLACES), 3)}
)


@dataclass(frozen=True)
class Sweep:
    """The arguments of `sweep` besides the grid, with `places` by their numbers. `even`: whether the table was learned
    from the examples and their mirror images with left and right exchanged."""

    toward: str
    places: tuple[int, int, int]
    table: dict[tuple[int, ...], int]
    even: bool


def find_sweeps(backend: Backend, examples: Sequence[Example]) -> Iterator[Sweep]:
    """Sweeps that are right on all examples, and on each example when learned from the others; the shortest tables
    first."""
    n = len(examples)
    cells, begins = _columns(examples)

    def learned(chosen: np.ndarray) -> np.ndarray:
        return to_host(backend.apply(sweep_tables, chosen.astype(np.int32), cells, begins, n))

    chosen, tables = _fitting(_candidates(examples), learned)
    shortest = np.argsort(tables[:, 0], kind="stable")[:_TRIED]
    chosen, tables = chosen[shortest], tables[shortest]
    # Each table is learned again without each example, with the colours named that its keys name; one launch runs all.
    again = np.repeat(chosen, n, axis=0)
    again[:, _LEFT_OUT] = np.tile(np.arange(n), len(chosen))
    again[:, _NAMED] = np.repeat([_named(table) for table in tables], n)
    others = learned(again).reshape(len(chosen), n, tables.shape[1])
    taught = np.flatnonzero((others[:, :, 0] > 0).all(axis=1))
    chosen, found = chosen[taught], _as_tables(tables[taught])
    few = _as_tables(others[taught].reshape(-1, tables.shape[1]))
    cases = np.stack([np.tile(np.arange(n), len(chosen)), np.arange(len(few))], axis=1)
    words = np.repeat(np.column_stack([_NUMBERS[chosen[:, 0]], chosen[:, 1:4]]), n, axis=0).T
    grids = pack([each.grid for each in examples])
    made = run_tables(backend, "sweep", grids, few, cases, list(words))
    right = [(made[k::n, : each.output.size] == each.output.ravel()).all(axis=1) for k, each in enumerate(examples)]
    for k in np.flatnonzero(np.all(right, axis=0)).tolist():
        toward, a, b, c, _, even, _ = chosen[k].tolist()
        yield Sweep(_TOWARD[toward], (a, b, c), found.literal(k), bool(even))


def _candidates(examples: Sequence[Example]) -> np.ndarray:
    """Every direction, triple of places and set of colours to name, as rows of the kernel's `chosen`: int64 (n, 7)."""
    palettes = [set(np.unique(np.append(each.grid, each.output)).tolist()) for each in examples]
    ways = [reduce(set.union, palettes), reduce(set.intersection, palettes), {0}]
    named = dict.fromkeys(sum(1 << color for color in way) for way in ways)
    rows = [(toward, *places, bits, 0, -1) for toward in range(4) for bits in named for places in _TRIPLES]
    return np.array(rows)


def _fitting(candidates: np.ndarray, learned: Callable[[np.ndarray], np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """The candidates whose three places determine the colour on the demonstrations, and their tables, with left and
    right exchangeable unless a demonstration contradicts."""
    tables = learned(candidates)
    fitting = tables[:, 0] > 0
    tables, both = tables[fitting], np.repeat(candidates[fitting], 2, axis=0)
    both[1::2, _EVEN] = 1
    alike = learned(both[1::2])
    even = alike[:, 0] > 0
    return np.where(even[:, None], both[1::2], both[::2]), np.where(even[:, None], alike, tables)


def _columns(examples: Sequence[Example]) -> tuple[np.ndarray, np.ndarray]:
    """The colours at all places round each cell, with the cell's output in the last row, each different column once per
    direction and example: uint8 (places + 1, columns); and where the columns of each direction and example begin: int32
    (directions * examples + 1,)."""
    columns = [_distinct(each, toward) for toward in _TOWARD for each in examples]
    begins = np.cumsum([0, *(part.shape[1] for part in columns)], dtype=np.int32)
    return np.concatenate(columns, axis=1), begins


def _distinct(example: Example, toward: str) -> np.ndarray:
    """The different columns of one example in one direction, by first occurrence: uint8 (places + 1, columns)."""
    h, w = example.grid.shape
    around = _around(h, w, toward)
    grid, output = (np.append(cells, np.uint8(OUTSIDE)) for cells in (example.grid, example.output))
    found = np.concatenate([grid[around[:FIRST_MADE]], output[around[FIRST_MADE:]], output[around[:1]]])
    # Sixteen values of four bits are packed into one integer, so that columns are compared as integers.
    codes = np.ascontiguousarray((found[::2] | found[1::2] << 4).T).view(np.uint64)[:, 0]
    return found[:, np.sort(np.unique(codes, return_index=True)[1])]


@counted_cache("surroundings", 256)
def _around(h: int, w: int, toward: str) -> np.ndarray:
    """The index of the cell at all places round each cell, by the lines of a direction; -1 outside: int64 (places,
    cells)."""
    lines = lines_of(np.arange(h * w).reshape(h, w), toward)
    padded, (down, across) = np.pad(lines, 2, constant_values=-1), lines.shape
    steps = map(step_to, range(len(PLACES)))
    return np.stack([padded[2 + d : 2 + d + down, 2 + a : 2 + a + across].ravel() for d, a in steps])


def _as_tables(entries: np.ndarray) -> Tables:
    """Rows of the kernel's result as table literals of `sweep`."""
    there = np.arange(entries.shape[1] - 1) < entries[:, :1]
    pairs = np.sort(np.where(there, entries[:, 1:], -1), axis=1)
    return Tables(3, pairs >> 4, pairs & 15)


def _named(entries: np.ndarray) -> int:
    """The colours that the keys in a row of the kernel's result name, as bits."""
    parts = np.concatenate([entries[1 : 1 + entries[0]] >> shift & 255 for shift in (20, 12, 4)])
    return int(np.bitwise_or.reduce(1 << parts[parts < OUTSIDE], initial=0))
