"""One task as strategies see it: what they ask of the frontier, computed once for all, and the programs they write.

`propose(view)` is the whole interface of a strategy: it reads the view, adds calls to its graph and yields proposals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import numpy as np

from ...backends import Column
from ...library import Stored
from ...measure import counted_property
from ...programs import Builder, Ref
from ...programs.node import canonical_order
from ..effort import Effort, Limits
from ..frontier.frontier import Frontier
from ..parents import all_parents
from .bindings import ColorBinding, Naming, bindings_of
from .features import FeatureMatrix, features_for
from .nodes import TaskNodes

L = TypeVar("L", bound=Limits)


class TaskView(TaskNodes):
    """A task as strategies see it. `effort`: that of the round; `builder`: the graph of all that they propose, which is
    that of `parent` if the frontier begins with nodes of the parent's; `stored`: those of its values that programs of
    the library make; `descends`: from which of these programs values of it descend, as parents.py writes them;
    `prepared`: what strategies made for several tasks at once, by their names, for their `propose` to take."""

    def __init__(self, frontier: Frontier, row: int, effort: Effort, parent: TaskView | None = None) -> None:
        super().__init__(frontier, row)
        self.effort, self._parent = effort, parent
        self.builder: Builder = Builder() if parent is None else parent.builder
        self._nodes: dict[Ref, int] = {}
        self._refs: dict[int, Ref] = {}
        self.prepared: dict[str, Any] = {}
        self.stored: set[Ref] = set() if parent is None else parent.stored
        self.descends: dict[Ref, str] = {} if parent is None else parent.descends

    @counted_property("features")
    def features(self) -> tuple[FeatureMatrix, ...]:
        """The task's cell features, as many as the effort says: a matrix for each shape on the tests."""
        return self._features(distinct=False)

    @counted_property("features")
    def distinct_features(self) -> tuple[FeatureMatrix, ...]:
        """The same, of features no two of which partition the cells alike."""
        return self._features(distinct=True)

    def _features(self, distinct: bool) -> tuple[FeatureMatrix, ...]:
        return tuple(features_for(self, self.cell_features, self.outputs, self.effort.features, distinct, self.shapes))

    @counted_property("bindings")
    def bindings(self) -> tuple[ColorBinding, ...]:
        """The colour bindings of the outputs, the plain one first."""
        return tuple(bindings_of(self))

    def from_leaves(self, nodes: np.ndarray) -> TaskView:
        """The same task in a new frontier that begins with some nodes of this one, int64 (n,)."""
        return self.on_leaves(self.frontier.from_leaves(nodes, self.cost(nodes)))

    def on_leaves(self, frontier: Frontier) -> TaskView:
        """The same task in a frontier that begins with nodes of this one's. Both views write to the same graph."""
        return TaskView(frontier, self.row, self.effort, self)

    def limits(self, limits: L) -> L:
        """The limits of a strategy in a round of this effort."""
        return limits.at(self.effort)

    # Programs

    def add(self, node: int) -> Ref:
        """Add a node to the graph, once; returns the reference to its value."""
        if node not in self._refs:
            leaf = None if self._parent is None else self._parent.add
            ref = self._refs[node] = self.frontier.nodes.add_to(self.builder, node, leaf, self._added)
            self._nodes[ref] = node
        return self._refs[node]

    def add_stored(self, one: Stored) -> Ref:
        """Add a program of the library to the graph, whose value is said by its name; returns the reference to it."""
        ref = self.builder.add(one.program)
        self.stored.add(ref)
        self.descends[ref] = one.id
        return ref

    def _added(self, node: int, ref: Ref) -> None:
        nodes = self.frontier.nodes
        if nodes.stored.all[node] and nodes.cost.all[node] > 1:  # a single call is as soon written as named
            self.stored.add(ref)
        if parents := nodes.own_parents(node):
            self.descends[ref] = parents

    def parents_of(self, output: Ref) -> str:
        """The programs of the library from which the program of a value descends, as parents.py writes them."""
        order = canonical_order(self.builder.nodes, output, self.stored)
        return all_parents(self.descends.get(Ref(index), "") for index in reversed(order))

    def call(self, operation: str, *arguments: Any) -> Ref:
        """Add a call to the graph; returns the reference to its value. Arguments are references that `add` and `call`
        return, INPUT for the task's input, literals, or None for absent ones. A list where a single value is asked for
        maps the call over it."""
        return self.builder.call(operation, arguments)

    def named(self, grid: Ref, naming: Naming) -> Ref:
        """A grid of labels with the labels replaced by the colours that they stand for."""
        for label, node in naming:
            grid = self.call("replace", grid, label, self.add(node))
        return grid

    @property
    def known(self) -> Mapping[Ref, Column]:
        """The values of the graph that the frontier holds and that need not be computed again."""
        return _Known(self, self._nodes)


class _Known(Mapping[Ref, Column]):
    """The nodes among the values of a graph, as columns that are made on request."""

    def __init__(self, view: TaskNodes, nodes: Mapping[Ref, int]) -> None:
        self._view, self._nodes = view, nodes

    def __getitem__(self, ref: Ref) -> Column:
        return self._view.column(self._nodes[ref])

    def __contains__(self, ref: object) -> bool:
        return ref in self._nodes

    def __iter__(self) -> Iterator[Ref]:
        return iter(self._nodes)

    def __len__(self) -> int:
        return len(self._nodes)
