"""Description lengths of programs of which values may be said by names, as those that the library's programs make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..dsl import OPS
from ..programs import CallLength, Node, Ref, call_length, description_length_of
from ..programs.node import post_order
from . import currency


class Lengths:
    """The lengths of programs of a graph, whose calls are each looked at once. `named`: the bits to say values by
    names; where that takes fewer than to write their calls, they are named."""

    def __init__(self, nodes: Sequence[Node], named: Mapping[Ref, int]) -> None:
        self._nodes, self._named = nodes, named
        self._arguments: dict[int, Sequence[int]] = {}
        self._lengths: dict[int, CallLength] = {}
        self._costs: dict[int, int] = {}

    def of(self, output: Ref) -> tuple[int, int]:
        """The description length of the program that makes a value, in bits, and what it would cost in growth, where
        the calls count that are written, and for a name as many as take its bits."""
        for index in post_order(output.node, self._unseen):
            self._look_at(index)
        return self._of(output.node)

    def _of(self, index: int) -> tuple[int, int]:
        order = post_order(index, self._arguments.__getitem__)
        length = description_length_of([self._lengths[index] for index in order])
        return length, sum(self._costs[index] for index in order)

    def _unseen(self, index: int) -> Sequence[int]:
        return [] if index in self._arguments else [ref.node for ref in self._nodes[index].refs]

    def _look_at(self, index: int) -> None:
        """Decide whether a call, whose arguments were looked at before, is written or named."""
        if index in self._arguments:
            return
        node, bits = self._nodes[index], self._named.get(Ref(index))
        self._arguments[index] = [ref.node for ref in node.refs]
        self._lengths[index], self._costs[index] = call_length(node), OPS[node.op].cost
        if bits is not None and bits < self._of(index)[0]:
            self._arguments[index], self._lengths[index] = [], CallLength(bits, 0)
            self._costs[index] = max(1, round(bits / currency.CALL))
