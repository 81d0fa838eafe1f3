"""Outputs put together from smaller grids: mirrored, repeated, framed, side by side: `O = hconcat(a, vmirror(a))`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np

from ...programs import Builder, description_length, run_reference
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..rules.solutions import Solutions

_DEPTH = 2  # reductions of reductions


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Programs for smaller targets, with the calls that make the outputs of what they make."""
    puzzle = frontier.samples.tasks[task]
    outputs = tuple(pair.output for pair in puzzle.train)
    solutions = Solutions(frontier, task, effort)
    for solution in chain(solutions.strips(outputs), solutions.reduced(outputs, _DEPTH)):
        builder = Builder()
        program = builder.program(solution.add_to(builder), program_name(puzzle))
        made = [run_reference(program, grid) for grid in puzzle.test]
        if all(output is not None for output in made):
            grids = tuple(np.array(output, dtype=np.uint8) for output in made)
            yield Candidate(program, grids, description_length(program), 1.0, "parts", solution.evidence)
