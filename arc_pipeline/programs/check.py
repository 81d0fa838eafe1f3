"""The only checker: verifies every invariant of a program, between stages and for programs from elsewhere."""

from __future__ import annotations

from ..dsl.types import Type, accepts
from .builder import Builder
from .errors import ProgramError
from .node import INPUT, Node, Ref
from .program import Program


def check(program: Program, result_type: Type | None = None) -> Program:
    """Return the program if it is sound, else raise ProgramError.

    It is sound if operations are known, the number of arguments is right, arguments are earlier values of fitting
    types, literals are in normal form and in range, types are right, no call occurs twice or is unused, the order is
    canonical, the name is valid and the size within limits; and, if `result_type` is given, if that type accepts its
    output.
    """
    if len(program.types) != len(program.nodes):
        raise ProgramError(f"{program.name}: {len(program.nodes)} calls, but {len(program.types)} types")
    builder = Builder(program.input_type)
    for k, (node, type) in enumerate(zip(program.nodes, program.types, strict=True)):
        _check_node(builder, k, node, type)
    if builder.program(program.output, program.name).nodes != program.nodes:
        raise ProgramError(f"{program.name}: a call is unused, or the calls are not in canonical order")
    if result_type is not None and not accepts(result_type, program.result_type):
        raise ProgramError(f"{program.name}: expected a program that makes {result_type}, not {program.result_type}")
    return program


def _check_node(builder: Builder, k: int, node: Node, type: Type) -> None:
    late = [ref for ref in node.refs if ref != INPUT and not 0 <= ref.node < k]
    if late:
        raise ProgramError(f"call {k} ({node.op}): its argument {late[0].node} is no earlier call")
    ref = builder.call(node.op, node.args)
    if ref != Ref(k):
        raise ProgramError(f"call {k} ({node.op}): the same call as {ref.node}")
    normal = builder.nodes[k].args
    # True equals 1 and NumPy's integers equal Python's, but they are written differently.
    if normal != node.args or [*map(_kind, normal)] != [*map(_kind, node.args)]:
        raise ProgramError(f"call {k} ({node.op}): a literal is not in normal form")
    if builder.types[k] != type:
        raise ProgramError(f"call {k} ({node.op}): makes {builder.types[k]}, but {type} is noted")


def _kind(value: object) -> object:
    return value.__class__
