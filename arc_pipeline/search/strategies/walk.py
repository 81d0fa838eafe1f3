"""Lines that walkers draw from marked cells: `O = walk(a, b, {2: 4}, 'right', 0)`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from ...dsl import OPS
from ...dsl.families.walks import MOST_STARTS
from ...dsl.types import MASK
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..local.starts import starts_of
from ..rules.states import States, states_of
from ..walks.courses import Course, find_courses

_MASKS = 200  # that may mark cells, the cheapest
_MOST = 6  # courses over one grid
_STATES_A_GRID = 1000  # the effort's states for one grid to walk on

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Walks over the task's input, if it has the output's shape, and over the grids with most cells right."""
    if len(frontier.samples.tasks[task].train) < 2:  # nothing could bear out what is learned of one
        return
    marks = list(states_of(frontier, task, effort.states, distinct=False))
    for node, examples, tests in islice(starts_of(frontier, task, effort), max(1, effort.states // _STATES_A_GRID)):
        for states in marks:
            if states.shapes != tuple(test.shape for test in tests):
                continue
            chosen = _few_marked(frontier, states)
            found = find_courses(examples, states.known[chosen] > 0)
            for _, course in zip(range(_MOST), found, strict=False):
                yield _candidate(frontier, task, node, states, chosen, tests, course)


def _few_marked(frontier: Frontier, states: States) -> np.ndarray:
    """The states that are masks of few cells on each grid, the cheapest: int64 (n,)."""
    masks = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[MASK])
    marked = [states.known[masks][:, states.place == d].sum(axis=1) for d in range(int(states.place[-1]) + 1)]
    ends = np.cumsum([h * w for h, w in states.shapes])[:-1]
    asked = [part.sum(axis=1) for part in np.split(states.asked[masks], ends, axis=1)]
    few = np.all([count <= MOST_STARTS for count in (*marked, *asked)], axis=0)
    return masks[few & np.any(marked, axis=0)][:_MASKS]


def _candidate(
    frontier: Frontier,
    task: int,
    node: int,
    states: States,
    chosen: np.ndarray,
    tests: list[np.ndarray],
    course: Course,
) -> Candidate:
    builder, grids = Builder(), list(tests)
    made = frontier.nodes.add_to(builder, node)
    for walk in course.walks:
        mask = int(chosen[walk.mask])
        start = frontier.nodes.add_to(builder, int(states.nodes[mask]))
        made = builder.call("walk", [made, start, walk.table, walk.heading, walk.color])
        marked = states.split(states.asked[mask])
        walked = zip(grids, marked, strict=True)
        grids = [OPS["walk"](grid, start, walk.table, walk.heading, walk.color) for grid, start in walked]
    program = builder.program(made, program_name(frontier.samples.tasks[task]))
    outputs = tuple(np.asarray(grid, dtype=np.uint8) for grid in grids)
    return Candidate(program, outputs, description_length(program), 1.0, "walk", course.evidence)
