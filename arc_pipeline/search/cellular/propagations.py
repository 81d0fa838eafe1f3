"""Learn the rules of `propagate`: conditions on a cell's window.

Rules are learned by sequential covering (CN2, Clark and Niblett 1989): each is the one that corrects most of the cells
that are still wrong, judged by running all rules so far, and one that ever makes a wrong cell is rejected. Colours may
be named or only told from each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import BECOMES, HERE, OUTSIDE, UNNAMED, WAYS
from ...tasks import Pair
from ..evaluation.tables import ABSENT, Tables, propagated
from .neighbourhoods import NEAREST, Neighbourhoods
from .next_rules import NOTHING, PAIRS, PLACE, NextRules, Work
from .prospects import LEAST_RIGHT, namings_of, reaches_of

_MOST_RULES = 10
_LAGGARDS, _LEAST_EXPLAINED = 4, 0.3  # learning ends if 4 rules explain less than this share
_ENOUGH = 2  # tables that are right on every demonstration when it is left out
_ROUNDS = 4  # estimated steps of propagation in which a rule looks at every cell; later ones look at few
_SHARE = 2  # one table may take at most 1 / _SHARE of the work


@dataclass(frozen=True)
class Propagation:
    """The arguments of `propagate` besides the grid. `left_out`: the share of the examples that come
    out right when the table is learned from the others."""

    table: dict[tuple[int, int], int]
    ways: str
    left_out: float


def find_propagations(backend: Backend, examples: Sequence[Pair], work: Work) -> Iterator[Propagation]:
    """Propagations that are right on all examples, those with most ways to look at a window first. The whole window is
    looked at only where the neighbours do not suffice. Fewer if the work is used up."""
    if not (namings := namings_of(examples)):
        return
    neighbourhoods = Neighbourhoods(examples)
    reaches = reaches_of(backend, neighbourhoods)
    most = max(0, work.left) // _SHARE
    told: list[Propagation] = []
    for ways in sorted(WAYS, key=lambda ways: -len(WAYS[ways])):
        for named in namings:
            for reach in reaches[ways]:
                next_rules = NextRules(backend, ways, named, NEAREST[:reach], work)
                found = _Learner(next_rules, most).find(neighbourhoods)
                if found is not None:
                    if found not in told:
                        told.append(found)
                        yield found
                    break
            if sum(one.left_out == 1.0 for one in told) == _ENOUGH or work.left < 0:
                return


@dataclass(frozen=True)
class _Learner:
    next_rules: NextRules
    most: int  # work for one table

    @property
    def _work(self) -> Work:
        return self.next_rules.work

    def find(self, neighbourhoods: Neighbourhoods) -> Propagation | None:
        """The propagation learned from all examples; None if there is none, or too few come out right when left out."""
        table = self.learn(neighbourhoods)
        if table is None:
            return None
        number = right = len(neighbourhoods.examples)
        for k in range(number):
            right -= not self.predicts(neighbourhoods, k)
            if right < LEAST_RIGHT * number:
                return None
        return Propagation(table.literal(0), self.next_rules.ways, right / number)

    def learn(self, neighbourhoods: Neighbourhoods) -> Tables | None:
        """The table of rules that is right on all examples; None if none is found within the limits."""
        before, wanted = neighbourhoods.before, neighbourhoods.wanted
        rules = np.zeros((0, PAIRS), dtype=np.int64)
        made, left = before, int((before != wanted).sum())
        changed, enough = left, max(0, self._work.left - self.most)
        while left:
            if (
                self._work.left < enough
                or len(rules) == _MOST_RULES
                or (len(rules) == _LAGGARDS and left > (1 - _LEAST_EXPLAINED) * changed)
            ):
                return None
            tried = self.next_rules.all(neighbourhoods, made)
            if not len(tried):
                return None
            longer = np.concatenate([np.tile(rules, (len(tried), 1, 1)), tried[:, None]], axis=1)
            tables = self._tables(longer)
            self._spend(tables, neighbourhoods)
            results = self._run(tables, neighbourhoods)
            wrong = results != wanted
            amiss = wrong.sum(axis=1)
            amiss[(wrong & (results != before)).any(axis=1)] = left
            best = int(amiss.argmin())
            if amiss[best] >= left:
                return None
            rules, made, left = longer[best], results[best], int(amiss[best])
        return self._tables(self._needed(rules, neighbourhoods)[None]) if len(rules) else None

    def _needed(self, rules: np.ndarray, neighbourhoods: Neighbourhoods) -> np.ndarray:
        """The rules without redundant ones: as long as the others alone make the outputs, the last is dropped."""
        if len(rules) < 2:
            return rules
        fewer = np.stack([np.delete(rules, k, axis=0) for k in reversed(range(len(rules)))])
        tables = self._tables(fewer)
        same = (self._run(tables, neighbourhoods) == neighbourhoods.wanted).all(axis=1)
        looked_at = int(same.argmax()) + 1 if same.any() else len(same)
        self._spend(tables.take(slice(looked_at)), neighbourhoods)
        return self._needed(fewer[looked_at - 1], neighbourhoods) if same.any() else rules

    def predicts(self, neighbourhoods: Neighbourhoods, left_out: int) -> bool:
        """Whether the table learned from the other examples is right on this one."""
        # With its own budget, as a table that was learned must not be rejected for lack of work; few are learned.
        again = replace(self, next_rules=replace(self.next_rules, work=Work(self.most)))
        table = again.learn(neighbourhoods.without(left_out))
        if table is None:
            return False
        one = Neighbourhoods([neighbourhoods.examples[left_out]])
        self._spend(table, one)
        return bool((self._run(table, one) == one.wanted).all())

    def _spend(self, tables: Tables, neighbourhoods: Neighbourhoods) -> None:
        """Subtract the cost of running these tables from the work that is left."""
        looks = len(neighbourhoods.before) * int(tables.sizes.sum()) * len(WAYS[self.next_rules.ways])
        self._work.left -= looks * _ROUNDS

    def _run(self, tables: Tables, neighbourhoods: Neighbourhoods) -> np.ndarray:
        """The results of the tables on all examples: uint8 (tables, cells)."""
        ask = self.next_rules
        return neighbourhoods.cells(propagated(ask.backend, neighbourhoods.packed, tables, ask.ways))

    def _tables(self, rules: np.ndarray) -> Tables:
        """Rules, int64 (tables, rules, pairs), as table literals. Where a table has colours that are not named, rules
        that change nothing are appended to name the other colours, as the operation takes those for named that its
        table mentions."""
        rows = np.arange(rules.shape[1])[:, None] << 8
        keys = np.where(rules != NOTHING, rows | rules // PLACE, ABSENT).reshape(len(rules), -1)
        signs = (rules % PLACE).reshape(len(rules), -1)
        used = np.bitwise_or.reduce(np.where(keys != ABSENT, 1 << signs, 0), axis=1)[:, None]
        lacking = np.where(used >> UNNAMED & 1, self.next_rules.named_bits & ~used, 0)
        if not lacking.any():
            return Tables(keys, signs)
        naming = lacking >> np.arange(OUTSIDE) & 1 != 0
        number = (rules.shape[1] - 1 + np.cumsum(naming, axis=1))[:, :, None] << 8 | np.array([HERE, BECOMES])
        names = np.where(naming[:, :, None], number, ABSENT).reshape(len(rules), -1)
        colors = np.broadcast_to(np.repeat(np.arange(OUTSIDE), 2), names.shape)
        return Tables(np.concatenate([keys, names], axis=1), np.concatenate([signs, colors], axis=1))
