"""Description length: how many bits it takes to encode a program, to rank programs that fit equally well."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..dsl.op import OPS, Parameter
from ..dsl.types import COLOR, FLAG, Choice
from .node import Arg, Node, Ref, TableLiteral
from .program import Program

# Fixed, not log2 of the registry's size, so that lengths do not move when an operation is added.
OPERATION_BITS = 7
COLOR_BITS = 4


def description_length(program: Program) -> int:
    """The description length of a program, a whole number of bits.

    A call costs 7 bits plus the cost of its operation. An argument that is a value costs the bits to choose among the
    values so far; an optional argument costs 1 bit, and nothing more if it has its default. A colour costs 4 bits; a
    flag 1; a choice the bits to choose among its options; a count n 2 bits, plus 2 for each binary digit of |n|; a
    table 4 bits for every number in it.
    """
    return description_length_of(map(call_length, program.nodes))


class CallLength(NamedTuple):
    """What a call adds to the description length of its program: bits, and references, which take the more bits the
    more values there are to choose among."""

    bits: int
    references: int


def call_length(node: Node) -> CallLength:
    """The length of a call, wherever it stands in a program."""
    operation = OPS[node.op]
    bits, references = OPERATION_BITS + operation.cost, 0
    for parameter, arg in zip(operation.parameters, node.args, strict=True):
        if not parameter.required:
            bits += 1
        if isinstance(arg, Ref):
            references += 1
        elif parameter.required or arg != parameter.default:
            bits += _literal_bits(parameter, arg)
    return CallLength(bits, references)


def description_length_of(calls: Iterable[CallLength]) -> int:
    """The description length of a program, from its calls in canonical order."""
    return sum(bits + references * values.bit_length() for values, (bits, references) in enumerate(calls))


def _literal_bits(parameter: Parameter, arg: Arg) -> int:
    if isinstance(arg, TableLiteral):
        return COLOR_BITS * (arg.arity + 1) * len(arg.entries)
    if isinstance(parameter.type, Choice):
        return (len(parameter.type.options) - 1).bit_length()
    if parameter.type == FLAG or isinstance(arg, bool):
        return 1
    if parameter.type == COLOR:
        return COLOR_BITS
    return 2 + 2 * abs(arg).bit_length() if isinstance(arg, int) else 0
