"""Runs a program on one grid by the references of its operations: plain, slow, the definition of what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..dsl.op import OPS, Parameter
from ..dsl.reference import evaluate
from ..dsl.types import Type
from ..dsl.values import ABSENT, VOID
from ..measure import Deadline
from .errors import ProgramTimeout
from .node import Arg, Ref, TableLiteral
from .program import Program


def run_reference(program: Program, grid: Any, time_limit: Deadline | None = None) -> Any:
    """The output for `grid`, a value of the program's input type; None is void.

    The deadline is looked at before every call: ProgramTimeout, at the latest one operation after it has passed.
    """
    values = [grid]  # values[k + 1] belongs to node k
    types = (program.input_type, *program.types)
    for k, node in enumerate(program.nodes):
        if time_limit is not None and time_limit.expired:
            raise ProgramTimeout(f"{program.name}: out of time after {k} of {len(program.nodes)} calls")
        op = OPS[node.op]
        given = zip(op.parameters, node.args, strict=True)
        values.append(evaluate(op, [_value(parameter, arg, values, types) for parameter, arg in given]))
    return values[-1]


def _value(parameter: Parameter, arg: Arg, values: list[Any], types: Sequence[Type]) -> Any:
    if isinstance(arg, Ref):
        value, kind = values[arg.node + 1], types[arg.node + 1]
        # Beside another list that is mapped over, a void list is one of another length; None would be in every call.
        lifted = kind.is_list and not (isinstance(parameter.type, Type) and parameter.type.is_list)
        return [] if value is VOID and lifted else value
    if arg is None:
        return ABSENT
    return arg.as_dict() if isinstance(arg, TableLiteral) else arg
