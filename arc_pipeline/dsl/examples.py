"""The examples in operations' docstrings, parsed as doctests: each is a call in the notation of `dsl.notation`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from doctest import DocTestParser, Example
from typing import Any

from .notation import Shown, calls
from .op import OPS, Op


@dataclass(frozen=True)
class Documented:
    """The parts of an operation's docstring: the prose, and the examples, which are calls with their results."""

    prose: str
    examples: tuple[Example, ...]


def documented(op: Op) -> Documented:
    """The parts of the operation's docstring; the prose is the text before the first example."""
    parts = DocTestParser().parse(op.doc, op.name)
    return Documented(str(parts[0]).strip(), tuple(part for part in parts if isinstance(part, Example)))


def run_example(example: Example) -> Shown:
    """The value of an example's outermost call, with its arguments. Raises TypeError for anything but a call."""
    made = _evaluate(ast.parse(example.source.strip(), mode="eval").body)
    if not isinstance(made, Shown):
        raise TypeError(f"the example is no call of an operation: {example.source.strip()}")
    return made


def _evaluate(tree: ast.expr) -> Any:
    if not isinstance(tree, ast.Call):
        return ast.literal_eval(tree)
    if not isinstance(tree.func, ast.Name) or tree.func.id not in OPS:
        raise TypeError(f"{ast.unparse(tree.func)} is no operation")
    named = {one.arg: _evaluate(one.value) for one in tree.keywords if one.arg}
    return calls()[tree.func.id](*map(_evaluate, tree.args), **named)
