"""Groups the calls of joined graphs that can share a launch: one operation, one depth, arguments of the same kinds.

Each group is one launch over all of its calls, each on all samples of its graph.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..dsl.op import OPS, Op, Parameter
from ..dsl.types import NUMBER, Choice
from ..programs import Arg, Node, Ref, TableLiteral
from .joined import Joined


@dataclass(frozen=True)
class Alike:
    """Calls that run in one launch: node `nodes[k]` has the arguments `arguments[k]`, one for each parameter.

    An argument is a Ref, a TableLiteral, an encoded literal or None. `depth`: that of all of them, so that they depend
    on no others of this depth.
    """

    op: Op
    depth: int
    nodes: tuple[int, ...]
    arguments: tuple[tuple[Any, ...], ...]


def schedule(joined: Joined, chosen: Collection[int] | None = None) -> list[Alike]:
    """The launches of all calls, or of those in `chosen`, in topological order."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for index in range(len(joined.nodes)) if chosen is None else sorted(chosen):
        node, depth = joined.nodes[index], joined.depths[index]
        found.setdefault((depth, node.op, *_kinds(joined, node)), []).append(index)
    ordered = sorted(found.items(), key=lambda item: item[0][0])
    return [_alike(joined, kinds[0], tuple(nodes)) for kinds, nodes in ordered]


def _alike(joined: Joined, depth: int, nodes: tuple[int, ...]) -> Alike:
    op = OPS[joined.nodes[nodes[0]].op]
    arguments = tuple(
        tuple(_encoded(p, arg) for p, arg in zip(op.parameters, joined.nodes[node].args, strict=True)) for node in nodes
    )
    return Alike(op, depth, nodes, arguments)


def _kinds(joined: Joined, node: Node) -> list[Any]:
    """What two calls must share to run in one launch: the types of values, and literals that a column cannot hold."""
    kinds: list[Any] = []
    for parameter, arg in zip(OPS[node.op].parameters, node.args, strict=True):
        if isinstance(arg, Ref):
            kinds.append(joined.type_of(arg))
        elif isinstance(arg, TableLiteral) or arg is None:
            kinds.append(type(arg))
        else:
            # A choice must be the same in a whole launch; a literal Number has no type, which a column would need.
            together = isinstance(parameter.type, Choice) or parameter.type == NUMBER
            kinds.append(("literal", parameter.encode(arg) if together else None))
    return kinds


def _encoded(parameter: Parameter, arg: Arg) -> Any:
    return arg if arg is None or isinstance(arg, Ref | TableLiteral) else parameter.encode(arg)
