"""A grid of which some cells are recoloured by a table over one state: `O = repaint(a, {1: 4}, b)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...dsl.types import GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..rules.repaints import find_repaints
from ..rules.roles import roles_of
from ..rules.states import states_of

_UNKNOWN_BITS = 8  # a value that no demonstration shows is left as it is: a guess, so the rule counts as longer


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest repaints of the task's states, for each way to name colours."""
    nodes, name = frontier.nodes, program_name(frontier.samples.tasks[task])
    roles = list(roles_of(frontier, task))
    for states in states_of(frontier, task, effort.states, distinct=False):
        grids = np.flatnonzero(nodes.type.all[states.nodes] == TYPE_CODE[GRID])
        for seen in roles if len(grids) else []:
            free = grids[~seen.occur_in(states.known[grids]) & ~seen.occur_in(states.asked[grids])]
            for rule in find_repaints(frontier.backend, replace(states, labels=seen.labels), free, effort.rules):
                for naming in seen.namings:
                    builder = Builder()
                    source, key = (nodes.add_to(builder, int(states.nodes[k])) for k in (rule.source, rule.key))
                    grid = builder.call("repaint", [source, rule.table, key])
                    program = builder.program(naming.add_to(builder, frontier, grid), name)
                    outputs = naming.colored(states.split(rule.cells))
                    length = description_length(program) + _UNKNOWN_BITS * rule.unknown
                    yield Candidate(program, outputs, length, 1.0, "repaint", rule.evidence)
