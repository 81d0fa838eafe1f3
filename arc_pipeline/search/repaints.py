"""Rules that leave most of a grid as it is: a source, a key, and for some of the key's values a colour.

The output's cell is the colour where the table has the key's value, else the source's cell. A source and a key go
together if each of the key's values that covers a wrong cell of the source covers cells of one output colour only;
for all sources and keys at once that is one matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .rules import by_heart
from .states import States


@dataclass(frozen=True)
class Repaint:
    """`source`, `key`: indices into States; the table, what comes out on the test cells, how many values of the key
    occur in the tests but in no demonstration (they are left as they are), and the share of the demonstrations that the
    table learned from the others would get right."""

    source: int
    key: int
    table: dict[int, int]
    cells: np.ndarray
    unknown: int
    evidence: float


def find_repaints(states: States, grids: np.ndarray, most: int, sources: int = 256) -> list[Repaint]:
    """The `most` cheapest repaints that fit all demonstrations and are not learned by heart.

    `grids`: those of the states that may be a source; the `sources` that have most cells right are tried.
    """
    wrong = states.known[grids] != states.target
    share = wrong.mean(axis=1)
    nearest = np.flatnonzero(share > 0)
    nearest = nearest[np.argsort(share[nearest], kind="stable")[:sources]]
    grids, wrong = grids[nearest], wrong[nearest]
    # Sums of ones below 2**24 are exact in single precision.
    clashes = _mixed(states).astype(np.float32) @ wrong.T.astype(np.float32)
    keys, chosen = np.nonzero(clashes == 0)
    order = np.argsort(states.cost[keys] + states.cost[grids[chosen]], kind="stable")[: 4 * most]
    made = [(_repaint(states, int(grids[chosen[k]]), int(keys[k])), int(wrong[chosen[k]].sum())) for k in order]
    rules = [repaint for repaint, cells in made if not by_heart(repaint.evidence, len(repaint.table), cells)]
    return sorted(rules, key=lambda repaint: len(repaint.table) + repaint.unknown)[:most]


def _mixed(states: States) -> np.ndarray:
    """For each state and cell, whether the state has that cell's value elsewhere where the output's colour is another.

    bool (n, cells).
    """
    n = len(states.nodes)
    row = np.arange(n)[:, None]
    place = (row * 256 + states.known).ravel()
    labels = np.broadcast_to(states.labels, states.known.shape).ravel()
    lowest, highest = np.full(n * 256, 255, np.uint8), np.zeros(n * 256, np.uint8)
    np.minimum.at(lowest, place, labels)
    np.maximum.at(highest, place, labels)
    return (lowest != highest)[place].reshape(states.known.shape)


def _repaint(states: States, source: int, key: int) -> Repaint:
    wrong = states.known[source] != states.target
    values, first = np.unique(states.known[key][wrong], return_index=True)
    colors = states.labels[wrong][first]
    cells = states.asked[source].copy()
    for value, color in zip(values, colors, strict=True):
        cells[states.asked[key] == value] = color
    table = {int(value): int(color) for value, color in zip(values, colors, strict=True)}
    unknown = len(np.setdiff1d(states.asked[key], states.known[key]))
    return Repaint(source, key, table, cells, unknown, states.predicted(states.known[key], wrong))
