"""Learn `propagate`s: rules of the 5x5 cells round a cell that, applied until nothing changes, make the output.

Rules are found one after the other, each the one that explains most of the cells that are still wrong. Whether it
explains them is seen by running all rules so far; one that ever makes a wrong cell is out. Colours may be named or only
told from each other. The evidence: on how many demonstrations the rules are right that the others teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np

from ...backends import Backend
from ...dsl import OPS
from ...dsl.families.propagation import ANOTHER, BECOMES, HERE, OUTSIDE, SIDE, UNNAMED, WAYS, seen
from ...dsl.types import GRID, TABLE
from .conditions import COLUMNS, best_of, singling_out
from .windows import distinct, truth, window_codes, windows

_MOST_RULES = 10
_RUN = 48  # rules that are tried by running them, the best supported first
_LAGGARDS, _LEAST_EXPLAINED = 4, 0.3  # after so many rules so much of the change is explained, or no more are sought
_ENOUGH = 2  # that all demonstrations bear out
_LEAST_RIGHT = 0.8  # of the demonstrations, each left out once
_A_SEARCH = 15_000_000  # of these, as a guess, for what is done for each search beside multiplying
_ROUNDS = 4  # in which a rule looks at every cell, as a guess: later it looks at few
_WORK = 1_000_000_000  # multiplications for one grid to begin with, so that time is bounded and results are the same

Example = tuple[np.ndarray, np.ndarray]  # a grid and what becomes of it, of one shape
Rule = tuple[tuple[int, int], ...]  # (place, sign), by places; the last says what becomes of the cell

_NEAREST = sorted(
    (place for place in range(SIDE * SIDE) if place != HERE),
    key=lambda place: [max(map(abs, seen(place, 0))), sum(map(abs, seen(place, 0)))],
)
_TURNED = np.array(
    [
        [SIDE * (down + 2) + across + 2 for down, across in (seen(place, way) for place in range(SIDE * SIDE))]
        for way in range(8)
    ]
)


@dataclass(frozen=True)
class Propagation:
    """The arguments of `propagate` besides the grid. `evidence`: the share of the examples on which is right what the
    others teach."""

    table: dict[tuple[int, int], int]
    ways: str
    evidence: float


def find_propagations(backend: Backend, examples: Sequence[Example]) -> Iterator[Propagation]:
    """Propagations that are right on all examples, those first that look at a cell in most ways; of the whole window
    only where a cell's neighbours do not say enough."""
    if not _is_local(examples):
        return
    palettes = [set(np.unique(np.concatenate([a.ravel(), b.ravel()])).tolist()) for a, b in examples]
    namings = [reduce(set.intersection, palettes), reduce(set.union, palettes)]
    work = _Work(_WORK)
    sure = 0
    for ways in sorted(WAYS, key=lambda ways: -len(WAYS[ways])):
        for named in namings[: 1 + (namings[0] != namings[1])]:
            for places in (_NEAREST[:8], _NEAREST):
                found = _Learner(backend, ways, frozenset(named), places, work).find(examples)
                if found is not None:
                    sure += found.evidence == 1.0
                    yield found
                    break
            if sure == _ENOUGH:
                return


@dataclass(frozen=True)
class _Found:
    """A rule, and at how many cells as looked at in one way it fits now and in the end."""

    rule: Rule
    begun: int
    support: int


@dataclass
class _Work:
    left: int


@dataclass(frozen=True)
class _Learner:
    backend: Backend
    ways: str
    named: frozenset[int]
    places: list[int]
    work: _Work

    def find(self, examples: Sequence[Example]) -> Propagation | None:
        """What is learned from all examples, if enough of them bear it out."""
        table = self.learn(examples)
        if table is None:
            return None
        evidence = float(np.mean([self.foretells(examples, k) for k in range(len(examples))]))
        return Propagation(table, self.ways, evidence) if evidence >= _LEAST_RIGHT else None

    def learn(self, examples: Sequence[Example]) -> dict[tuple[int, int], int] | None:
        """The table of rules that are right on all examples; None if none are found."""
        grids, outputs = [a for a, _ in examples], [b for _, b in examples]
        rules: list[Rule] = []
        made = grids
        left = changed = _differences(made, outputs)
        while left:
            if (
                self.work.left < 0
                or len(rules) == _MOST_RULES
                or (len(rules) == _LAGGARDS and left > (1 - _LEAST_EXPLAINED) * changed)
            ):
                return None
            tried = [[*rules, rule] for rule in self._candidates(grids, made, outputs)]
            results = self._run([self._table(some) for some in tried], grids)
            best = None
            for some, result in zip(tried, results, strict=True):
                wrong = any(((a != x) & (a != y)).any() for a, x, y in zip(result, grids, outputs, strict=True))
                if not wrong and _differences(result, outputs) < left:
                    left, best = _differences(result, outputs), (some, result)
            if best is None:
                return None
            rules, made = best
        return self._table(self._needed(rules, grids, outputs)) if rules else None

    def _needed(self, rules: list[Rule], grids: Sequence[np.ndarray], outputs: Sequence[np.ndarray]) -> list[Rule]:
        """The rules without those that need not be there, of which the others do what they did."""
        for k in reversed(range(len(rules))):
            fewer = [*rules[:k], *rules[k + 1 :]]
            if fewer and not _differences(self._run([self._table(fewer)], grids)[0], outputs):
                return self._needed(fewer, grids, outputs)
        return rules

    def foretells(self, examples: Sequence[Example], left_out: int) -> bool:
        """Whether what is learned from the other examples is right on this one."""
        table = self.learn([*examples[:left_out], *examples[left_out + 1 :]])
        grid, output = examples[left_out]
        return table is not None and np.array_equal(self._run([table], [grid])[0][0], output)

    def _run(self, tables: list[dict[tuple[int, int], int]], grids: Sequence[np.ndarray]) -> list[list[np.ndarray]]:
        looks = sum(grid.size for grid in grids) * sum(map(len, tables)) * len(WAYS[self.ways])
        self.work.left -= _ROUNDS * looks
        return run(self.backend, tables, self.ways, grids)

    def _table(self, rules: Sequence[Rule]) -> dict[tuple[int, int], int]:
        """Rules as a table; where it leaves colours open, a last rule that changes nothing names those that it would
        else not tell from them."""
        table = {(number, place): sign for number, rule in enumerate(rules) for place, sign in rule}
        if any(sign in (UNNAMED, UNNAMED + 1) for sign in table.values()):
            for color in sorted(self.named - set(table.values())):
                number = 1 + max(number for number, _ in table)
                table |= {(number, HERE): color, (number, BECOMES): color}
        return table

    def _candidates(
        self, grids: Sequence[np.ndarray], made: Sequence[np.ndarray], outputs: Sequence[np.ndarray]
    ) -> list[Rule]:
        """Rules that change some cell as things are, none of those that are to stay, now or in the end."""
        before, now, wanted = (np.concatenate([np.ravel(grid) for grid in each]) for each in (grids, made, outputs))
        around_now, around_end = (np.concatenate([*map(windows, each)], axis=1) for each in (made, outputs))
        open_cells, kept = now != wanted, before == wanted
        later = around_end[:, open_cells].copy()
        later[HERE] = now[open_cells]
        now_open, target = around_now[:, open_cells], wanted[open_cells]
        staying = distinct(np.concatenate([around_now[:, kept], around_end[:, kept]], axis=1))
        found: list[_Found] = []
        for own in sorted(set(now_open[HERE].tolist())):
            of_own = now_open[HERE] == own
            if own not in self.named:
                continue
            view = (now_open[:, of_own], later[:, of_own], target[of_own], staying[:, staying[HERE] == own])
            for outcome in sorted(set(target[of_own].tolist()) & self.named):
                found += self._rules(own, outcome, None, view)
            if set(target[of_own].tolist()) - self.named:
                for anchor in self._anchors():
                    found += self._rules(own, UNNAMED, anchor, view)
        best = best_of(found, _RUN, lambda one: (-one.support, len(one.rule)), lambda one: (-one.begun, len(one.rule)))
        return [one.rule for one in sorted(best, key=lambda one: (_distance(one.rule), -one.support, len(one.rule)))]

    def _anchors(self) -> list[int]:
        """The places that are not turned into each other."""
        ways = list(WAYS[self.ways])
        near = [place for place in self.places if 0 in seen(place, 0) or len({*map(abs, seen(place, 0))}) == 1]
        return [place for place in near if place == min(_TURNED[ways, place].tolist(), key=_NEAREST.index)]

    def _rules(
        self,
        own: int,
        outcome: int,
        anchor: int | None,
        view: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    ) -> list[_Found]:
        """Rules for cells of one colour. `anchor`: the place of the colour that is taken over."""
        now, later, target, staying = view
        turns = _TURNED[list(WAYS[self.ways])]
        count = len(turns)
        wanted = np.tile(target, count)
        now, later, staying = (np.concatenate([each[turn] for turn in turns], axis=1) for each in (now, later, staying))
        if anchor is None:
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
        first = [(HERE, own)] + ([] if anchor is None else [(anchor, UNNAMED)])
        self.work.left -= _A_SEARCH + sum(table.shape[0] ** 2 * min(table.shape[1], 2 * COLUMNS) for table in tables)
        rules = []
        if not never.size:
            rule = tuple(sorted([*first, (BECOMES, outcome)]))
            rules.append(_Found(rule, right_now.shape[1], right_later.shape[1]))
        for one in singling_out(*tables):
            signs = [conditions[k] for k in one.conditions]
            rule = tuple(sorted([*first, *signs, (BECOMES, outcome)]))
            rules.append(_Found(rule, one.begun, one.support))
        return rules

    def _conditions(self, around: np.ndarray, anchor: int | None) -> list[tuple[int, int]]:
        """(place, sign) that hold for some of these windows, the nearest places first."""
        signs = [*sorted(self.named), OUTSIDE, ANOTHER, *([] if anchor is None else [UNNAMED])]
        every = [(place, sign) for place in self.places if place != anchor for sign in signs]
        hold = np.flatnonzero(truth(every, around, anchor).any(axis=1))
        return [every[k] for k in hold.tolist()]

    def _is_free(self, colors: np.ndarray) -> np.ndarray:
        return (colors != OUTSIDE) & ~np.isin(colors, list(self.named))


def _distance(rule: Rule) -> int:
    """How many places a rule looks at that are no neighbours."""
    return sum(place < BECOMES and place not in _NEAREST[:8] and place != HERE for place, _ in rule)


def run(
    backend: Backend, tables: Sequence[dict[tuple[int, int], int]], ways: str, grids: Sequence[np.ndarray]
) -> list[list[np.ndarray]]:
    """What each table makes of each grid, (h, w) -> (h, w), all in one launch."""
    if not tables:
        return []
    operation, n = OPS["propagate"], len(tables) * len(grids)
    mark = backend.arena.mark()
    cells = backend.upload_cells(GRID, grids).take(backend.xp.asarray(np.tile(np.arange(len(grids)), len(tables))))
    rules = backend.upload(TABLE, tables).take(backend.xp.asarray(np.repeat(np.arange(len(tables)), len(grids))))
    made = backend.arena.values(backend.run(operation, [cells, rules, operation.parameters[2].encode(ways)], n))
    backend.arena.release(mark)
    return [made[k : k + len(grids)] for k in range(0, n, len(grids))]


def _is_local(examples: Sequence[Example]) -> bool:
    """Whether the cells that change are told from those that do not by what lies round them in the end."""
    before, after = (np.concatenate([each[k].ravel() for each in examples]) for k in range(2))
    around = np.concatenate([windows(output) for _, output in examples], axis=1)
    around[HERE] = before
    codes = window_codes(around)
    changed = before != after
    return bool(changed.any()) and not np.isin(codes[changed], codes[~changed]).any()


def _differences(made: Sequence[np.ndarray], outputs: Sequence[np.ndarray]) -> int:
    return sum(int((np.asarray(a) != b).sum()) for a, b in zip(made, outputs, strict=True))
