"""Runs a program on one grid by the references of its operations: plain, slow, the definition of what it means."""

from __future__ import annotations

from typing import Any

from ..dsl.op import OPS
from ..dsl.reference import evaluate
from ..dsl.values import ABSENT
from ..measure import Deadline
from .errors import ProgramTimeout
from .node import Arg, Ref, TableLiteral
from .program import Program


def run_reference(program: Program, grid: Any, time_limit: Deadline | None = None) -> Any:
    """The output for `grid`, a value of the program's input type; None is void.

    The deadline is looked at before every call: ProgramTimeout, at the latest one operation after it has passed.
    """
    values = [grid]  # values[k + 1] belongs to node k
    for k, node in enumerate(program.nodes):
        if time_limit is not None and time_limit.expired:
            raise ProgramTimeout(f"{program.name}: out of time after {k} of {len(program.nodes)} calls")
        values.append(evaluate(OPS[node.op], [_value(arg, values) for arg in node.args]))
    return values[-1]


def _value(arg: Arg, values: list[Any]) -> Any:
    if isinstance(arg, Ref):
        return values[arg.node + 1]
    if arg is None:
        return ABSENT
    return arg.as_dict() if isinstance(arg, TableLiteral) else arg
