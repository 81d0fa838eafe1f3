"""A text notation for values, and calls on such texts: the notation of the examples in operations' docstrings.

Cells are rows separated by spaces, one digit per cell: '12 34'. A dot is transparent. Fields with a number over 9 are
written with commas: '0,12 3,4' ('12,' is a row of one cell). An origin other than (0, 0) is appended: '22 2. @3,1'.
Lists are lists of these texts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from .op import OPS, Op
from .types import CELLS, COUNT, FIELD, FLAG, GRID, MASK, NUMBER, OBJECT, STATE, TABLE, Choice, Type, list_of
from .values import TRANSPARENT, VOID, at, origin_of


@dataclass(frozen=True)
class Shown:
    """A value of the language with its type, and the call that made it; its `repr` is the notation."""

    value: Any
    type: Type
    op: Op | None = None
    arguments: tuple[Shown | Any, ...] = ()  # literals and tables are not converted

    def __repr__(self) -> str:
        return repr(self._plain()) if self.value is not VOID else "void"

    def _plain(self) -> Any:
        if isinstance(self.value, list):
            return [_write(one, self.type.item or self.type) for one in self.value]
        return _write(self.value, self.type)


def calls() -> Mapping[str, Callable[..., Shown]]:
    """Every operation by its name, as a function that takes texts for cells and returns `Shown`; for examples."""
    return {name: partial(_call, op) for name, op in OPS.items()}


def read_cells(text: str, kind: Type) -> Shown:
    """The cells that a text denotes. Raises ValueError for rows of different lengths or invalid characters."""
    rows, _, origin = text.partition("@")
    commas = "," in rows
    cells = [row.removesuffix(",").split(",") if commas else list(row) for row in rows.split()]
    if len({len(row) for row in cells}) != 1:
        raise ValueError(f"the rows of {text!r} are not equally long")
    array = np.array([[TRANSPARENT if one == "." else int(one) for one in row] for row in cells], np.uint8)
    if kind in (CELLS, STATE):
        kind = FIELD if commas else OBJECT if "." in rows else GRID
    if (array.max() > 9 and kind == GRID) or (array.max() > 1 and kind == MASK):
        raise ValueError(f"{text!r} is not a {kind}")
    row, column = map(int, origin.split(",")) if origin else (0, 0)
    return Shown(at(array, (row, column)), kind)


def _call(op: Op, *given: Any, **named: Any) -> Shown:
    bound = op.bind(given, named)
    arguments = tuple(_argument(p.type, one) for p, one in zip(op.parameters, bound, strict=True))
    kind = op.result_type([one.type if isinstance(one, Shown) else None for one in arguments])
    value = op(*(one.value if isinstance(one, Shown) else one for one in arguments))
    return Shown(value, kind, op, arguments)


def _argument(wanted: Type | Choice, given: Any) -> Shown | Any:
    if isinstance(wanted, Choice) or wanted == TABLE or given is None or isinstance(given, Shown):
        return given
    item = wanted.item or wanted
    if isinstance(given, list):
        if item.storage == "number":
            return Shown([int(one) for one in given], list_of(COUNT if item == NUMBER else item))
        parts = [read_cells(one, item) for one in given]
        kinds = {part.type for part in parts}
        return Shown([part.value for part in parts], list_of(OBJECT if len(kinds) > 1 else kinds.pop()))
    return read_cells(given, item) if isinstance(given, str) else given


def _write(value: Any, kind: Type) -> Any:
    if value is VOID:
        return None
    if kind.storage == "number":
        return bool(value) if kind == FLAG else value
    between = "," if kind == FIELD and value.max() > 9 else ""
    letters = [["." if one == TRANSPARENT and kind == OBJECT else str(one) for one in row] for row in value.tolist()]
    rows = [between.join(row) + (between if len(row) == 1 else "") for row in letters]
    origin = origin_of(value)
    return " ".join(rows) + (f" @{origin[0]},{origin[1]}" if any(origin) else "")
