"""Verdicts on new values: whether they are void, cell features or fits, and what they tell of the outputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...backends import Backend
from ...backends.arena import NONE, to_host
from ...backends.hashing import hash_cells, hash_numbers, hash_runs, mix64
from ...dsl.types import COUNT, GRID, list_of
from ...scoring.samples import Samples
from ..kernels.verdicts import CELLS, EQUAL, GRIDS, NEAR, SHAPED, VOID, verdicts
from .evaluated import Evaluated
from .gain import Outputs
from .nodes import IS_CELLS, IS_LIST, IS_NUMBER, TYPE_CODE

_ANY_NUMBERS = TYPE_CODE[list_of(COUNT)]
_VOID_CELLS = hash_cells(np.empty((0, 0), np.uint8), (0, 0))
_VOID_NUMBER = hash_numbers(np.array([NONE], dtype=np.int32))[0]
_NO_LENGTH = np.zeros(1, np.int64)
_VOID_LIST = hash_runs(np, np.empty(0, np.uint64), np.empty(0, np.int64), _NO_LENGTH, _NO_LENGTH, np.zeros(1, bool))[0]


@dataclass(frozen=True)
class Verdicts:
    """Verdicts on n values. `keys` uint64 (n,): a hash of the value on all samples, its type and its task, and its
    source list if it is kept as aligned; bool (n,): `void`: it is void on some sample, `is_feature`: it has cells of
    the outputs' shapes on all demonstrations, `is_fit`: it is of type Grid and equals the outputs of all
    demonstrations, `is_near`: of all but one."""

    keys: np.ndarray
    void: np.ndarray
    is_feature: np.ndarray
    is_fit: np.ndarray
    is_near: np.ndarray


class Judge:
    """What the values of some tasks are compared with, uploaded to the backend."""

    def __init__(self, backend: Backend, samples: Samples) -> None:
        self._backend, self._demonstrations = backend, samples.demonstrations
        self._outputs = Outputs.joined([Outputs.of_pairs(backend, task.train) for task in samples.tasks])
        void = np.where(IS_LIST, _VOID_LIST, np.where(IS_NUMBER, _VOID_NUMBER, _VOID_CELLS))
        kinds = np.where(IS_CELLS, CELLS, 0) + np.where(np.arange(len(IS_CELLS)) == TYPE_CODE[GRID], GRIDS, 0)
        types = np.stack([void, kinds.astype(np.uint64)], axis=1)
        tasks = np.stack([samples.first_row, samples.rows, samples.demonstrations], axis=1).astype(np.int32)
        tables = types, tasks, samples.target_hash, samples.target_shape
        self._tables = [backend.xp.asarray(table) for table in tables]

    def verdicts(self, evaluated: Evaluated) -> Verdicts:
        """The verdicts on all of these values."""
        candidates = np.stack([evaluated.start, evaluated.task, evaluated.type], axis=1)
        values = evaluated.hash, evaluated.data, self._backend.arena.heads
        keys, told = to_host(self._backend.apply(verdicts, candidates, *values, *self._tables)).T
        flags = ((told & np.uint64(bit)) > 0 for bit in (VOID, SHAPED, EQUAL, NEAR))
        return Verdicts(np.ascontiguousarray(keys), *flags)

    def verdicts_aligned(self, evaluated: Evaluated, source: np.ndarray, lengths: Any) -> Verdicts:
        """The verdicts on values that belong to source lists: int64 (n,), -1 for none. A list counts as void, too,
        unless it is as long as its source list, `lengths` (rows,), on each sample. Lists of equal numbers are the same
        value, whatever their types. None is taken for a cell feature or a fit."""
        lists = IS_LIST[evaluated.type]
        types = np.where(lists & IS_NUMBER[evaluated.type], _ANY_NUMBERS, evaluated.type)
        told = self.verdicts(replace(evaluated, type=types))
        differs = np.logical_or.reduceat(to_host(evaluated.count != lengths), evaluated.start)
        void = told.void | (lists & (differs | (source < 0)))
        none = np.zeros_like(void)
        return Verdicts(mix64(told.keys + (source + 1).astype(np.uint64)), void, none, none, none)

    def gains(self, evaluated: Evaluated, features: np.ndarray) -> np.ndarray:
        """How much the values that are cell features, bool (n,), tell of the outputs: float32 (n,), 0 for all
        others."""
        gains, chosen = np.zeros(len(evaluated), np.float32), np.flatnonzero(features)
        if len(chosen):
            # Tasks with fewer demonstrations than others repeat their last one, whose area is 0 there.
            last = self._demonstrations[evaluated.task[chosen]][:, None] - 1
            rows = evaluated.start[chosen][:, None] + np.minimum(np.arange(self._outputs.demonstrations), last)
            slots = evaluated.data[self._backend.xp.asarray(rows)]
            gains[chosen] = self._outputs.gains(slots, self._backend.arena.cells, evaluated.task[chosen])
        return gains
