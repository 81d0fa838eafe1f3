"""Programs as rows of arrays: for the values of a frontier, the calls that lead to each of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...library import LONGEST
from ..frontier.grammar import MAX_HOLES
from ..frontier.joins import places
from ..frontier.nodes import Nodes


@dataclass(frozen=True)
class Programs:
    """n programs of at most LONGEST calls. `outputs` int64 (n,): the nodes that they make; `nodes` int64 (n, LONGEST):
    the node of each call in topological order, -1 behind the last; `within` int64 (n, LONGEST, MAX_HOLES): the place of
    each argument among these calls, -1 for the task's input and for none; `reach` bool (n, LONGEST, LONGEST): [k, j]
    whether the call j is the call k or depends on it; `size` int64 (n,): the number of calls."""

    outputs: np.ndarray
    nodes: np.ndarray
    within: np.ndarray
    reach: np.ndarray
    size: np.ndarray

    def __len__(self) -> int:
        return len(self.outputs)

    @classmethod
    def of(cls, nodes: Nodes, outputs: np.ndarray) -> Programs:
        """The programs that make these nodes, int64 (n,), without those of more than LONGEST calls or of none."""
        keys = _calls_of(nodes, outputs)
        sizes = np.bincount(keys // len(nodes), minlength=len(outputs))
        fitting = (sizes >= 1) & (sizes <= LONGEST)
        keys = keys[fitting[keys // len(nodes)]]
        renumbered = np.cumsum(fitting) - 1
        owner, node = renumbered[keys // len(nodes)], keys % len(nodes)
        keys = owner * len(nodes) + node
        place = places(owner)
        outputs, size = outputs[fitting], sizes[fitting]
        chosen = np.full((len(outputs), LONGEST), -1)
        chosen[owner, place] = node
        within = np.full((len(outputs), LONGEST, MAX_HOLES), -1)
        args = nodes.args.all[node].astype(np.int64)
        wanted = owner[:, None] * len(nodes) + args
        at = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        within[owner, place] = np.where((args >= 0) & (keys[at] == wanted), place[at], -1)
        return cls(outputs, chosen, within, _reach(within, size), size)


def _calls_of(nodes: Nodes, outputs: np.ndarray) -> np.ndarray:
    """All calls that each output needs, as keys, the place of the output times the number of nodes plus the node:
    int64 (m,), ascending."""
    production_id, n = nodes.production_id.all, len(nodes)
    new = np.arange(len(outputs)) * n + outputs
    new = new[production_id[outputs] >= 0]
    found = np.sort(new)
    while len(new):
        args = nodes.args.all[new % n].astype(np.int64)
        is_call = (args >= 0) & (production_id[args] >= 0)
        before = np.unique((new[:, None] // n * n + args)[is_call])
        new = np.setdiff1d(before, found, assume_unique=True)
        found = np.sort(np.concatenate([found, new]))
    return found


def _reach(within: np.ndarray, size: np.ndarray) -> np.ndarray:
    n, every = len(within), np.arange(len(within))
    reach = np.zeros((n, LONGEST, LONGEST), dtype=bool)
    for j in range(int(size.max(initial=0))):
        for before in within[:, j].T:
            reach[:, :, j] |= reach[every, :, before] & (before >= 0)[:, None]
        reach[:, j, j] = j < size
    return reach
