"""Which operations helped on which kinds of task; operations that never helped on a task's kind are deferred there.

priors.json counts, for each operation and each kind, the solved tasks in whose right programs the operation occurs; an
operation that it does not name is newer than the counts. `python -m benchmarks.priors` writes it, from tasks that may
be looked at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from ...dsl import OPS
from ...tasks import Task
from .deferred import Deferred
from .grammar import Production
from .kinds import kind_of

PRIORS = Path(__file__).with_name("priors.json")
ELSEWHERE = 4.0  # so many tasks of other kinds say as much as one of the same kind

Counts = Mapping[str, Mapping[str, int]]  # of solved tasks, by operation and by kind


@cache
def priors(path: Path = PRIORS) -> Counts:
    """The counts in a priors file."""
    found: Counts = json.loads(path.read_text(encoding="utf-8"))["operations"]
    return found


def has_helped(counts: Counts, operation: str, kind: str, elsewhere: float = ELSEWHERE) -> bool:
    """Whether an operation helped on a task of this kind, or on at least `elsewhere` tasks of other kinds, so that it
    may well help here. An operation without counts is newer than these, and has."""
    if operation not in counts:
        return True
    return sum(n if other == kind else n / elsewhere for other, n in counts[operation].items()) >= 1


def deferred_in(grammar: tuple[Production, ...], tasks: Sequence[Task], counts: Counts | None = None) -> Deferred:
    """The deferred calls of each of these tasks: those of operations that have not helped on its kind, and those that
    are idle on its input. `counts`: None for those of priors.json."""
    counts = priors() if counts is None else counts
    by_kind = {
        kind: np.array([not has_helped(counts, production.op.name, kind) for production in grammar], dtype=bool)
        for kind in {kind_of(task) for task in tasks}
    }
    deferred = np.stack([by_kind[kind_of(task)] for task in tasks], axis=1)
    return Deferred(deferred, deferred, idle=True)


def drawn_operations(part: float, seed: int, counts: Counts | None = None) -> frozenset[str]:
    """A share of all operations, drawn at random without replacement: those of more solved tasks with greater
    probability (Gumbel top-k; Kool et al. 2019). All of them if the share is 1. `counts`: None for those of
    priors.json."""
    counts, names = priors() if counts is None else counts, sorted(OPS)
    weights = np.array([1 + sum(counts.get(name, {}).values()) for name in names], dtype=float)
    keys = np.log(weights) + np.random.default_rng(seed).gumbel(size=len(names))
    chosen = np.argsort(-keys, kind="stable")[: round(part * len(names))]
    return frozenset(names[k] for k in chosen)
