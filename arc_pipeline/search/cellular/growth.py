"""Whether any cellular rules could make the outputs: a relaxation that rejects most grids without learning rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...backends import Backend
from .neighbourhoods import TURNED, Neighbourhoods, codes_of

_STEPS = 40  # after these it is assumed that the outputs may be made


@dataclass(frozen=True)
class Growth:
    """How cells can change that are told apart by these places of their windows, once or repeatedly."""

    backend: Backend
    neighbourhoods: Neighbourhoods
    places: list[int]
    repeatedly: bool

    def may_be_made(self, ways: tuple[int, ...]) -> bool:
        """Whether every wrong cell gets its colour if a cell changes as soon as its window, seen in these ways, is that
        of no cell which stays or is to get another colour. Also True if growth has not ended after _STEPS steps."""
        after, made = self.neighbourhoods.wanted, self.neighbourhoods.before.copy()
        kept = made == after
        turns, chosen = TURNED[list(ways)][:, self.places], list(ways)
        codes, end = (each[:, chosen].min(axis=1) for each in self._begin_and_end)
        for step in range(_STEPS if self.repeatedly else 1):
            if step:
                codes = codes_of(self.backend, self.neighbourhoods.windows(made), turns).min(axis=1)
            waiting = made != after
            kinds, kind = np.unique(codes[waiting], return_inverse=True)
            lowest, highest = np.full(len(kinds), 255, np.uint8), np.zeros(len(kinds), np.uint8)
            np.minimum.at(lowest, kind, after[waiting])
            np.maximum.at(highest, kind, after[waiting])
            clear = lowest == highest
            for others in (codes[kept], end):
                place = np.minimum(np.searchsorted(kinds, others), len(kinds) - 1)
                clear[place[kinds[place] == others]] = False
            fresh = np.flatnonzero(waiting)[clear[kind]]
            made[fresh] = after[fresh]
            if np.array_equal(made, after):
                return True
            if not len(fresh):
                return False
        return self.repeatedly

    @cached_property
    def _begin_and_end(self) -> tuple[np.ndarray, np.ndarray]:
        """The codes of all windows in the grids; and, for rules that are applied repeatedly, those of the staying
        cells' windows in the outputs: uint64 (n, ways) each."""
        neighbourhoods, turns = self.neighbourhoods, TURNED[:, self.places]
        staying = neighbourhoods.around_wanted[(neighbourhoods.before == neighbourhoods.wanted) & self.repeatedly]
        return codes_of(self.backend, neighbourhoods.around_before, turns), codes_of(self.backend, staying, turns)
