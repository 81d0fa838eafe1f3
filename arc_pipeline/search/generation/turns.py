"""When to run calls that depend on each other, so that launches are few (agenda-based batching; Neubig et al. 2017)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread

_NEARLY_ALL = 0.15


@dataclass(frozen=True)
class Users:
    """For each of n calls those that take its value. `waiting` int64 (n,): for how many of its arguments each waits;
    `calls` int64 (m,): those that use the first call, then those that use the second, ...; `number`, `begin` int64
    (n,): how many of them are of each call, and where they begin."""

    waiting: np.ndarray
    calls: np.ndarray
    number: np.ndarray
    begin: np.ndarray

    @classmethod
    def of(cls, is_waited_for: np.ndarray, inner: np.ndarray) -> Users:
        """Those of calls whose arguments are calls, int64 (n, MAX_HOLES); bool (n, MAX_HOLES): which are waited for."""
        user, hole = np.nonzero(is_waited_for)
        used = inner[user, hole]
        number = np.bincount(used, minlength=len(inner))
        calls = user[np.argsort(used, kind="stable")]
        return cls(is_waited_for.sum(axis=1), calls, number, np.cumsum(number) - number)

    def waiting_no_more(self, done: np.ndarray) -> np.ndarray:
        """The calls whose last arguments these are, int64 (k,), which are done now."""
        of, place, _ = spread(np, self.number[done])
        users, times = np.unique(self.calls[self.begin[done][of] + place], return_counts=True)
        self.waiting[users] -= times
        found: np.ndarray = users[self.waiting[users] == 0]
        return found


def turns(kind: np.ndarray, inner: np.ndarray) -> np.ndarray:
    """When to run each of n calls: int64 (n,), ascending from 0, later than the calls that are its arguments, int64
    (n, holes), negative for none. `kind` int64 (n,): those that are equal share a launch if they are run at once.

    What needs few others is run early: of several calls that make one value the first is kept. From the outputs on, as
    late as possible, it would take a fifth fewer turns, but the programs of what is kept would be longer.
    """
    users, left, number = Users.of(inner >= 0, inner), np.bincount(kind), 0
    turn, due, new = np.empty(len(kind), np.int64), np.empty(0, np.int64), np.flatnonzero(users.waiting == 0)
    while len(new) or len(due):
        due = np.concatenate([due, new])
        chosen = nearest_to_all(kind[due], left)
        done, due = due[chosen], due[~chosen]
        turn[done], number = number, number + 1
        left -= np.bincount(kind[done], minlength=len(left))
        new = users.waiting_no_more(done)
    return turn


def nearest_to_all(due: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Which of the calls that are due are run next, by their kinds, int64 (n,): bool (n,). Those of a kind wait for
    each other until nearly all that are left of it, int64 (kinds,), are due, or no kind is nearer to that."""
    share = np.bincount(due, minlength=len(left)) / np.maximum(left, 1)
    chosen: np.ndarray = share[due] >= _NEARLY_ALL * share.max(initial=0.0)
    return chosen
