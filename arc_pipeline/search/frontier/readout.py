"""Read values of single nodes back to the host: only of those that became candidates."""

from __future__ import annotations

import numpy as np

from .frontier import Frontier


def test_outputs(frontier: Frontier, node: int) -> list[np.ndarray]:
    """The cells of a node on the tests of its task, one uint8 (h, w) each."""
    first, task = int(frontier.nodes.first_row.all[node]), int(frontier.nodes.task.all[node])
    demonstrations, rows = int(frontier.samples.demonstrations[task]), int(frontier.samples.rows[task])
    slots = frontier.nodes.data.all[first + demonstrations : first + rows]
    return [np.array(piece) for piece in frontier.backend.arena.download(slots)]
