"""The nodes of a search as rows of integer arrays, and their values as rows of device arrays.

A node is a call on earlier nodes within one task; its value is its results on all samples of the task. No node is a
Python object; `program` builds the program of a node that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...dsl import Op
from ...dsl.types import TYPES, Type
from ...programs import INPUT, Builder, Program, Ref
from ..parents import all_parents
from .grammar import HOLE, MAX_HOLES, Production, Way, open_production

TYPE_LIST = tuple(TYPES.values())
TYPE_CODE = {kind: code for code, kind in enumerate(TYPE_LIST)}
IS_CELLS = np.array([kind.storage == "cells" and not kind.is_list for kind in TYPE_LIST])  # by type code
IN_SLOTS = np.array([kind.storage == "cells" for kind in TYPE_LIST])  # cells and lists of cells
IS_LIST = np.array([kind.is_list for kind in TYPE_LIST])
IS_NUMBER = np.array([kind.storage == "number" for kind in TYPE_LIST])  # numbers and lists of numbers

DEAREST = int(np.iinfo(np.int16).max)  # what a node costs at most, as its arguments count as often as they are used


class Growing:
    """An array that grows at its end, NumPy or CuPy."""

    def __init__(self, xp: Any, dtype: Any, width: int | None = None) -> None:
        self._xp = xp
        self._data = xp.empty(1024 if width is None else (1024, width), dtype=dtype)
        self._length = 0

    def extend(self, values: Any) -> None:
        needed = self._length + len(values)
        if needed > len(self._data):
            wider = self._xp.empty((max(needed, 2 * len(self._data)), *self._data.shape[1:]), dtype=self._data.dtype)
            wider[: self._length] = self._data[: self._length]
            self._data = wider
        self._data[self._length : needed] = values
        self._length = needed

    @property
    def all(self) -> Any:
        return self._data[: self._length]

    def number(self, place: int) -> int:
        """The element of an array of integers at one of its places, quicker than by `all`."""
        return int(self._data.item(place))

    def __len__(self) -> int:
        return self._length


class Index:
    """The nodes of each task and type, so that no look-up has to scan all nodes. `task`, `type`: those of all nodes;
    what was added to them is sorted when it is asked for, the nodes of many launches at once."""

    def __init__(self, task: Growing, type: Growing) -> None:
        self._task, self._type, self._sorted = task, type, 0
        self._parts: dict[tuple[int, int], list[np.ndarray]] = {}

    def of(self, task: int, code: int) -> np.ndarray:
        """The nodes of a task with a type code, in the order in which they were added: int64 (n,)."""
        if self._sorted < len(self._type):
            self._sort_new()
        parts = self._parts.get((task, code), [])
        if len(parts) > 1:
            parts[:] = [np.concatenate(parts)]
        return parts[0] if parts else np.empty(0, np.int64)

    def _sort_new(self) -> None:
        first, self._sorted = self._sorted, len(self._type)
        key = self._task.all[first : self._sorted].astype(np.int64) * len(TYPE_LIST) + self._type.all[first:]
        order = np.argsort(key, kind="stable")
        for part in np.split(order, np.flatnonzero(np.diff(key[order])) + 1):
            kind = divmod(int(key[part[0]]), len(TYPE_LIST))
            self._parts.setdefault(kind, []).append(first + part)


class Nodes:
    """All nodes of some tasks.

    Arrays of one entry a node: `production_id`, `choice` (the production in `grammar` and its row of literals; -1 for
    the input; a leaf has no production either, and its choice is a node of `parent`), `args` (n, MAX_HOLES; -1 where
    there is none), `type`, `task`, `cost`, `gain` (how much a cell feature tells of the outputs, see gain.py; 0 for
    other values), `wanted` and `unwanted` (bool: rules look at this cell feature first, or last, whatever its gain),
    `stored` (bool: whether a program of the library makes this value on the way to its output), `ancestor` (from which
    of these programs it descends, as a number of one of the texts that `descend` was given; 0 for none),
    `source` (the list that this one is aligned with, element by element: itself for a new list, -1 for no list),
    `key` (a hash of its value, see Verdicts), `first_row` (where its values begin in `data`, `count` and `hash`, which
    have one row for each sample of its task).
    """

    def __init__(self, xp: Any, grammar: Sequence[Production], parent: Nodes | None = None) -> None:
        self.grammar, self.parent, self._xp = list(grammar), parent, xp
        self._opened: dict[tuple[str, Way], int] = {}
        self.production_id, self.choice = Growing(np, np.int32), Growing(np, np.int32)
        self.args = Growing(np, np.int32, MAX_HOLES)
        self.type, self.cost = Growing(np, np.int16), Growing(np, np.int16)
        self.gain = Growing(np, np.float32)
        self.wanted, self.unwanted = Growing(np, np.bool_), Growing(np, np.bool_)
        self.task, self.source = Growing(np, np.int32), Growing(np, np.int32)
        self.stored, self.ancestor = Growing(np, np.bool_), Growing(np, np.int32)
        self._texts, self._numbers = [""], {"": 0}  # what `ancestor` numbers
        self.first_row, self.key = Growing(np, np.int64), Growing(np, np.uint64)
        self.data, self.count = Growing(xp, np.int32), Growing(xp, np.int32)
        self.hash = Growing(xp, np.uint64)
        self.index = Index(self.task, self.type)

    def __len__(self) -> int:
        return len(self.type)

    def of_type(self, task: int, *kinds: Type) -> np.ndarray:
        """The nodes of one task that have one of these types, cheapest first: int64 (n,)."""
        found = [self.index.of(task, TYPE_CODE[kind]) for kind in kinds]
        chosen = np.sort(np.concatenate(found)) if len(found) > 1 else found[0]
        return chosen[np.argsort(self.cost.all[chosen], kind="stable")]

    def with_keys(self, keys: Sequence[np.ndarray]) -> np.ndarray:
        """The nodes that have one of these keys, uint64 (n,) each: int64 (m,), ascending."""
        asked = np.sort(np.concatenate([np.empty(0, np.uint64), *keys]))
        place = np.searchsorted(asked[1:], self.key.all, side="right")  # of the largest that is not larger
        return np.flatnonzero(asked[place] == self.key.all) if len(asked) else np.empty(0, np.int64)

    def read(self, part: Growing, chosen: np.ndarray, samples: int) -> np.ndarray:
        """One part of the values (data, count or hash) of nodes on the first samples of their task, copied to the host:
        int64 (n,) -> (n, samples)."""
        return to_host(self.at(part, self.first_row.all[chosen][:, None] + np.arange(samples)))

    def at(self, part: Growing, rows: np.ndarray) -> Any:
        """One part of the values in these rows, int64 of any shape: an array of the same shape on the device."""
        return part.all[self._xp.asarray(rows)]

    def lengths(self, lists: np.ndarray, samples: np.ndarray) -> Any:
        """How long lists, int64 (n,) nodes, are on each of the samples of their tasks, of which there are `samples`
        (n,): int32 (sum of samples,), list after list, on the device."""
        of, place, _ = spread(np, samples)
        return self.at(self.count, self.first_row.all[lists][of] + place)

    def column(self, kind: Type, rows: Any) -> Column:
        """The values in these rows, all of type `kind`."""
        return Column(kind, self.data.all[rows], self.count.all[rows] if kind.is_list else None, None)

    def opened(self, op: Op, way: Way, numbers: np.ndarray) -> tuple[int, np.ndarray]:
        """A production that growth does not use, which is added to `grammar` at the first request, and the choices that
        these literals become: int (n, columns) -> int64 (n,). `way`: see `open_production`."""
        production_id = self._opened.setdefault((op.name, way), len(self.grammar))
        if production_id == len(self.grammar):
            self.grammar.append(open_production(op, way))
        there = len(self.grammar[production_id].numbers)
        if "literal" not in way:
            return production_id, np.zeros(len(numbers), np.int64)
        self.grammar[production_id] = self.grammar[production_id].with_literals(numbers)
        return production_id, there + np.arange(len(numbers))

    def descend(self, nodes: np.ndarray, parents: Sequence[str], of: np.ndarray) -> None:
        """Note from which stored programs nodes come, int64 (n,). `parents`: texts as parents.py describes them; `of`
        int64 (n,): which of them each node has. What is known of a node stays, and of several texts the first."""
        for one in parents:
            if self._numbers.setdefault(one, len(self._texts)) == len(self._texts):
                self._texts.append(one)
        numbers, new = np.array([self._numbers[one] for one in parents], np.int32), self.ancestor.all[nodes] == 0
        self.ancestor.all[nodes[new][::-1]] = numbers[of[new][::-1]]  # of equal indices the last one counts

    def inherit(self, nodes: np.ndarray, like: np.ndarray) -> None:
        """Note that nodes, int64 (n,), come from where those come that they are variants of, (n,)."""
        self.ancestor.all[nodes] = self.ancestor.all[like]

    def own_parents(self, node: int) -> str:
        """The stored programs that a node itself descends from, as text; a single call does from none, as it is as soon
        written as named."""
        number = int(self.ancestor.all[node])
        return self._texts[number] if self.cost.all[node] > 1 else ""

    def parents_of(self, node: int) -> str:
        """The same of a node and of all that it is made of, except of what a stored program makes on the way to it."""
        found, seen, waiting = list[str](), set[int](), [node]
        while waiting:
            if (node := waiting.pop()) in seen:
                continue
            seen.add(node)
            found.append(self.own_parents(node))
            if self.production_id.all[node] < 0:
                found.append("" if self.parent is None else self.parent.parents_of(int(self.choice.all[node])))
            elif not (found[-1] and self.stored.all[node]):
                waiting += [arg for arg in reversed(self.args.all[node].tolist()) if arg >= 0]
        return all_parents(found)

    def program(self, node: int, name: str) -> Program:
        """The program that computes a node."""
        builder = Builder()
        return builder.program(self.add_to(builder, node), name)

    def add_to(
        self,
        builder: Builder,
        node: int,
        leaf: Callable[[int], Ref] | None = None,
        added: Callable[[int, Ref], None] | None = None,
        refs: dict[int, Ref] | None = None,
    ) -> Ref:
        """Add a node's calls to a builder; returns the builder's reference to its value. `leaf`: adds a node of
        `parent`, by default with all its calls; `added`: is told of each node and its reference; `refs`: those of nodes
        that were added before, to which the new ones are added."""
        refs = {} if refs is None else refs
        if node in refs:
            return refs[node]
        production_id, choice = self.production_id.number(node), self.choice.number(node)
        if production_id < 0:
            if self.parent is None:
                return INPUT
            return self.parent.add_to(builder, choice) if leaf is None else leaf(choice)
        production, args = self.grammar[production_id], self.args.all[node].tolist()
        arguments: Sequence[Any] = production.arguments
        if production.literal_places:
            types = [TYPE_LIST[self.type.number(arg)] for arg in args[: len(production.holes)]]
            arguments = production.literals(choice, types)
        nodes, made = iter(args), list[Any]()
        for argument in arguments:
            if argument is not HOLE:
                made.append(argument)
                continue
            arg = next(nodes)
            made.append(refs[arg] if arg in refs else self.add_to(builder, arg, leaf, added, refs))
        ref = refs[node] = builder.call(production.op, made)
        if added is not None:
            added(node, ref)
        return ref
