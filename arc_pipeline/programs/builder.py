"""Builds graphs call by call, sharing common subexpressions (hash consing). Every call is checked when it is added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from ..dsl.op import Op
from ..dsl.types import GENERIC, GRID, NUMBER, TABLE, TYPES, Choice, Type
from .errors import ProgramError
from .literals import MAX_TABLE_ENTRIES, normal_literal
from .node import INPUT, Arg, Node, Ref, TableLiteral, canonical_order, moved
from .program import MAX_NODES, Program
from .text import check_name, operation


class Builder:
    """A growing graph over one input; `nodes` and `types` are in topological order. All errors are ProgramErrors."""

    def __init__(self, input_type: Type = GRID) -> None:
        if input_type == TABLE or TYPES.get(input_type.name) != input_type:
            raise ProgramError(f"a program cannot have an input of type {input_type}")
        self.input_type = input_type
        self.nodes: list[Node] = []
        self.types: list[Type] = []
        self._refs: dict[Node, Ref] = {}

    def type_of(self, ref: Ref) -> Type:
        """The type of a value of this graph. Raises ProgramError if there is no such value."""
        if ref == INPUT:
            return self.input_type
        if not 0 <= ref.node < len(self.types):
            raise ProgramError(f"there is no value {ref.node} in a graph of {len(self.types)} calls")
        return self.types[ref.node]

    def call(self, op: Op | str, args: Sequence[Any]) -> Ref:
        """The value of calling `op` with `args`: for each parameter a Ref, a literal, or None if it is absent."""
        op = operation(op) if isinstance(op, str) else op
        if len(args) != len(op.parameters):
            raise ProgramError(f"{op.name} has {len(op.parameters)} parameters, got {len(args)} arguments")
        types = [self.type_of(arg) if isinstance(arg, Ref) else None for arg in args]
        node = Node(op.name, _normal_arguments(op, args, types))
        found = self._refs.get(node)
        return self._append(node, _result_type(op, tuple(types))) if found is None else found

    def add(self, program: Program, input: Ref = INPUT) -> Ref:
        """Add the calls of `program`, with the value `input` as its input; returns its output."""
        if input == INPUT and program.input_type == self.input_type:
            return self._add_typed(program)
        values = {INPUT: input}
        for k, node in enumerate(program.nodes):
            values[Ref(k)] = self.call(node.op, moved(node, values))
        return values[program.output]

    def _add_typed(self, program: Program) -> Ref:
        # The program's calls were checked and typed on an input of this type, so that need not be repeated.
        values = {INPUT: INPUT}
        for k, (node, type) in enumerate(zip(program.nodes, program.types, strict=True)):
            here = Node(node.op, moved(node, values))
            values[Ref(k)] = self._refs.get(here) or self._append(here, type)
        return values[program.output]

    def _append(self, node: Node, type: Type) -> Ref:
        ref = self._refs[node] = Ref(len(self.nodes))
        self.nodes.append(node)
        self.types.append(type)
        return ref

    def program(self, ref: Ref, name: str = "solve") -> Program:
        """The program whose output is `ref`: exactly the calls that it depends on (a backward slice)."""
        self.type_of(ref)
        return backward_slice(self.nodes, self.types, ref, name, self.input_type)


def backward_slice(
    nodes: Sequence[Node], types: Sequence[Type], ref: Ref, name: str, input_type: Type = GRID
) -> Program:
    """The program whose output is the value `ref` of a graph without duplicate calls.

    Raises ProgramError for a bad name, more than MAX_NODES calls, or too many table entries.
    """
    check_name(name)
    order = canonical_order(nodes, ref)
    if len(order) > MAX_NODES:
        raise ProgramError(f"a program has at most {MAX_NODES} calls, this one has {len(order)}")
    places = {INPUT.node: INPUT} | {index: Ref(k) for k, index in enumerate(order)}
    made = [
        Node(op, tuple([places[arg.node] if type(arg) is Ref else arg for arg in args]))
        for op, args in [nodes[index] for index in order]
    ]
    entries = sum([len(arg.entries) for node in made for arg in node.args if type(arg) is TableLiteral])
    if entries > MAX_TABLE_ENTRIES:
        raise ProgramError(f"a program's tables have at most {MAX_TABLE_ENTRIES} entries in all, here are {entries}")
    return Program(tuple(made), tuple([types[index] for index in order]), name, input_type)


def _normal_arguments(op: Op, args: Sequence[Any], types: Sequence[Type | None]) -> tuple[Arg, ...]:
    normal: list[Arg] = []
    for parameter, arg in zip(op.parameters, args, strict=True):
        if isinstance(arg, Ref):
            normal.append(arg)
        elif arg is not None:
            try:
                normal.append(normal_literal(parameter, arg, _number_type(op, types)))
            except ProgramError as error:
                raise ProgramError(f"{op.name}: {error.problem}") from None
        elif parameter.required or parameter.default is not None:
            raise ProgramError(f"{op.name}: argument '{parameter.name}' is missing")
        else:
            normal.append(None)
    return tuple(normal)


def _number_type(op: Op, types: Sequence[Type | None]) -> Type | None:
    """The type that `Number` stands for in a call, taken from its arguments that are values; None if none says."""
    for parameter, given in zip(op.parameters, types, strict=True):
        wanted = parameter.type
        if given is not None and not isinstance(wanted, Choice) and NUMBER in (wanted, wanted.item):
            return given.item or given
    return None


@cache  # small: a few hundred operations on a dozen types
def _result_type(op: Op, types: tuple[Type | None, ...]) -> Type:
    try:
        result = op.result_type(types)
    except TypeError as error:
        raise ProgramError(str(error)) from None
    if result in GENERIC or result.item in GENERIC:
        raise ProgramError(f"{op.name}: no argument says what type of {result} the result has")
    return result
