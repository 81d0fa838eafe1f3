"""An example for every operation: the first call, over grids and derived values in order, that shows what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Any

import numpy as np

from arc_pipeline.dsl import VOID, Choice, Op, Parameter, Type, accepts
from arc_pipeline.dsl.types import CELLS, COLOR, FIELD, FLAG, GRID, MASK, OBJECT, STATE, TABLE
from arc_pipeline.dsl.values import same

from .grids import FAVOURITES, GRIDS, TABLES, Value, derived_values, grid_of

MOST_CALLS = 400  # tried on one grid
LARGEST_SIDE, LONGEST_LIST = 14, 9  # of a result that is still shown well
UNCHANGED, DULL, PLAIN, TELLING = range(4)  # how much a call shows


@dataclass(frozen=True)
class Example:
    """A call of an operation on values that come from one grid, and its result."""

    op: Op
    grid: np.ndarray
    arguments: Sequence[Value]
    result: Value


def examples(ops: Sequence[Op]) -> Iterator[Example]:
    """An example for each operation; ValueError where there is none: then a grid or a derived value is missing."""
    values = {name: derived_values(name) for name in GRIDS}
    for op in ops:
        found = example(op, values)
        if found is None:
            raise ValueError(f"no example for {op.name}: add a grid or a derived value to benchmarks/gallery/grids.py")
        yield found


def example(op: Op, values: Mapping[str, Sequence[Value]]) -> Example | None:
    """The first telling call of an operation, or else the first of those that show most; None without any.

    First whole grids and literals are tried, as far as they fit; then values of all kinds.
    """
    found, best = None, UNCHANGED
    for simple in (True, False):
        for name in _grid_names(op):
            options = [_options(op, parameter, values[name], simple) for parameter in op.parameters]
            for arguments in islice(product(*options), MOST_CALLS):
                result = _called(op, arguments)
                shown = UNCHANGED if result is None else _shows(result, arguments)
                if result is not None and shown > best:
                    found, best = Example(op, grid_of(name), arguments, result), shown
                if best == TELLING:
                    return found
    return found


def _grid_names(op: Op) -> list[str]:
    """The grids in order, the family's favourite first; what works on cells of any type is shown on a small one."""
    small = any(parameter.type == CELLS for parameter in op.parameters)
    favourite = FAVOURITES.get(op.family, "letter" if small else "scene")
    return sorted(GRIDS, key=lambda name: name != favourite)


def _options(op: Op, parameter: Parameter, values: Sequence[Value], simple: bool) -> list[Value]:
    """What may stand for a parameter, the best first; literals come before values. Optional ones keep their default."""
    wanted = parameter.type
    if not parameter.required:
        return [Value("", parameter.default)]
    if isinstance(wanted, Choice):
        return [Value(repr(option), option) for option in wanted.options]
    if wanted == TABLE:
        return [Value(repr(table), table, TABLE) for table in TABLES]
    literals = [Value(repr(one), one) for one in sorted(parameter.literals, key=lambda one: one == 0)]
    if wanted == COLOR:  # another colour for another parameter
        earlier = sum(one.type == COLOR for one in op.parameters[: op.parameters.index(parameter)])
        literals = literals[earlier:] + literals[:earlier]
    fitting = [value for value in values if value.type is not None and accepts(wanted, value.type)]
    is_first = parameter is op.parameters[0]
    makes_numbers = op.result.storage == "number"
    if wanted in (OBJECT, STATE) and makes_numbers and not op.result.is_list and is_first:
        fitting = [value for value in values if value.text == "objects(I)"] + fitting  # a number for each of a list
    elif wanted == OBJECT:
        fitting.sort(key=lambda value: value.type == GRID)
    elif wanted.storage == "cells" and not wanted.is_list:
        later = {OBJECT} if is_first or wanted == CELLS else {MASK, FIELD} if makes_numbers else {OBJECT, GRID}
        fitting.sort(key=lambda value: (value.text != "I", value.type in later))
        return fitting[:1] if simple and is_first else fitting
    return literals if simple and literals else literals + fitting


def _called(op: Op, arguments: Sequence[Value]) -> Value | None:
    """The result of a call; None where it is void or its types do not go together."""
    try:
        kind = op.result_type([argument.type for argument in arguments])
    except TypeError:
        return None
    cells = op(*(argument.cells for argument in arguments))
    text = ", ".join(argument.text for argument in arguments if argument.text)
    return None if cells is VOID else Value(f"{op.name}({text})", cells, kind)


def _shows(result: Value, arguments: Sequence[Value]) -> int:
    """How much a call shows: what one sees was done to the arguments, or only that something was."""
    inputs = [argument for argument in arguments if argument.type not in (None, TABLE)]
    if any(_is_equal(result, value) for value in inputs[:1]):
        return UNCHANGED
    chosen = any(value.type is not None and value.type.is_list for value in inputs)
    again = any(value.type == result.type and _is_equal(result, value) for value in inputs)
    repeated = len({value.text for value in inputs}) < len(inputs)
    if repeated or (getattr(result.cells, "size", 2) == 1 and not chosen):
        return DULL
    assert result.type is not None
    return PLAIN if again or not _is_telling(result.cells, result.type, chosen) else TELLING


def _is_equal(first: Value, second: Value) -> bool:
    if isinstance(first.cells, list) != isinstance(second.cells, list):
        return False
    assert first.type is not None
    assert second.type is not None
    numbers = first.type.storage == "number"
    return (first.type == second.type if numbers else second.type.storage == "cells") and same(
        first.cells, second.cells
    )


def _is_telling(cells: Any, kind: Type, chosen: bool) -> bool:
    """Whether a result is of a size to be seen and has more than one value, unless it was chosen from a list."""
    if kind.is_list:
        whole = len(cells) <= LONGEST_LIST and all(one is not VOID for one in cells)
        return whole and any(not same(cells[0], other) for other in cells[1:])
    if kind.storage == "cells":
        values = len(np.unique(cells))
        return max(cells.shape) <= LARGEST_SIDE and (
            values >= (3 if kind == FIELD else 2) or (chosen and kind != FIELD)
        )
    return bool(cells) if kind in (COLOR, FLAG) else cells > 1
