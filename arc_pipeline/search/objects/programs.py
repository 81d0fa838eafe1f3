"""Proposals with a rule for each object, from the source lists of a task."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread, to_host
from ...dsl.types import COLOR, GRID, list_of
from .. import currency
from ..candidates import Proposal
from ..frontier.nodes import TYPE_CODE
from ..taskview.view import TaskView
from .actions import Actions, Measures
from .alignments import alignments
from .copies import copies
from .moves import moves
from .numbers import NUMBERS, measure_more, measured, splitting
from .painted import Painted, paint_all
from .pieces import pieces_of
from .rules import ObjectRules
from .shifts import Shown, shifts_shown
from .sources import OBJECTS, source_lists
from .table import THE_INPUT, Batch, Table
from .targets import targets_of
from .templates import templates_of
from .trajectories import trajectories
from .writing import Writer

_COST = 4  # of calls mapped over a source list
_WRONG = 0.7  # of a base's cells at most
_MOVED, _MET = 0.5, 0.25  # share of the objects that outputs must show elsewhere to look for moves, for alignments


@dataclass
class _Beside:
    """What was made from one source list. `lists` int64 (n,): rows that may be painted, and `painted`: what they paint;
    if its objects can be taken away, `erased`: the row that does so, and `cells` uint8 (cells,): the demonstrations
    without them; `shown`: where outputs show its objects."""

    source: int
    lists: np.ndarray
    painted: Painted | None = None
    erased: int = -1
    cells: np.ndarray | None = None
    shown: Shown | None = None

    @property
    def share(self) -> float:
        """The share of the objects that outputs show elsewhere, 0 where this was not looked for."""
        return 0.0 if self.shown is None else self.shown.share

    def add(self, table: Table, lists: np.ndarray) -> None:
        """Add the lists that belong to this source list to those that may be painted; `lists`: rows, int64 (n,), of any
        source lists."""
        new = np.setdiff1d(lists[table.rows.source[lists] == self.source], self.lists)
        if len(new):
            painted = paint_all(table, self.source, new)
            self.painted = painted if self.painted is None else self.painted.with_lists(painted)
            self.lists = np.concatenate([self.lists, new])

    def hopeful(self, table: Table, wrong: np.ndarray) -> np.ndarray:
        """Which bases are wrong somewhere, but only where right elements reach: bool (bases,). `wrong` bool
        (bases, demonstrations, cells): the cells that each base has wrong."""
        assert self.painted is not None
        reached = self.painted.reached(spread(np, table.rows.count[self.source, : wrong.shape[1]])[0])
        return np.asarray(wrong.any(axis=(1, 2)) & ~(wrong & ~reached).any(axis=(1, 2)))


def proposals(view: TaskView, most_sources: int, most_rules: int) -> Iterator[Proposal]:
    """The cheapest rules for the objects of each of up to `most_sources` source lists, about `most_rules` for each."""
    sources = source_lists(view.frontier, view.row, most_sources)
    if not view.features or not len(sources):
        return
    features = view.features[0]
    grids = np.flatnonzero(view.are(features.nodes, GRID))
    grids = grids[(features.train[grids] != features.target).mean(axis=1) <= _WRONG]
    grids = grids[np.sort(np.unique(features.train[grids], axis=0, return_index=True)[1])]
    table, hopeful = Table(view, sources), []
    measured(table)
    targets = targets_of(table)
    for one in _all_beside(table, targets):
        cells = features.train[grids] if one.cells is None else np.concatenate([one.cells[None], features.train[grids]])
        wrong = _by_example(view, cells != features.target)
        if one.share >= _MOVED or one.hopeful(table, wrong).any():
            hopeful.append((one, wrong))
    measure_more(table, np.array([one.source for one, _ in hopeful], dtype=np.int64), targets)
    far = {one.source: one.shown for one, _ in hopeful if one.shown is not None and one.share >= _MOVED}
    numbers = [table.of(one.source, *NUMBERS) for one, _ in hopeful]  # without those that only say how far
    shifted = table.keep(table.run(moves(table, far)))
    for (one, wrong), own in zip(hopeful, numbers, strict=True):
        one.add(table, shifted)
        yield from _ruled(table, one, own, wrong, features.nodes[grids], most_rules)


def _all_beside(table: Table, targets: np.ndarray) -> list[_Beside]:
    """What may be painted for the objects of each source list, but for lists that take more numbers to make (see
    `moves`)."""
    pieces = pieces_of(table, targets, _COST)
    found = [_Beside(source, np.empty(0, np.int64)) for source in table.sources.tolist()]
    of_objects = [one for one in found if table.rows.type[one.source] == TYPE_CODE[OBJECTS]]
    if table.view.keeps_shape:
        for one in of_objects:
            _erase(table, one)
    templates = templates_of(table, targets)
    laid = table.run(batch for one in of_objects for batch in copies(table, one.source, templates))
    met = alignments(table, {one.source: one.shown for one in found if one.shown and one.share >= _MET}, targets)
    lists = np.concatenate([pieces, table.keep(laid)])
    moved = np.concatenate([pieces[table.rows.type[pieces] == TYPE_CODE[OBJECTS]], *met.values()])
    drawn = table.run(
        batch for one in found if one.shown for batch in trajectories(table, one.source, one.shown, moved)
    )
    lists = np.concatenate([lists, *met.values(), table.keep(drawn)])
    for one in found:
        one.add(table, lists)
    return found


def _by_example(view: TaskView, wrong: np.ndarray) -> np.ndarray:
    """Flags of the cells of all outputs, by demonstration: bool (n, cells) -> (n, demonstrations, 32 * words)."""
    areas = np.array([output.size for output in view.outputs])
    example, cell, _ = spread(np, areas)
    found = np.zeros((len(wrong), len(areas), -(-int(areas.max()) // 32) * 32), dtype=bool)
    found[:, example, cell] = wrong
    return found


def _erase(table: Table, one: _Beside) -> None:
    """Take the objects of a source list away, and find where the outputs show them."""
    outputs, source, arena = table.view.outputs, np.array([one.source]), table.backend.arena
    for row in table.keep(table.run([Batch.of("coverall", source, THE_INPUT, source)])).tolist():
        cells = to_host(arena.cells[arena.xp.asarray(table.rows.data[row, : len(outputs)])])
        one.erased = row
        one.cells = np.concatenate([line[: output.size] for line, output in zip(cells, outputs, strict=True)])
        one.shown = shifts_shown(table, one.source, one.cells, outputs)


def _ruled(
    table: Table, one: _Beside, numbers: np.ndarray, wrong: np.ndarray, nodes: np.ndarray, most: int
) -> Iterator[Proposal]:
    """Proposals with rules over the objects of one source list, by the lists of `numbers`, rows int64 (n,). `wrong`: as
    in `_Beside.hopeful`; the bases are the input without the objects, if they can be taken away, then `nodes` (n,)."""
    view, hopeful = table.view, np.flatnonzero(one.hopeful(table, wrong))
    if not len(hopeful):
        return
    assert one.painted is not None
    sample = spread(np, table.rows.count[one.source])[0]
    train = sample < len(view.outputs)
    values = table.numbers(table.rows.take(numbers), one.source)
    chosen, colors = splitting(values, train), table.rows.type[numbers] == TYPE_CODE[list_of(COLOR)]
    measures = Measures.of(values[chosen], table.rows.cost[numbers[chosen]], sample, len(view.outputs))
    costs, colorings, wrong = table.rows.cost[one.lists], values[colors][:, train], wrong[hopeful]
    rules = ObjectRules(Actions(table.backend, one.painted, costs, measures, colorings, wrong))
    writer = Writer(table, one.lists, numbers[chosen], numbers[colors])
    for rule in rules.rules(wrong, most):
        k = int(hopeful[rule.base]) - (one.cells is not None)
        base = table.add(one.erased) if k < 0 else view.add(int(nodes[k]))
        yield Proposal(writer.add(rule, base), rule.accuracy, currency.GUESS * rule.unknown)
