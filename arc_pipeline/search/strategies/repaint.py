"""A grid of which some cells are recoloured by a table over one state: `O = repaint(a, {1: 4}, b)`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.types import GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier import Frontier
from ..nodes import TYPE_CODE
from ..repaints import find_repaints
from ..states import states_of

_UNKNOWN_BITS = 8  # a value that no demonstration shows is left as it is: a guess, so the rule counts as longer


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest repaints of the task's states."""
    nodes, name = frontier.nodes, program_name(frontier.samples.tasks[task])
    for states in states_of(frontier, task, effort.states, distinct=False):
        grids = np.flatnonzero(nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        for rule in find_repaints(states, grids, effort.rules) if len(grids) else []:
            builder = Builder()
            source, key = (nodes.add_to(builder, int(states.nodes[k])) for k in (rule.source, rule.key))
            program = builder.program(builder.call("repaint", [source, rule.table, key]), name)
            outputs = tuple(states.split(rule.cells))
            length = description_length(program) + _UNKNOWN_BITS * rule.unknown
            yield Candidate(program, outputs, length, 1.0, "repaint")
