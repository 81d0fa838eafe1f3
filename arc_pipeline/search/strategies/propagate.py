"""A grid that rules of what lies round a cell change until nothing changes: `O = propagate(a, {...}, 'all')`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..local.propagations import find_propagations, run
from ..local.starts import starts_of

_MOST = 4  # tables for one grid

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """What becomes of the task's input, if it has the output's shape, and of the grids with most cells right."""
    if len(frontier.samples.tasks[task].train) < 2:  # nothing could bear out what is learned of one
        return
    for node, examples, tests in starts_of(frontier, task, effort):
        for _, found in zip(range(_MOST), find_propagations(frontier.backend, examples), strict=False):
            builder = Builder()
            made = builder.call("propagate", [frontier.nodes.add_to(builder, node), found.table, found.ways])
            program = builder.program(made, program_name(frontier.samples.tasks[task]))
            outputs = tuple(np.array(grid) for grid in run(frontier.backend, [found.table], found.ways, tests)[0])
            yield Candidate(program, outputs, description_length(program), 1.0, "propagate", found.evidence)
