"""Which nodes of a task lie within its outputs, or hold its outputs, on every demonstration, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..taskview.nodes import TaskNodes
from .places import equal_windows


@dataclass(frozen=True)
class Lying:
    """A node, and for each demonstration the places where its upper left corner, or the output's, may lie: bool (down,
    across)."""

    node: int
    where: tuple[np.ndarray, ...]


def where_lie(view: TaskNodes, nodes: np.ndarray, parts: bool) -> list[Lying]:
    """Those of the nodes that hold the output on every demonstration, or with `parts` lie within it; in the nodes'
    order.

    All nodes must be at least as large as the outputs, with `parts` at most as large.
    """
    slots, shapes = view.slots(nodes), view.heads(nodes)[..., :2]
    left = np.arange(len(nodes))
    where: list[dict[int, np.ndarray]] = []
    for d, output in enumerate(view.outputs):
        there: dict[int, np.ndarray] = {}
        for h, w in np.unique(shapes[left, d], axis=0).tolist():
            alike = left[(shapes[left, d] == (h, w)).all(axis=1)]
            cells = view.cells_in(slots[alike, d], h * w).reshape(-1, h, w)
            found = equal_windows(output[None], cells) if parts else equal_windows(cells, output[None])
            some = found.any(axis=(1, 2))
            there.update(zip(alike[some].tolist(), found[some], strict=True))
        where.append(there)
        left = np.array(sorted(there), dtype=np.int64)
    return [Lying(int(nodes[k]), tuple(there[k] for there in where)) for k in left.tolist()]
