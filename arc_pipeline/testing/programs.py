"""Random well-typed programs of an exact size, for tests and benchmarks; determined by the state of the generator.

A large program is a tree of smaller ones whose results are joined, so its depth grows slowly with its size.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..dsl.op import OPS, Op, Parameter
from ..dsl.types import COLOR, FLAG, GRID, NUMBER, TABLE, Choice, Type, accepts
from ..programs import INPUT, MAX_NODES, Builder, Program, ProgramError, Ref

_CHAIN = 8  # programs up to this size are chains
_TRIES = 200
_TRIES_FOR_LISTS = 60  # after these, calls on lists and others are taken alike
_INPUT_SHARE = 0.3  # of the arguments for which the input fits
_LITERAL_SHARE = 0.8  # of the arguments for which a literal fits
_ABSENT_SHARE = 0.5  # of the optional arguments


def random_program(
    rng: np.random.Generator,
    nodes: int,
    ops: Iterable[Op] | None = None,
    *,
    input_type: Type = GRID,
    object_share: float | None = None,
    name: str = "solve",
) -> Program:
    """A program of exactly `nodes` calls, all used, drawn from `ops` (default: all); its result may have any type.

    `object_share`: the approximate share of calls that take or make lists of cells; None leaves it to chance. Raises
    ProgramError if `ops` do not suffice, or for more calls than a program may have.
    """
    if not 0 <= nodes <= MAX_NODES:
        raise ProgramError(f"expected 0 to {MAX_NODES} calls, got {nodes}")
    grower = _Grower(rng, list(OPS.values()) if ops is None else list(ops), input_type, object_share)
    return grower.builder.program(grower.grow(nodes).root, name)


@dataclass
class _Slice:
    """A value and all calls that it depends on, grouped by the type of their results."""

    root: Ref = INPUT
    members: dict[Type, list[Ref]] = field(default_factory=dict)
    size: int = 0

    def put(self, ref: Ref, type: Type) -> None:
        self.root = ref
        self.members.setdefault(type, []).append(ref)
        self.size += 1


class _Grower:
    """Grows slices in one builder. Rejected calls stay in the builder; slicing the result drops them."""

    def __init__(self, rng: np.random.Generator, ops: list[Op], input_type: Type, object_share: float | None) -> None:
        self.rng = rng
        self.ops = ops
        self.object_share = object_share
        self.builder = Builder(input_type)
        self.calls = self.calls_on_lists = 0
        self._takers: dict[Type, list[tuple[Op, int]]] = {}

    def grow(self, size: int) -> _Slice:
        """A slice of exactly `size` calls."""
        slice = _Slice()
        if size > _CHAIN:
            left_size = int(self.rng.integers(size // 4, size - size // 4))
            left, right = self.grow(left_size), self.grow(size - 1 - left_size)
            slice = self._joined(left, right) or max(left, right, key=lambda one: one.size)
        # The two slices may share calls, so the join may be smaller than planned.
        while slice.size < size:
            self._extend(slice)
        return slice

    def _extend(self, slice: _Slice) -> None:
        """Add a call that takes the slice's root, and make it the root."""
        takers = self._takers_of(self.builder.type_of(slice.root))
        for attempt in range(_TRIES if takers else 0):
            op, place = takers[self.rng.integers(len(takers))]
            made = self._call(op, {place: slice.root}, slice)
            if made is not None and (attempt >= _TRIES_FOR_LISTS or self._is_wished(made)):
                self._put(slice, made)
                return
        raise ProgramError(f"the operations do not lead on from {self.builder.type_of(slice.root)}")

    def _joined(self, left: _Slice, right: _Slice) -> _Slice | None:
        """A call with both roots among its arguments, with all that it depends on; None if no operation takes both."""
        both = _Slice()
        for ref in dict.fromkeys(ref for one in (left, right) for refs in one.members.values() for ref in refs):
            both.put(ref, self.builder.type_of(ref))
        second_places: dict[str, list[int]] = {}
        for op, place in self._takers_of(self.builder.type_of(right.root)):
            second_places.setdefault(op.name, []).append(place)
        choices = [
            (op, first, second)
            for op, first in self._takers_of(self.builder.type_of(left.root))
            for second in second_places.get(op.name, ())
            if first != second
        ]
        for attempt in range(_TRIES if choices else 0):
            op, first, second = choices[self.rng.integers(len(choices))]
            made = self._call(op, {first: left.root, second: right.root}, both)
            if made is not None and (attempt >= _TRIES_FOR_LISTS or self._is_wished(made)):
                self._put(both, made)
                return both
        return None

    def _put(self, slice: _Slice, ref: Ref) -> None:
        slice.put(ref, self.builder.type_of(ref))
        self.calls += 1
        self.calls_on_lists += self._is_on_lists(ref)

    def _wants_lists(self) -> bool | None:
        """Whether the next call should take or make lists, to reach the requested share; None if any call will do."""
        share = self.object_share
        return None if share is None else self.calls_on_lists + 0.5 < share * (self.calls + 1)

    def _is_wished(self, made: Ref) -> bool:
        wants = self._wants_lists()
        # A call that takes a list and makes none is allowed, as it leads away from lists.
        return wants is None or (self._is_on_lists(made) if wants else not self.builder.type_of(made).is_list)

    def _is_on_lists(self, ref: Ref) -> bool:
        types = [self.builder.type_of(value) for value in (ref, *self.builder.nodes[ref.node].refs)]
        return any(type.is_list and type.storage == "cells" for type in types)

    def _takers_of(self, type: Type) -> list[tuple[Op, int]]:
        """The (operation, parameter index) pairs that accept a value of a type."""
        if type not in self._takers:
            self._takers[type] = [
                (op, place) for op in self.ops for place, p in enumerate(op.parameters) if _fits(p, type)
            ]
        return self._takers[type]

    def _call(self, op: Op, given: dict[int, Ref], slice: _Slice) -> Ref | None:
        """A call with some arguments given and the others drawn from the slice; None if it is invalid or a dead end."""
        args: list[Any] = [given.get(place) for place in range(len(op.parameters))]
        tables = []
        for place, parameter in enumerate(op.parameters):
            if parameter.type == TABLE:
                tables.append(place)
            elif place not in given:
                args[place] = self._argument(parameter, slice)
        for place in tables:
            args[place] = self._table(sum(isinstance(arg, Ref) for arg in args))
        try:
            made = self.builder.call(op, args)
        except ProgramError:
            return None
        return made if self._takers_of(self.builder.type_of(made)) else None

    def _argument(self, parameter: Parameter, slice: _Slice) -> Any:
        if not parameter.required and self.rng.random() < _ABSENT_SHARE:
            return parameter.default
        types = [type for type in slice.members if _fits(parameter, type)]
        if self._wants_lists() is False:
            types = [type for type in types if not type.is_list or parameter.type == type]
        input_fits = _fits(parameter, self.builder.input_type)
        number = parameter.takes_literal and not (isinstance(parameter.type, Type) and parameter.type.is_list)
        if number and (not (types or input_fits) or self.rng.random() < _LITERAL_SHARE):
            return self._literal(parameter)
        if input_fits and (not types or self.rng.random() < _INPUT_SHARE):
            return INPUT
        if not types:
            return parameter.default
        refs = slice.members[types[self.rng.integers(len(types))]]
        return refs[self.rng.integers(len(refs))]

    def _literal(self, parameter: Parameter) -> Any:
        kind = parameter.type
        tried = parameter.literals or (kind.options if isinstance(kind, Choice) else ())
        if kind == NUMBER:
            tried = (0, 1, 2, 3, False, True)
        elif not tried:
            tried = {COLOR: tuple(range(10)), FLAG: (False, True)}.get(kind, (0, 1, 2, 3))  # type: ignore[arg-type]
        return tried[self.rng.integers(len(tried))]

    def _table(self, states: int) -> dict[Any, int]:
        arity = min(max(states, 1), 3)
        keys = self.rng.integers(0, 10, (int(self.rng.integers(1, 30)), arity)).tolist()
        return {key[0] if arity == 1 else tuple(key): int(self.rng.integers(10)) for key in keys}


def _fits(parameter: Parameter, type: Type) -> bool:
    """Whether a value of a type may be an argument, either itself or element by element."""
    wanted = parameter.type
    if isinstance(wanted, Choice) or wanted == TABLE:
        return False
    return accepts(wanted, type) or (type.item is not None and not wanted.is_list and accepts(wanted, type.item))
