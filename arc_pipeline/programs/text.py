"""Canonical text: one call per line, named x1, x2, ... in canonical order, the last `O`; none is unused or repeated.

Literals of parameters with a default are written as keywords, even if they equal it, so that stored programs and
digests keep their meaning when a default changes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from functools import cache

from ..dsl.op import OPS, Op
from ..dsl.types import GRID, Type
from .errors import ProgramError
from .literals import format_literal, short
from .node import Node, Ref

INPUT_NAME = "I"
OUTPUT_NAME = "O"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")


def operation(name: str) -> Op:
    """The operation of this name. Raises ProgramError if there is none."""
    if name not in OPS:
        raise ProgramError(f"there is no operation {short(name)}")
    return OPS[name]


def check_name(name: str) -> None:
    """Raise ProgramError unless `name` may name a program or a value: up to 100 letters, digits and `_`, beginning with
    a letter, and neither a keyword, the input's name nor an operation."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise ProgramError(f"expected a name of up to 100 letters, digits and _, got {short(name)}")
    if name == INPUT_NAME or name in OPS:
        what = "the input" if name == INPUT_NAME else "an operation"
        raise ProgramError(f"'{name}' is {what} and cannot be given another meaning")


def format_program(name: str, input_type: Type, nodes: Sequence[Node]) -> str:
    """The canonical text of a graph whose last node is the output; it ends with a line break."""
    annotation = "" if input_type == GRID else f": {input_type}"
    lines = [f"def {name}({INPUT_NAME}{annotation}):"]
    names = [f"x{k + 1}" for k in range(len(nodes))] + [INPUT_NAME]  # of the values; INPUT is the last index
    if nodes:
        names[-2] = OUTPUT_NAME
    lines += [f"    {name} = {_format_call(node, names)}" for name, node in zip(names, nodes, strict=False)]
    return "\n".join([*lines, f"    return {names[-2] if nodes else INPUT_NAME}", ""])


def _format_call(node: Node, names: Sequence[str]) -> str:
    parts = []
    positional = True
    for (name, required), arg in zip(_parameters(node.op), node.args, strict=True):
        if isinstance(arg, Ref):
            parts.append(names[arg.node] if positional else f"{name}={names[arg.node]}")
            continue
        positional = positional and required
        if arg is not None:
            written = format_literal(arg)
            parts.append(written if positional else f"{name}={written}")
    return f"{node.op}({', '.join(parts)})"


@cache
def _parameters(op: str) -> list[tuple[str, bool]]:
    """The names of an operation's parameters, and which are required."""
    return [(parameter.name, parameter.required) for parameter in OPS[op].parameters]
