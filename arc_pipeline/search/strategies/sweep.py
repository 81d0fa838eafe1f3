"""A grid that a table of three cells goes over line by line: `O = sweep(a, {(0, 11, 11): 5}, 'right', ...)`."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...dsl.families.sweeps import PLACES
from ...dsl.types import GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier import Frontier
from ..nodes import TYPE_CODE
from ..states import States, states_of
from ..sweeps import find_sweeps

_MOST = 8  # rules over one grid
_STATES_A_GRID = 500  # the effort's states for one grid to sweep

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Sweeps over the task's input, if it has the output's shape, and over the grids with most cells right."""
    pairs = frontier.samples.tasks[task].train
    if len(pairs) < 2:  # nothing could bear out what is learned of one
        return
    for states in states_of(frontier, task, effort.states, distinct=False):
        for base in _bases(frontier, states, max(1, effort.states // _STATES_A_GRID)):
            ends = np.cumsum([pair.output.size for pair in pairs])
            grids = np.split(states.known[base], ends[:-1])
            examples = [(grid.reshape(pair.output.shape), pair.output) for grid, pair in zip(grids, pairs, strict=True)]
            tests = states.split(states.asked[base])
            for _, sweep in zip(range(_MOST), find_sweeps(examples), strict=False):
                builder = Builder()
                grid = frontier.nodes.add_to(builder, int(states.nodes[base]))
                places = [PLACES[place] for place in sweep.places]
                made = builder.call("sweep", [grid, sweep.table, sweep.toward, *places])
                program = builder.program(made, program_name(frontier.samples.tasks[task]))
                outputs = tuple(sweep.run(test) for test in tests)
                yield Candidate(program, outputs, description_length(program), 1.0, "sweep")


def _bases(frontier: Frontier, states: States, most: int) -> list[int]:
    """The input and the grids with most cells right, none of them wholly right, no two alike on the demonstrations."""
    grids = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[GRID])
    wrong = (states.known[grids] != states.target).sum(axis=1)
    grids, wrong = grids[wrong > 0], wrong[wrong > 0]
    order = np.lexsort((states.cost[grids], np.where(states.cost[grids] == 0, 0, wrong)))
    found: dict[bytes, int] = {}
    for base in grids[order].tolist():
        found.setdefault(states.known[base].tobytes(), base)
        if len(found) == most:
            break
    return list(found.values())
