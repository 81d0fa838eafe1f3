"""Runs programs on grids by the reference implementations of their operations: slow, but the definition of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..dsl.op import OPS
from ..dsl.reference import evaluate, is_lifted
from ..dsl.types import GRID, Type
from ..dsl.values import ABSENT
from ..measure import Deadline, count_lookups
from .errors import ProgramTimeout
from .node import INPUT, Arg, Node, Ref, TableLiteral, moved
from .program import Program


class ReferenceRun:
    """Runs programs on fixed inputs, values of type `input_type`; a call that several programs share is made once."""

    def __init__(self, grids: Sequence[Any], input_type: Type = GRID) -> None:
        self._values, self._types = [list(grids)], [input_type]  # of the inputs, then of each call
        self._refs: dict[Node, Ref] = {}

    def outputs(self, program: Program, time_limit: Deadline | None = None) -> list[Any]:
        """The outputs of a program, one for each grid; None is void.

        Raises ProgramTimeout once the time limit has passed. It is tested before every operation, so an operation that
        has begun is finished.
        """
        return [self._values[0], *self.values(program, time_limit)][-1]

    def values(self, program: Program, time_limit: Deadline | None = None) -> Iterator[list[Any]]:
        """The values of each call of a program, in their order, one for each grid, as soon as they are made; raises as
        `outputs` does."""
        refs = {INPUT: INPUT}
        for k, (node, kind) in enumerate(zip(program.nodes, program.types, strict=True)):
            call = Node(node.op, moved(node, refs))
            count_lookups("reference_calls", 1, int(call in self._refs))
            if call not in self._refs:
                values, lifted = [], self._lifted(call)
                for arguments in self._arguments(call):
                    if time_limit is not None and time_limit.expired:
                        raise ProgramTimeout(f"{program.name}: out of time after {k} of {len(program.nodes)} calls")
                    values.append(evaluate(OPS[call.op], arguments, lifted))
                self._refs[call] = Ref(len(self._values) - 1)
                self._values.append(values)
                self._types.append(kind)
            refs[Ref(k)] = self._refs[call]
            yield self._values[refs[Ref(k)].node + 1]

    def _lifted(self, call: Node) -> list[bool]:
        """Which arguments of a call are lists that it is mapped over."""
        return [
            is_lifted(parameter, isinstance(arg, Ref) and self._types[arg.node + 1].is_list)
            for parameter, arg in zip(OPS[call.op].parameters, call.args, strict=True)
        ]

    def _arguments(self, call: Node) -> Iterable[tuple[Any, ...]]:
        """For each grid the arguments of a call."""
        return zip(*map(self._of_each, call.args), strict=True)

    def _of_each(self, arg: Arg) -> list[Any]:
        if isinstance(arg, Ref):
            return self._values[arg.node + 1]
        literal = ABSENT if arg is None else arg.as_dict() if isinstance(arg, TableLiteral) else arg
        return [literal] * len(self._values[0])


def run_reference(program: Program, grid: Any, time_limit: Deadline | None = None) -> Any:
    """The output of one program for `grid`, with the time limit as in ReferenceRun.outputs."""
    return ReferenceRun([grid], program.input_type).outputs(program, time_limit)[0]
