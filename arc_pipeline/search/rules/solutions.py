"""Solve targets of any shapes with a frontier that was grown for the outputs' shape: by nodes, rules, and inverses.

Solutions must be unlikely to equal the target by chance, as many nodes equal a small target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from math import prod
from typing import Any

import numpy as np

from ...dsl.types import GRID, MASK, Type
from ...programs import Ref
from .. import currency
from ..effort import Limits, fixed
from ..taskview.features import FeatureMatrix, features_for, shape_hashes
from ..taskview.view import TaskView
from .consistency import RULE_LIMITS, RankedFeatures
from .inverses import Inverse, Targets, inverses
from .repaints import REPAINT_LIMITS, Repaint, find_repaints
from .rules import Rule, find_rules

_LEAST_CREDENCE = 0.1  # of a part, and of the whole
_LEAST_LEARNED = 0.7  # leave-one-out accuracy of a rule
_LIKE = 3  # pieces of the whole's shape that are tried


@dataclass(frozen=True)
class PartsLimits(Limits):
    """`depth`: of nested inverses. `solutions`: of one part; `ways`: combinations of the parts' solutions that are
    ranked by cost; `joined`: of these, the cheapest that are joined."""

    depth: int = fixed(2)
    solutions: int = 8
    ways: int = 5000
    joined: int = 16


@dataclass(frozen=True)
class Solution:
    """A way to make a target. `add` adds its calls to the graph of the view and returns the reference to their value;
    `cost`: their cost; `credence`: the probability that it is right for other reasons than chance (0..1)."""

    add: Callable[[], Ref]
    cost: int
    credence: float


class Solutions:
    """The nodes of one task by shape, and the solutions found so far."""

    def __init__(self, view: TaskView, limits: PartsLimits) -> None:
        self.view, self.limits = view, limits
        nodes = view.of_cells()
        hashes = shape_hashes(view.heads(nodes)[:, : len(view.outputs), :2].reshape(len(nodes), -1))
        order = np.argsort(hashes, kind="stable")  # so that nodes of equal shapes lie together
        self._nodes_by_shape, self._shape_hashes = nodes[order], hashes[order]
        self._known: dict[tuple[Any, ...], list[Solution]] = {}
        self._numbers_of: dict[Type, tuple[np.ndarray, np.ndarray]] = {}  # nodes and their values

    def inverted(self, targets: Targets, depth: int) -> Iterator[Solution]:
        """Solutions by inverses, which are nested up to `depth`."""
        for inverse in inverses(targets):
            several = len(inverse.parts) > 1
            found = []
            for part in inverse.parts:
                if inverse.any_colors:
                    found.append(list(self._nodes(self._of_shapes(part), part, any_colors=True)))
                else:
                    found.append(self.solutions(part, depth - 1, not several))
                if not found[-1]:
                    break
            else:
                found += [self._numbers(kind, wanted) for kind, wanted in inverse.numbers]
                if inverse.like:
                    found.append(self._like(targets))
                # Only the cheapest of each part, as the ways are their product.
                each = max(1, int(self.limits.ways ** (1 / len(found))))
                ways = sorted(
                    product(*(one[:each] for one in found)), key=lambda way: sum(solution.cost for solution in way)
                )
                joined = (self._joined(inverse, way) for way in islice(ways, self.limits.joined))
                yield from (solution for solution in joined if solution.credence >= _LEAST_CREDENCE)

    def solutions(self, targets: Targets, depth: int, rules: bool) -> list[Solution]:
        """The cheapest credible solutions: nodes, else rules (if `rules`), else inverses nested up to `depth`."""
        key = (depth, rules, *((target.shape, target.tobytes()) for target in targets))
        if key not in self._known:
            self._known[key] = self._solutions(targets, depth, rules)
        return self._known[key]

    def _solutions(self, targets: Targets, depth: int, rules: bool) -> list[Solution]:
        chosen = self._of_shapes(targets)
        found = list(self._nodes(chosen, targets))
        if rules and not found:
            found = list(self._rules(chosen, targets))
        if depth and not found:
            found = list(islice(self.inverted(targets, depth), self.limits.solutions))
        sure = [solution for solution in found if solution.credence >= _LEAST_CREDENCE]
        return sorted(sure, key=lambda solution: solution.cost)[: self.limits.solutions]

    def _of_shapes(self, targets: Targets) -> np.ndarray:
        """The task's nodes with cells of the targets' shapes, cheapest first: int64 (n,)."""
        wanted = shape_hashes(np.array([target.shape for target in targets]).ravel())
        begin, end = (np.searchsorted(self._shape_hashes, wanted, side) for side in ("left", "right"))
        return self._nodes_by_shape[begin:end]

    def _nodes(self, chosen: np.ndarray, targets: Targets, any_colors: bool = False) -> Iterator[Solution]:
        """Grids that equal the targets; with `any_colors`, grids and masks that are 0 in the same cells."""
        view, kinds = self.view, [GRID, MASK] if any_colors else [GRID]
        grids = chosen[view.are(chosen, *kinds)]
        slots, left = view.slots(grids, len(targets)), np.arange(len(grids))
        cells = [target.ravel() != 0 if any_colors else target.ravel() for target in targets]
        for d, wanted in enumerate(cells):
            if not len(left):
                return
            there = view.cells_in(slots[left, d], len(wanted))
            left = left[((there != 0 if any_colors else there) == wanted).all(axis=1)]
        answers: dict[bytes, int] = {}
        for place, hashes in zip(left.tolist(), view.hashes(grids[left])[:, len(targets) :], strict=True):
            answers.setdefault(hashes.tobytes(), place)
        for place in list(answers.values())[: self.limits.solutions]:
            yield self._node(int(grids[place]), credence_of(place, np.concatenate(cells)))

    def _numbers(self, kind: Type, wanted: Sequence[int]) -> list[Solution]:
        """The cheapest nodes of a type of number with these values on the demonstrations, as solutions."""
        if kind not in self._numbers_of:
            every = self.view.of_type(kind)
            self._numbers_of[kind] = every, self.view.numbers(every)
        every, values = self._numbers_of[kind]
        equal = np.flatnonzero((values[:, : len(wanted)] == wanted).all(axis=1))[: self.limits.solutions]
        return [self._node(int(every[place]), credence_of(place, np.array(wanted))) for place in equal.tolist()]

    def _rules(self, chosen: np.ndarray, targets: Targets) -> Iterator[Solution]:
        """Lookups over features of the targets' shapes, and repaints of grids."""
        view, most = self.view, self.limits.solutions
        for features in features_for(view, chosen, targets, view.effort.features, distinct=True):
            ranked = RankedFeatures(view.backend, features)
            for rule in find_rules(ranked, features.target, most, view.limits(RULE_LIMITS)):
                yield self._rule(chosen, features, rule)
        for features in features_for(view, chosen, targets, view.effort.features, distinct=False):
            grids = np.flatnonzero(view.are(features.nodes, GRID))
            limits = view.limits(REPAINT_LIMITS)
            for repaint in find_repaints(view.backend, features, features.target, grids, most, limits):
                yield self._rule(chosen, features, repaint)

    def _rule(self, chosen: np.ndarray, features: FeatureMatrix, rule: Rule | Repaint) -> Solution:
        over = list(rule.features)
        places = [int(np.flatnonzero(chosen == node)[0]) for node in features.nodes[over].tolist()]
        place = prod(place + 1 for place in places) - 1
        learned = rule.left_out if rule.left_out >= _LEAST_LEARNED else 0.0
        cost = int(features.cost[over].sum()) + len(rule.table)
        credence = min(learned, credence_of(place, features.target, len(rule.table)))
        return Solution(partial(rule.add_to, self.view, features), cost, credence)

    def _joined(self, inverse: Inverse, way: tuple[Solution, ...]) -> Solution:
        def add() -> Ref:
            made: Ref = inverse.join(self.view.builder, [solution.add() for solution in way])
            return made

        cost = sum(solution.cost for solution in way) + 2 * len(way)
        # The product, as every part must be right: many parts that may each be chance make no solution.
        return Solution(add, cost, prod(solution.credence for solution in way))

    def _like(self, targets: Targets) -> list[Solution]:
        """The cheapest pieces of the targets' shapes, as solutions."""
        return [self._node(int(node)) for node in self._of_shapes(targets)[:_LIKE]]

    def _node(self, node: int, credence: float = 1.0) -> Solution:
        return Solution(partial(self.view.add, node), int(self.view.cost(np.array([node]))[0]), credence)


def credence_of(place: int, target: np.ndarray, learned: int = 0) -> float:
    """The probability that something equals the target's cells for other reasons than chance, if `place` others were
    tried before it and `learned` of the cells were learned."""
    return 1.0 - currency.chance(place + 1, currency.said_by(target, learned))
