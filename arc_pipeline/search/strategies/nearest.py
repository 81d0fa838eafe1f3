"""The states that come nearest to the outputs: what to submit where nothing fits."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from ...programs import description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..frontier.readout import test_outputs
from ..rules.states import states_of

_MOST = 4


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The few Grid states with the largest share of right cells on the demonstrations, of those not wholly right."""
    nodes, name = frontier.nodes, program_name(frontier.samples.tasks[task])
    found: list[tuple[float, int]] = []
    # Not only distinct states: one may have the colours right of which another has but the places.
    for states in states_of(frontier, task, effort.states, distinct=False):
        grids = np.flatnonzero(nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        right = (states.known[grids] == states.target).mean(axis=1)
        partly = (right > 0) & (right < 1)
        found += zip(right[partly].tolist(), states.nodes[grids][partly].tolist(), strict=True)
    for share, node in sorted(found, key=lambda pair: -pair[0])[:_MOST]:
        program = nodes.program(node, name)
        yield Candidate(program, tuple(test_outputs(frontier, node)), description_length(program), share, "nearest")
