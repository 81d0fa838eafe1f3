"""A program: an immutable, typed graph of calls without duplicates, in canonical order; its last node is the output.

Programs are made by `Builder`, `parse` and `trace`, and verified by `check`. A program without nodes returns its input.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from ..dsl.op import OPS
from ..dsl.types import GRID, Type
from .node import INPUT, Node, Ref, TableLiteral, depths
from .text import format_program

MAX_NODES = 2048


@dataclass(frozen=True)
class Program:
    """`types[k]` is the type of the result of `nodes[k]`. Programs with equal graphs are equal, despite their names."""

    nodes: tuple[Node, ...]
    types: tuple[Type, ...]
    name: str = field(default="solve", compare=False)
    input_type: Type = GRID

    @property
    def output(self) -> Ref:
        return Ref(len(self.nodes) - 1) if self.nodes else INPUT

    @property
    def result_type(self) -> Type:
        return self.types[-1] if self.types else self.input_type

    @cached_property
    def text(self) -> str:
        """The canonical text, ending with a line break; `parse` turns it back into an equal program."""
        return format_program(self.name, self.input_type, self.nodes)

    @cached_property
    def digest(self) -> str:
        """SHA-256 (hexadecimal) of the canonical text without the name."""
        return hashlib.sha256(format_program("", self.input_type, self.nodes).encode()).hexdigest()

    @cached_property
    def cost(self) -> int:
        """The sum of the operations' costs, plus 1 for each literal other than the default, and each table entry."""
        return sum(_node_cost(node) for node in self.nodes)

    @cached_property
    def depth(self) -> int:
        """The number of calls on the longest path from the input to the output."""
        return max(depths(self.nodes), default=0)

    def renamed(self, name: str) -> Program:
        """The same program under another name."""
        return Program(self.nodes, self.types, name, self.input_type)

    def __str__(self) -> str:
        return self.text


def _node_cost(node: Node) -> int:
    operation = OPS[node.op]
    cost = operation.cost
    for parameter, arg in zip(operation.parameters, node.args, strict=True):
        if isinstance(arg, TableLiteral):
            cost += len(arg.entries)
        elif not isinstance(arg, Ref) and (parameter.required or arg != parameter.default):
            cost += 1
    return cost
