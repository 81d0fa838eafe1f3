"""Finds operations: by words of their description, by the types that they take and give, or by an example."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ..dsl import OPS, TYPES, Op, Type
from ..dsl.types import GRID
from ..measure import Deadline
from ..programs import INPUT, Builder, Program, ReferenceRun
from ..search.frontier.grammar import HOLE, MAX_HOLES, productions_of

Example = tuple[np.ndarray, np.ndarray]  # a grid, and what is wanted of it: both uint8 (h, w)


def find(words: str = "", takes: str = "", gives: str = "") -> list[Op]:
    """The operations in whose name, family or description all these words occur, of which some parameter takes a value
    of the type `takes`, and which give one of the type `gives` ("": any). Those named by the first word come first.

    An operation that takes the elements of a list takes the list as well, and gives a list then. Raises KeyError for a
    type that is not one of TYPES.
    """
    asked = words.lower().split()
    found = [
        op
        for op in OPS.values()
        if all(word in f"{op.name} {op.family} {op.doc}".lower() for word in asked)
        and any(_fits(op, place, takes, gives) for place in range(len(op.parameters)))
    ]
    return sorted(found, key=lambda op: (not any(word in op.name for word in asked[:1]), op.name))


def _fits(op: Op, place: int, takes: str, gives: str) -> bool:
    """Whether a call with a value of one type as this argument can give one of the other."""
    results = (_result(op, place, kind) for kind in ([TYPES[takes]] if takes else TYPES.values()))
    return any(result is not None and gives in ("", result.name) for result in results)


def _result(op: Op, place: int, given: Type) -> Type | None:
    """The type of a call's result if this argument is of this type; None if it may not be."""
    try:
        return op.result_type([given if k == place else None for k in range(len(op.parameters))])
    except TypeError:
        return None


def single_calls(examples: Sequence[Example], deadline: Deadline) -> tuple[list[Program], bool]:
    """The programs of one call that make of each grid what is wanted of it, and whether all were tried before the
    deadline.

    Tried are all calls that growth makes of the input alone: with the literals that the operations say, and the input
    for every argument that is a value. What is wanted are cells: colours, yes or no, or numbers, whatever their type.
    """
    run, found = ReferenceRun([given for given, _ in examples]), list[Program]()
    for program in _calls_on_a_grid():
        if deadline.expired:
            return found, False
        made = run.outputs(program)
        if all(np.array_equal(value, wanted) for value, (_, wanted) in zip(made, examples, strict=True)):
            found.append(program)
    return found, True


@cache
def _calls_on_a_grid() -> tuple[Program, ...]:
    """The programs of one call that take a grid and give cells, by the cost of their operations."""
    found = []
    for production in productions_of(max_holes=MAX_HOLES):
        types: tuple[Type, ...] = (GRID,) * len(production.holes)
        result = dict(production.types).get(types)
        if result is None or result.is_list or result.storage != "cells":
            continue
        for choice in range(len(production.numbers)):
            builder = Builder()
            literals = production.literals(choice, types)
            call = builder.call(production.op, [INPUT if one is HOLE else one for one in literals])
            found.append(builder.program(call))
    return tuple(found)
