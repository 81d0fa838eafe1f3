"""What is shown of an operation: its signature, and the first example of its docstring as a picture."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..dsl import Choice, Op, Parameter, origin_of
from ..dsl.examples import documented, run_example
from ..dsl.notation import Shown
from ..dsl.types import GRID, TABLE
from . import drawing


def signature(op: Op) -> str:
    """The operation with the types of its parameters and of its result."""
    return f"{op.name}({', '.join(map(_parameter, op.parameters))}) -> {op.result}"


def _parameter(parameter: Parameter) -> str:
    kind = parameter.type
    words = parameter.name if isinstance(kind, Choice) else f"{parameter.name}: {kind}"
    return words if parameter.required else f"{words} = {parameter.default!r}"


def first_example(op: Op) -> Shown:
    """The value of the first example, with its arguments."""
    return run_example(documented(op).examples[0])


def example_picture(shown: Shown) -> drawing.Block:
    """The arguments of an example, an arrow, and the result."""
    tables = (Shown(one, TABLE) for one in shown.arguments if isinstance(one, dict))
    drawn = [*tables, *(one for one in shown.arguments if isinstance(one, Shown))]
    frame = _frame([*drawn, shown])
    values = [drawing.value(one.value, one.type, frame) for one in drawn]
    return drawing.row_of([*values, drawing.arrow(), drawing.value(shown.value, shown.type, frame)], 10)


def _frame(shown: Sequence[Shown]) -> tuple[int, int]:
    """The shape of the frame of pieces: that of the first grid among the values, else one that encloses them all."""
    pieces = [one.value for one in shown if one.type.storage == "cells" and not one.type.is_list]
    grids = [one.value.shape for one in shown if one.type == GRID]
    ends = grids[:1] or [np.add(origin_of(piece), piece.shape) for piece in pieces] or [(0, 0)]
    height, width = np.max(ends, axis=0).tolist()
    return height, width


def example_call(shown: Shown) -> str:
    """The call of an example with its literals; values that are drawn appear as their parameters' names."""
    op = shown.op
    assert op is not None, "an example is a call"
    words = []
    for parameter, argument in zip(op.parameters, shown.arguments, strict=True):
        if isinstance(argument, Shown | dict):
            words.append(parameter.name)
        elif parameter.required:
            words.append(repr(argument))
        elif argument != parameter.default:
            words.append(f"{parameter.name}={argument!r}")
    return f"{op.name}({', '.join(words)})"
