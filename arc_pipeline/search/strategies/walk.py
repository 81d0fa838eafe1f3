"""Lines that walkers draw from marked cells: `O = walk(a, b, {2: 4}, 'right', 0)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from ...dsl import OPS
from ...dsl.families.walks import MOST_STARTS
from ...dsl.types import COLOR, MASK
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..local.starts import starts_of
from ..rules.states import States
from ..walks.courses import FIRST_TOLD, Course, find_courses

_MASKS = 200  # that may mark cells, the cheapest
_MOST = 6  # courses over one grid
_STEPS_A_STATE = 40  # that walkers make, for each of the effort's states
_STATES_A_GRID = 1000  # the effort's states for one grid to walk on

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Walks over the task's input, if it has the output's shape, and over the grids with most cells right."""
    for start in islice(starts_of(frontier, task, effort), max(1, effort.states // _STATES_A_GRID)):
        examples = [(each.grid, each.output) for each in start.examples()]
        marks = Marks.of(frontier, task, start.states)
        told = marks.values[:, : len(examples)]
        steps, look_at_time = _STEPS_A_STATE * effort.states, frontier.backend.look_at_time
        found = find_courses(examples, marks.masks, told, steps, look_at_time)
        for _, course in zip(range(_MOST), found, strict=False):
            yield _candidate(frontier, task, start.node, marks, start.tests, course)


@dataclass(frozen=True)
class Marks:
    """What walks may begin with. `states`, and of these `chosen` int64 (n,), masks of few cells on each grid, the
    cheapest; `colors` int64 (m,): nodes that are a colour, with their `values` int32 (m, samples), no two the same."""

    states: States
    chosen: np.ndarray
    colors: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, frontier: Frontier, task: int, states: States) -> Marks:
        """Those of a task's states."""
        masks = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[MASK])
        marked = [states.known[masks][:, states.place == d].sum(axis=1) for d in range(int(states.place[-1]) + 1)]
        ends = np.cumsum([h * w for h, w in states.shapes])[:-1]
        asked = [part.sum(axis=1) for part in np.split(states.asked[masks], ends, axis=1)]
        few = np.all([count <= MOST_STARTS for count in (*marked, *asked)], axis=0)
        nodes = frontier.nodes.of_type(task, COLOR)
        values = frontier.numbers(nodes)
        first = np.sort(np.unique(values, axis=0, return_index=True)[1])
        return cls(states, masks[few & np.any(marked, axis=0)][:_MASKS], nodes[first], values[first])

    @property
    def masks(self) -> np.ndarray:
        """The masks on the demonstrations' cells: bool (n, cells)."""
        return np.asarray(self.states.known[self.chosen] > 0)


def _candidate(
    frontier: Frontier, task: int, node: int, marks: Marks, tests: list[np.ndarray], course: Course
) -> Candidate:
    builder, grids, states = Builder(), list(tests), marks.states
    made = frontier.nodes.add_to(builder, node)
    for walk in course.walks:
        mask, told = int(marks.chosen[walk.mask]), walk.color - FIRST_TOLD
        start = frontier.nodes.add_to(builder, int(states.nodes[mask]))
        color = walk.color if told < 0 else frontier.nodes.add_to(builder, int(marks.colors[told]))
        made = builder.call("walk", [made, start, walk.table, walk.heading, color])
        colors = [walk.color] * len(grids) if told < 0 else marks.values[told, -len(grids) :].tolist()
        cases = zip(grids, states.split(states.asked[mask]), colors, strict=True)
        grids = [OPS["walk"](grid, marked, walk.table, walk.heading, drawn) for grid, marked, drawn in cases]
    program = builder.program(made, program_name(frontier.samples.tasks[task]))
    outputs = tuple(np.asarray(grid, dtype=np.uint8) for grid in grids)
    return Candidate(program, outputs, description_length(program), 1.0, "walk", course.evidence)
