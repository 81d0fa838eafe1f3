"""Description length: how many bits it takes to encode a program, to rank programs that fit equally well."""

from __future__ import annotations

from collections.abc import Iterable

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
    return description_length_of(program.nodes)


def description_length_of(calls: Iterable[Node | None], name_bits: int = 0) -> int:
    """The description length of the program of these calls, in canonical order, which may be those of a graph. None
    stands for a value that is said by a name, which costs `name_bits`."""
    bits = 0
    for values, node in enumerate(calls):
        if node is None:
            bits += name_bits
            continue
        operation = OPS[node.op]
        bits += OPERATION_BITS + operation.cost
        for parameter, arg in zip(operation.parameters, node.args, strict=True):
            if not parameter.required:
                bits += 1
            if parameter.required or isinstance(arg, Ref) or arg != parameter.default:
                bits += _argument_bits(parameter, arg, values)
    return bits


def _argument_bits(parameter: Parameter, arg: Arg, values: int) -> int:
    if isinstance(arg, Ref):
        return values.bit_length()
    if isinstance(arg, TableLiteral):
        return COLOR_BITS * (arg.arity + 1) * len(arg.entries)
    if isinstance(parameter.type, Choice):
        return (len(parameter.type.options) - 1).bit_length()
    if parameter.type == FLAG or isinstance(arg, bool):
        return 1
    if parameter.type == COLOR:
        return COLOR_BITS
    return 2 + 2 * abs(arg).bit_length() if isinstance(arg, int) else 0
