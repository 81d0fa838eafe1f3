"""Canonical text: one call per line, named x1, x2, ... in canonical order, the last `O`; none is unused or repeated.

Literals of parameters with a default are written as keywords, even if they equal it, so that stored programs and
digests keep their meaning when a default changes.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence

from ..dsl.op import OPS, Op
from ..dsl.types import GRID, Type
from .errors import ProgramError
from .literals import format_literal, short
from .node import INPUT, Arg, Node, Ref

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
    names = {INPUT: INPUT_NAME} | {Ref(k): f"x{k + 1}" for k in range(len(nodes))}
    output = INPUT
    if nodes:
        output = Ref(len(nodes) - 1)
        names[output] = OUTPUT_NAME
    lines += [f"    {names[Ref(k)]} = {_format_call(node, names)}" for k, node in enumerate(nodes)]
    return "\n".join([*lines, f"    return {names[output]}", ""])


def _format_call(node: Node, names: dict[Ref, str]) -> str:
    parts = []
    positional = True
    for parameter, arg in zip(OPS[node.op].parameters, node.args, strict=True):
        positional = positional and (parameter.required or isinstance(arg, Ref))
        if arg is not None:
            written = _format_argument(arg, names)
            parts.append(written if positional else f"{parameter.name}={written}")
    return f"{node.op}({', '.join(parts)})"


def _format_argument(arg: Arg, names: dict[Ref, str]) -> str:
    if isinstance(arg, Ref):
        return names[arg]
    assert arg is not None
    return format_literal(arg)
