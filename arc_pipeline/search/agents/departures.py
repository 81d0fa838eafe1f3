"""The grids of some examples with their wanted outputs, packed for kernels, and the departures of walkers on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...dsl.families.walks import HEADINGS, directions_of
from ...tasks import Pair
from ..kernels.walkers import COLORS, LENGTH, STRAYS, departures

_MOST, _MOST_UNCLEAR = 30, 15  # departures with and without a known way ahead
_NAMED, _TOLD = 3, 2  # colours that walkers of one departure may draw: as literals, and as the values of nodes
FIRST_TOLD = 10  # colours from here on are indices of colour nodes
STRAIGHT, ASLANT = 0, 2  # rows of actions at a colour, for straight and diagonal walkers; the next row: at the border


@dataclass(frozen=True)
class PackedPairs:
    """Grids and the outputs wanted of them, packed.

    `cells` uint8 (2, n): the cells of all grids, one grid after the other, and those of the wanted outputs. `shapes`
    int32 (examples, 3): h, w and the index of the first cell of each grid.
    """

    cells: np.ndarray
    shapes: np.ndarray

    @classmethod
    def of(cls, examples: Sequence[Pair]) -> PackedPairs:
        """Pack pairs whose outputs have their inputs' shapes."""
        cells = np.concatenate([[pair.input.ravel(), pair.output.ravel()] for pair in examples], axis=1)
        ends = np.cumsum([pair.input.size for pair in examples])
        shapes = [(*pair.input.shape, end - pair.input.size) for pair, end in zip(examples, ends, strict=True)]
        return cls(cells.astype(np.uint8), np.array(shapes, np.int32))

    @property
    def wrong(self) -> np.ndarray:
        """Where the grids differ from the wanted outputs: bool (n,)."""
        return np.asarray(self.cells[0] != self.cells[1])

    @property
    def missing(self) -> np.ndarray:
        """The wanted colours of each example's wrong cells, as bits: int64 (examples,)."""
        return self.by_example(self.wrong * (1 << self.cells[1].astype(np.int64)))

    def by_example(self, bits: np.ndarray) -> np.ndarray:
        """The bitwise or over the cells of each example: int (..., n) -> (..., examples)."""
        return np.bitwise_or.reduceat(bits, self.shapes[:, 2], axis=-1)

    def after(self, explained: np.ndarray) -> PackedPairs:
        """The pairs after the explained cells, bool (n,), have got their wanted colours."""
        return replace(self, cells=np.stack([np.where(explained, self.cells[1], self.cells[0]), self.cells[1]]))


@dataclass(frozen=True)
class Departure:
    """Walkers that set out from the marked cells of a mask in the directions of a heading.

    `mask`: its index. `aim`: the colour toward which they set out, 0 for headings without one. `colors`: the colours
    that they may draw, each as a `Walk` has it and as its value on each example, int (examples,), 0 for the walker's
    own colour.
    """

    mask: int
    heading: str
    aim: int
    colors: tuple[tuple[int, np.ndarray], ...]

    @property
    def case(self) -> tuple[int, int, int, int]:
        """What a case of `best_tables` begins with: mask, number of the heading, aim and the row of the actions."""
        is_straight = directions_of(self.heading).stop <= 4
        return self.mask, HEADINGS.index(self.heading), self.aim, STRAIGHT if is_straight else ASLANT


def departures_from(backend: Backend, pairs: PackedPairs, masks: np.ndarray, told: np.ndarray) -> list[Departure]:
    """The departures whose walkers draw nothing wrong before something lies ahead, the walkers that reach most cells
    first; after them those that begin by passing over something, for which this is not known, by mask.

    `masks` bool (masks, n): marked cells, the cheapest mask first. `told` int32 (k, examples): the values of colour
    nodes. At most _MOST and _MOST_UNCLEAR departures, no two with the same walkers.
    """
    colors = [color for color in np.unique(pairs.cells[0]).tolist() if color]
    ways = [(k, aim) for k, heading in enumerate(HEADINGS) for aim in (colors if "toward" in heading else [0])]
    seen = to_host(backend.apply(departures, np.array(ways, np.int32), pairs.shapes, pairs.cells))
    leaves, passes = seen & ((1 << STRAYS) - 1), np.array(["through" in HEADINGS[k] for k, _ in ways])
    length = np.where(passes[:, None], leaves > 0, seen >> LENGTH & ((1 << COLORS - LENGTH) - 1))
    # One walker that draws something wrong makes the sum negative, however many cells the others reach.
    reached = np.where(seen >> STRAYS & 1, -1 << 24, length).astype(np.float32) @ masks.astype(np.float32).T
    clear, unclear = (np.argwhere((reached > 0) & those[:, None]) for those in (~passes, passes))
    clear = clear[np.argsort(-reached[*clear.T], kind="stable")]
    unclear = unclear[np.argsort(unclear[:, 1], kind="stable")]
    found = _distinct(clear, masks, leaves, ways, _MOST) + _distinct(unclear, masks, leaves, ways, _MOST_UNCLEAR)
    has_color, missing = ~(masks & (pairs.cells[0] == 0)).any(axis=1), pairs.missing
    made = []
    for way, mask in found:
        new = pairs.by_example(np.where(masks[mask], seen[way], 0) >> COLORS)
        drawn = [(0, np.zeros(len(new), np.int32))] if has_color[mask] else []
        drawn += _colors_drawn(new if new.any() else missing, told)
        made.append(Departure(mask, HEADINGS[ways[way][0]], ways[way][1], tuple(drawn)))
    return made


def _distinct(
    some: np.ndarray, masks: np.ndarray, leaves: np.ndarray, ways: Sequence[tuple[int, int]], most: int
) -> list[tuple[int, int]]:
    """At most `most` pairs (way, mask) of `some`, int (k, 2), in their order and with walkers that differ."""
    found: dict[tuple[int, bytes], tuple[int, int]] = {}
    for way, mask in some.tolist():
        found.setdefault((ways[way][1], np.where(masks[mask], leaves[way], 0).tobytes()), (way, mask))
        if len(found) == most:
            break
    return list(found.values())


def _colors_drawn(new: np.ndarray, told: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The colours to draw so that cells become right whose wanted colours are, for each example, the bits `new`, int
    (examples,): literals if there are few, then nodes with such values."""
    colors = [color for color in range(1, 10) if (new >> color & 1).any()]
    if len(colors) <= _NAMED:
        yield from ((color, np.full(len(new), color, np.int32)) for color in colors)
    if len(colors) > 1 and len(told):
        alike = np.flatnonzero((new & ~(1 << told.astype(np.int64)) == 0).all(axis=1))
        yield from ((FIRST_TOLD + k, told[k].astype(np.int32)) for k in alike[:_TOLD].tolist())
