"""How general programs are: whether they still say what the demonstrations say when these are turned, or recoloured.

A rule of objects, roles and shapes commutes with most of these changes (it is equivariant); one that fits by accident,
by a colour's number, a position or the order of a tie, does with few. Rules that mean a direction or a colour do not
either, so this is one measure of confidence among others and excludes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from ...backends import ArenaFull, Backend
from ...backends.arena import to_host
from ...backends.hashing import hash_cells
from ...dsl.types import GRID
from ...measure import span
from ...programs import Program, merge
from ...scoring.plan import Plan
from ...scoring.run import hash_programs
from ...tasks import Task
from ..candidates import Candidate

Change = Callable[[np.ndarray], np.ndarray]

_DEMONSTRATIONS = 6  # of a task, that are changed: the others would say the same
_TURNS: tuple[Change, ...] = (np.fliplr, np.flipud, np.transpose, np.rot90)
# Black stays, as in most tasks it is the background. The others change places so that their order does not stay.
_BACKWARDS = np.array([0, *range(9, 0, -1)], dtype=np.uint8)
_ROTATED = np.array([0, *(1 + (np.arange(9) + 3) % 9)], dtype=np.uint8)
_COLORINGS: tuple[Change, ...] = tuple(table.take for table in (_BACKWARDS, _ROTATED, _BACKWARDS[_ROTATED]))


def with_generality(
    backend: Backend, task: Task, candidates: Sequence[Candidate], known: Iterable[Candidate] = ()
) -> list[Candidate]:
    """The candidates in their order; those that fit have their `generality` as measured on the task's demonstrations.
    `known`: candidates of this task of which it has been measured already.

    Raises OutOfTime. That of a program for which there is no room in memory is 0.
    """
    measured = {one.program: one.generality for one in known if one.fits}
    new = list(dict.fromkeys(one.program for one in candidates if one.fits and one.program not in measured))
    if new:
        with span("evaluate", programs=len(new)):
            measured |= dict(zip(new, _measured(backend, task, new), strict=True))
    return [replace(one, generality=measured[one.program]) if one.fits else one for one in candidates]


def _measured(backend: Backend, task: Task, programs: Sequence[Program]) -> list[float]:
    """The share of the demonstrations that each program has right when they are turned or recoloured: the mean of the
    share over turns and of that over recolourings."""
    pairs, changes = task.train[:_DEMONSTRATIONS], [*_TURNS, *_COLORINGS]
    given = [np.ascontiguousarray(change(pair.input)) for change in changes for pair in pairs]
    wanted = [hash_cells(change(pair.output), (0, 0)) for change in changes for pair in pairs]
    right = _right(backend, programs, given, np.array(wanted, dtype=np.uint64))
    by_change = right.reshape(len(programs), len(changes), len(pairs)).mean(axis=2)
    turned, recolored = np.split(by_change, [len(_TURNS)], axis=1)
    return ((turned.mean(axis=1) + recolored.mean(axis=1)) / 2).tolist()


def _right(
    backend: Backend, programs: Sequence[Program], grids: Sequence[np.ndarray], targets: np.ndarray
) -> np.ndarray:
    """Which programs make of which grids the values with these hashes: bool (programs, grids)."""
    arena = backend.arena
    mark = arena.mark()
    try:
        inputs = backend.upload(GRID, grids)
        return np.asarray(to_host(hash_programs(backend, Plan([merge(programs)]), inputs)) == targets)
    except ArenaFull:
        arena.release(mark)
        if len(programs) == 1:
            return np.zeros((1, len(grids)), dtype=bool)
        return np.concatenate([_right(backend, [program], grids, targets) for program in programs])
    finally:
        arena.release(mark)
