"""Learn `sweep`s: the colour of a cell as a table of three cells round it, as they were or as they were just made.

Demonstrations tell what a line becomes, so whether three places determine a colour is known without running anything.
Colours may be named or only told from each other; left and right are alike where nothing speaks against it. A rule
counts only if, learned without a demonstration, it is right on it when it is run, for every demonstration.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations

import numpy as np

from ...backends import Backend
from ...dsl.families.sweeps import FIRST_MADE, OUTSIDE, PLACES, UNNAMED, lines_of, step_to
from ..running import run_tables
from .examples import Example

_TOWARD = ("down", "up", "right", "left")
_CODES = 1 << 12
_TRIED = 48  # rules that are learned again without each demonstration
_ENTRIES = 24  # more is learned by heart
_UNKNOWN = 255
_MIRRORED = [place - place % 3 + (0, 2, 1)[place % 3] for place in range(len(PLACES))]  # left and right exchanged
_TRIPLES = sorted(
    {(0, *others) for others in combinations(range(1, len(PLACES)), 2)}
    | {(place, left, left + 1) for place in range(0, len(PLACES), 3) for left in range(1, len(PLACES), 3)}
)


@dataclass(frozen=True)
class Sweep:
    """The arguments of `sweep` besides the grid, `places` by number; `even`: whether the table was learned from the
    examples and from what they would be with left and right exchanged."""

    toward: str
    places: tuple[int, int, int]
    table: dict[tuple[int, ...], int]
    even: bool

    @property
    def named(self) -> frozenset[int]:
        """The colours that keys of the table name."""
        return frozenset(part for key in self.table for part in key if part < OUTSIDE)


def find_sweeps(backend: Backend, examples: Sequence[Example]) -> Iterator[Sweep]:
    """Sweeps that are right on all examples and stay so when learned without one of them, the shortest tables first."""
    found = sorted(_fitting(examples), key=lambda sweep: len(sweep.table))[:_TRIED]
    # Each is learned again without each example; all these tables are run in one launch.
    learned = [[_without(sweep, examples, k) for k in range(len(examples))] for sweep in found]
    found = [sweep for sweep, tables in zip(found, learned, strict=True) if None not in tables]
    tables = [table for some in learned if None not in some for table in some if table is not None]
    n = len(examples)
    cases = np.stack([np.tile(np.arange(n), len(found)), np.arange(len(tables))], axis=1)
    words = [(sweep.toward, *(PLACES[place] for place in sweep.places)) for sweep in found for _ in range(n)]
    made = run_tables(backend, "sweep", [each.grid for each in examples], tables, cases, list(zip(*words, strict=True)))
    for k, sweep in enumerate(found):
        outputs = zip(made[k * n : k * n + n], examples, strict=True)
        if all(np.array_equal(one, each.output) for one, each in outputs):
            yield sweep


def _without(sweep: Sweep, examples: Sequence[Example], left_out: int) -> dict[tuple[int, ...], int] | None:
    """The sweep's table as it is learned from the other examples."""
    cells, own, outputs = _around([*examples[:left_out], *examples[left_out + 1 :]], sweep.toward)
    return _learn(cells, sweep.places, own, outputs, sweep.named, sweep.even)


def _fitting(examples: Sequence[Example]) -> Iterator[Sweep]:
    """Every sweep of which no demonstration shows that the three places do not determine the colour."""
    palettes = [set(np.unique(np.concatenate([each.grid.ravel(), each.output.ravel()])).tolist()) for each in examples]
    ways = [reduce(set.union, palettes), reduce(set.intersection, palettes), {0}]
    ways = [way for k, way in enumerate(ways) if way not in ways[:k]]
    for toward in _TOWARD:
        cells, own, outputs = _around(examples, toward)
        for named in map(frozenset, ways):
            told = _tell(cells[np.array(_TRIPLES).T], own, outputs, _free(named))
            for places in (_TRIPLES[k] for k in np.flatnonzero(told.suffice).tolist()):
                table = _learn(cells, places, own, outputs, named, even=False)
                alike = _learn(cells, places, own, outputs, named, even=True)
                if table is not None:
                    yield Sweep(toward, places, alike or table, even=alike is not None)


def _around(examples: Sequence[Example], toward: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The colours at all places round each cell, uint8 (places, cells), each cell's own, and what becomes of it."""
    lines = [(lines_of(each.grid, toward), lines_of(each.output, toward)) for each in examples]
    cells = [
        np.stack([_shifted(made if place >= FIRST_MADE else grid, place).ravel() for place in range(len(PLACES))])
        for grid, made in lines
    ]
    own, outputs = (np.concatenate([pair[k].ravel() for pair in lines]) for k in range(2))
    return np.concatenate(cells, axis=1), own, outputs


@dataclass(frozen=True)
class _Told:
    """What triples of places tell of the outputs. `keys` uint8 (3, triples, cells); `becomes` uint8 (triples, codes):
    what cells of a code become; `changes` bool (triples, codes): of which some cell changes; `suffice` bool (triples,):
    whether a short table of these says it all."""

    keys: np.ndarray
    becomes: np.ndarray
    changes: np.ndarray
    suffice: np.ndarray


def _tell(cells: np.ndarray, own: np.ndarray, outputs: np.ndarray, free: np.ndarray) -> _Told:
    """What the colours at triples of places, uint8 (3, triples, cells), tell of what becomes of the cells."""
    keys = _signs(cells, free)
    values = np.broadcast_to(np.where(free[outputs], _UNKNOWN, outputs).astype(np.uint8), keys[0].shape)
    for colors, sign in zip(cells, keys, strict=True):
        values = np.where((values == _UNKNOWN) & (colors == outputs), sign, values).astype(np.uint8)
    triples = len(values)
    codes = (_code(keys) + _CODES * np.arange(triples)[:, None]).ravel()
    lowest, highest = np.full(triples * _CODES, _UNKNOWN, np.uint8), np.zeros(triples * _CODES, np.uint8)
    np.minimum.at(lowest, codes, values.ravel())
    np.maximum.at(highest, codes, values.ravel())
    changed = np.zeros(triples * _CODES, dtype=bool)
    changed[codes.reshape(values.shape)[:, outputs != own]] = True
    unclear = changed & ((lowest != highest) | (lowest == _UNKNOWN))
    changes, unclear, becomes = (part.reshape(triples, _CODES) for part in (changed, unclear, lowest))
    entries = changes.sum(axis=1)
    return _Told(keys, becomes, changes, (entries > 0) & (entries <= _ENTRIES) & ~unclear.any(axis=1))


def _learn(
    around: np.ndarray,
    places: tuple[int, int, int],
    own: np.ndarray,
    outputs: np.ndarray,
    named: frozenset[int],
    even: bool,
) -> dict[tuple[int, ...], int] | None:
    """The table of three places that makes these outputs, without what stays as it is but for naming all of `named`
    that occur in keys; None if they do not determine the outputs or the table is a long one. `even`: the same with left
    and right exchanged must come out as well."""
    cells = around[list(places)]
    if even:
        cells = np.concatenate([cells, around[[_MIRRORED[place] for place in places]]], axis=1)
        own, outputs = np.tile(own, 2), np.tile(outputs, 2)
    free = _free(named)
    told = _tell(cells[:, None], own, outputs, free)
    if not told.suffice[0]:
        return None
    table = {_key(code): int(told.becomes[0, code]) for code in np.flatnonzero(told.changes[0]).tolist()}
    present, keys = np.unique(cells[~free[cells]]), told.keys[:, 0]
    for color in sorted(named.intersection(present.tolist()) - {part for key in table for part in key}):
        # A key that changes nothing names the colour, lest it be taken for any other.
        table[_key(int(_code(keys[:, (keys == color).any(axis=0)])[0]))] = OUTSIDE
    return table


def _free(named: frozenset[int]) -> np.ndarray:
    """Which values are colours that are not named: bool (256,)."""
    free = np.zeros(256, dtype=bool)
    free[[color for color in range(OUTSIDE) if color not in named]] = True
    return free


def _signs(cells: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Keys of colours (3, ...), with those that are not named numbered as they come: uint8 (3, ...)."""
    a, b, c = cells
    free_a, free_b, free_c = free[cells]
    same_b, same_c = free_a & (b == a), free_a & (c == a)
    sign_a = np.where(free_a, UNNAMED, a)
    sign_b = np.where(free_b, np.where(same_b, UNNAMED, UNNAMED + free_a), b)
    after = UNNAMED + free_a + (free_b & ~same_b)
    sign_c = np.where(free_c, np.where(same_c, UNNAMED, np.where(free_b & (c == b), sign_b, after)), c)
    return np.stack([sign_a, sign_b, sign_c]).astype(np.uint8)


def _code(keys: np.ndarray) -> np.ndarray:
    return keys[0].astype(np.int64) << 8 | keys[1].astype(np.int64) << 4 | keys[2].astype(np.int64)


def _key(code: int) -> tuple[int, ...]:
    return code >> 8, code >> 4 & 15, code & 15


def _shifted(lines: np.ndarray, place: int) -> np.ndarray:
    """For each cell the colour at a place relative to it: (h, w) -> (h, w)."""
    down, across = step_to(place)
    h, w = lines.shape
    padded = np.pad(lines, 2, constant_values=OUTSIDE)
    return padded[2 + down : 2 + down + h, 2 + across : 2 + across + w]
