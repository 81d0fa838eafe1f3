"""The grids of the development tasks, and arguments for any operation that are computed from such grids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline.backends import Argument, Backend, Column
from arc_pipeline.backends.tables import decode_table
from arc_pipeline.dsl import OPS, Choice, Op, Type, list_of
from arc_pipeline.dsl.types import CELLS, COLOR, COUNT, FIELD, FLAG, GRID, MASK, NUMBER, OBJECT, STATE, TABLE
from arc_pipeline.tasks import load_tasks


def development_grids() -> list[np.ndarray]:
    """The training inputs of the ARC-AGI-1 training tasks."""
    return [pair.input for task in load_tasks("arc-agi-1/training", on_error="raise").tasks for pair in task.train]


def development_inputs(ids: Path | None = None) -> list[np.ndarray]:
    """The training and test inputs of all ARC-AGI-1 training tasks, and of ARC-AGI-2 training tasks in a file."""
    sources = {"arc-agi-1/training": None} | ({"arc-agi-2/training": ids} if ids else {})
    tasks = [task for name, some in sources.items() for task in load_tasks(name, some, on_error="raise").tasks]
    return [grid for task in tasks for grid in [*(pair.input for pair in task.train), *task.test]]


class RealArguments:
    """Arguments that are computed from real grids: row k of every column belongs to the k-th grid.

    Masks, fields, objects, lists and numbers are made of the grids by other operations, so that the arguments of a call
    belong together as they do in a program. The second parameter of a type gets the second column of that type.
    """

    def __init__(self, backend: Backend, grids: Sequence[np.ndarray]) -> None:
        self.backend, self.count = backend, len(grids)
        call = self._call
        grid = backend.upload(GRID, grids)
        objects = call("objects", grid)
        sizes = call("size", objects)
        turned, largest, smallest = call("rot180", grid), call("argmax", objects, sizes), call("argmin", objects, sizes)
        foreground, object_size = call("foreground", grid), call("object_size", grid)
        cells = (grid, turned)
        self.columns: dict[Type, tuple[Column, ...]] = {
            GRID: cells,
            CELLS: cells,
            STATE: (grid, object_size, foreground),
            OBJECT: (largest, smallest),
            MASK: (foreground, call("outline", grid)),
            FIELD: (object_size, call("column", grid)),
            COLOR: (call("mostcolor", largest), call("leastcolor", grid)),
            COUNT: (call("height", grid), call("width", grid)),
            FLAG: (call("is_square", grid), call("portrait", grid)),
            NUMBER: (call("size", largest), call("size", smallest)),
            list_of(GRID): (call("flatten", objects, 0),),
            list_of(OBJECT): (objects, call("vmirror", objects)),
            list_of(CELLS): (objects, call("vmirror", objects)),
            list_of(MASK): (call("toindices", objects),),
            list_of(FIELD): (call("ring", objects),),
            list_of(COLOR): (call("mostcolor", objects),),
            list_of(COUNT): (sizes,),
            list_of(FLAG): (call("is_square", objects),),
            list_of(NUMBER): (sizes,),
        }
        self._tables = [self._tables_of(arity) for arity in range(1, len(self.columns[STATE]) + 1)]

    def launches(self, op: Op) -> list[list[Argument]]:
        """The arguments of all rows, once for each option; several choices are stepped together."""
        options = [p.type.options for p in op.parameters if isinstance(p.type, Choice)]
        return [self._arguments(op, k) for k in range(max(map(len, options), default=1))]

    def values(self, op: Op, launch: int, rows: np.ndarray) -> list[list[Any]]:
        """The arguments of one launch in the form that the reference takes, for each of these rows."""
        columns: list[list[Any]] = []
        for parameter, given in zip(op.parameters, self._arguments(op, launch), strict=True):
            if isinstance(parameter.type, Choice):
                columns.append([parameter.type.options[launch % len(parameter.type.options)]] * len(rows))
            else:
                assert isinstance(given, Column)
                columns.append(self.backend.arena.values(given.take(rows)))
        tables = [k for k, parameter in enumerate(op.parameters) if parameter.type == TABLE]
        for k in tables:
            columns[k] = [decode_table(numbers) for numbers in columns[k]]
        return [list(row) for row in zip(*columns, strict=True)]

    def _arguments(self, op: Op, launch: int) -> list[Argument]:
        given: list[Argument] = []
        seen: Counter[Type] = Counter()
        for parameter in op.parameters:
            kind = parameter.type
            if isinstance(kind, Choice):
                given.append(parameter.encode(kind.options[launch % len(kind.options)]))
            elif kind == TABLE:
                given.append(self._tables[sum(other.type == STATE for other in op.parameters) - 1])
            elif kind == COUNT and parameter.literals:  # factors, steps, periods: cycle through what is tried
                tried = np.resize(np.array(parameter.literals, dtype=np.int32), self.count)
                given.append(Column(COUNT, tried, None, None))
            else:
                given.append(self.columns[kind][seen[kind] % len(self.columns[kind])])
                seen[kind] += 1
        return given

    def _tables_of(self, arity: int) -> Column:
        """For each grid a table with an entry for all combinations of values in its first `arity` states."""
        read = [self.backend.arena.values(column) for column in self.columns[STATE][:arity]]
        keys = (
            np.unique(np.stack([piece.ravel() for piece in pieces]), axis=1).T for pieces in zip(*read, strict=True)
        )
        tables = [{tuple(key) if arity > 1 else key[0]: key[0] % 9 + 1 for key in k.tolist()} for k in keys]
        return self.backend.upload(TABLE, tables)

    def _call(self, name: str, *arguments: Argument) -> Column:
        given = [*arguments, *(None for _ in OPS[name].parameters[len(arguments) :])]
        return self.backend.run(OPS[name], given, self.count)
