"""Joins graphs of programs, each with its own samples, into one graph of the calls that are to be run.

Values that are there already, the inputs of each graph among them, are its leaves: calls on any of them are of depth 1.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from ..dsl.types import Type
from ..programs import INPUT, Merged, Node, Ref
from ..programs.node import depths, moved


@dataclass(frozen=True)
class Joined:
    """The calls of several graphs that are to be run, in topological order.

    A Ref to 0 or more is the value of that call, a Ref to -1 - k that of the leaf k. `types`, `depths`, `graphs`: for
    each call the type of its value, the number of calls on the longest path from a leaf to it, and the number of its
    graph. `leaves`: for each leaf the number of its graph and the reference to it there; `leaf_types`. `outputs`: of
    all graphs, one graph after the other.
    """

    nodes: tuple[Node, ...]
    types: tuple[Type, ...]
    depths: tuple[int, ...]
    graphs: tuple[int, ...]
    leaves: tuple[tuple[int, Ref], ...]
    leaf_types: tuple[Type, ...]
    outputs: tuple[Ref, ...]

    def type_of(self, ref: Ref) -> Type:
        """The type of a call's or leaf's value."""
        return self.types[ref.node] if ref.node >= 0 else self.leaf_types[-1 - ref.node]


def join(graphs: Sequence[Merged], given: Sequence[Container[Ref]]) -> Joined:
    """One graph of all calls that the outputs of these graphs depend on, without those whose values are `given`, which
    is one container for each graph, and without what only these depend on."""
    nodes: list[Node] = []
    types: list[Type] = []
    owners: list[int] = []
    leaves: list[tuple[int, Ref]] = []
    leaf_types: list[Type] = []
    outputs: list[Ref] = []
    for number, (merged, there) in enumerate(zip(graphs, given, strict=True)):
        values: dict[Ref, Ref] = {}
        for ref in _reached(merged, there):
            if ref == INPUT or ref in there:
                values[ref] = Ref(-1 - len(leaves))
                leaves.append((number, ref))
                leaf_types.append(merged.input_type if ref == INPUT else merged.types[ref.node])
                continue
            call = merged.nodes[ref.node]
            values[ref] = Ref(len(nodes))
            nodes.append(Node(call.op, moved(call, values)))
            types.append(merged.types[ref.node])
            owners.append(number)
        outputs += [values[output] for output in merged.outputs]
    return Joined(
        nodes=tuple(nodes),
        types=tuple(types),
        depths=tuple(depths(nodes)),
        graphs=tuple(owners),
        leaves=tuple(leaves),
        leaf_types=tuple(leaf_types),
        outputs=tuple(outputs),
    )


def _reached(merged: Merged, given: Container[Ref]) -> list[Ref]:
    """The values that the outputs depend on, given ones and the input included, but not what only given ones depend on;
    in topological order."""
    found: set[Ref] = set()
    rest = list(merged.outputs)
    while rest:
        ref = rest.pop()
        if ref not in found:
            found.add(ref)
            if ref != INPUT and ref not in given:
                rest += merged.nodes[ref.node].refs
    return sorted(found)
