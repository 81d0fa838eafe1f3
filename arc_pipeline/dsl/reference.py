"""Evaluates an operation by its reference, adding void values, lifting over lists, and limits on size.

This defines the results that every kernel must reproduce exactly. It is simple and slow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .types import TABLE, Choice
from .values import ABSENT, VOID, as_piece, at, origin_of

if TYPE_CHECKING:
    from .op import Op, Parameter


def evaluate(op: Op, values: Sequence[Any], lifted: Sequence[bool] | None = None) -> Any:
    """Apply `op` to uint8 arrays (h, w), integers, lists of these, literals, VOID (None) or ABSENT (not given).

    If one element is expected, a list is mapped over, an empty one to an empty one; several lists are mapped over in
    parallel, and the result is void unless they have the same length. `lifted`: which arguments are lists that are
    mapped over, for callers with void ones, which do not tell it themselves; if one of these is void, so is the result.
    """
    if lifted is None:
        lifted = [is_lifted(p, isinstance(value, list)) for p, value in zip(op.parameters, values, strict=True)]
    if not any(lifted):
        return _apply(op, values)
    lists = [value for value, spread in zip(values, lifted, strict=True) if spread]
    if any(value is VOID for value in lists):
        return VOID
    lengths = set(map(len, lists))
    if len(lengths) != 1:
        return VOID
    return [
        _apply(op, [value[k] if spread else value for value, spread in zip(values, lifted, strict=True)])
        for k in range(lengths.pop())
    ]


def is_lifted(parameter: Parameter, is_list: bool) -> bool:
    """Whether a call is mapped over the argument for a parameter, given whether that is a list."""
    return is_list and not (isinstance(parameter.type, Choice) or parameter.type.is_list)


def _apply(op: Op, values: Sequence[Any]) -> Any:
    arguments = []
    for parameter, value in zip(op.parameters, values, strict=True):
        if value is VOID and not parameter.may_be_void:
            return VOID
        if isinstance(value, list) and not value and not parameter.may_be_empty:
            return VOID
        arguments.append(_prepared(parameter, value))
    return _normal(op, op.reference(*arguments))


def _prepared(parameter: Parameter, value: Any) -> Any:
    kind = parameter.type
    if value is VOID:
        return VOID
    if value is ABSENT:
        return parameter.default
    if isinstance(kind, Choice) or kind == TABLE:
        return value
    if kind.is_list:
        return [at(v, origin_of(v)) if isinstance(v, np.ndarray) else v for v in value]
    return at(value, origin_of(value)) if kind.storage == "cells" else int(value)


def _normal(op: Op, result: Any) -> Any:
    if result is None:
        return VOID
    kind = op.result
    if kind.is_list:
        return [as_piece(r) if kind.storage == "cells" else (None if r is None else int(r)) for r in result]
    return as_piece(result) if kind.storage == "cells" else int(result)
