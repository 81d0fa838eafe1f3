"""Merges programs into one graph with shared calls, slices them out again, and grafts one program into another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..dsl.types import GRID, Type
from .builder import Builder, backward_slice
from .errors import ProgramError
from .node import INPUT, Node, Ref, depths, moved
from .program import Program


@dataclass(frozen=True)
class Merged:
    """One graph with several outputs, in topological order, without duplicate calls.

    `outputs[k]` is the output of the k-th program and `names[k]` its name; several outputs may be the same value.
    """

    nodes: tuple[Node, ...]
    types: tuple[Type, ...]
    outputs: tuple[Ref, ...]
    names: tuple[str, ...]
    input_type: Type = GRID

    @cached_property
    def depths(self) -> tuple[int, ...]:
        """The depth of every node, from 1. Nodes of equal depth do not depend on each other."""
        return tuple(depths(self.nodes))


def merge(programs: Iterable[Program]) -> Merged:
    """One graph that holds all programs, each call once; outputs are in the order of the programs.

    Raises ProgramError if there is no program, or if the types of their inputs differ.
    """
    programs = list(programs)
    if len({program.input_type for program in programs}) != 1:
        raise ProgramError(f"expected programs with inputs of one type, got {len(programs)} programs")
    builder = Builder(programs[0].input_type)
    outputs = tuple(builder.add(program) for program in programs)
    names = tuple(program.name for program in programs)
    return Merged(tuple(builder.nodes), tuple(builder.types), outputs, names, builder.input_type)


def slice_back(merged: Merged, output: int) -> Program:
    """The k-th program that was merged, for k = `output`. Raises IndexError if there is none."""
    return backward_slice(merged.nodes, merged.types, merged.outputs[output], merged.names[output], merged.input_type)


def graft(program: Program, place: Ref, donor: Program, donor_input: Ref = INPUT) -> Program:
    """`program` with its value `place` replaced by the output of `donor`, whose input is the value `donor_input`.

    Raises ProgramError if `donor_input` does not come before `place`, or if types do not fit.
    """
    if not INPUT.node <= donor_input.node < place.node < len(program.nodes):
        raise ProgramError(f"expected a call to replace and a value before it, got {place.node}, {donor_input.node}")
    builder = Builder(program.input_type)
    values = {INPUT: INPUT}
    for k, node in enumerate(program.nodes):
        if Ref(k) == place:
            values[place] = _checked(builder, donor, values[donor_input])
        else:
            values[Ref(k)] = builder.call(node.op, moved(node, values))
    return builder.program(values[program.output], program.name)


def _checked(builder: Builder, donor: Program, input: Ref) -> Ref:
    if builder.type_of(input) != donor.input_type:
        raise ProgramError(f"{donor.name} takes {donor.input_type}, not {builder.type_of(input)}")
    return builder.add(donor, input)
