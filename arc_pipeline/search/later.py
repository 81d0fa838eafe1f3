"""Operations that are tried later than their cost says: those that never helped on tasks of the same kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Later:
    """`outer` bool (groups, tasks): calls of the vocabulary that cost one more in a task where they are made on other
    values than its input; `inner`, of the same shape: calls whose values cost one more as arguments."""

    outer: np.ndarray
    inner: np.ndarray

    @classmethod
    def nothing(cls, groups: int, tasks: int) -> Later:
        """Every call at its own cost."""
        none = np.zeros((groups, tasks), dtype=bool)
        return cls(none, none)
