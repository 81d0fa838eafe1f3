"""Whether any rules of windows could make the outputs: found without learning them, for most grids that none could."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...backends import Backend
from .neighbourhoods import TURNED, Neighbourhoods, codes_of

_STEPS = 40  # after so many it may well be that all is made


@dataclass(frozen=True)
class Growth:
    """How cells may change that are told from others by these places of their windows, once or step after step."""

    backend: Backend
    neighbourhoods: Neighbourhoods
    places: list[int]
    repeatedly: bool

    def may_be_made(self, ways: tuple[int, ...]) -> bool:
        """Whether all cells that change are reached, if each changes as soon as no cell that is to stay, or to become
        another colour, has its window as it is looked at in these ways."""
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
        """Codes of the windows of all cells, and of those of cells that stay as they are in the end, if they grow."""
        neighbourhoods, turns = self.neighbourhoods, TURNED[:, self.places]
        staying = neighbourhoods.around_wanted[(neighbourhoods.before == neighbourhoods.wanted) & self.repeatedly]
        return codes_of(self.backend, neighbourhoods.around_before, turns), codes_of(self.backend, staying, turns)
