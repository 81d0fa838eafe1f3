"""The parts of a program's graph: references, literals and calls. All are immutable and hashable.

An argument is a `Ref` to an earlier value, a literal in normal form (see literals.py), or None if an optional argument
is absent.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

TableKey: TypeAlias = int | tuple[int, ...]


class Ref(NamedTuple):
    """A value of a program: the result of the node with this index, or the program's input if it is -1."""

    node: int


INPUT = Ref(-1)


@dataclass(frozen=True)
class TableLiteral:
    """A table: (key, value) pairs, sorted by key. A key is one number 0-255 or a tuple of two or three of them."""

    entries: tuple[tuple[TableKey, int], ...]

    @property
    def arity(self) -> int:
        """How many numbers a key has: 1, 2 or 3."""
        key = self.entries[0][0]
        return len(key) if isinstance(key, tuple) else 1

    def as_dict(self) -> dict[TableKey, int]:
        return dict(self.entries)


Literal: TypeAlias = int | str | TableLiteral
Arg: TypeAlias = Ref | Literal | None


class Node(NamedTuple):
    """One call: the name of the operation, and one argument for each of its parameters, in their order."""

    op: str
    args: tuple[Arg, ...]

    @property
    def refs(self) -> list[Ref]:
        """The arguments that are values."""
        return [arg for arg in self.args if type(arg) is Ref]  # quicker than isinstance


def moved(node: Node, values: dict[Ref, Ref]) -> tuple[Arg, ...]:
    """The arguments of a node, with every reference replaced by the one that `values` maps it to."""
    return tuple([values[arg] if type(arg) is Ref else arg for arg in node.args])


def depths(nodes: Sequence[Node]) -> list[int]:
    """For each node of a graph in topological order, the number of calls on the longest path to it from the input, or
    from any other value that is no node of the graph, with a negative Ref.

    Nodes of equal depth do not depend on each other.
    """
    found: list[int] = []
    for node in nodes:
        found.append(1 + max((found[ref.node] for ref in node.refs if ref.node >= 0), default=0))
    return found


def canonical_order(nodes: Sequence[Node], root: Ref, given: Container[Ref] = ()) -> list[int]:
    """The indices of the nodes that `root` depends on, including itself, each after its arguments (a post-order). What
    the values `given` depend on is left out.

    The order is the one in which nested calls would be evaluated, so it depends only on the graph below `root`, and not
    on the order in which that was built.
    """

    def arguments(index: int) -> list[int]:
        return [] if given and Ref(index) in given else [arg.node for arg in nodes[index].args if type(arg) is Ref]

    return post_order(root.node, arguments)


def post_order(root: int, arguments: Callable[[int], Sequence[int]]) -> list[int]:
    """What `canonical_order` returns, given the indices of the nodes that each node has as `arguments`."""
    order: list[int] = []
    done = {INPUT.node}
    # An explicit stack, as a chain of a thousand calls would exceed Python's recursion limit.
    stack = [root]
    while stack:
        index = stack[-1]
        if index in done:
            stack.pop()
        elif missing := [k for k in arguments(index) if k not in done]:
            stack += missing[::-1]
        else:
            done.add(index)
            order.append(index)
            stack.pop()
    return order
