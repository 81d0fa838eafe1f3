"""One rule more: those that change some cell as things are, and none that is to stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import ANOTHER, BECOMES, BESIDE, HERE, LARGEST, OUTSIDE, UNNAMED, WAYS, seen
from .conditions import COLUMNS, best_of, singling_out
from .examples import Example, Operation, Work
from .windows import NEAREST, TURNED, distinct, truth, windows

_RUN = 48  # rules that are tried by running them, the best supported first
_A_SEARCH = 8_000_000  # steps, as a guess, for what is done for each search beside counting
_COUNTED = 32  # columns that are counted in one step

Rule = tuple[tuple[int, int], ...]  # (place, sign), by places; the last says what becomes of the cell


@dataclass(frozen=True)
class _Found:
    """A rule, and at how many cells as looked at in one way it fits now and in the end."""

    rule: Rule
    begun: int
    support: int


@dataclass(frozen=True)
class Proposals:
    """The rules that look at these places in these ways, and may name these colours."""

    backend: Backend
    operation: Operation
    ways: str
    named: frozenset[int]
    places: list[int]
    work: Work

    def all(self, examples: Sequence[Example], made: Sequence[np.ndarray]) -> list[Rule]:
        """Rules that change some cell as things are, none of those that are to stay, now or in the end."""
        grids, outputs, features = zip(*examples, strict=True)
        before, now, wanted = (np.concatenate([np.ravel(grid) for grid in each]) for each in (grids, made, outputs))
        looked_at = (made, outputs) if self.operation == "propagate" else (grids, grids)
        around_now, around_end = (np.concatenate([*map(windows, each, features)], axis=1) for each in looked_at)
        open_cells, kept = now != wanted, before == wanted
        later = around_end[:, open_cells].copy()
        later[HERE] = now[open_cells]
        now_open, target = around_now[:, open_cells], wanted[open_cells]
        staying = distinct(np.concatenate([around_now[:, kept], around_end[:, kept]], axis=1))
        found: list[_Found] = []
        for own in sorted(set(now_open[HERE].tolist()) & self.named):
            of_own = now_open[HERE] == own
            view = (now_open[:, of_own], later[:, of_own], target[of_own], staying[:, staying[HERE] == own])
            for outcome in sorted(set(target[of_own].tolist()) & self.named):
                found += self._rules(own, outcome, None, view)
            if set(target[of_own].tolist()) - self.named:
                for anchor in self._anchors():
                    found += self._rules(own, UNNAMED, anchor, view)
        of_own = self._is_free(now_open[HERE])
        view = (now_open[:, of_own], later[:, of_own], target[of_own], staying[:, self._is_free(staying[HERE])])
        for outcome in sorted(set(target[of_own].tolist()) & self.named):
            found += self._rules(UNNAMED, outcome, HERE, view)
        best = best_of(found, _RUN, lambda one: (-one.support, len(one.rule)), lambda one: (-one.begun, len(one.rule)))
        return [one.rule for one in sorted(best, key=lambda one: (_distance(one.rule), -one.support, len(one.rule)))]

    def _anchors(self) -> list[int]:
        """The places that are not turned into each other."""
        ways = list(WAYS[self.ways])
        near = [place for place in self.places if 0 in seen(place, 0) or len({*map(abs, seen(place, 0))}) == 1]
        return [place for place in near if place == min(TURNED[ways, place].tolist(), key=NEAREST.index)]

    def _rules(
        self,
        own: int,
        outcome: int,
        anchor: int | None,
        view: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    ) -> list[_Found]:
        """Rules for cells of one colour, or of any that is not named. `anchor`: the place of the colour that is not
        named: that which is taken over, or the cell's own."""
        now, later, target, staying = view
        turns = TURNED[list(WAYS[self.ways])]
        count = len(turns)
        wanted = np.tile(target, count)
        now, later, staying = (
            np.concatenate([each[turn[: len(each)]] for turn in turns], axis=1) for each in (now, later, staying)
        )
        if outcome != UNNAMED:
            now_right, later_right = wanted == outcome, wanted == outcome
            now_wrong, stay_wrong = ~now_right, np.ones(staying.shape[1], bool)
        else:
            now_free, later_free, stay_free = (self._is_free(each[anchor]) for each in (now, later, staying))
            now_right, later_right = now_free & (now[anchor] == wanted), later_free & (later[anchor] == wanted)
            now_wrong, stay_wrong = now_free & ~now_right, stay_free
        never = np.concatenate([now[:, now_wrong], staying[:, stay_wrong]], axis=1)
        right_now, right_later = now[:, now_right], later[:, later_right]
        if not right_now.size or not right_later.size:
            return []
        conditions = self._conditions(right_now, anchor)
        tables = [truth(conditions, each, anchor) for each in (right_now, right_later, never)]
        first = [*{HERE: own, **({} if anchor is None else {anchor: UNNAMED})}.items()]
        self.work.left -= _A_SEARCH + self._steps(tables)
        rules = []
        if not never.size:
            rule = tuple(sorted([*first, (BECOMES, outcome)]))
            rules.append(_Found(rule, right_now.shape[1], right_later.shape[1]))
        for one in singling_out(self.backend, *tables):
            signs = [conditions[k] for k in one.conditions]
            rule = tuple(sorted([*first, *signs, (BECOMES, outcome)]))
            rules.append(_Found(rule, one.begun, one.support))
        return rules

    @staticmethod
    def _steps(tables: Sequence[np.ndarray]) -> int:
        return sum(table.shape[0] ** 2 * min(table.shape[1], 2 * COLUMNS) // _COUNTED for table in tables)

    def _conditions(self, around: np.ndarray, anchor: int | None) -> list[tuple[int, int]]:
        """(place, sign) that hold for some of these windows, the nearest places first."""
        signs = [*sorted(self.named), OUTSIDE, ANOTHER, *([] if anchor is None else [UNNAMED])]
        every = [(place, sign) for place in self.places if place != anchor for sign in signs]
        if len(around) > BECOMES:
            every += [(BESIDE + HERE, value) for value in range(LARGEST + 1)]
        hold = np.flatnonzero(truth(every, around, anchor).any(axis=1))
        return [every[k] for k in hold.tolist()]

    def _is_free(self, colors: np.ndarray) -> np.ndarray:
        return (colors != OUTSIDE) & ~np.isin(colors, list(self.named))


def _distance(rule: Rule) -> int:
    """How many places a rule looks at that are no neighbours."""
    return sum(place < BECOMES and place not in NEAREST[:8] and place != HERE for place, _ in rule)
