"""Which nodes of a task lie in its outputs, or its outputs in them, on every demonstration, and where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..taskview.nodes import TaskNodes
from .places import equal_windows


@dataclass(frozen=True)
class Lying:
    """A node, and for each demonstration the places of the upper left corner: bool (down, across)."""

    node: int
    where: tuple[np.ndarray, ...]


def where_lie(view: TaskNodes, nodes: np.ndarray, parts: bool) -> list[Lying]:
    """Those nodes that hold the outputs, one a demonstration, or with `parts` lie in them, in the nodes' order.

    The nodes are at least, with `parts` at most, as large as the outputs.
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
