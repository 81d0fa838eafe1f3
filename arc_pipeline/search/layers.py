"""Layers over a base grid: each recolours the cells where a state has one value, or lays another grid's colours over.

From the top down: a layer may be taken if it is right wherever no layer above it lies, and the one that explains most
of the cells that are left wrong is taken next, until none is wrong. Which layers may be taken, and how much each of
them explains, are matrix products over all layers and cells at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from .states import States

_NO_COLOR = -1


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
    """All layers that there are over some states. `masks` float32 (n, cells): where each lies, as ones.

    The first ones are of a state and a value, of any colour; from `painted` on they are grids, and `bad` float32
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
        chosen = np.concatenate([np.arange(self.painted), self.painted + there])
        return Choices(
            self.masks[chosen], self.bad[there], self.state[chosen], self.value[chosen], self.cost[chosen], self.painted
        )


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
    return Choices(
        masks=np.concatenate([lie[first], over]).astype(np.float32),
        bad=wrong.astype(np.float32),
        state=np.concatenate([state[first], grids]),
        value=np.concatenate([value[first], np.zeros(len(grids), np.int64)]),
        cost=np.concatenate([states.cost[state[first]], states.cost[grids]]),
        painted=len(first),
    )


def stack(states: States, choices: Choices, base: int, seen: np.ndarray, most: int) -> tuple[Layer, ...] | None:
    """The layers, uppermost first, that make the base right on the cells that are seen; None if no `most` layers do."""
    wrong = seen & (states.known[base] != states.target)
    free = seen.copy()
    colors = np.unique(states.labels[wrong])
    layers: list[Layer] = []
    while wrong.any():
        if len(layers) == most:
            return None
        gain, color = _gains(states, choices, colors, free, wrong)
        best = int(np.lexsort((choices.cost, -gain))[0])
        if gain[best] <= 0:
            return None
        layers.append(Layer(int(choices.state[best]), int(choices.value[best]), int(color[best])))
        under = choices.masks[best] == 0
        wrong &= under
        free &= under
    return tuple(layers)


def _gains(
    states: States, choices: Choices, colors: np.ndarray, free: np.ndarray, wrong: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How many wrong cells each layer explains, 0 for those that are not right everywhere; and in which colour."""
    n = choices.painted
    asked = np.stack([wrong, *(free & (states.labels != color) for color in colors)], axis=1).astype(np.float32)
    counts = choices.masks[:n] @ asked
    pure = counts[:, 1:] == 0
    color = np.where(pure.any(axis=1), colors[pure.argmax(axis=1)], _NO_COLOR)
    gain = np.where(pure.any(axis=1), counts[:, 0], 0)
    over = np.where(choices.bad @ free.astype(np.float32) == 0, choices.masks[n:] @ wrong.astype(np.float32), 0)
    return np.concatenate([gain, over]), np.concatenate([color, np.full(len(over), _NO_COLOR)])


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
