"""Read values of single nodes back to the host: only of those that became candidates."""

from __future__ import annotations

import numpy as np

from .frontier import Frontier


def test_outputs(frontier: Frontier, node: int) -> list[np.ndarray]:
    """The cells of a node on the tests of its task, one uint8 (h, w) each."""
    return _outputs(frontier, node)[int(frontier.samples.demonstrations[frontier.nodes.task.all[node]]) :]


def demonstration_outputs(frontier: Frontier, node: int) -> list[np.ndarray]:
    """The cells of a node on the demonstrations of its task, one uint8 (h, w) each."""
    return _outputs(frontier, node)[: int(frontier.samples.demonstrations[frontier.nodes.task.all[node]])]


def _outputs(frontier: Frontier, node: int) -> list[np.ndarray]:
    first = int(frontier.nodes.first_row.all[node])
    rows = int(frontier.samples.rows[frontier.nodes.task.all[node]])
    slots = frontier.nodes.data.all[first : first + rows]
    return [np.array(piece) for piece in frontier.backend.arena.download(slots)]
