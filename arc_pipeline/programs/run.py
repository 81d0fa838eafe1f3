"""Runs programs on grids by the references of their operations: plain, slow, the definition of what they mean."""

from __future__ import annotations

from typing import Any

from ..dsl.op import OPS, Parameter
from ..dsl.reference import evaluate
from ..dsl.types import GRID, Type
from ..dsl.values import ABSENT, VOID
from ..measure import Deadline
from .errors import ProgramTimeout
from .node import INPUT, Arg, Node, Ref, TableLiteral, moved
from .program import Program


class ReferenceRun:
    """Programs on one grid, a value of their input type; a call that several of them make is made once."""

    def __init__(self, grid: Any, input_type: Type = GRID) -> None:
        self._values, self._types = [grid], [input_type]  # first the input's, then each call's
        self._refs: dict[Node, Ref] = {}

    def output(self, program: Program, time_limit: Deadline | None = None) -> Any:
        """The output of a program; None is void.

        The deadline is looked at before every call: ProgramTimeout, at the latest one operation after it has passed.
        """
        refs = {INPUT: INPUT}
        for k, (node, kind) in enumerate(zip(program.nodes, program.types, strict=True)):
            if time_limit is not None and time_limit.expired:
                raise ProgramTimeout(f"{program.name}: out of time after {k} of {len(program.nodes)} calls")
            call = Node(node.op, moved(node, refs))
            if call not in self._refs:
                op = OPS[call.op]
                arguments = [
                    self._value(parameter, arg) for parameter, arg in zip(op.parameters, call.args, strict=True)
                ]
                value = evaluate(op, arguments)
                self._refs[call] = Ref(len(self._values) - 1)
                self._values.append(value)
                self._types.append(kind)
            refs[Ref(k)] = self._refs[call]
        return self._values[refs[program.output].node + 1]

    def _value(self, parameter: Parameter, arg: Arg) -> Any:
        if isinstance(arg, Ref):
            value, kind = self._values[arg.node + 1], self._types[arg.node + 1]
            # Beside another list that is mapped over, a void list is one of another length; None would be in each call.
            lifted = kind.is_list and not (isinstance(parameter.type, Type) and parameter.type.is_list)
            return [] if value is VOID and lifted else value
        if arg is None:
            return ABSENT
        return arg.as_dict() if isinstance(arg, TableLiteral) else arg


def run_reference(program: Program, grid: Any, time_limit: Deadline | None = None) -> Any:
    """The output of one program for `grid`, as ReferenceRun tells it."""
    return ReferenceRun(grid, program.input_type).output(program, time_limit)
