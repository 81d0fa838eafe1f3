"""All that is made for the objects of one task: calls as rows of arrays, with their values on all samples.

A row is a node of the frontier or a call on earlier rows. The input is the first row, and the source lists come next;
every other row belongs to the source list whose objects it describes. Equal values of one source list share one row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...backends.hashing import hash_cells, mix64, mix_placed
from ...dsl import OPS, Choice, Op
from ...dsl.types import COUNT, FLAG, NUMBER, Type
from ...dsl.values import TRANSPARENT
from ...programs import Ref, decode_literal
from ..frontier.nodes import IS_LIST, IS_NUMBER, TYPE_CODE, TYPE_LIST
from ..taskview.view import TaskView

THE_INPUT = 0  # the first row
_NODE = -1  # the form of rows that are nodes
_ARGUMENTS = 6  # of an operation at most
_ANY_NUMBERS = 255  # in place of a type code: lists of equal numbers are the same value, whatever their types
Form = tuple[str, tuple[type | None, ...]]  # an operation, and whether each argument is rows, literals or absent
_VOID = hash_cells(np.empty((0, 0), np.uint8), (0, 0))


@dataclass(frozen=True)
class Literals:
    """Literal arguments: `numbers` int (n,), as parameters encode them."""

    numbers: np.ndarray


@dataclass(frozen=True)
class Batch:
    """Calls of one operation on rows of a table. `source` int64 (n,): the source list to which each belongs;
    `arguments`, one for each parameter: rows int64 (n,), Literals, or None if it is absent in all calls."""

    op: Op
    source: np.ndarray
    arguments: tuple[np.ndarray | Literals | None, ...]

    @classmethod
    def of(cls, name: str, source: np.ndarray, *arguments: np.ndarray | Literals | str | int | None) -> Batch:
        """Calls of the operation of this name; an argument may also be one row for all calls, or the word of an
        option."""
        found: list[np.ndarray | Literals | None] = [None] * len(OPS[name].parameters)
        for k, (parameter, given) in enumerate(zip(OPS[name].parameters, arguments, strict=False)):
            if isinstance(given, str):
                found[k] = Literals(np.full(len(source), parameter.encode(given)))
            else:
                found[k] = np.full(len(source), given) if isinstance(given, int) else given
        return cls(OPS[name], source, tuple(found))

    @property
    def form(self) -> Form:
        """The operation, and which of its arguments are rows, literals, or absent."""
        return self.op.name, tuple(None if given is None else type(given) for given in self.arguments)

    @property
    def args(self) -> np.ndarray:
        """The numbers of rows and the literals, 0 for absent arguments: int64 (n, _ARGUMENTS)."""
        found = np.zeros((len(self.source), _ARGUMENTS), dtype=np.int64)
        for k, given in enumerate(self.arguments):
            if given is not None:
                found[:, k] = given.numbers if isinstance(given, Literals) else given
        return found


@dataclass(frozen=True)
class Rows:
    """Calls and their values: rows of a table, or calls that may become rows.

    `form` int64 (n,): the table's number for the operation and the kinds of its arguments, -1 for nodes; `args` int64
    (n, 6): rows and literals, or first the node; `type` (n,): codes; `source` int64 (n,): the row of the source list,
    -1 for none; `cost` int64 (n,): of all calls, those of the source list counted once; `data`, `count` int32
    (n, samples) and `hash` uint64 (n, samples): as in Column.
    """

    form: np.ndarray
    args: np.ndarray
    type: np.ndarray
    source: np.ndarray
    cost: np.ndarray
    data: np.ndarray
    count: np.ndarray
    hash: np.ndarray

    def __len__(self) -> int:
        return len(self.form)

    def take(self, chosen: np.ndarray) -> Rows:
        """The rows with these indices."""
        return Rows(*(part[chosen] for part in vars(self).values()))

    @classmethod
    def joined(cls, parts: Sequence[Rows]) -> Rows:
        """The rows of all parts, of which there is at least one."""
        return cls(*(np.concatenate(each) for each in zip(*(vars(part).values() for part in parts), strict=True)))


class Table:
    """The rows of one task. `sources`: given as nodes, int64 (n,), then the rows of the source lists. The values that
    calls make take memory of the arena, which the owner of the table releases."""

    def __init__(self, view: TaskView, sources: np.ndarray) -> None:
        self.view, self.backend, self.samples = view, view.backend, view.samples
        self._numbers: dict[Form, int] = {}
        self._number_of: dict[int, int] = {}  # by the key of its value
        self._refs: dict[int, Ref] = {}
        self.sources = np.arange(1, len(sources) + 1)
        self.rows = self.nodes(np.concatenate([[view.row], sources]), np.concatenate([[-1], self.sources]))
        self._number_of = {key: row for row, key in enumerate(self._keys(self.rows).tolist())}

    def nodes(self, nodes: np.ndarray, source: np.ndarray) -> Rows:
        """Nodes of the frontier as rows; `source` int64 (n,): the row of the source list of each."""
        held, n = self.view.frontier.nodes, len(nodes)
        args = np.zeros((n, _ARGUMENTS), dtype=np.int64)
        args[:, 0] = nodes
        data, count = (held.read(part, nodes, self.samples) for part in (held.data, held.count))
        kinds, hashes = held.type.all[nodes].astype(np.int64), held.read(held.hash, nodes, self.samples)
        return Rows(np.full(n, _NODE), args, kinds, source, self.view.cost(nodes), data, count, hashes)

    def run(self, batches: Iterable[Batch]) -> Rows:
        """The values of calls; calls of one form share a launch, whatever their cells or numbers mean.

        Calls are dropped if they make a list that has not as many elements as its source list, or cells that are void
        on a sample.
        """
        alike: dict[Any, list[tuple[np.ndarray, np.ndarray, np.ndarray]]] = {}
        for batch in batches:
            args, form = batch.args, batch.form
            types = self.rows.type[args[:, [k for k, kind in enumerate(form[1]) if kind is np.ndarray]]]
            whole = not (types != types[:1]).any()
            for kinds in sorted(set(map(tuple, types[:1].tolist() if whole else types.tolist()))):
                chosen = slice(None) if whole else (types == kinds).all(axis=1)
                source, result = batch.source[chosen], TYPE_CODE[_result(batch.op, form[1], kinds)]
                same = form, tuple(IS_LIST[[*kinds, result]].tolist())
                alike.setdefault(same, []).append((source, args[chosen], np.full(len(source), result)))
        made = [self.rows.take(np.empty(0, np.int64))]
        for (form, _), parts in alike.items():
            made.append(self._launched(form, *(np.concatenate(each) for each in zip(*parts, strict=True))))
        found = Rows.joined(made)
        aligned = (found.count == self.rows.count[found.source]).all(axis=1)
        return found.take(np.flatnonzero(np.where(IS_LIST[found.type], aligned, (found.hash != _VOID).all(axis=1))))

    def _launched(self, form: Form, source: np.ndarray, args: np.ndarray, codes: np.ndarray) -> Rows:
        op, samples, rows = OPS[form[0]], self.samples, self.rows
        n = len(source)
        arguments: list[Any] = []
        types = [TYPE_LIST[rows.type[args[0, k]]] for k, given in enumerate(form[1]) if given is np.ndarray]
        shared = rows.cost[source]
        cost = shared + op.cost
        for k, (parameter, given) in enumerate(zip(op.parameters, form[1], strict=True)):
            if given is np.ndarray:
                of = args[:, k]
                arguments.append(self.column(of))
                cost += rows.cost[of] - np.where(rows.source[of] == source, shared, 0)
            elif given is Literals:
                numbers = self.backend.xp.asarray(np.repeat(args[:, k].astype(np.int32), samples))
                arguments.append(Column(_literal_type(parameter.type, types), numbers, None, None))
            else:
                arguments.append(None)
        column = self.backend.run(op, arguments, n * samples)
        data, hashes = (to_host(part).reshape(n, samples) for part in (column.data, column.hash))
        count = np.zeros_like(data) if column.count is None else to_host(column.count).reshape(n, samples)
        forms = np.full(n, self._numbers.setdefault(form, len(self._numbers)))
        return Rows(forms, args, codes, source, cost, data, count, hashes)

    def keep(self, made: Rows) -> np.ndarray:
        """Add these values to the table; returns the row of each, int64 (n,): a new one, unless an equal value has one
        already."""
        new: list[int] = []
        found, there = np.empty(len(made), dtype=np.int64), len(self.rows)
        for k, key in enumerate(self._keys(made).tolist()):
            found[k] = self._number_of.setdefault(key, there + len(new))
            if found[k] == there + len(new):
                new.append(k)
        self.rows = Rows.joined([self.rows, made.take(np.array(new, dtype=np.int64))])
        return found

    def first_of_equal(self, made: Rows) -> np.ndarray:
        """The indices of the first of equal values: int64 (n,), ascending."""
        return np.sort(np.unique(self._keys(made), return_index=True)[1])

    def _keys(self, rows: Rows) -> np.ndarray:
        """Keys that tell values of the same source list apart: uint64 (n,)."""
        total = mix_placed(rows.hash, np.arange(self.samples)).sum(axis=1, dtype=np.uint64)
        kind = np.where(IS_LIST[rows.type] & IS_NUMBER[rows.type], _ANY_NUMBERS, rows.type)
        return np.asarray(mix64(total + ((rows.source + 1) * 256 + kind).astype(np.uint64)))

    def of(self, source: int, *kinds: Type) -> np.ndarray:
        """The rows of a source list that have one of these types, cheapest first: int64 (n,)."""
        wanted = np.zeros(len(TYPE_LIST), dtype=bool)
        wanted[[TYPE_CODE[kind] for kind in kinds]] = True
        own = np.flatnonzero((self.rows.source == source) & wanted[self.rows.type])
        return own[np.argsort(self.rows.cost[own], kind="stable")]

    def column(self, rows: np.ndarray) -> Column:
        """The values of rows, int64 (n,), row by row and sample by sample, as a column of the type of the first row."""
        kind, xp = TYPE_LIST[int(self.rows.type[rows[0]])], self.backend.xp
        data, count = (xp.asarray(part[rows].ravel()) for part in (self.rows.data, self.rows.count))
        return Column(kind, data, count if kind.is_list else None, None)

    def elements(self, rows: Rows, source: int) -> np.ndarray:
        """The elements of lists with this source list: their slots, or their places in the pool of numbers, int64
        (n, objects of all samples)."""
        sample, offset, _ = spread(np, self.rows.count[source])
        return np.asarray(rows.data[:, sample] + offset)

    def each(self, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        """The elements of lists with any source lists, one list after the other: the index of the list and the slot or
        place in the pool of numbers of each element, int64 (elements,) both."""
        lists = spread(np, rows.count.sum(axis=1))[0]
        sample, offset, _ = spread(np, rows.count.ravel())
        return lists, rows.data.ravel()[sample] + offset

    def pieces(self, slots: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The boxes of the pieces in slots, an array of any shape: int64 (..., 4); and their cells, TRANSPARENT after
        the last: uint8 (..., bytes)."""
        arena = self.backend.arena
        boxes, cells = arena.boxes(slots), to_host(arena.cells[arena.xp.asarray(slots)])
        there = np.arange(cells.shape[-1]) < boxes[..., :2].prod(axis=-1, keepdims=True)
        return boxes, np.where(there, cells, TRANSPARENT)

    def boxes(self, rows: Rows, source: int) -> np.ndarray:
        """Height, width, row and column of the elements of lists with this source list: int64 (n, objects, 4)."""
        return self.backend.arena.boxes(self.elements(rows, source))

    def numbers(self, rows: Rows, source: int) -> np.ndarray:
        """The elements of lists of numbers with this source list: int64 (n, objects)."""
        arena = self.backend.arena
        return to_host(arena.numbers[arena.xp.asarray(self.elements(rows, source))]).astype(np.int64)

    def add(self, row: int) -> Ref:
        """Add a row's calls to the graph of the view; returns the reference to its value."""
        if row not in self._refs:
            args = self.rows.args[row].tolist()
            self._refs[row] = self._called(row, args) if self.rows.form[row] >= 0 else self.view.add(args[0])
        return self._refs[row]

    def _called(self, row: int, args: Sequence[int]) -> Ref:
        name, form = list(self._numbers)[int(self.rows.form[row])]
        found: list[Any] = [self.add(of) if kind is np.ndarray else None for kind, of in zip(form, args, strict=False)]
        types = [self.view.builder.type_of(ref) for ref in found if ref is not None]
        for k, (parameter, kind) in enumerate(zip(OPS[name].parameters, form, strict=True)):
            if kind is Literals:
                is_flag = _literal_type(parameter.type, types) == FLAG
                found[k] = bool(args[k]) if is_flag else decode_literal(parameter, args[k])
        return self.view.call(name, *found)


@cache
def _result(op: Op, given: tuple[type | None, ...], codes: tuple[int, ...]) -> Type:
    """The type of a call's result. `given`: whether each argument is rows, literals or absent; `codes`: the types of
    the rows."""
    types, rows = [TYPE_LIST[code] for code in codes], iter(codes)
    asked: list[Type | None] = []
    for parameter, kind in zip(op.parameters, given, strict=True):
        literal = None if isinstance(parameter.type, Choice) or kind is None else _literal_type(parameter.type, types)
        asked.append(TYPE_LIST[next(rows)] if kind is np.ndarray else literal)
    return op.result_type(asked)


def _literal_type(asked: Type | Choice, types: Sequence[Type]) -> Type:
    """The type of the numbers that encode a literal of the type `asked`, beside arguments of these types."""
    if isinstance(asked, Choice):
        return COUNT
    if asked != NUMBER:
        return asked
    return next((kind.item or kind for kind in types if kind.storage == "number"), COUNT)
