"""A grid that rules of what lies round a cell change, once or until nothing changes: `O = propagate(a, {...}, 'all')`.

Where these rules say nothing, those that also ask a state beside the grid: `O = rewrite(a, {...}, 'all', b)`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..local.beside import states_beside
from ..local.examples import OPERATIONS, Operation, Work, run
from ..local.propagations import find_propagations
from ..local.starts import Start, starts_of

_MOST = 4  # tables for one grid
_WORK = 350_000_000  # steps for one grid and operation, so that time is bounded and results are the same
_BESIDE = 8  # states that are asked beside one
_WORK_BESIDE = 300_000_000  # for all of them together
_CHOICE_BITS = 20  # to say which of them: some state is right by chance

DEAR = True


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """What becomes of the task's input, if it has the output's shape, and of the grids with most cells right."""
    for start in starts_of(frontier, task, effort):
        sure = False
        for operation in OPERATIONS:
            for candidate in _candidates(frontier, task, start, operation, Work(_WORK)):
                sure |= candidate.evidence == 1.0
                yield candidate
        if not sure:
            work = Work(_WORK_BESIDE)
            for operation in OPERATIONS:
                for beside in states_beside(start, operation, _BESIDE):
                    yield from _candidates(frontier, task, start, operation, work, beside)


def _candidates(
    frontier: Frontier, task: int, start: Start, operation: Operation, work: Work, beside: int | None = None
) -> Iterator[Candidate]:
    """What rules make of the grid, with one of the states beside it."""
    name = program_name(frontier.samples.tasks[task])
    learned = find_propagations(frontier.backend, start.examples(beside), operation, work)
    for _, found in zip(range(_MOST), learned, strict=False):
        if beside is not None and found.evidence < 1.0:
            continue
        builder, nodes = Builder(), frontier.nodes
        state = None if beside is None else nodes.add_to(builder, int(start.states.nodes[beside]))
        made = builder.call(operation, [nodes.add_to(builder, start.node), found.table, found.ways, state])
        program = builder.program(made, name)
        tests = [None] * len(start.tests) if beside is None else start.states.split(start.states.asked[beside])
        outputs = run(frontier.backend, operation, [found.table], found.ways, start.tests, tests)[0]
        length = description_length(program) + _CHOICE_BITS * (beside is not None)
        yield Candidate(program, tuple(map(np.array, outputs)), length, 1.0, "propagate", found.evidence)
