"""The types of the grid language, and what an annotation in an operation's signature means.

A `Type` says what a value stands for and where it is stored: cells in a slot of the arena, or a 32-bit integer.
A list of any type is a run of slots or integers. `Cells` and `Number` are generic: within one call they stand for one
type. `State` stands for cells of any type, each argument on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Type:
    """What a value of the language is. `item` is the type of the elements of a list, None for everything else."""

    name: str
    storage: Literal["cells", "number"]
    item: Type | None = None

    def __hash__(self) -> int:
        return hash(self.name)  # which tells all types apart; types are keys wherever calls are made

    @property
    def is_list(self) -> bool:
        return self.item is not None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Choice:
    """A parameter that only takes literals, one of `options`: integers, or words that kernels see as their index."""

    options: tuple[int | str, ...]

    def encode(self, option: int | str) -> int:
        """The integer that stands for `option` in a kernel."""
        return self.options.index(option) if isinstance(option, str) else int(option)

    def __str__(self) -> str:
        return " | ".join(repr(option) for option in self.options)


def list_of(item: Type) -> Type:
    if item.is_list:
        raise TypeError(f"lists do not nest: list of {item}")
    return Type(f"List[{item.name}]", item.storage, item)


GRID = Type("Grid", "cells")
OBJECT = Type("Object", "cells")
MASK = Type("Mask", "cells")
FIELD = Type("Field", "cells")
COLOR = Type("Color", "number")
COUNT = Type("Count", "number")
FLAG = Type("Flag", "number")
TABLE = Type("Table", "number", Type("Entry", "number"))
CELLS = Type("Cells", "cells")
STATE = Type("State", "cells")
NUMBER = Type("Number", "number")

CONCRETE = (GRID, OBJECT, MASK, FIELD, COLOR, COUNT, FLAG)
TYPES: dict[str, Type] = {t.name: t for base in CONCRETE for t in (base, list_of(base))} | {TABLE.name: TABLE}

# A Grid is an Object that happens to cover its frame; a Mask is a Field of zeros and ones.
_ACCEPTED: dict[Type, frozenset[Type]] = {
    GRID: frozenset({GRID}),
    OBJECT: frozenset({OBJECT, GRID}),
    MASK: frozenset({MASK}),
    FIELD: frozenset({FIELD, MASK}),
    COLOR: frozenset({COLOR}),
    COUNT: frozenset({COUNT}),
    FLAG: frozenset({FLAG}),
    TABLE: frozenset({TABLE}),
    CELLS: frozenset({GRID, OBJECT, MASK, FIELD}),
    STATE: frozenset({GRID, OBJECT, MASK, FIELD}),
    NUMBER: frozenset({COLOR, COUNT, FLAG}),
}
GENERIC = frozenset({CELLS, NUMBER})


def accepts(parameter: Type, value: Type) -> bool:
    """Whether a value of type `value` may stand where `parameter` is asked for (lifting over lists not counted)."""
    if TABLE in (parameter, value):
        return parameter == value
    if parameter.item is not None:
        return value.item is not None and accepts(parameter.item, value.item)
    return value in _ACCEPTED[parameter]


def join(first: Type, second: Type) -> Type | None:
    """The narrowest type that holds values of both, or None where there is none."""
    if accepts(first, second):
        return first
    return second if accepts(second, first) else None


# What authors write in signatures. To a type checker these are arrays and integers.
Array = npt.NDArray[Any]
Grid = Annotated[Array, GRID]
Object = Annotated[Array, OBJECT]
Mask = Annotated[Array, MASK]
Field = Annotated[Array, FIELD]
Cells = Annotated[Array, CELLS]
State = Annotated[Array, STATE]
Color = Annotated[int, COLOR]
Count = Annotated[int, COUNT]
Flag = Annotated[int, FLAG]
Number = Annotated[int, NUMBER]
Table = Annotated[dict[Any, int], TABLE]
Grids = Annotated[list[Array], list_of(GRID)]
Objects = Annotated[list[Array], list_of(OBJECT)]
Masks = Annotated[list[Array], list_of(MASK)]
CellsList = Annotated[list[Array], list_of(CELLS)]
Colors = Annotated[list[int], list_of(COLOR)]
Counts = Annotated[list[int], list_of(COUNT)]
Flags = Annotated[list[int], list_of(FLAG)]
Numbers = Annotated[list[int], list_of(NUMBER)]
Connectivity = Annotated[int, Choice((4, 8))]
Direction = Annotated[str, Choice(("up", "down", "left", "right"))]
Axis = Annotated[str, Choice(("rows", "columns"))]

CellArray = npt.NDArray[np.uint8]
