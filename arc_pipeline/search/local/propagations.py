"""Learn `propagate`s and `rewrite`s: rules of the cells round a cell, and of a feature beside it, that make the output.

Rules are found one after the other, each the one that explains most of the cells that are still wrong. Whether it
explains them is seen by running all rules so far; one that ever makes a wrong cell is out. Colours may be named or only
told from each other. The evidence: on how many demonstrations the rules are right that the others teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import BECOMES, BESIDE, HERE, OUTSIDE, UNNAMED, WAYS
from ..running import run_tables
from .examples import Example, Operation, Work, before_and_after
from .growth import may_be_made
from .proposals import Proposals, Rule
from .windows import NEAREST, TURNED, is_among, window_codes, windows

_MOST_RULES = 10
_LAGGARDS, _LEAST_EXPLAINED = 4, 0.3  # after so many rules so much of the change is explained, or no more are sought
_ENOUGH = 2  # that all demonstrations bear out
_LEAST_RIGHT = 0.75  # of the demonstrations, each left out once
_ROUNDS = 4  # in which a rule looks at every cell, as a guess: later it looks at few
_SHARE = 2  # of the work: so much at most, as a fraction, for one table of rules


@dataclass(frozen=True)
class Propagation:
    """The arguments of the operation besides the grid and the feature. `evidence`: the share of the examples on which
    is right what the others teach."""

    table: dict[tuple[int, int], int]
    ways: str
    evidence: float


def find_propagations(
    backend: Backend, examples: Sequence[Example], operation: Operation, work: Work
) -> Iterator[Propagation]:
    """Propagations that are right on all examples, those first that look at a cell in most ways; of the whole window
    only where a cell's neighbours do not say enough and no feature lies beside the grid. Fewer where work ends
    before."""
    if not _is_local(examples, operation):
        return
    palettes = [set(np.unique(np.concatenate([each.grid.ravel(), each.output.ravel()])).tolist()) for each in examples]
    namings = [reduce(set.intersection, palettes), reduce(set.union, palettes)]
    beside = examples[0].beside is not None
    most = max(0, work.left) // _SHARE
    looks = [NEAREST[:8]] if beside else [NEAREST[:8], NEAREST]
    looks = [places for places in looks if _may_be_made(examples, operation, "upright", places)]
    taught = [named for named in dict.fromkeys(map(frozenset, namings)) if _taught(examples, named) >= _LEAST_RIGHT]
    told: list[Propagation] = []
    for ways in sorted(WAYS, key=lambda ways: -len(WAYS[ways])):
        for named in taught:
            for places in looks:
                if not _may_be_made(examples, operation, ways, places):
                    continue
                proposals = Proposals(backend, operation, ways, named, places, work)
                found = _Learner(proposals, most).find(examples)
                if found is not None:
                    if found not in told:
                        told.append(found)
                        yield found
                    break
            if sum(one.evidence == 1.0 for one in told) == _ENOUGH or work.left < 0:
                return


@dataclass(frozen=True)
class _Learner:
    proposals: Proposals
    most: int  # of the work, for one table

    @property
    def _work(self) -> Work:
        return self.proposals.work

    def find(self, examples: Sequence[Example]) -> Propagation | None:
        """What is learned from all examples, if enough of them bear it out."""
        table = self.learn(examples)
        if table is None:
            return None
        right = len(examples)
        for k in range(len(examples)):
            right -= not self.foretells(examples, k)
            if right < _LEAST_RIGHT * len(examples):
                return None
        return Propagation(table, self.proposals.ways, right / len(examples))

    def learn(self, examples: Sequence[Example]) -> dict[tuple[int, int], int] | None:
        """The table of rules that are right on all examples; None if none are found."""
        grids, outputs = [each.grid for each in examples], [each.output for each in examples]
        rules: list[Rule] = []
        made = grids
        left = changed = _differences(made, outputs)
        enough = max(0, self._work.left - self.most)
        while left:
            if (
                self._work.left < enough
                or len(rules) == _MOST_RULES
                or (len(rules) == _LAGGARDS and left > (1 - _LEAST_EXPLAINED) * changed)
            ):
                return None
            tried = [[*rules, rule] for rule in self.proposals.all(examples, made)]
            results = self._run([self._table(some) for some in tried], examples)
            best = None
            for some, result in zip(tried, results, strict=True):
                wrong = any(((a != x) & (a != y)).any() for a, x, y in zip(result, grids, outputs, strict=True))
                if not wrong and _differences(result, outputs) < left:
                    left, best = _differences(result, outputs), (some, result)
            if best is None:
                return None
            rules, made = best
        return self._table(self._needed(rules, examples)) if rules else None

    def _needed(self, rules: list[Rule], examples: Sequence[Example]) -> list[Rule]:
        """The rules without those that need not be there, of which the others do what they did."""
        outputs = [each.output for each in examples]
        for k in reversed(range(len(rules))):
            fewer = [*rules[:k], *rules[k + 1 :]]
            if fewer and not _differences(self._run([self._table(fewer)], examples)[0], outputs):
                return self._needed(fewer, examples)
        return rules

    def foretells(self, examples: Sequence[Example], left_out: int) -> bool:
        """Whether what is learned from the other examples is right on this one."""
        # Few tables are learned, and what was must not fail for lack of work.
        again = replace(self, proposals=replace(self.proposals, work=Work(self.most)))
        table = again.learn([*examples[:left_out], *examples[left_out + 1 :]])
        one = examples[left_out]
        return table is not None and np.array_equal(self._run([table], [one])[0][0], one.output)

    def _run(self, tables: list[dict[tuple[int, int], int]], examples: Sequence[Example]) -> list[list[np.ndarray]]:
        grids, ask = [each.grid for each in examples], self.proposals
        beside = [each.beside for each in examples if each.beside is not None]
        looks = sum(grid.size for grid in grids) * sum(map(len, tables)) * len(WAYS[ask.ways])
        self._work.left -= looks * (_ROUNDS if ask.operation == "propagate" else 1)
        n = len(grids)
        cases = np.stack([np.tile(np.arange(n), len(tables)), np.repeat(np.arange(len(tables)), n)], axis=1)
        ways = [[ask.ways] * len(tables)]
        made = run_tables(ask.backend, ask.operation, grids, tables, cases, ways, beside or None)
        return [made[k : k + n] for k in range(0, len(made), n)]

    def _table(self, rules: Sequence[Rule]) -> dict[tuple[int, int], int]:
        """Rules as a table; where it leaves colours open, a last rule that changes nothing names those that it would
        else not tell from them."""
        table = {(number, place): sign for number, rule in enumerate(rules) for place, sign in rule}
        if any(sign in (UNNAMED, UNNAMED + 1) for sign in table.values()):
            for color in sorted(self.proposals.named - set(table.values())):
                number = 1 + max(number for number, _ in table)
                table |= {(number, HERE): color, (number, BECOMES): color}
        return table


def _taught(examples: Sequence[Example], named: frozenset[int]) -> float:
    """The share of the examples whose cells change in no way that is not seen in another one, colours that are not
    named being alike."""
    free = np.array([color not in named for color in range(OUTSIDE)])
    changes = []
    for each in examples:
        changed = each.grid != each.output
        pairs = np.column_stack([each.grid[changed], each.output[changed]])
        changes.append({tuple(pair) for pair in np.where(free[pairs], UNNAMED, pairs).tolist()})
    others = [set().union(*changes[:k], *changes[k + 1 :]) for k in range(len(changes))]
    return sum(own <= other for own, other in zip(changes, others, strict=True)) / len(changes)


def _may_be_made(examples: Sequence[Example], operation: Operation, ways: str, places: list[int]) -> bool:
    """Whether rules of these places could make the outputs."""
    looked_at = [HERE, *places, *([] if examples[0].beside is None else [BESIDE + HERE])]
    return may_be_made(examples, TURNED[list(WAYS[ways])][:, looked_at], operation == "propagate")


def _is_local(examples: Sequence[Example], operation: Operation) -> bool:
    """Whether the cells that change are told from those that do not by what lies round them in the end; or as things
    are, where rules are applied once."""
    before, after = before_and_after(examples)
    looked_at = [each.output if operation == "propagate" else each.grid for each in examples]
    around = np.concatenate([*map(windows, looked_at, [each.beside for each in examples])], axis=1)
    around[HERE] = before
    codes = window_codes(around)
    changed = before != after
    return bool(changed.any()) and not is_among(codes[changed], codes[~changed]).any()


def _differences(made: Sequence[np.ndarray], outputs: Sequence[np.ndarray]) -> int:
    return sum(int((np.asarray(a) != b).sum()) for a, b in zip(made, outputs, strict=True))
