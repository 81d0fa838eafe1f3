"""Variants of programs: calls of them are replaced, and what depends on these is run again, level by level, each call
once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ...backends.hashing import mix_placed
from ...library import LONGEST
from ...measure import Deadline
from ..frontier.aligned import portion_of
from ..frontier.frontier import Frontier
from ..frontier.grammar import MAX_HOLES
from .programs import Programs

VALUE = -1  # in place of a production: no call, but the node that is its first argument


@dataclass(frozen=True)
class Variants:
    """v variants of programs. `program` int64 (v,): the program of each; `bits` float64 (v,): those that say which
    variant it is. What differs, m calls, by ascending variant, at least one of each: `variant`, `place` int64 (m,): the
    calls that are replaced; `production_id`, `choice` int64 (m,) and `args` int64 (m, MAX_HOLES): what replaces them, a
    call on nodes or a VALUE. An argument that was there before is what the variant makes of it."""

    program: np.ndarray
    bits: np.ndarray
    variant: np.ndarray
    place: np.ndarray
    production_id: np.ndarray
    choice: np.ndarray
    args: np.ndarray

    def __len__(self) -> int:
        return len(self.program)

    @classmethod
    def joined(cls, parts: Sequence[Variants]) -> Variants:
        """All of these variants, one after the other; at least one part."""
        ends = np.cumsum([0, *map(len, parts)]).tolist()
        shifted = [part.variant + begin for part, begin in zip(parts, ends, strict=False)]
        others = {name: np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])}
        return cls(**others | {"variant": np.concatenate(shifted)})


@dataclass(frozen=True)
class Made:
    """What variants made. `nodes` int64 (v,): the node that each makes, -1 where it is void or was not run; `variant`,
    `node` int64 (m,): the values on the way to it that differ from those of its program, the last one included;
    `calls`: how many different calls were evaluated."""

    nodes: np.ndarray
    variant: np.ndarray
    node: np.ndarray
    calls: int


def run_variants(frontier: Frontier, programs: Programs, variants: Variants, deadline: Deadline) -> Made:
    """Run variants of programs on the frontier that these are of; it keeps all values that are new."""
    nodes = frontier.nodes
    starts = np.searchsorted(variants.variant, np.arange(len(variants)))
    touched = programs.reach[variants.program[variants.variant], variants.place]
    variant, place = np.nonzero(np.logical_or.reduceat(touched, starts))
    row = np.full((len(variants), LONGEST), -1)
    row[variant, place] = np.arange(len(variant))
    program = variants.program[variant]
    before = programs.nodes[program, place]
    given = nodes.args.all[before].astype(np.int64)
    production_id, choice = (part.all[before].astype(np.int64) for part in (nodes.production_id, nodes.choice))
    args, replaced = given.copy(), row[variants.variant, variants.place]
    args[replaced], production_id[replaced] = variants.args, variants.production_id
    choice[replaced] = variants.choice
    within = programs.within[program, place]
    inner = np.where((within >= 0) & (args == given), row[variant[:, None], within], -1)  # arguments that are run again
    is_new = np.zeros(len(variant), dtype=bool)
    is_new[replaced] = True
    made, calls = np.where(production_id == VALUE, args[:, 0], -1), 0
    level = np.where(production_id == VALUE, 0, _levels(inner))
    order = np.argsort(level, kind="stable")
    bounds = np.searchsorted(level[order], np.arange(1, level.max(initial=0) + 2))
    for begin, end in pairwise(bounds.tolist()):
        some = order[begin:end]
        own = np.where(inner[some] >= 0, made[inner[some]], args[some])
        same = (own == given[some]).all(axis=1) & ~is_new[some]
        made[some[same]] = before[some[same]]
        there = ~same & ((own >= 0) | (args[some] < 0)).all(axis=1)
        some, own = some[there], own[there]
        if len(some):
            first, of = _distinct(np.column_stack([production_id[some], choice[some], own]))
            asked = some[first]
            portion = portion_of(nodes, production_id[asked], choice[asked], own[first])
            made[some] = frontier.node_of_each(portion, deadline)[of]
            calls += len(first)
    last = row[np.arange(len(variants)), programs.size[variants.program] - 1]
    other = np.flatnonzero((made >= 0) & (made != before))
    return Made(made[last], variant[other], made[other], calls)


def _levels(inner: np.ndarray) -> np.ndarray:
    """The length of the longest path to each call, from 1: int (n, MAX_HOLES), the calls that are its arguments, -1 for
    others -> int64 (n,)."""
    level = np.ones(len(inner), np.int64)
    while True:
        deeper = 1 + np.where(inner >= 0, level[inner], 0).max(axis=1, initial=0)
        if (deeper == level).all():
            return level
        level = deeper


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of equal rows, compared by 64-bit hashes, and for each row its place among these: int64 (n, k) ->
    int64 (m,) and (n,)."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(2 + MAX_HOLES)).sum(axis=1, dtype=np.uint64)
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return first, of
