"""What the next rule may be: rules that change some wrong cell of the current grids and no cell that must stay."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from ...backends import Backend
from ...backends.arena import to_host
from ...dsl.families.propagation import ANOTHER, BECOMES, HERE, OUTSIDE, UNNAMED, WAYS, seen
from ..kernels.columns import COLUMNS, SIGNS, drawn_bits, search_columns, window_bits
from ..kernels.conjunctions import HEAD, KEPT, LONGEST, single_out
from .neighbourhoods import NEAREST, TURNED, Neighbourhoods, whole_codes

_RUN = 48  # rules that are tried by running them
_A_SEARCH = 8_000_000  # estimated steps of a search besides counting
_COUNTED = 32  # columns that are counted in one step
_NO_COLOR = 255
_WORD = 64

# A rule is a row of place * PLACE + sign, ascending, filled up with NOTHING; place BECOMES says what the cell becomes.
PLACE, NOTHING = 16, 1 << 10
PAIRS = LONGEST + 3  # at most: the cell's own colour, the anchor's, conditions, and what it becomes
_SIGNS = np.array([*range(OUTSIDE + 1), ANOTHER, UNNAMED])  # in the order in which kernels number them
_FAR = np.zeros(1 + NOTHING // PLACE, dtype=np.int64)  # by place: 1 if it is in the window but no neighbour
_FAR[NEAREST[8:]] = 1


@dataclass
class Work:
    """How many steps of work are left; negative when they are used up."""

    left: int


@dataclass(frozen=True)
class NextRules:
    """Rules over these places, in these ways to look at a window, whose literals are the named colours."""

    backend: Backend
    ways: str
    named: frozenset[int]
    places: list[int]
    work: Work

    def all(self, neighbourhoods: Neighbourhoods, made: np.ndarray) -> np.ndarray:
        """Rules that change some wrong cell of `made`, uint8 (cells,), to its colour in the output, and no cell that
        must stay, neither now nor in the output: int64 (n, PAIRS), the most promising first."""
        backend, named = self.backend, self.named_bits
        turns = TURNED[list(WAYS[self.ways])]
        open_cells, kept = made != neighbourhoods.wanted, neighbourhoods.before == neighbourhoods.wanted
        now, end = neighbourhoods.windows(made), neighbourhoods.around_wanted
        staying = np.concatenate([now[kept], end[kept]])
        staying = staying[np.sort(np.unique(whole_codes(backend, staying), return_index=True)[1])]
        now_open, later, target = now[open_cells], end[open_cells], neighbourhoods.wanted[open_cells]
        later[:, HERE] = made[open_cells]
        searches = self._searches(now_open[:, HERE], target)
        if not len(searches):
            return np.zeros((0, PAIRS), dtype=np.int64)
        around, wanted = _in_words((now_open, target), (later, target), (staying, None))
        words = -(-len(target) // _WORD)
        places = np.array([*self.places, HERE], dtype=np.int32)
        masks = backend.apply(search_columns, searches, around, wanted, turns, words, named)
        drawn = backend.apply(drawn_bits, searches, masks, places[:-1], around, turns, words)
        whole = backend.apply(window_bits, places, around, turns)
        found = backend.apply(single_out, searches, masks, drawn, whole, len(around) // _WORD, words, named)
        return self._rules(searches, places, to_host(found))

    @cached_property
    def named_bits(self) -> int:
        """The named colours, as one bit per colour."""
        return sum(1 << color for color in self.named)

    def _searches(self, own: np.ndarray, target: np.ndarray) -> np.ndarray:
        """The searches that kernels run, int32 (n, 4): the own colour of cells, what they become (UNNAMED for a colour
        that is not named), the anchor's place and its row among the places, -1 for none. The anchor has the colour that
        is not named: that which the cell takes over, or the cell's own, whose row is the last."""
        pairs = np.unique(own.astype(np.int64) << 4 | target)
        becomes: dict[int, set[int]] = {}
        for color, outcome in zip((pairs >> 4).tolist(), (pairs & 15).tolist(), strict=True):
            becomes.setdefault(color if color in self.named else UNNAMED, set()).add(outcome)
        made, rows = [], {place: row for row, place in enumerate(self.places)}
        anchors = _anchors(self.ways, tuple(self.places))
        for color in sorted(becomes.keys() - {UNNAMED}):
            made += [(color, outcome, -1, -1) for outcome in sorted(becomes[color] & self.named)]
            if becomes[color] - self.named:
                made += [(color, UNNAMED, anchor, rows[anchor]) for anchor in anchors]
        made += [(UNNAMED, outcome, HERE, len(rows)) for outcome in sorted(becomes.get(UNNAMED, set()) & self.named)]
        return np.array(made, dtype=np.int32).reshape(-1, 4)

    def _rules(self, searches: np.ndarray, places: np.ndarray, found: np.ndarray) -> np.ndarray:
        """The rules of the conjunctions that kernels found, int32 (searches, ...): int64 (n, PAIRS), those with fewest
        places beyond the neighbours first, then most support. Subtracts the cost from the work."""
        conditions, columns = found[:, 0].astype(np.int64)[:, None], found[:, 2:HEAD].astype(np.int64)
        steps = _A_SEARCH + (conditions**2 * np.minimum(columns, 2 * COLUMNS) // _COUNTED).sum(axis=1)
        self.work.left -= int(steps[(columns[:, 0] > 0) & (columns[:, 1] > 0)].sum())
        there = np.arange(1 + KEPT) < found[:, 1:2]
        row, every = np.nonzero(there)[0], found[:, HEAD:].reshape(len(found), 1 + KEPT, -1)[there]
        chosen, begun, support = every[:, :LONGEST], *every[:, LONGEST:].T
        length = 2 + (chosen >= 0).sum(axis=1) + (searches[row, 3] >= 0) * (searches[row, 2] != HERE)
        orders = [np.argsort(length - PLACE * count, kind="stable")[:_RUN] for count in (support, begun)]
        in_turn = np.column_stack(orders).ravel().tolist()
        best = np.array(list(dict.fromkeys(in_turn))[:_RUN], np.int64)
        own, outcome, anchor = searches[row[best], :3].T
        signs = places[chosen[best] // SIGNS] * PLACE + _SIGNS[chosen[best] % SIGNS]
        rules = np.column_stack(
            [
                np.where(anchor == HERE, NOTHING, HERE * PLACE + own),
                np.where(anchor < 0, NOTHING, anchor * PLACE + UNNAMED),
                np.where(chosen[best] < 0, NOTHING, signs),
                BECOMES * PLACE + outcome,
            ]
        )
        rules.sort(axis=1)
        far = _FAR[rules // PLACE].sum(axis=1)
        # Where two signs stand at one place the last is ANOTHER, which the first implies.
        rules[:, 1:][rules[:, 1:] // PLACE == rules[:, :-1] // PLACE] = NOTHING
        rules.sort(axis=1)
        return rules[np.lexsort([length[best], -support[best], far])]


@cache
def _anchors(ways: str, places: tuple[int, ...]) -> list[int]:
    """The straight and diagonal ones of these places, one of each class that the ways turn into each other."""
    near = [place for place in places if 0 in seen(place, 0) or len({*map(abs, seen(place, 0))}) == 1]
    return [place for place in near if place == min(TURNED[list(WAYS[ways]), place].tolist(), key=NEAREST.index)]


def _in_words(*parts: tuple[np.ndarray, np.ndarray | None]) -> tuple[np.ndarray, np.ndarray]:
    """Parts of windows one after the other, each filled up with windows of no colour to a multiple of _WORD: uint8 (n,
    places); and what becomes of their cells, _NO_COLOR where that is not given: uint8 (n,)."""
    ends = np.cumsum([-(-len(windows) // _WORD) * _WORD for windows, _ in parts])
    around = np.full((ends[-1], parts[0][0].shape[1]), _NO_COLOR, dtype=np.uint8)
    wanted = np.full(ends[-1], _NO_COLOR, dtype=np.uint8)
    for begin, (windows, target) in zip([0, *ends], parts, strict=False):
        around[begin : begin + len(windows)] = windows
        if target is not None:
            wanted[begin : begin + len(windows)] = target
    return around, wanted
