"""Proposals with a rule for each object, from the source lists of a task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.arena import spread
from ...dsl.types import COLOR, GRID, list_of
from .. import currency
from ..candidates import Proposal
from ..frontier.aligned import calls
from ..frontier.joins import first_of_equal
from ..taskview.view import TaskView
from .actions import Actions, Measures
from .meetings import copies, moved, templates_of
from .moves import moves, trails
from .numbers import more_measures, splitting
from .painted import Painted, paint_all
from .pieces import pieces_of
from .rules import ObjectRules
from .shifts import Shown, shifts_shown
from .sources import NUMBERS, THE_INPUT, Begun, begun, known
from .targets import targets_of
from .writing import Writer

_COST = 4  # of calls mapped over a source list
_WRONG = 0.7  # of a base's cells at most
_KEPT = 24  # lists of copies, and of moved objects, for one source list
_MOVED, _MET = 0.5, 0.25  # share of the objects that outputs must show elsewhere to look for moves, for alignments


@dataclass
class _Beside:
    """What was made from one source list. `lists` int64 (n,): nodes that may be painted, and `painted`: what they
    paint; if its objects can be taken away, `erased`: the node that does so, and `cells` uint8 (cells,): the
    demonstrations without them; `shown`: where outputs show its objects."""

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

    def add(self, view: TaskView, lists: np.ndarray, changed: np.ndarray | None = None) -> np.ndarray:
        """Add the lists that belong to this source list to those that may be painted; `lists`: different nodes, int64
        (n,), of any source lists. If `changed` is given, bool (demonstrations, cells), only the _KEPT that explain most
        of these cells are added. Returns the lists that were added."""
        own = lists[view.source(lists) == self.source]
        new = own[np.isin(own, self.lists, invert=True)]
        if not len(new):
            return new
        painted = paint_all(view, self.source, new)
        if changed is not None:
            count = painted.explained(changed, view.elements(self.source))
            best = np.lexsort((view.cost(new), -count))[:_KEPT]
            best = best[count[best] > 0]
            painted, new = painted.take(best), new[best]
        self.painted = painted if self.painted is None else self.painted.with_lists(painted)
        self.lists = np.concatenate([self.lists, new])
        return new

    def hopeful(self, view: TaskView, wrong: np.ndarray) -> np.ndarray:
        """Which bases are wrong somewhere, but only where right elements reach: bool (bases,). `wrong` bool
        (bases, demonstrations, cells): the cells that each base has wrong."""
        assert self.painted is not None
        reached = self.painted.reached(view.elements(self.source).example)
        return np.asarray(wrong.any(axis=(1, 2)) & ~(wrong & ~reached).any(axis=(1, 2)))


def proposals(view: TaskView, most_sources: int, most_rules: int) -> Iterator[Proposal]:
    """The cheapest rules for the objects of each of up to `most_sources` source lists, about `most_rules` for each."""
    own = begun(view, most_sources) if view.features else None
    if own is None:
        return
    features, keep = view.features[0], own.view.frontier.nodes_of
    grids = np.flatnonzero(view.are(features.nodes, GRID))
    grids = grids[(features.train[grids] != features.target).mean(axis=1) <= _WRONG]
    grids = grids[first_of_equal(features.train[grids])]
    others = _by_example(view, features.train[grids] != features.target)
    hopeful, changed = [], _changed(own.view)
    for one in _all_beside(own, changed):
        wrong = others
        if one.cells is not None:
            wrong = np.concatenate([_by_example(view, (one.cells != features.target)[None]), others])
        if one.share >= _MOVED or one.hopeful(own.view, wrong).any():
            hopeful.append((one, wrong))
    keep(more_measures(own.view, np.array([one.source for one, _ in hopeful], dtype=np.int64)))
    numbers = [own.view.beside(one.source, *NUMBERS) for one, _ in hopeful]  # without those that only say how far
    shown = {one.source: one.shown for one, _ in hopeful if one.shown and one.share >= _MOVED}
    shifted = keep(moves(own.view, shown)) if shown else own.sources[:0]
    for (one, wrong), lists in zip(hopeful, numbers, strict=True):
        one.add(own.view, shifted, changed)
        yield from _ruled(own, one, lists[known(own.view, lists)], wrong, features.nodes[grids], most_rules)


def _all_beside(own: Begun, changed: np.ndarray) -> list[_Beside]:
    """What may be painted for the objects of each source list, but for lists that take more numbers to make (see
    `moves`). `changed` bool (demonstrations, cells): where outputs differ from inputs."""
    view, keep, targets = own.view, own.view.frontier.nodes_of, targets_of(own)
    pieces = pieces_of(own, _COST)
    found = [_Beside(source, np.empty(0, np.int64)) for source in own.sources.tolist()]
    of_objects = [one for one in found if one.source in own.of_objects]
    if view.keeps_shape:
        _erase(view, of_objects)
    templates = templates_of(view, targets)
    laid = keep(copies(view, [one.source for one in of_objects], templates))
    met = keep(moved(own, [one.source for one in of_objects if one.share >= _MET], targets))
    for one in found:
        one.add(view, pieces)
        one.add(view, laid, changed)
    drawn = keep(trails(view, np.concatenate([one.add(view, met, changed) for one in found])))
    for one in found:
        one.add(view, drawn)
    return found


def _changed(view: TaskView) -> np.ndarray:
    """Where outputs differ from inputs, everywhere where these have other shapes: bool (demonstrations, cells)."""
    given = np.concatenate([pair.input.ravel() for pair in view.task.train]) if view.keeps_shape else -1
    return _by_example(view, (view.target != given)[None])[0]


def _by_example(view: TaskView, wrong: np.ndarray) -> np.ndarray:
    """Flags of the cells of all outputs, by demonstration: bool (n, cells) -> (n, demonstrations, 32 * words)."""
    areas = np.array([output.size for output in view.outputs])
    example, cell, _ = spread(np, areas)
    found = np.zeros((len(wrong), len(areas), -(-int(areas.max()) // 32) * 32), dtype=bool)
    found[:, example, cell] = wrong
    return found


def _erase(view: TaskView, found: Sequence[_Beside]) -> None:
    """Take the objects of source lists away, and find where the outputs show them."""
    every = np.array([one.source for one in found], dtype=np.int64)
    erased = view.frontier.nodes_of([calls(view.frontier.nodes, "coverall", THE_INPUT, every)])
    for one in found:
        for node in erased[view.source(erased) == one.source].tolist():
            one.erased = node
            one.cells = np.concatenate([grid.ravel() for grid in view.grids(node)[: len(view.outputs)]])
            one.shown = shifts_shown(view, one.source, one.cells)


def _ruled(
    own: Begun, one: _Beside, numbers: np.ndarray, wrong: np.ndarray, nodes: np.ndarray, most: int
) -> Iterator[Proposal]:
    """Proposals with rules over the objects of one source list, by the lists of `numbers`, nodes int64 (n,). `wrong`:
    as in `_Beside.hopeful`; the bases are the input without the objects, if they can be taken away, then `nodes` (n,)
    of the task's own view."""
    view = own.view
    hopeful = np.flatnonzero(one.hopeful(view, wrong))
    if not len(hopeful):
        return
    assert one.painted is not None
    elements = view.elements(one.source)
    values, train = elements.numbers(numbers), np.arange(len(elements)) < elements.demonstrated
    chosen, colors = splitting(values, train), view.are(numbers, list_of(COLOR))
    measures = Measures.of(values[chosen], view.cost(numbers[chosen]), elements.sample, len(view.outputs))
    colorings, wrong = values[colors][:, train], wrong[hopeful]
    rules = ObjectRules(Actions(view.backend, one.painted, view.cost(one.lists), measures, colorings, wrong))
    writer = Writer(view, one.lists, numbers[chosen], numbers[colors])
    for rule in rules.rules(wrong, most):
        k = int(hopeful[rule.base]) - (one.cells is not None)
        base = view.add(one.erased) if k < 0 else own.task.add(int(nodes[k]))
        yield Proposal(writer.add(rule, base), rule.accuracy, currency.GUESS * rule.unknown)
