"""From drafts to tasks: which inputs become demonstrations and tests, by what programs make of them.

A draft is refused by a `Refusal` where its program does nothing worth a task on enough of its inputs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from ..backends import Backend, Column
from ..backends.arena import to_host
from ..dsl.types import GRID
from ..programs import Program
from ..scoring.run import Graph, run_programs
from ..tasks import Pair, Task
from .drafts import Draft
from .variants import Variants, variants_of

_MOST_ALIKE = 0.5  # of the outputs of a task


class Refusal(Enum):
    """Why a draft becomes no task."""

    FEW = "too few inputs on which the program makes another grid than its input"
    ALIKE = "outputs that hardly depend on the inputs"
    NOTHING = "a random program that does nothing"
    VARIANT = "a variant of the program fits and disagrees on a test"
    ANOTHER = "another short or stored program fits and disagrees on a test"
    ENOUGH = "enough of its kind are there"


@dataclass(frozen=True)
class Made:
    """A task that a draft became, the outputs of its tests, and the program that makes all outputs."""

    draft: Draft
    task: Task
    answers: tuple[np.ndarray, ...]

    @property
    def program(self) -> Program:
        """The draft's, or what is left of it without calls that do nothing."""
        return self.draft.program


@dataclass(frozen=True)
class _Results:
    """What a draft's program makes of each input, None for void, and for each of its variants in which samples it makes
    something else: bool (variants, samples)."""

    outputs: list[np.ndarray | None]
    differs: np.ndarray
    variants: Variants


def made_tasks(backend: Backend, drafts: Sequence[Draft]) -> list[Made | Refusal]:
    """For each draft the task that it becomes, or why it becomes none. Random programs lose calls that do nothing."""
    found: dict[int, Made | Refusal] = {}
    waiting = dict(enumerate(drafts))
    while waiting:
        again: dict[int, Draft] = {}
        for (k, draft), results in zip(waiting.items(), _results(backend, [*waiting.values()]), strict=True):
            made = _made(draft, results)
            if isinstance(made, Draft):
                again[k] = made
            else:
                found[k] = made
        waiting = again
    return [found[k] for k in range(len(drafts))]


def _results(backend: Backend, drafts: Sequence[Draft]) -> list[_Results]:
    """Run the programs and variants of all drafts on all of their inputs, similar calls in one launch."""
    mark, variants = backend.arena.mark(), [variants_of(draft.program) for draft in drafts]
    try:
        every = backend.upload_cells(GRID, [grid for draft in drafts for grid in draft.inputs])
        ends = np.cumsum([len(draft.inputs) for draft in drafts]).tolist()
        parts = [every.take(slice(end - len(one.inputs), end)) for end, one in zip(ends, drafts, strict=True)]
        graphs = [Graph(one.merged, inputs) for one, inputs in zip(variants, parts, strict=True)]
        made = run_programs(backend, graphs)
        outputs = iter(backend.arena.values(_joined(backend, [columns[0] for columns in made])))
        return [
            _Results([next(outputs) for _ in draft.inputs], _differing(columns), own)
            for draft, columns, own in zip(drafts, made, variants, strict=True)
        ]
    finally:
        backend.arena.release(mark)


def _joined(backend: Backend, columns: Sequence[Column]) -> Column:
    return Column(GRID, backend.xp.concatenate([column.data for column in columns]), None, None)


def _differing(columns: Sequence[Column]) -> np.ndarray:
    """Where the results of all but the first differ from the first's: bool (programs - 1, samples)."""
    hashes = np.stack([to_host(column.hash) for column in columns])
    return np.asarray(hashes[1:] != hashes[:1])


def _made(draft: Draft, results: _Results) -> Made | Draft | Refusal:
    """The task that a draft becomes, the draft of a shorter program that does the same, or why it becomes no task."""
    train, test = len(draft.model.task.train), len(draft.model.task.test)
    usable = _usable(draft.inputs, results.outputs)
    if len(usable) < train + test:
        return Refusal.FEW
    asked = usable[:test]
    shown = _telling(results.differs, asked, usable[test:], train)
    outputs = {k: results.outputs[k] for k in (*shown, *asked)}
    grids = {k: grid for k, grid in outputs.items() if grid is not None}  # all are: they are usable
    alike = Counter((grid.shape, grid.tobytes()) for grid in grids.values())
    if max(alike.values()) > _MOST_ALIKE * len(grids):
        return Refusal.ALIKE
    if draft.is_random:
        same = np.flatnonzero(~results.differs[: results.variants.shorter, [*grids]].any(axis=1))
        if len(same):
            shortest = min((results.variants.programs[1 + k] for k in same), key=lambda one: len(one.nodes))
            return draft.of_program(shortest) if shortest.nodes else Refusal.NOTHING
    if (results.differs[:, asked].any(axis=1) & ~results.differs[:, shown].any(axis=1)).any():
        return Refusal.VARIANT
    pairs = tuple(Pair(draft.inputs[k], np.ascontiguousarray(grids[k])) for k in shown)
    task = Task(draft.id, pairs, tuple(draft.inputs[k] for k in asked))
    return Made(draft, task, tuple(np.ascontiguousarray(grids[k]) for k in asked))


def _usable(inputs: Sequence[np.ndarray], outputs: Sequence[np.ndarray | None]) -> list[int]:
    """The samples whose output is a grid of more than the input, of different inputs, and all alike in whether they are
    smaller than these, of their shape, or neither: as many as possible."""
    by_form: dict[int, dict[tuple[tuple[int, ...], bytes], int]] = {}
    for k, (grid, output) in enumerate(zip(inputs, outputs, strict=True)):
        if output is None or (grid.shape == output.shape and np.array_equal(grid, output)):
            continue
        form = 0 if grid.shape == output.shape else 1 if output.size < grid.size else 2
        by_form.setdefault(form, {}).setdefault((grid.shape, grid.tobytes()), k)
    return [*max(by_form.values(), key=len, default={}).values()]


def _telling(differs: np.ndarray, asked: Sequence[int], usable: Sequence[int], count: int) -> list[int]:
    """So many usable samples as demonstrations that tell the program from those variants that differ on what is asked:
    each is the one that tells most of those that were not told before, the first of several. (Greedy set cover.)"""
    left = differs[differs[:, [*asked]].any(axis=1)]
    rest, chosen = [*usable], list[int]()
    while len(chosen) < count:
        best = rest.pop(int(left[:, rest].sum(axis=0).argmax()))
        chosen.append(best)
        left = left[~left[:, best]]
    return sorted(chosen)
