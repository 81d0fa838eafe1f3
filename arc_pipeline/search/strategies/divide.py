"""One of two grids in each cell, as a condition says: `O = overlay(a, masked(b, c))`, `O = fill(a, 3, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...programs import Ref
from ..candidates import Proposal, few_of_each
from ..division.conditions import ALONE, BOTH, Conditions, conditions_of, holds_on_tests
from ..division.predicates import Predicates, predicates_of
from ..division.terms import Division, Terms, divisions
from ..effort import Limits
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView

EXPENSIVE = True


@dataclass(frozen=True)
class DivideLimits(Limits):
    """`divisions`: of the outputs, for each shape of the tests; `conditions`: for each of them; `most`: programs."""

    divisions: int = 24
    conditions: int = 12
    most: int = 24


LIMITS = DivideLimits()


def propose(view: TaskView) -> Iterator[Proposal]:
    """The cheapest conditions that decide the divisions of fewest bits."""
    limits = view.limits(LIMITS)
    for features in view.features:
        terms = Terms.of(view, features)
        chosen = divisions(view.backend, terms, features.target, limits.divisions)
        if chosen:
            yield from Divided(view, features, terms, predicates_of(view, features)).proposals(chosen, limits)


@dataclass(frozen=True)
class Divided:
    """A task's features, the terms and the predicates that are made of them."""

    view: TaskView
    features: FeatureMatrix
    terms: Terms
    predicates: Predicates

    def proposals(self, chosen: list[Division], limits: DivideLimits) -> Iterator[Proposal]:
        """Programs of these divisions, few of which say the same on the tests."""
        decided = [(division, conditions_of(self.predicates, division, self.features)) for division in chosen]
        cost = [
            (self._cost(division) + int(conditions.cost[k]), n, k)
            for n, (division, conditions) in enumerate(decided)
            for k in range(min(len(conditions), limits.conditions))
        ]
        for _, n, k in few_of_each(sorted(cost), lambda one: self._said(*decided[one[1]], one[2]), limits.most):
            division, conditions = decided[n]
            output = self._add(division, conditions, k)
            yield Proposal(output, float(conditions.left_out[k]), chance=float(conditions.chance[k]))

    def _cost(self, division: Division) -> int:
        return int(self.terms.cost[division.base] + self.terms.cost[division.other])

    def _said(self, division: Division, conditions: Conditions, k: int) -> bytes:
        """What a program makes of the tests' cells."""
        base, other = self.terms.test[division.base], self.terms.test[division.other]
        return np.where(holds_on_tests(self.predicates, conditions, k), other, base).tobytes()

    def _add(self, division: Division, conditions: Conditions, k: int) -> Ref:
        """Add the calls of a division to the graph."""
        mask = self.predicates.add_to(self.view, self.features, int(conditions.first[k]))
        if conditions.how[k] != ALONE:
            second = self.predicates.add_to(self.view, self.features, int(conditions.second[k]))
            mask = self.view.call("logical_and" if conditions.how[k] == BOTH else "logical_or", mask, second)
        base, other, terms = division.base, division.other, self.terms
        if not terms.are_grids[base]:
            base, other, mask = other, base, self.view.call("complement", mask)
        grid = self._term(base)
        if not terms.are_grids[other]:
            return self.view.call("fill", grid, self._term(other), mask)
        over = self.view.call("masked", self._term(other), mask)
        if self._may_be_hidden(division, conditions, k):
            grid = self.view.call("masked", grid, self.view.call("complement", mask))
        return self.view.call("overlay", grid, over)

    def _term(self, term: int) -> Ref | int:
        """A term as an argument: the reference to its value, or a literal."""
        node = int(self.terms.nodes[term])
        return int(self.terms.colors[term]) if node < 0 else self.view.add(node)

    def _may_be_hidden(self, division: Division, conditions: Conditions, k: int) -> bool:
        """Whether the other grid has a 0 where it is taken and the base has none, on any sample."""
        base, other = division.base, division.other
        hidden = (self.terms.train[other] == 0) & (self.terms.train[base] != 0) & division.taken
        holds = holds_on_tests(self.predicates, conditions, k)
        on_tests = (self.terms.test[other] == 0) & (self.terms.test[base] != 0) & holds
        return bool(hidden.any() or on_tests.any())
