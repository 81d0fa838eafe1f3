"""Layers over a base grid: each recolours the cells where a state has one value, or lays another grid's colours over.

What layers there are over some states, and what comes out of a stack of them; `beam` finds the stacks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .states import States

OWN_COLORS = -1  # in place of a layer's colour


@dataclass(frozen=True)
class Layer:
    """Where `state` has `value` the cells get `color`; without a colour, the state's own where they are not 0."""

    state: int
    value: int
    color: int

    @property
    def has_color(self) -> bool:
        return self.color != OWN_COLORS


@dataclass(frozen=True)
class Layered:
    """A base and what lies on it, the uppermost layer first; what comes out on the test cells."""

    base: int
    layers: tuple[Layer, ...]
    cells: np.ndarray


@dataclass(frozen=True)
class Choices:
    """All layers that there are over some states. `masks` bool (n, cells): where each lies.

    The first ones are of a state and a value, of any colour; from `painted` on they are grids, and `bad` bool
    (n - painted, cells) says where these are wrong. `state`, `value`, `cost` (n,).
    """

    masks: np.ndarray
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
        return Choices(masks, self.bad[there], state, value, cost, self.painted)


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
        bad=wrong,
        state=np.concatenate([state[first], grids]),
        value=np.concatenate([value[first], np.zeros(len(grids), np.int64)]),
        cost=np.concatenate([states.cost[state[first]], states.cost[grids]]),
        painted=len(first),
    )


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
