"""The grids of some examples with what is wanted of them, and walkers that may set out there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...dsl.families.walks import HEADINGS, directions_of
from ..kernels.walkers import COLORS, LENGTH, STRAYS, departures

_MOST, _MOST_UNCLEAR = 30, 15  # departures
_NAMED, _TOLD = 3, 2  # colours that walkers of one departure may draw: by name, and told
FIRST_TOLD = 10
STRAIGHT, ASLANT = 0, 2  # rows of what walkers may do at a colour, each before that of the border


@dataclass(frozen=True)
class PackedPairs:
    """`cells` uint8 (2, n): the grids' cells, one after the other, and what is wanted of them; `shapes` int32
    (examples, 3): of each grid h, w and where its cells begin."""

    cells: np.ndarray
    shapes: np.ndarray

    @classmethod
    def of(cls, examples: Sequence[tuple[np.ndarray, np.ndarray]]) -> PackedPairs:
        """Some grids and of what becomes of them, each pair of one shape."""
        cells = np.concatenate([[grid.ravel(), wanted.ravel()] for grid, wanted in examples], axis=1)
        ends = np.cumsum([grid.size for grid, _ in examples])
        shapes = [(*grid.shape, end - grid.size) for (grid, _), end in zip(examples, ends, strict=True)]
        return cls(cells.astype(np.uint8), np.array(shapes, np.int32))

    @property
    def wrong(self) -> np.ndarray:
        """Where the grids are not yet what is wanted: bool (n,)."""
        return np.asarray(self.cells[0] != self.cells[1])

    @property
    def longest(self) -> int:
        """Steps of a walk that is tried."""
        return 4 * int(self.shapes[:, :2].sum(axis=1).max())

    @property
    def missing(self) -> np.ndarray:
        """The colours of the cells that are wrong, of each example as bits: int64 (examples,)."""
        return self.by_example(self.wrong * (1 << self.cells[1].astype(np.int64)))

    def by_example(self, bits: np.ndarray) -> np.ndarray:
        """The bits that some cell of each example has: (..., n) -> (..., examples)."""
        return np.bitwise_or.reduceat(bits, self.shapes[:, 2], axis=-1)

    def after(self, explained: np.ndarray) -> PackedPairs:
        """The pairs in which cells, bool (n,), have become what is wanted."""
        return replace(self, cells=np.stack([np.where(explained, self.cells[1], self.cells[0]), self.cells[1]]))


@dataclass(frozen=True)
class Departure:
    """Walkers that set out from the cells of a mask, by its number, in the directions of a heading. `aim`: the colour
    that they see then, 0 for headings that ask for none. `colors`: those that they may draw, as a `Walk` has them and
    of each example, int (examples,), 0: their own."""

    mask: int
    heading: str
    aim: int
    colors: tuple[tuple[int, np.ndarray], ...]

    @property
    def case(self) -> tuple[int, int, int, int]:
        """As `best_tables` has it."""
        is_straight = directions_of(self.heading).stop <= 4
        return self.mask, HEADINGS.index(self.heading), self.aim, STRAIGHT if is_straight else ASLANT


def departures_from(backend: Backend, pairs: PackedPairs, masks: np.ndarray, told: np.ndarray) -> list[Departure]:
    """The walkers that draw nothing wrong before something is in their way, those first that come to most cells; of
    those that begin by passing over something, where nothing is known, some more. `masks` bool (masks, n), the cheapest
    first; `told`: int32 (k, examples), colours that are told of each example."""
    colors = [color for color in np.unique(pairs.cells[0]).tolist() if color]
    ways = [(k, aim) for k, heading in enumerate(HEADINGS) for aim in (colors if "toward" in heading else [0])]
    seen = to_host(backend.apply(departures, np.array(ways, np.int32), pairs.shapes, pairs.cells))
    leaves, passes = seen & ((1 << STRAYS) - 1), np.array(["through" in HEADINGS[k] for k, _ in ways])
    length = np.where(passes[:, None], leaves > 0, seen >> LENGTH & ((1 << COLORS - LENGTH) - 1))
    # Whatever else is reached, what one walker draws wrong makes the sum less than 0.
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
    """The first so many of some ways and masks, int (k, 2), whose walkers differ."""
    found: dict[tuple[int, bytes], tuple[int, int]] = {}
    for way, mask in some.tolist():
        found.setdefault((ways[way][1], np.where(masks[mask], leaves[way], 0).tobytes()), (way, mask))
        if len(found) == most:
            break
    return list(found.values())


def _colors_drawn(new: np.ndarray, told: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The colours that make cells right that are to have these, as bits of each example, int (examples,): by name, and
    those told that these are."""
    colors = [color for color in range(1, 10) if (new >> color & 1).any()]
    if len(colors) <= _NAMED:
        yield from ((color, np.full(len(new), color, np.int32)) for color in colors)
    if len(colors) > 1 and len(told):
        alike = np.flatnonzero((new & ~(1 << told.astype(np.int64)) == 0).all(axis=1))
        yield from ((FIRST_TOLD + k, told[k].astype(np.int32)) for k in alike[:_TOLD].tolist())
