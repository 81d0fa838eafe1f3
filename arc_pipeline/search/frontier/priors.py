"""Which operations helped on which kinds of task: those that never did on a task's kind are tried later there.

priors.json counts the solved tasks of each kind in whose right programs an operation occurs; an operation that it does
not name is newer than the counts. `python -m benchmarks.priors` writes it, from tasks that may be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ...tasks import Task
from .deferred import Deferred
from .grammar import Production
from .kinds import kind_of

PRIORS = Path(__file__).with_name("priors.json")
ELSEWHERE = 4.0  # tasks of other kinds that say as much as one of the same kind

Counts = Mapping[str, Mapping[str, int]]  # of tasks, by operation and by kinds on which it helped


@cache
def priors(path: Path = PRIORS) -> Counts:
    """The counts of a file."""
    found: Counts = json.loads(path.read_text(encoding="utf-8"))["operations"]
    return found


def has_helped(counts: Counts, operation: str, kind: str, elsewhere: float = ELSEWHERE) -> bool:
    """Whether an operation helped on tasks of a kind, or on so many of other kinds that it may well do so on these.

    True of one that was not there when tasks were counted.
    """
    if operation not in counts:
        return True
    return sum(n if other == kind else n / elsewhere for other, n in counts[operation].items()) >= 1


def deferred_in(grammar: tuple[Production, ...], tasks: Sequence[Task], counts: Counts | None = None) -> Deferred:
    """The calls that are tried later in each of these tasks: those of operations that have not helped on its kind, and
    those that are idle on its input."""
    counts = priors() if counts is None else counts
    by_kind = {
        kind: np.array([not has_helped(counts, production.op.name, kind) for production in grammar], dtype=bool)
        for kind in {kind_of(task) for task in tasks}
    }
    deferred = np.stack([by_kind[kind_of(task)] for task in tasks], axis=1)
    return Deferred(deferred, deferred, idle=True)
