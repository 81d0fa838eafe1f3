"""Layers over a base grid: each recolours the cells where a state has one value, or lays another grid's colours over.

From the top down: a layer may be taken if it is right wherever no layer above it lies, and the one that explains most
of the cells that are left wrong is taken next, until none is wrong. How much each of them explains is counted for all
at once; whether it may be taken is asked of those that explain most, until one may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .states import States

_NO_COLOR = -1
_ASKED = 64  # layers at a time


@dataclass(frozen=True)
class Layer:
    """Where `state` has `value` the cells get `color`; without a colour, the state's own where they are not 0."""

    state: int
    value: int
    color: int

    @property
    def has_color(self) -> bool:
        return self.color != _NO_COLOR


@dataclass(frozen=True)
class Layered:
    """A base and what lies on it, the uppermost layer first; what comes out on the test cells."""

    base: int
    layers: tuple[Layer, ...]
    cells: np.ndarray


@dataclass(frozen=True)
class Choices:
    """All layers that there are over some states. `masks` bool (n, cells): where each lies; `by_cell`: the same, with a
    row for each cell.

    The first ones are of a state and a value, of any colour; from `painted` on they are grids, and `bad` bool
    (n - painted, cells) says where these are wrong. `state`, `value`, `cost` (n,).
    """

    masks: np.ndarray
    by_cell: np.ndarray
    bad: np.ndarray
    state: np.ndarray
    value: np.ndarray
    cost: np.ndarray
    painted: int

    def without_grids_but(self, grids: np.ndarray) -> Choices:
        """The same choices, but of the grids only these."""
        there = np.flatnonzero(np.isin(self.state[self.painted :], grids))
        if len(there) == len(self.bad):
            return self
        kept = np.concatenate([np.arange(self.painted), self.painted + there])
        masks, state, value, cost = (part[kept] for part in (self.masks, self.state, self.value, self.cost))
        return Choices(masks, self.by_cell[:, kept], self.bad[there], state, value, cost, self.painted)


def find_layers(states: States, choices: Choices, grids: np.ndarray, bases: int, most: int) -> Iterator[Layered]:
    """Layers over the bases with most cells right that fit all demonstrations.

    `grids`: those of the states that may be a base or be laid over it; `most`: layers in all.
    """
    right = (states.known[grids] == states.target).mean(axis=1)
    grids, right = grids[right < 1], right[right < 1]
    choices = choices.without_grids_but(grids)
    every = np.ones(len(states.target), dtype=bool)
    for base in grids[np.argsort(-right, kind="stable")][:bases].tolist():
        layers = stack(states, choices, base, every, most)
        if layers is not None and _generalizes(states, choices, base, layers, most):
            yield Layered(base, layers, painted(states.asked, base, layers))


def layer_choices(states: States, grids: np.ndarray, masks: int = 4000) -> Choices:
    """Each value of each state, and each of the grids, as layers: those that lie somewhere and not everywhere."""
    n = len(states.nodes)
    present = np.zeros((n, 256), dtype=bool)
    present[np.arange(n)[:, None], states.known] = True
    state, value = np.nonzero(present)
    state, value = state[:masks], value[:masks]
    lie = states.known[state] == value[:, None]
    # Of layers that lie on the same cells the first, which is the cheapest, stands for all.
    first = np.sort(np.unique(np.packbits(lie, axis=1), axis=0, return_index=True)[1])
    first = first[~lie[first].all(axis=1)]
    over = states.known[grids] != 0
    wrong = over & (states.known[grids] != states.target)
    lying = np.concatenate([lie[first], over])
    return Choices(
        masks=lying,
        by_cell=np.ascontiguousarray(lying.T),
        bad=wrong,
        state=np.concatenate([state[first], grids]),
        value=np.concatenate([value[first], np.zeros(len(grids), np.int64)]),
        cost=np.concatenate([states.cost[state[first]], states.cost[grids]]),
        painted=len(first),
    )


def stack(states: States, choices: Choices, base: int, seen: np.ndarray, most: int) -> tuple[Layer, ...] | None:
    """The layers, uppermost first, that make the base right on the cells that are seen; None if no `most` layers do."""
    wrong = seen & (states.known[base] != states.target)
    free = seen.copy()
    layers: list[Layer] = []
    while wrong.any():
        if len(layers) == most:
            return None
        taken = _best(states, choices, free, wrong)
        if taken is None:
            return None
        best, color = taken
        layers.append(Layer(int(choices.state[best]), int(choices.value[best]), color))
        under = ~choices.masks[best]
        wrong &= under
        free &= under
    return tuple(layers)


def _best(states: States, choices: Choices, free: np.ndarray, wrong: np.ndarray) -> tuple[int, int] | None:
    """The layer that explains most wrong cells of those that are right on all free cells, and its colour."""
    gain = choices.by_cell[wrong].sum(axis=0, dtype=np.int32)
    order = np.lexsort((choices.cost, -gain))
    order = order[gain[order] > 0]
    for begin in range(0, len(order), _ASKED):
        asked = order[begin : begin + _ASKED]
        lie = choices.masks[asked] & free
        lowest = np.where(lie, states.labels, 255).min(axis=1)
        right = lowest == np.where(lie, states.labels, 0).max(axis=1)
        over = asked >= choices.painted
        right[over] = ~(choices.bad[asked[over] - choices.painted] & free).any(axis=1)
        if right.any():
            k = int(right.argmax())
            return int(asked[k]), _NO_COLOR if over[k] else int(lowest[k])
    return None


def painted(cells: np.ndarray, base: int, layers: tuple[Layer, ...]) -> np.ndarray:
    """What comes out of cells, uint8 (n, cells) of all states: uint8 (cells,)."""
    made = cells[base].copy()
    for layer in reversed(layers):
        if layer.has_color:
            made[cells[layer.state] == layer.value] = layer.color
        else:
            over = cells[layer.state]
            made[over != 0] = over[over != 0]
    return made


def _generalizes(states: States, choices: Choices, base: int, layers: tuple[Layer, ...], most: int) -> bool:
    """Whether layers found without a demonstration are right on it, for each demonstration."""
    for left_out in range(int(states.place[-1]) + 1):
        there = states.place == left_out
        again = stack(states, choices, base, ~there, most)
        if again is None or (painted(states.known, base, again)[there] != states.labels[there]).any():
            return False
    return True
