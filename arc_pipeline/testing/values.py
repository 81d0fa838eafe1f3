"""Random values of every type of the language, and rows of arguments for a call, for tests and benchmarks.

Values resemble those of tasks as well as noise; a few are void. The state of the generator determines them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..dsl.op import Parameter
from ..dsl.types import (
    CELLS,
    COLOR,
    COUNT,
    FIELD,
    FLAG,
    GRID,
    MASK,
    NUMBER,
    OBJECT,
    STATE,
    TABLE,
    Choice,
    Type,
    list_of,
)
from ..dsl.values import MAX_SIDE, TRANSPARENT, VOID, Piece, at

CONCRETE_FOR = {
    GRID: (GRID,),
    OBJECT: (OBJECT, GRID),
    MASK: (MASK,),
    FIELD: (FIELD, MASK),
    CELLS: (GRID, OBJECT, MASK, FIELD),
    STATE: (GRID, OBJECT, MASK, FIELD),
    COLOR: (COLOR,),
    COUNT: (COUNT,),
    FLAG: (FLAG,),
    NUMBER: (COLOR, COUNT, FLAG),
}
HIGHEST = {GRID: 9, OBJECT: 10, MASK: 1, FIELD: 255}  # the largest cell of each type
LONGEST = 6  # elements of a list


@dataclass(frozen=True)
class RandomValues:
    """Draws values with `rng`; if there are `real` grids (uint8 (h, w)), they are mixed in."""

    rng: np.random.Generator
    real: Sequence[np.ndarray] = ()

    def cells(self, kind: Type) -> Piece:
        """Cells of a type: noise, one colour, two, blobs, wallpaper, frames, symmetric, stripes, or a real grid."""
        rng, top = self.rng, HIGHEST[kind]
        h, w = self._sides()
        style = rng.integers(0, 9 if len(self.real) else 8)
        if style == 0:
            cells = rng.integers(0, top + 1, (h, w))
        elif style == 1:
            cells = np.full((h, w), rng.integers(0, top + 1))
        elif style == 2:
            cells = np.where(rng.random((h, w)) < rng.random(), rng.integers(0, top + 1), rng.integers(0, top + 1))
        elif style == 3:
            small = rng.integers(0, top + 1, (h // 3 + 1, w // 3 + 1)) * (rng.random((h // 3 + 1, w // 3 + 1)) < 0.5)
            cells = np.kron(small, np.ones((3, 3), int))[:h, :w]
        elif style == 4:
            cells = np.resize(rng.integers(0, top + 1, rng.integers(1, 6)), (h, w))
        elif style == 5:
            cells = self._frames(h, w, top)
        elif style == 6:
            cells = rng.integers(0, min(top, 2) + 1, (h, w)) * rng.integers(0, 5)
            cells = np.minimum(np.maximum(cells, cells[::-1]), top)
        elif style == 7:
            i, j = np.indices((h, w))
            colors = rng.integers(0, top + 1, rng.integers(2, 4))  # two colours on the diagonals make a checkerboard
            cells = colors[(i, j, i + j)[rng.integers(0, 3)] % len(colors)]
        else:
            cells = np.minimum(self.real[int(rng.integers(0, len(self.real)))], top)
        if kind == OBJECT and rng.random() < 0.5:
            cells = np.where(cells == rng.integers(0, 10), TRANSPARENT, cells)
        if kind == GRID or rng.random() < 0.3:
            return at(cells, (0, 0))
        y, x = rng.integers(-5, 30, 2).tolist()
        return at(cells, (y, x))

    def _sides(self) -> list[int]:
        """Height and width: any, small, or each the smallest or largest possible."""
        kind = self.rng.random()
        if kind < 0.6:
            return self.rng.integers(1, MAX_SIDE + 1, 2).tolist()
        return (self.rng.integers(1, 7, 2) if kind < 0.85 else self.rng.choice((1, MAX_SIDE), 2)).tolist()

    def _frames(self, h: int, w: int, top: int) -> np.ndarray:
        """Overlapping rectangles, some of them hollow."""
        rng, cells = self.rng, np.zeros((h, w), int)
        for _ in range(rng.integers(1, 6)):
            i, j = rng.integers(0, h), rng.integers(0, w)
            i2, j2 = rng.integers(i, h) + 1, rng.integers(j, w) + 1
            cells[i:i2, j:j2] = rng.integers(0, top + 1)
            if rng.random() < 0.5 and i2 - i > 2 and j2 - j > 2:
                cells[i + 1 : i2 - 1, j + 1 : j2 - 1] = 0
        return cells

    def number(self, kind: Type) -> int:
        """An integer of a number type; counts are mostly small, sometimes negative or large."""
        if kind == COLOR:
            return int(self.rng.integers(0, 10))
        if kind == FLAG:
            return int(self.rng.integers(0, 2))
        return int(self.rng.integers(-3, 12)) if self.rng.random() < 0.9 else int(self.rng.integers(-1000, 1000))

    def value(self, kind: Type, void: float = 0.05) -> Any:
        """A value of a concrete type, which is void with probability `void`."""
        if self.rng.random() < void:
            return VOID
        if kind.item is not None:
            return self.items(kind, self.length())
        return self.cells(kind) if kind.storage == "cells" else self.number(kind)

    def length(self) -> int:
        """The length of a list, which is sometimes empty."""
        return 0 if self.rng.random() < 0.05 else int(self.rng.integers(1, LONGEST + 1))

    def items(self, kind: Type, length: int) -> list[Any]:
        """A list of `length` elements of a list type."""
        assert kind.item is not None
        return [self.value(kind.item, void=0.02) for _ in range(length)]

    def table(self) -> dict[Any, int]:
        """A table over one, two or three states, dense enough for lookups to hit."""
        arity = int(self.rng.integers(1, 4))
        keys = {tuple(self.rng.integers(0, 4, arity).tolist()) for _ in range(self.rng.integers(1, 60))}
        return {key if arity > 1 else key[0]: int(self.rng.integers(0, 10)) for key in sorted(keys)}

    def types(self, parameters: Sequence[Parameter]) -> list[Type | Choice | None]:
        """A concrete type for each parameter of one call, None if absent; Cells and Number are bound consistently."""
        bound: dict[Type, Type] = {}

        def pick(wanted: Type) -> Type:
            options = CONCRETE_FOR[wanted]
            picked = options[self.rng.integers(0, len(options))]
            return bound.setdefault(wanted, picked) if wanted in (CELLS, NUMBER) else picked

        chosen: list[Type | Choice | None] = []
        for parameter in parameters:
            wanted = parameter.type
            if isinstance(wanted, Choice) or wanted == TABLE:
                chosen.append(wanted)
            elif not parameter.required and wanted.storage == "cells" and self.rng.random() < 0.5:
                chosen.append(None)
            else:
                chosen.append(list_of(pick(wanted.item)) if wanted.item is not None else pick(wanted))
        return chosen

    def rows(
        self, parameters: Sequence[Parameter], types: Sequence[Type | Choice | None], rows: int
    ) -> list[list[Any]]:
        """For each parameter a list of `rows` values; choices are the same in all rows, as they are in a launch.

        Lists in one row mostly have the same length, as operations on two lists expect.
        """
        options = [t.options[self.rng.integers(0, len(t.options))] if isinstance(t, Choice) else None for t in types]
        columns: list[list[Any]] = [[] for _ in parameters]
        for _ in range(rows):
            length = self.length()
            for column, kind, option in zip(columns, types, options, strict=True):
                if kind is None or isinstance(kind, Choice):
                    column.append(option)
                elif kind == TABLE:
                    column.append(self.table())
                elif kind.item is not None and self.rng.random() < 0.9:
                    column.append(self.items(kind, length))
                else:
                    column.append(self.value(kind))
        return columns
