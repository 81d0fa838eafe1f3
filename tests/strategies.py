"""Values of every type of the language for tests: hypothesis strategies, and real grids of the development tasks."""

from functools import cache

import numpy as np
from hypothesis import strategies as st

from arc_pipeline.dsl import MAX_SIDE, TRANSPARENT, Choice, Type, at
from arc_pipeline.dsl.op import Parameter
from arc_pipeline.dsl.types import CELLS, COLOR, COUNT, FIELD, FLAG, GRID, MASK, NUMBER, OBJECT, STATE, TABLE

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
HIGHEST = {GRID: 9, OBJECT: 10, MASK: 1, FIELD: 255}


@cache
def real_grids():
    """The training inputs of the ARC-AGI-1 training tasks."""
    from arc_pipeline.tasks import load_tasks

    return [pair.input for task in load_tasks("arc-agi-1/training").tasks for pair in task.train]


def random_cells(rng, kind):
    """Cells of a type in one of several styles: noise, few colours, blobs, stripes, frames, one colour, symmetric."""
    h, w = (rng.integers(1, MAX_SIDE + 1, 2) if rng.random() < 0.7 else rng.integers(1, 7, 2)).tolist()
    top = HIGHEST[kind]
    style = rng.integers(0, 8)
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
        cells = np.zeros((h, w), int)
        for _ in range(rng.integers(1, 6)):
            i, j = rng.integers(0, h), rng.integers(0, w)
            i2, j2 = rng.integers(i, h) + 1, rng.integers(j, w) + 1
            cells[i:i2, j:j2] = rng.integers(0, top + 1)
            if rng.random() < 0.5 and i2 - i > 2 and j2 - j > 2:
                cells[i + 1 : i2 - 1, j + 1 : j2 - 1] = 0
    elif style == 6:
        cells = rng.integers(0, min(top, 2) + 1, (h, w)) * rng.integers(0, 5)
        cells = np.minimum(np.maximum(cells, cells[::-1]), top)
    else:
        grid = real_grids()[rng.integers(0, len(real_grids()))]
        cells = np.minimum(grid, top)
    if kind == OBJECT and rng.random() < 0.5:
        cells = np.where(cells == rng.integers(0, 10), TRANSPARENT, cells)
    origin = (0, 0) if kind == GRID or rng.random() < 0.3 else tuple(rng.integers(-5, 30, 2).tolist())
    return at(cells, origin)


def random_number(rng, kind):
    """An integer of a number type; counts are mostly small, sometimes negative or large."""
    if kind == COLOR:
        return int(rng.integers(0, 10))
    if kind == FLAG:
        return int(rng.integers(0, 2))
    return int(rng.integers(-3, 12)) if rng.random() < 0.9 else int(rng.integers(-1000, 1000))


def random_value(rng, kind, void=0.05):
    """A value of a concrete type, void now and then."""
    if rng.random() < void:
        return None
    if kind.item is not None:
        return random_list(rng, kind, int(rng.integers(1, 7)))
    return random_cells(rng, kind) if kind.storage == "cells" else random_number(rng, kind)


def random_list(rng, kind, length):
    """A list of `length` values of the list type's elements."""
    return [random_value(rng, kind.item, void=0.02) for _ in range(length)]


def random_table(rng):
    """A table over one, two or three states, dense enough that lookups hit."""
    arity = int(rng.integers(1, 4))
    keys = {tuple(rng.integers(0, 4, arity).tolist()) for _ in range(rng.integers(1, 60))}
    return {key if arity > 1 else key[0]: int(rng.integers(0, 10)) for key in keys}


def concrete_types(rng, parameters: tuple[Parameter, ...]) -> list[Type | Choice | None]:
    """Pick a concrete type for each parameter of one call, the same for all parameters of one generic type."""
    bound: dict[Type, Type] = {}

    def pick(wanted: Type) -> Type:
        options = CONCRETE_FOR[wanted]
        if wanted in (CELLS, NUMBER):
            return bound.setdefault(wanted, options[rng.integers(0, len(options))])
        return options[rng.integers(0, len(options))]

    chosen: list[Type | Choice | None] = []
    for parameter in parameters:
        wanted = parameter.type
        if isinstance(wanted, Choice) or wanted == TABLE:
            chosen.append(wanted)
        elif not parameter.required and wanted.storage == "cells" and rng.random() < 0.5:
            chosen.append(None)
        elif wanted.item is not None:
            item = pick(wanted.item)
            chosen.append(Type(f"List[{item.name}]", item.storage, item))
        else:
            chosen.append(pick(wanted))
    return chosen


def random_rows(rng, parameters, types, rows):
    """One value a parameter and row; lists in one row are mostly equally long, as operations on two lists expect."""
    table = []
    for _ in range(rows):
        length = int(rng.integers(1, 7))
        values = []
        for parameter, kind in zip(parameters, types, strict=True):
            if kind is None:
                values.append(None)
            elif isinstance(kind, Choice):
                values.append(kind.options[rng.integers(0, len(kind.options))])
            elif kind == TABLE:
                values.append(random_table(rng))
            elif kind.item is not None and rng.random() < 0.9:
                values.append(random_list(rng, kind, length))
            else:
                values.append(random_value(rng, kind))
        table.append(values)
    return [list(column) for column in zip(*table, strict=True)]


seeds = st.integers(0, 2**32 - 1)
