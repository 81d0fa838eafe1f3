"""The grammar of the frontier: a production for every operation and every way to put nodes into its parameters.

It is derived from the operations' signatures alone. A number parameter holds a literal or a node, a Choice holds one of
its options. Tables are learned, not enumerated, so that operations that take one have no production.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product
from typing import Any

import numpy as np

from ...dsl import OPS, Choice, Op
from ...dsl.op import Role
from ...dsl.types import COLOR, COUNT, FLAG, NUMBER, TABLE, TYPES, Type
from ...programs import decode_literal

MAX_HOLES = 3  # of a call
_GROWN_HOLES = 2  # of the calls that growth makes: more are too many


class _Hole:
    def __repr__(self) -> str:
        return "HOLE"


HOLE = _Hole()
Way = tuple[Any, ...]  # for each parameter of an operation HOLE, "literal", or None if it is absent


@dataclass(frozen=True, eq=False)
class Production:
    """All calls of one operation with the same holes for nodes: they differ in the choice of literals alone.

    `arguments`, one for each parameter: HOLE, None (optional and absent), or a tuple of one number, the column of
    `numbers` that holds its literal. `numbers` int32 (choices, columns): the literals, encoded. `colors` int64
    (choices,): the colours among the literals, as bits; a task in which one of them does not occur has no use for the
    call.
    """

    op: Op
    arguments: tuple[Any, ...]
    holes: tuple[int, ...]
    numbers: np.ndarray
    colors: np.ndarray
    cost: int

    @cached_property
    def types(self) -> list[tuple[tuple[Type, ...], Type]]:
        """Every combination of types that the holes take together, with the type of the result."""
        return _hole_types(self)

    @cached_property
    def literal_places(self) -> list[int]:
        """The parameters that hold literals, in the order of the columns of `numbers`."""
        return [k for k, argument in enumerate(self.arguments) if isinstance(argument, tuple)]

    def needs_aligned(self, types: tuple[Type, ...]) -> bool:
        """Whether arguments of these types are two lists whose elements are paired, so that they must be equally long.

        Two lists of cells that the operation itself takes may have any lengths (`combine(a, b)`).
        """
        asked = [self.op.parameters[hole].type for hole in self.holes]
        free = all(isinstance(kind, Type) and kind.is_list and kind.storage == "cells" for kind in asked)
        return len(types) == 2 and all(kind.is_list for kind in types) and not free

    def literals(self, choice: int, types: Sequence[Type] | None = None) -> list[Any]:
        """The arguments of one call as in program text, with HOLE where a node stands. `types`: those of the nodes,
        beside flags a literal is a flag too."""
        found = list(self.arguments)
        for place, number in zip(self.literal_places, self.numbers[choice].tolist(), strict=True):
            is_flag = types is not None and literal_type(self, place, types) == FLAG
            found[place] = bool(number) if is_flag else decode_literal(self.op.parameters[place], number)
        return found

    def with_literals(self, numbers: np.ndarray) -> Production:
        """The same with more literals, int (n, columns), after those that there are."""
        numbers = np.concatenate([self.numbers, numbers.astype(np.int32)])
        return replace(self, numbers=numbers, colors=_named(self.op, self.literal_places, numbers))


def productions_of(ops: Iterable[Op] | None = None, max_holes: int = _GROWN_HOLES) -> tuple[Production, ...]:
    """The productions of these operations (None for all) with one to `max_holes` holes, by cost, then by operation."""
    found = [production for op in (OPS.values() if ops is None else ops) for production in _calls_of(op, max_holes)]
    return tuple(sorted(found, key=lambda production: (production.cost, production.op.name)))


def with_role(grammar: Sequence[Production], *roles: Role) -> Iterator[tuple[int, Production]]:
    """The productions whose operations have one of these roles, each with its index in the grammar."""
    return (
        (production_id, production) for production_id, production in enumerate(grammar) if production.op.role in roles
    )


@cache
def by_numbers(grammar: tuple[Production, ...], given: Type, result: Type) -> list[tuple[int, Type]]:
    """The productions without a choice of literals that make `result` of a list of type `given` and of numbers aligned
    with it: their indices in the grammar, and the types of the lists of numbers."""
    return [
        (production_id, types[1])
        for production_id, production in enumerate(grammar)
        if len(production.holes) == 2 and len(production.numbers) == 1
        for types, made in production.types
        if types[0] == given and made == result and types[1].is_list and types[1].storage == "number"
    ]


def _calls_of(op: Op, max_holes: int) -> list[Production]:
    if any(p.type == TABLE for p in op.parameters):
        return []
    ways: list[list[Any]] = []
    for p in op.parameters:
        if isinstance(p.type, Choice):
            ways.append(["literal"])
        elif p.type.storage == "number" and not p.type.is_list:
            ways.append(["literal", HOLE] if p.literals else [HOLE])
        else:
            ways.append([HOLE] if p.required else [None, HOLE])
    made = []
    for way in product(*ways):
        holes = tuple(k for k, argument in enumerate(way) if argument is HOLE)
        if 1 <= len(holes) <= max_holes:
            made.append(_with_literals(op, way, holes))
    return [production for production in made if len(production.numbers)]


def _with_literals(op: Op, way: tuple[Any, ...], holes: tuple[int, ...]) -> Production:
    places = [k for k, argument in enumerate(way) if argument == "literal"]
    columns = {place: (index,) for index, place in enumerate(places)}
    rows = list(product(*(op.parameters[k].literals for k in places)))
    rows = [row for row in rows if _colors_differ(op, places, row)]
    encoded = [[op.parameters[k].encode(literal) for k, literal in zip(places, row, strict=True)] for row in rows]
    numbers = np.array(encoded, dtype=np.int32).reshape(len(rows), len(places))
    arguments = tuple(columns.get(k, argument) for k, argument in enumerate(way))
    return Production(op, arguments, holes, numbers, _named(op, places, numbers), op.cost)


def open_production(op: Op, way: Way) -> Production:
    """A production whose calls bring their literals: if it has any, it begins without a choice of them."""
    places = [k for k, argument in enumerate(way) if argument == "literal"]
    arguments = tuple((places.index(k),) if k in places else argument for k, argument in enumerate(way))
    holes = tuple(k for k, argument in enumerate(way) if argument is HOLE)
    choices = 0 if places else 1
    return Production(
        op, arguments, holes, np.empty((choices, len(places)), np.int32), np.zeros(choices, np.int64), op.cost
    )


def _named(op: Op, places: list[int], numbers: np.ndarray) -> np.ndarray:
    """The colours that literals name, as bits: int32 (n, columns) for the parameters `places` -> int64 (n,)."""
    colors = np.zeros(len(numbers), dtype=np.int64)
    for index, place in enumerate(places):
        if op.parameters[place].type == COLOR:
            colors |= np.int64(1) << numbers[:, index].astype(np.int64)
    return colors


def _colors_differ(op: Op, places: list[int], row: tuple[Any, ...]) -> bool:
    """Whether the colour literals of a call all differ: replacing a colour by itself does nothing."""
    colors = [value for place, value in zip(places, row, strict=True) if op.parameters[place].type == COLOR]
    return len(set(colors)) == len(colors)


def _hole_types(production: Production) -> list[tuple[tuple[Type, ...], Type]]:
    found = []
    numbers = [k for k in production.literal_places if production.op.parameters[k].type == NUMBER]
    for types in product(*(accepted(production.op, hole) for hole in production.holes)):
        given = dict(zip(production.holes, types, strict=True))
        if any(literal_type(production, k, types) == FLAG for k in numbers):  # a flag's literals are booleans
            continue
        try:
            found.append(
                (types, production.op.result_type([given.get(k) for k in range(len(production.op.parameters))]))
            )
        except TypeError:  # each type fits its hole, but not together
            continue
    return found


def literal_type(production: Production, place: int, types: Iterable[Type]) -> Type:
    """The type of the number literals of parameter `place`, in calls whose holes take these types; for a Choice the
    type of the numbers that encode its options."""
    wanted = production.op.parameters[place].type
    if isinstance(wanted, Choice):
        return COUNT
    if wanted != NUMBER:
        return wanted
    for hole, given in zip(production.holes, types, strict=True):
        beside = production.op.parameters[hole].type
        if not isinstance(beside, Choice) and NUMBER in (beside, beside.item):
            return given.item or given
    return COUNT


def accepted(op: Op, hole: int) -> list[Type]:
    """The types whose values may stand in a hole, be it directly or because the call is mapped over a list."""
    found = []
    for given in TYPES.values():
        try:
            op.result_type([given if k == hole else None for k in range(len(op.parameters))])
        except TypeError:
            continue
        found.append(given)
    return found
