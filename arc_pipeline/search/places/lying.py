"""Which grids of a task hold its outputs on every demonstration, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..taskview.nodes import TaskNodes
from .places import equal_windows


@dataclass(frozen=True)
class Lying:
    """A node, and for each demonstration the places where the output's upper left corner may lie: bool (down,
    across)."""

    node: int
    where: tuple[np.ndarray, ...]


def where_lie(view: TaskNodes, nodes: np.ndarray) -> list[Lying]:
    """Those of the nodes, which are at least as large as the outputs, that hold the output on every demonstration; in
    their order."""
    slots, shapes = view.slots(nodes), view.heads(nodes)[..., :2]
    left = np.arange(len(nodes))
    where: list[dict[int, np.ndarray]] = []
    for d, output in enumerate(view.outputs):
        there: dict[int, np.ndarray] = {}
        for h, w in np.unique(shapes[left, d], axis=0).tolist():
            alike = left[(shapes[left, d] == (h, w)).all(axis=1)]
            cells = view.cells_in(slots[alike, d], h * w).reshape(-1, h, w)
            found = equal_windows(cells, output)
            some = found.any(axis=(1, 2))
            there.update(zip(alike[some].tolist(), found[some], strict=True))
        where.append(there)
        left = np.array(sorted(there), dtype=np.int64)
    return [Lying(int(nodes[k]), tuple(there[k] for there in where)) for k in left.tolist()]
