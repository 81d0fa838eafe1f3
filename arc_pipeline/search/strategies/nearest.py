"""The states that come nearest to the outputs: what to submit where nothing fits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from ...programs import description_length
from ..candidates import Candidate
from ..effort import Effort
from ..frontier import Frontier
from ..nodes import TYPE_CODE
from ..readout import test_outputs
from ..states import states_of

_MOST = 4


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The few Grid states with the largest share of right cells on the demonstrations, if none is wholly right."""
    nodes = frontier.nodes
    found: list[tuple[float, int]] = []
    for states in states_of(frontier, task, effort.states):
        grids = np.flatnonzero(nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        right = (states.known[grids] == states.target).mean(axis=1)
        found += zip(right.tolist(), states.nodes[grids].tolist(), strict=True)
    for share, node in sorted(found, key=lambda pair: -pair[0])[:_MOST]:
        if 0.0 < share < 1.0:
            program = nodes.program(node, f"solve_{frontier.samples.tasks[task].id}")
            yield Candidate(program, tuple(test_outputs(frontier, node)), description_length(program), share, "nearest")
