"""Proposals with a rule for each object, from the source lists of a task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...backends.arena import spread
from ...dsl.types import COLOR, GRID, list_of
from .. import currency
from ..bits import unpacked
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
from .sources import NUMBERS, Begun, begun, known
from .targets import targets_of
from .writing import Writer

_COST = 4  # of calls mapped over a source list
_WRONG = 0.7  # of a base's cells at most
_KEPT = 24  # lists of copies, and of moved objects, for one source list
_NONE = np.empty(0, np.int64)
_MOVED, _MET = 0.5, 0.25  # share of the objects that outputs must show elsewhere to look for moves, for alignments

# By row of the task, as the functions of the same names give them:
_Changed = dict[int, np.ndarray]
_Bases = dict[int, tuple[np.ndarray, np.ndarray]]


@dataclass
class Beside:
    """What was made from one source list of a task, of which `view` is the task's view in the frontier of the leaves.
    `lists` int64 (n,): nodes that may be painted, and `painted`: what they paint; if its objects can be taken away,
    `erased`: the node that does so, and `cells` uint8 (cells,): the demonstrations without them; `shown`: where outputs
    show its objects; `bases` int64 (n,): nodes of the task's own view that may be painted on, and `wrong` uint32
    (bases, demonstrations, words): the cells that each has wrong, a bit each, first of all the input without the
    objects if they can be taken away; `numbers` int64 (n,): the lists of numbers by which the objects may be told
    apart."""

    view: TaskView
    source: int
    bases: np.ndarray
    wrong: np.ndarray
    lists: np.ndarray = field(default_factory=lambda: _NONE)
    numbers: np.ndarray = field(default_factory=lambda: _NONE)
    painted: Painted | None = None
    erased: int = -1
    cells: np.ndarray | None = None
    shown: Shown | None = None

    @property
    def share(self) -> float:
        """The share of the objects that outputs show elsewhere, 0 where this was not looked for."""
        return 0.0 if self.shown is None else self.shown.share

    def add(self, lists: np.ndarray, painted: Painted, changed: np.ndarray | None) -> np.ndarray:
        """Add lists that belong to this source list, nodes int64 (n,), to those that may be painted, but if `changed`
        is given, bits uint32 (demonstrations, words), only the _KEPT that explain most of these cells. Returns those
        that were added."""
        if changed is not None:
            count = painted.explained(changed, self.view.elements(self.source))
            best = np.lexsort((self.view.cost(lists), -count))[:_KEPT]
            best = best[count[best] > 0]
            painted, lists = painted.take(best), lists[best]
        self.painted = painted if self.painted is None else self.painted.with_lists(painted)
        self.lists = np.concatenate([self.lists, lists])
        return lists

    def hopeful(self) -> np.ndarray:
        """Which bases are wrong somewhere, but only where right elements reach: bool (bases,)."""
        assert self.painted is not None
        reached = self.painted.reached(self.view.elements(self.source).example, self.wrong.shape[1])
        return np.asarray(self.wrong.any(axis=(1, 2)) & ~(self.wrong & ~reached).any(axis=(1, 2)))


def prepared(tasks: Sequence[TaskView], most_sources: int) -> list[list[Beside]]:
    """What may be painted for the objects of each of up to `most_sources` source lists of each task, for those lists
    for which there may be rules. All tasks are of one frontier, and what calls make for them is made in common."""
    bases = {view.row: _bases(view) for view in tasks if view.features}
    own = begun([view for view in tasks if view.row in bases], most_sources)
    if own is None:
        return [[] for _ in tasks]
    changed = {view.row: _changed(view) for view in own.views}
    hopeful = []
    for one in _all_beside(own, bases, changed):
        if one.cells is not None:
            erased = _by_example(one.view, (one.cells != one.view.target)[None])
            one.wrong = np.concatenate([erased, one.wrong])
        if one.share >= _MOVED or one.hopeful().any():
            hopeful.append(one)
    own.keep(more_measures(own, _sources(hopeful)))
    for one in hopeful:  # without the numbers that only say how far
        one.numbers = one.view.beside(one.source, *NUMBERS)
    if shown := {one.source: one.shown for one in hopeful if one.shown and one.share >= _MOVED}:
        _add(own, hopeful, own.keep(moves(own, shown)), changed)
    return [[one for one in hopeful if one.view.row == view.row] for view in tasks]


def _sources(found: Sequence[Beside]) -> np.ndarray:
    return np.array([one.source for one in found], dtype=np.int64)


def _all_beside(own: Begun, bases: _Bases, changed: _Changed) -> list[Beside]:
    """What may be painted for the objects of each source list, but for lists that take more numbers to make (see
    `moves`)."""
    views = [(own.view_of(source), source) for source in own.sources.tolist()]
    found = [Beside(view, source, *bases[view.row]) for view, source in views]
    targets, pieces = targets_of(own), pieces_of(own, _COST)
    of_objects = [one for one in found if one.source in own.of_objects]
    _erase(own, [one for one in of_objects if one.view.keeps_shape])
    templates = np.concatenate([templates_of(view, own.of(view, targets)) for view in own.views])
    laid = own.keep(copies(own, _sources(of_objects), templates))
    met = own.keep(moved(own, _sources([one for one in of_objects if one.share >= _MET]), targets))
    _add(own, found, pieces)
    _add(own, found, laid, changed)
    drawn = own.keep(trails(own, _add(own, found, met, changed)))
    _add(own, found, drawn)
    return found


def _add(own: Begun, found: Sequence[Beside], lists: np.ndarray, changed: _Changed | None = None) -> np.ndarray:
    """Add to what was made from source lists those of some lists that belong to them, different nodes int64 (n,), as in
    `Beside.add`. Returns the lists that were added."""
    there = np.zeros(len(own.nodes), dtype=bool)
    there[np.concatenate([_NONE, *(one.lists for one in found)])] = True
    lists = lists[~there[lists] & np.isin(own.source(lists), _sources(found))]
    lists, by_source = lists[np.argsort(own.source(lists), kind="stable")], {one.source: one for one in found}
    added, begin = [_NONE], 0
    for painted in paint_all(own, lists):
        new = lists[begin : begin + len(painted.fits)]
        one, begin = by_source[int(own.source(new[:1])[0])], begin + len(new)
        added.append(one.add(new, painted, None if changed is None else changed[one.view.row]))
    return np.concatenate(added)


def _bases(view: TaskView) -> tuple[np.ndarray, np.ndarray]:
    """The grids of a task that may be painted on: nodes, int64 (n,), and the cells that they have wrong: bits
    uint32 (n, demonstrations, words)."""
    features = view.features[0]
    grids = np.flatnonzero(view.are(features.nodes, GRID))
    grids = grids[(features.train[grids] != features.target).mean(axis=1) <= _WRONG]
    grids = grids[first_of_equal(features.train[grids])]
    return features.nodes[grids], _by_example(view, features.train[grids] != features.target)


def _changed(view: TaskView) -> np.ndarray:
    """Where outputs differ from inputs, everywhere where these have other shapes: bits uint32 (demonstrations,
    words)."""
    given = np.concatenate([pair.input.ravel() for pair in view.task.train]) if view.keeps_shape else -1
    return _by_example(view, (view.target != given)[None])[0]


def _by_example(view: TaskView, wrong: np.ndarray) -> np.ndarray:
    """Flags of the cells of all outputs, as bits by demonstration: bool (n, cells) -> uint32
    (n, demonstrations, words)."""
    areas = np.array([output.size for output in view.outputs])
    example, cell, _ = spread(np, areas)
    found = np.zeros((len(wrong), len(areas), -(-int(areas.max()) // 32) * 32), dtype=bool)
    found[:, example, cell] = wrong
    return np.packbits(found, axis=2, bitorder="little").view(np.uint32)


def _erase(own: Begun, found: Sequence[Beside]) -> None:
    """Take the objects of source lists away, and find where the outputs show them."""
    sources = _sources(found)
    erased = own.keep([calls(own.nodes, "coverall", own.input_of(sources), sources)])
    by_source = dict(zip(own.source(erased).tolist(), erased.tolist(), strict=True))
    for one in found:
        if one.source in by_source:
            one.erased = by_source[one.source]
            one.cells = np.concatenate([grid.ravel() for grid in one.view.grids(one.erased)[: len(one.view.outputs)]])
            one.shown = shifts_shown(one.view, one.source, one.cells)


def proposals(task: TaskView, one: Beside, most: int) -> Iterator[Proposal]:
    """Proposals with rules over the objects of one source list of a task, about `most`. The bases are the input without
    the objects, if they can be taken away, then those of the task's own view."""
    view, hopeful = one.view, np.flatnonzero(one.hopeful())
    if not len(hopeful):
        return
    assert one.painted is not None
    elements, numbers = view.elements(one.source), one.numbers[known(view.frontier, one.numbers)]
    values, train = elements.numbers(numbers), np.arange(len(elements)) < elements.demonstrated
    chosen, colors = splitting(values, train), view.are(numbers, list_of(COLOR))
    measures = Measures.of(values[chosen], view.cost(numbers[chosen]), elements.sample, len(view.outputs))
    colorings, wrong = values[colors][:, train], unpacked(one.wrong[hopeful])
    rules = ObjectRules(Actions(view.backend, one.painted, view.cost(one.lists), measures, colorings, wrong))
    writer = Writer(view, one.lists, numbers[chosen], numbers[colors])
    for rule in rules.rules(wrong, most):
        k = int(hopeful[rule.base]) - (one.cells is not None)
        base = view.add(one.erased) if k < 0 else task.add(int(one.bases[k]))
        yield Proposal(writer.add(rule, base), rule.accuracy, currency.GUESS * rule.unknown)
