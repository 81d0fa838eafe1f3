"""Programs from a store become candidates: they are parsed, checked, run on a task, and validated.

Nothing that a store claims of them is believed but how they rank. The backend runs them; those that fit are run by the
reference as well, unless a verdict of it is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..backends import ArenaFull, Backend, OutOfTime
from ..measure import Deadline, count_in_span, count_lookups
from ..programs import Program, merge
from ..scoring.run import Graph, run_programs
from ..scoring.samples import Samples
from ..scoring.validate import Defect, Validator
from ..search.candidates import Candidate, program_name
from ..search.evaluation.generality import with_generality
from ..search.evaluation.proposals import fit_of, misses_one
from ..search.excerpt import excerpt
from ..tasks import Task
from .rows import SOUND, Row, RowError


@dataclass
class Recalled:
    """What became of the rows of a task. `verdicts`: by the digest of a program, SOUND or what is wrong with it;
    `wrong`: digests of rows that hold no program, with the reason."""

    candidates: list[Candidate] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def recall(
    backend: Backend, task: Task, rows: Sequence[Row], verdicts: Mapping[str, str], deadline: Deadline
) -> Recalled:
    """The candidates that these rows are for a task. `verdicts`: those already known, in this version of the language.
    Raises OutOfTime if the deadline passes first."""
    found, programs = Recalled(), dict[str, tuple[Row, Program]]()
    for row in rows:
        if deadline.expired:
            count_in_span(out_of_time=1)
            raise OutOfTime(f"the programs of {task.id} were not all read")
        if verdicts.get(row.program, SOUND) != SOUND:
            continue
        try:
            programs[row.program] = row, row.parsed().renamed(program_name(task))
        except RowError as error:
            found.wrong[row.program] = str(error)
    if not programs:
        return found
    validator = Validator(excerpt(task))
    with backend.until(deadline):
        made = dict(_made(backend, [program for _, program in programs.values()], task))
        for digest, (row, program) in programs.items():
            candidate = _candidate(task, row, program, made.get(program))
            if isinstance(candidate, str):
                found.verdicts[digest] = candidate
                continue
            if candidate.fits:
                count_lookups("validations", 1, int(digest in verdicts))
            if candidate.fits and digest not in verdicts:
                defect = validator.defect(program, _asked(backend, candidate, task), deadline)
                found.verdicts[digest] = SOUND if defect is None else defect.problem
                if defect is not None:
                    found.defects.append(defect)
                    continue
            found.candidates.append(candidate)
        found.candidates = with_generality(backend, excerpt(task), found.candidates)
    return found


def _made(backend: Backend, programs: Sequence[Program], task: Task) -> Iterator[tuple[Program, list[Any]]]:
    """What programs make of a task's samples, None where that is void; a program without room in memory is left out."""
    arena = backend.arena
    mark = arena.mark()
    try:
        (columns,) = run_programs(backend, [Graph(merge(programs), Samples.upload(backend, [task]).inputs)])
        for program, column in zip(programs, columns, strict=True):
            yield program, arena.values(column)
    except ArenaFull:
        arena.release(mark)
        if len(programs) > 1:
            for program in programs:
                yield from _made(backend, [program], task)
    finally:
        arena.release(mark)


def _candidate(task: Task, row: Row, program: Program, made: Sequence[Any] | None) -> Candidate | str:
    """The candidate that a program is, or why it is none."""
    if made is None:
        return "there is not enough memory to run it"
    outputs = made[len(task.train) :]
    if any(output is None for output in outputs):
        return "void on a test input"
    shown = made[: len(task.train)]
    return Candidate(
        program, tuple(np.array(output, dtype=np.uint8) for output in outputs), row.length, fit_of(task, shown),
        row.source, row.left_out, row.chance, row.surprise, row.view, row.parent, is_near_miss=misses_one(task, shown),
    )  # fmt: skip


def _asked(backend: Backend, candidate: Candidate, task: Task) -> Sequence[np.ndarray]:
    """The outputs for the tests of the excerpt of a task, on which candidates are validated."""
    if excerpt(task) is task:
        return candidate.outputs
    ((_, made),) = _made(backend, [candidate.program], excerpt(task))
    return made[len(excerpt(task).train) :]
