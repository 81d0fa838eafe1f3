"""Runs calls that depend on each other, on any tasks of a frontier, each once and in few launches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends.hashing import mix_placed
from ...measure import Deadline
from ..frontier.aligned import portion_of
from ..frontier.frontier import Frontier
from ..frontier.grammar import MAX_HOLES

VALUE = -1  # in place of a production: no call, but the node that is its first argument
_NEARLY_ALL = 0.15


@dataclass(frozen=True)
class Asked:
    """n calls that are asked for. `production_id`, `choice` int64 (n,): as in Nodes, or VALUE; `args` int64
    (n, MAX_HOLES): their arguments, nodes, -1 for none; `inner` int64 (n, MAX_HOLES): those of the calls whose values
    are arguments instead, -1 for none. No call depends on itself."""

    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray
    inner: np.ndarray

    def __len__(self) -> int:
        return len(self.choice)


def run_calls(
    frontier: Frontier, asked: Asked, deadline: Deadline, known: tuple[np.ndarray, np.ndarray] | None = None
) -> tuple[np.ndarray, int]:
    """Run calls on a frontier, which keeps all values that are new. `known`: the arguments with which a call is known,
    int64 (n, MAX_HOLES), -1 in all holes for none, and the node that it makes then, (n,). Returns the node that each
    makes, int64 (n,), -1 where it is void, or an argument is, or time or memory ran out before; and how many different
    calls were evaluated."""
    n, inner = len(asked), asked.inner
    # One more than there are calls, so that what is no argument, -1, counts as done.
    made, done = np.full(n + 1, -1), np.append(asked.production_id == VALUE, True)
    made[:-1] = np.where(done[:-1], asked.args[:, 0], -1)
    left, evaluated = np.flatnonzero(~done), 0
    _, group = np.unique(asked.production_id, return_inverse=True)
    while len(left):
        some = left[~_any(~done[inner[left]])]
        own = np.where(inner[some] >= 0, made[inner[some]], asked.args[some])
        void = _any((own < 0) & ((asked.args[some] >= 0) | (inner[some] >= 0)))
        same = np.zeros(len(some), dtype=bool)
        if known is not None:
            same = ~_any(own != known[0][some])
            made[some[same]] = known[1][some[same]]
        can_run = ~(same | void)
        done[some[~can_run]] = True
        some, own = some[can_run], own[can_run]
        if len(some):
            chosen = _worth_a_launch(group[some], group[left])
            some, own = some[chosen], own[chosen]
            first, of = _distinct(np.column_stack([asked.production_id[some], asked.choice[some], own]))
            calls = some[first]
            portion = portion_of(frontier.nodes, asked.production_id[calls], asked.choice[calls], own[first])
            made[some] = frontier.node_of_each(portion, deadline)[of]
            done[some] = True
            evaluated += len(first)
        left = left[~done[left]]
    return made[:-1], evaluated


def _any(flags: np.ndarray) -> np.ndarray:
    """Whether one of a row's flags is set: bool (n, MAX_HOLES) -> (n,); quicker than NumPy's own for short rows."""
    found = flags[:, 0]
    for column in flags.T[1:]:
        found = found | column
    return found


def _worth_a_launch(ready: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Which of the calls that can be run are run next, by their groups, int64 (n,): bool (n,). Those of a group wait
    for each other, so that launches are few: until nearly all of them that are left, (m,), can be run, or no group is
    nearer to that (as in agenda-based batching; Neubig et al. 2017)."""
    share = np.bincount(ready, minlength=int(left.max()) + 1) / np.maximum(np.bincount(left), 1)
    chosen: np.ndarray = share[ready] >= _NEARLY_ALL * share.max()
    return chosen


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of equal rows, compared by 64-bit hashes, and for each row its place among these: int64 (n, k) ->
    int64 (m,) and (n,)."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(2 + MAX_HOLES)).sum(axis=1, dtype=np.uint64)
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return first, of
