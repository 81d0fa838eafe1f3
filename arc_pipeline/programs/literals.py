"""Literals: which literals a parameter accepts, their normal form, and how they are written.

Normal form: `bool` for a Flag, `int` for Color and Count, the option itself for a choice, `TableLiteral` for a Table. A
literal that does not fit raises ProgramError.
"""

from __future__ import annotations

import reprlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..dsl.op import Parameter
from ..dsl.types import COLOR, COUNT, FLAG, NUMBER, TABLE, Choice, Type
from .errors import ProgramError
from .node import Literal, Ref, TableKey, TableLiteral

LARGEST_COUNT = 2**31 - 1
LARGEST_KEY = 255
COLORS = 10
LARGEST_VALUE = 13  # of a table: a colour, or 11 to 13 for the colours of the key that no entry names (`sweep`)
MAX_TABLE_ENTRIES = 4096


def normal_literal(parameter: Parameter, value: Any, number_type: Type | None = None) -> Literal:
    """The normal form of `value` for `parameter`. `number_type`: the type that `Number` stands for in this call."""
    kind = parameter.type
    if isinstance(value, np.bool_ | np.integer):
        value = value.item()
    if isinstance(kind, Choice):
        for option in kind.options:
            if type(option) is type(value) and option == value:
                return option
        raise _misfit(parameter, f"one of {kind}", value)
    if kind == TABLE:
        return _normal_table(parameter, value)
    if kind == NUMBER:
        kind = number_type or COUNT
    if kind == FLAG and isinstance(value, bool):
        return value
    if type(value) is int and kind == COLOR and 0 <= value < COLORS:
        return value
    # The least int32 is excluded, as backends use it for a void number.
    if type(value) is int and kind == COUNT and abs(value) <= LARGEST_COUNT:
        return value
    expected = {COLOR: "a colour 0-9", COUNT: "a whole number of 32 bits", FLAG: "True or False"}
    raise _misfit(parameter, expected.get(kind, f"a value of type {kind}, not a literal"), value)


def decode_literal(parameter: Parameter, number: int) -> Literal:
    """The inverse of `Parameter.encode`: the literal that `number` encodes."""
    kind = parameter.type
    if isinstance(kind, Choice):
        for option in kind.options:
            if kind.encode(option) == number:
                return option
        raise _misfit(parameter, f"one of {kind}", number)
    return bool(number) if kind == FLAG else int(number)


def format_literal(literal: Literal) -> str:
    """A literal as canonical text writes it."""
    if isinstance(literal, TableLiteral):
        return "{" + ", ".join(f"{key}: {value}" for key, value in literal.entries) + "}"
    return repr(literal)


def short(value: Any) -> str:
    """A value for an error message, shortened to a bounded length; it may be of any type and size."""
    # Python refuses to write very long integers.
    if isinstance(value, int) and abs(value) > 10**30:
        return "a huge number"
    return "a table" if isinstance(value, Mapping | TableLiteral) else reprlib.repr(value)


def _misfit(parameter: Parameter, expected: str, value: Any) -> ProgramError:
    return ProgramError(f"'{parameter.name}' takes {expected}, got {short(value)}")


def _normal_table(parameter: Parameter, value: Any) -> TableLiteral:
    if isinstance(value, TableLiteral):
        entries: Iterable[Any] = value.entries
    elif isinstance(value, Mapping):
        entries = value.items()
    else:
        raise _misfit(parameter, "a table such as {4: 3} or {(0, 4): 3}", value)
    pairs: dict[TableKey, int] = {}
    for key, color in entries:
        pairs[_normal_key(parameter, key)] = _normal_number(parameter, color, LARGEST_VALUE, "a table's value")
    if not 1 <= len(pairs) <= MAX_TABLE_ENTRIES:
        raise ProgramError(f"'{parameter.name}' takes a table of 1 to {MAX_TABLE_ENTRIES} entries, got {len(pairs)}")
    if len({len(key) if isinstance(key, tuple) else 1 for key in pairs}) > 1:
        raise ProgramError(f"'{parameter.name}' takes a table whose keys are equally long")
    return TableLiteral(tuple(sorted(pairs.items())))


def _normal_key(parameter: Parameter, key: Any) -> TableKey:
    if not isinstance(key, tuple) or isinstance(key, Ref):
        return _normal_number(parameter, key, LARGEST_KEY, "a table's key")
    if len(key) not in (2, 3):
        raise _misfit(parameter, "table keys of one, two or three numbers", key)
    return tuple(_normal_number(parameter, part, LARGEST_KEY, "a table's key") for part in key)


def _normal_number(parameter: Parameter, value: Any, largest: int, what: str) -> int:
    if isinstance(value, np.integer):
        value = int(value)
    if type(value) is not int or not 0 <= value <= largest:
        raise _misfit(parameter, f"numbers 0-{largest} as {what}", value)
    return value
