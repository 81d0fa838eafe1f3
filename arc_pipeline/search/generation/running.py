"""Runs calls that depend on each other, on any tasks of a frontier, each once and in few launches."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ...backends.hashing import mix_placed
from ...measure import Deadline
from ..frontier.aligned import portion_of
from ..frontier.frontier import Frontier
from ..frontier.grammar import MAX_HOLES
from .turns import Users, nearest_to_all

VALUE = -1  # in place of a production: no call, but the node that is its first argument


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


@dataclass
class Run:
    """A run of calls on a frontier, which keeps all values that are new. `known`: the arguments with which a call is
    known, int64 (n, MAX_HOLES), -1 in all holes for none, and the node that it makes then, (n,).

    `made` int64 (n,): the node that each makes, -1 where it is void, or an argument is, or it was not run, or time or
    memory ran out before; `evaluated`: how many different calls were evaluated.
    """

    frontier: Frontier
    asked: Asked
    deadline: Deadline
    known: tuple[np.ndarray, np.ndarray] | None = None
    made: np.ndarray = field(init=False)
    evaluated: int = 0

    def __post_init__(self) -> None:
        self.made = np.where(self.asked.production_id == VALUE, self.asked.args[:, 0], -1)

    def in_turns(self, turn: np.ndarray) -> None:
        """Run all calls, none of which is a VALUE, each in its turn, int64 (n,), see `turns`."""
        for some in np.split(np.argsort(turn, kind="stable"), np.cumsum(np.bincount(turn)))[:-1]:
            self._evaluate(some[self._settled(some)])

    def as_they_are_due(self) -> None:
        """Run all calls; which of those that can be run are next is decided by what is left, as many turn out to be
        void or known."""
        is_call = self.asked.production_id != VALUE
        users = Users.of(np.where(self.asked.inner >= 0, is_call[self.asked.inner], False), self.asked.inner)
        kind = np.unique(self.asked.production_id, return_inverse=True)[1]
        left, due = np.bincount(kind[is_call], minlength=int(kind.max(initial=-1)) + 1), np.empty(0, np.int64)
        new = np.flatnonzero(is_call & (users.waiting == 0))
        while len(new) or len(due):
            can_run = self._settled(new)
            done, due = new[~can_run], np.concatenate([due, new[can_run]])
            chosen = nearest_to_all(kind[due], left)
            self._evaluate(due[chosen])
            done, due = np.concatenate([done, due[chosen]]), due[~chosen]
            left -= np.bincount(kind[done], minlength=len(left))
            new = users.waiting_no_more(done)

    def _arguments(self, some: np.ndarray) -> np.ndarray:
        inner = self.asked.inner[some]
        return np.where(inner >= 0, self.made[inner], self.asked.args[some])

    def _settled(self, some: np.ndarray) -> np.ndarray:
        """Note what known calls among these make, int64 (m,), whose arguments are made; returns which others are to be
        run, as none of their arguments is void: bool (m,)."""
        own = self._arguments(some)
        void = _any((own < 0) & ((self.asked.args[some] >= 0) | (self.asked.inner[some] >= 0)))
        if self.known is None:
            return ~void
        same = ~_any(own != self.known[0][some])
        self.made[some[same]] = self.known[1][some[same]]
        return ~(same | void)

    def _evaluate(self, some: np.ndarray) -> None:
        """Evaluate these calls, int64 (m,), equal ones once."""
        if not len(some):
            return
        own, asked = self._arguments(some), self.asked
        first, of = _distinct(np.column_stack([asked.production_id[some], asked.choice[some], own]))
        calls = some[first]
        portion = portion_of(self.frontier.nodes, asked.production_id[calls], asked.choice[calls], own[first])
        self.made[some] = self.frontier.node_of_each(portion, self.deadline)[of]
        self.evaluated += len(first)


def _any(flags: np.ndarray) -> np.ndarray:
    """Whether one of a row's flags is set: bool (n, MAX_HOLES) -> (n,); quicker than NumPy's own for short rows."""
    found = flags[:, 0]
    for column in flags.T[1:]:
        found = found | column
    return found


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of equal rows, compared by 64-bit hashes, and for each row its place among these: int64 (n, k) ->
    int64 (m,) and (n,)."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(2 + MAX_HOLES)).sum(axis=1, dtype=np.uint64)
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return first, of
