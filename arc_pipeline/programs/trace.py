"""Traces a solver written in Python: called with a symbolic input, the operations that it calls become a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..dsl.op import Op
from ..dsl.types import GRID, Type
from .builder import Builder
from .errors import ProgramError
from .node import INPUT, Ref
from .program import Program


class Symbol:
    """A value that is not known during tracing. It may only be passed to operations and returned."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, builder: Builder, ref: Ref) -> None:
        self.builder = builder
        self.ref = ref

    def trace_call(self, op: Op, values: Sequence[Any]) -> Symbol:
        """Record a call with this symbol among its arguments; called by `Op.__call__`."""
        args = []
        for value in values:
            if isinstance(value, Symbol) and value.builder is not self.builder:
                raise ProgramError(f"{op.name}: the arguments belong to two different traces")
            args.append(value.ref if isinstance(value, Symbol) else value)
        return Symbol(self.builder, self.builder.call(op, args))

    def __repr__(self) -> str:
        return f"<symbolic {self.builder.type_of(self.ref)}>"

    def __bool__(self) -> bool:
        raise self._refusal("decide on it (if, while, and, or, not)")

    def __eq__(self, other: object) -> bool:
        raise self._refusal("compare it")

    def __lt__(self, other: object) -> bool:
        raise self._refusal("compare it")

    __gt__ = __le__ = __ge__ = __lt__

    def __iter__(self) -> Iterator[Any]:
        raise self._refusal("loop over it or unpack it")

    def __getitem__(self, key: object) -> Any:
        raise self._refusal("index it")

    def __len__(self) -> int:
        raise self._refusal("ask for its length")

    def _refusal(self, what: str) -> ProgramError:
        return ProgramError(f"{self!r} has no value while a solver is traced: Python cannot {what}; use an operation")


def trace(function: Callable[..., Any], name: str | None = None, input_type: Type = GRID) -> Program:
    """The program that `function` describes when it is called with a symbolic input; `name` defaults to the function's.

    Raises ProgramError if it mixes traces, branches on a symbol, or does not return a symbol. A call with a wrong
    number of arguments raises TypeError, as it does in Python.
    """
    builder = Builder(input_type)
    result = function(Symbol(builder, INPUT))
    if not isinstance(result, Symbol):
        raise ProgramError(
            f"the solver returned {type(result).__name__}, expected what an operation made, or its input"
        )
    if result.builder is not builder:
        raise ProgramError("the solver returned a symbol of another trace")
    return builder.program(result.ref, function.__name__ if name is None else name)
