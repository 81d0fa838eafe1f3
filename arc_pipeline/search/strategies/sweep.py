"""A grid that a table of three cells goes over line by line: `O = sweep(a, {(0, 11, 11): 5}, 'right', ...)`."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.families.sweeps import PLACES
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..local.starts import starts_of
from ..local.sweeps import find_sweeps

_MOST = 8  # rules over one grid

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Sweeps over the task's input, if it has the output's shape, and over the grids with most cells right."""
    for start in starts_of(frontier, task, effort):
        for _, sweep in zip(range(_MOST), find_sweeps(start.examples()), strict=False):
            builder = Builder()
            grid = frontier.nodes.add_to(builder, start.node)
            places = [PLACES[place] for place in sweep.places]
            made = builder.call("sweep", [grid, sweep.table, sweep.toward, *places])
            program = builder.program(made, program_name(frontier.samples.tasks[task]))
            outputs = tuple(sweep.run(test) for test in start.tests)
            yield Candidate(program, outputs, description_length(program), 1.0, "sweep")
