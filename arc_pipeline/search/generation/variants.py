"""Variants of programs: calls of them are replaced, and what depends on these is run again, each call once, in few
launches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.hashing import mix_placed
from ...library import LONGEST
from ...measure import Deadline
from ..frontier.aligned import portion_of
from ..frontier.frontier import Frontier
from ..frontier.grammar import MAX_HOLES
from .programs import Programs

_NEARLY_ALL = 0.5
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
    # One more than there are calls, so that what is no argument, -1, counts as done.
    made, done = np.full(len(variant) + 1, -1), np.append(production_id == VALUE, True)
    made[:-1] = np.where(done[:-1], args[:, 0], -1)
    left, calls = np.flatnonzero(~done), 0
    _, group = np.unique(production_id, return_inverse=True)
    while len(left):
        some = left[~_any(~done[inner[left]])]
        own = np.where(inner[some] >= 0, made[inner[some]], args[some])
        differs, void = (_any(part) for part in (own != given[some], (own < 0) & (args[some] >= 0)))
        same = ~(differs | is_new[some])
        made[some[same]] = before[some[same]]
        can_run = ~(same | void)
        done[some[~can_run]] = True
        some, own = some[can_run], own[can_run]
        if len(some):
            chosen = _worth_a_launch(group[some], group[left])
            some, own = some[chosen], own[chosen]
            first, of = _distinct(np.column_stack([production_id[some], choice[some], own]))
            asked = some[first]
            portion = portion_of(nodes, production_id[asked], choice[asked], own[first])
            made[some] = frontier.node_of_each(portion, deadline)[of]
            done[some] = True
            calls += len(first)
        left = left[~done[left]]
    made = made[:-1]
    last = row[np.arange(len(variants)), programs.size[variants.program] - 1]
    other = np.flatnonzero((made >= 0) & (made != before))
    return Made(made[last], variant[other], made[other], calls)


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
    chosen: np.ndarray = share[ready] >= min(_NEARLY_ALL, share.max())
    return chosen


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first of equal rows, compared by 64-bit hashes, and for each row its place among these: int64 (n, k) ->
    int64 (m,) and (n,)."""
    keys = mix_placed(rows.astype(np.uint64), np.arange(2 + MAX_HOLES)).sum(axis=1, dtype=np.uint64)
    _, first, of = np.unique(keys, return_index=True, return_inverse=True)
    return first, of
