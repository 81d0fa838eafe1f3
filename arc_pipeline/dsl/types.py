"""The types of the grid language, and the annotations that stand for them in an operation's signature.

A `Type` says what a value means and how it is stored: as cells in a slot of the arena, or as a 32-bit integer. A list
is a run of slots or integers. `Cells` and `Number` are generic: within one call they stand for one type. `State` stands
for cells of any type, for each argument separately.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Type:
    """The type of a value of the language. `item` is the type of a list's elements, None for all other types."""

    name: str
    storage: Literal["cells", "number"]
    item: Type | None = None

    def __hash__(self) -> int:
        return hash(self.name)  # names are unique; cheap, as types are often dict keys

    @cached_property
    def is_list(self) -> bool:
        return self.item is not None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Choice:
    """A parameter that takes only a literal, one of `options`: integers, or words, which kernels see as indices."""

    options: tuple[int | str, ...]

    def encode(self, option: int | str) -> int:
        """The integer that encodes `option` for kernels."""
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

# A Grid is an Object that covers its whole frame; a Mask is a Field of zeros and ones.
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
    """Whether a parameter of type `parameter` accepts a value of type `value`, without lifting over lists."""
    if TABLE in (parameter, value):
        return parameter == value
    if parameter.item is not None:
        return value.item is not None and accepts(parameter.item, value.item)
    return value in _ACCEPTED[parameter]


def join(first: Type, second: Type) -> Type | None:
    """The wider of two types if it accepts values of the other, else None."""
    if accepts(first, second):
        return first
    return second if accepts(second, first) else None


# Annotations for signatures. To a type checker these are arrays, integers, lists and dicts.
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
