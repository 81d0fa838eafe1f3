"""Variants of programs: calls of them are replaced, and what depends on these is run again, each call once, in few
launches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...library import LONGEST
from ...measure import Deadline
from ..frontier.frontier import Frontier
from .programs import Programs
from .running import Asked, Run


@dataclass(frozen=True)
class Variants:
    """v variants of programs. `program` int64 (v,): the program of each. What differs, m calls, by ascending variant,
    at least one of each: `variant`, `place` int64 (m,): the calls that are replaced; `production_id`, `choice` int64
    (m,) and `args` int64 (m, MAX_HOLES): what replaces them, a call on nodes or a VALUE. An argument that was there
    before is what the variant makes of it."""

    program: np.ndarray
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
    known = np.where(np.isin(np.arange(len(variant)), replaced)[:, None], -1, given), before
    run = Run(frontier, Asked(production_id, choice, args, inner), deadline, known)
    run.as_they_are_due()
    made = run.made
    last = row[np.arange(len(variants)), programs.size[variants.program] - 1]
    other = np.flatnonzero((made >= 0) & (made != before))
    return Made(made[last], variant[other], made[other], run.evaluated)
