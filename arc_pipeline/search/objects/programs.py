"""Proposals with a rule for each object, from the source lists of a task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ...backends.arena import spread
from ...dsl.types import COLOR, GRID, list_of
from .. import currency
from ..bits import unpacked
from ..candidates import Proposal
from ..frontier.aligned import calls
from ..frontier.elements import numbers, on_samples
from ..frontier.joins import first_of_equal
from ..taskview.view import TaskView
from .actions import Actions, Measures
from .meetings import copies, moved, templates_of
from .moves import Shown, moves, shifts_shown, trails
from .numbers import more_measures, splitting
from .painted import Painted, paint_all
from .pieces import pieces_of
from .rules import Writer, object_rules
from .sources import NUMBERS, Begun, begun, known
from .targets import targets_of

_COST = 4  # of calls mapped over a source list
_WRONG = 0.7  # of a base's cells at most
_KEPT = 24  # lists of copies, and of moved objects, for one source list
_NONE = np.empty(0, np.int64)
_MOVED, _MET = 0.5, 0.25  # share of the objects that outputs must show elsewhere to look for moves, for alignments


@dataclass
class Beside:
    """What was made from one source list of a task, of which `view` is the task's view in the frontier of the leaves.
    `bases`: what may be painted on, each as a view, which may be the task's own, and a node; `wrong` uint32
    (bases, demonstrations, words): the cells that each has wrong, a bit each; `changed` uint32
    (demonstrations, words): those where outputs differ from inputs; `lists` int64 (n,): nodes that may be painted, and
    `painted`: what they paint; `numbers` int64 (n,): the lists of numbers by which the objects may be told apart;
    `shown`: where outputs show the objects, if they can be taken away."""

    view: TaskView
    source: int
    bases: list[tuple[TaskView, int]]
    wrong: np.ndarray
    changed: np.ndarray
    lists: np.ndarray = field(default_factory=lambda: _NONE)
    numbers: np.ndarray = field(default_factory=lambda: _NONE)
    painted: Painted | None = None
    shown: Shown | None = None

    @cached_property
    def sample(self) -> np.ndarray:
        """The sample of each object, ascending: int64 (objects,)."""
        return np.asarray(spread(np, self.view.lengths(np.array([self.source]))[0])[0])

    @property
    def example(self) -> np.ndarray:
        """The demonstration of each object that is on one."""
        return self.sample[self.sample < len(self.view.outputs)]

    @property
    def share(self) -> float:
        """The share of the objects that outputs show elsewhere, 0 where this was not looked for."""
        return 0.0 if self.shown is None else self.shown.share

    def add(self, lists: np.ndarray, painted: Painted, few: bool) -> np.ndarray:
        """Add lists that belong to this source list, nodes int64 (n,), to those that may be painted; if `few`, only the
        _KEPT that explain most of the changed cells. Returns those that were added."""
        if few:
            count = painted.explained(self.changed, self.example)
            best = np.lexsort((self.view.cost(lists), -count))[:_KEPT]
            best = best[count[best] > 0]
            painted, lists = painted.take(best), lists[best]
        self.painted = painted if self.painted is None else self.painted.with_lists(painted)
        self.lists = np.concatenate([self.lists, lists])
        return lists

    def hopeful(self) -> np.ndarray:
        """Which bases are wrong somewhere, but only where right elements reach: bool (bases,)."""
        assert self.painted is not None
        reached = self.painted.reached(self.example, self.wrong.shape[1])
        return np.asarray(self.wrong.any(axis=(1, 2)) & ~(self.wrong & ~reached).any(axis=(1, 2)))


def prepared(tasks: Sequence[TaskView], most_sources: int) -> list[list[Beside]]:
    """What may be painted for the objects of each of up to `most_sources` source lists of each task, for those lists
    for which there may be rules. All tasks are of one frontier, and what calls make for them is made in common."""
    own = begun([view for view in tasks if view.features], most_sources)
    if own is None:
        return [[] for _ in tasks]
    hopeful = [one for one in _all_beside(own) if one.share >= _MOVED or one.hopeful().any()]
    own.keep(more_measures(own, _sources(hopeful)))
    for one in hopeful:  # without the numbers that only say how far
        one.numbers = one.view.beside(one.source, *NUMBERS)
    if shown := {one.source: one.shown for one in hopeful if one.shown and one.share >= _MOVED}:
        _add(own, hopeful, own.keep(moves(own, shown)), few=True)
    return [[one for one in hopeful if one.view.row == view.row] for view in tasks]


def _sources(found: Sequence[Beside]) -> np.ndarray:
    return np.array([one.source for one in found], dtype=np.int64)


def _all_beside(own: Begun) -> list[Beside]:
    """What may be painted for the objects of each source list, without what takes more numbers (see `moves`)."""
    bases = {task.row: _bases(task) for task in own.tasks}
    views = [(own.view_of(source), source) for source in own.sources.tolist()]
    found = [Beside(view, source, *bases[view.row]) for view, source in views]
    targets, pieces = targets_of(own), pieces_of(own, _COST)
    of_objects = [one for one in found if one.source in own.of_objects]
    _erase(own, [one for one in of_objects if one.view.keeps_shape])
    templates = np.concatenate([templates_of(view, view.own(targets)) for view in own.views])
    laid = own.keep(copies(own, _sources(of_objects), templates))
    met = own.keep(moved(own, _sources([one for one in of_objects if one.share >= _MET]), targets))
    _add(own, found, pieces)
    _add(own, found, laid, few=True)
    drawn = own.keep(trails(own, _add(own, found, met, few=True)))
    _add(own, found, drawn)
    return found


def _add(own: Begun, found: Sequence[Beside], lists: np.ndarray, few: bool = False) -> np.ndarray:
    """Add to what was made from source lists those of some lists that belong to them, different nodes int64 (n,), as in
    `Beside.add`. Returns the lists that were added."""
    there = np.zeros(len(own.nodes), dtype=bool)
    there[np.concatenate([_NONE, *(one.lists for one in found)])] = True
    lists = lists[~there[lists] & np.isin(own.source(lists), _sources(found))]
    lists, by_source = lists[np.argsort(own.source(lists), kind="stable")], {one.source: one for one in found}
    added, begin = [_NONE], 0
    for painted in paint_all(own, lists):
        new = lists[begin : begin + len(painted.fits)]
        begin += len(new)
        added.append(by_source[int(own.source(new[:1])[0])].add(new, painted, few))
    return np.concatenate(added)


def _bases(task: TaskView) -> tuple[list[tuple[TaskView, int]], np.ndarray, np.ndarray]:
    """The grids of a task that may be painted on, their wrong cells, and those that change, as in Beside."""
    features = task.features[0]
    grids = np.flatnonzero(task.are(features.nodes, GRID))
    grids = grids[(features.train[grids] != features.target).mean(axis=1) <= _WRONG]
    grids = grids[first_of_equal(features.train[grids])]
    wrong = _by_example(task, np.vstack([task.changed, features.train[grids] != features.target]))
    return [(task, node) for node in features.nodes[grids].tolist()], wrong[1:], wrong[0]


def _by_example(view: TaskView, wrong: np.ndarray) -> np.ndarray:
    """Flags of all outputs' cells as bits by demonstration: bool (n, cells) -> uint32 (n, demonstrations, words)."""
    areas = np.array([output.size for output in view.outputs])
    example, cell, _ = spread(np, areas)
    found = np.zeros((len(wrong), len(areas), -(-int(areas.max()) // 32) * 32), dtype=bool)
    found[:, example, cell] = wrong
    return np.packbits(found, axis=2, bitorder="little").view(np.uint32)


def _erase(own: Begun, found: Sequence[Beside]) -> None:
    """Take the objects of source lists away, which makes the first base of each, and find where outputs show them."""
    sources, by_source = _sources(found), {one.source: one for one in found}
    for node in own.keep([calls(own.nodes, "coverall", own.input_of(sources), sources)]).tolist():
        one = by_source[int(own.source(np.array([node]))[0])]
        cells = np.concatenate([grid.ravel() for grid in one.view.grids(node)[: len(one.view.outputs)]])
        one.bases = [(one.view, node), *one.bases]
        one.wrong = np.concatenate([_by_example(one.view, (cells != one.view.target)[None]), one.wrong])
        one.shown = shifts_shown(one.view, one.source, cells)


def proposals(one: Beside, most: int) -> Iterator[Proposal]:
    """Proposals with rules over the objects of one source list, about `most`."""
    view, hopeful = one.view, np.flatnonzero(one.hopeful())
    if not len(hopeful):
        return
    assert one.painted is not None
    lists, train = one.numbers[known(view.frontier, one.numbers)], one.sample < len(view.outputs)
    values = numbers(view.frontier, on_samples(view.frontier, lists).elements[1]).reshape(len(lists), len(train))
    chosen, colors = splitting(values, train), view.are(lists, list_of(COLOR))
    measures = Measures.of(values[chosen], view.cost(lists[chosen]), one.sample, len(view.outputs))
    colorings, wrong = values[colors][:, train], unpacked(one.wrong[hopeful])
    actions = Actions(view.backend, one.painted, view.cost(one.lists), measures, colorings, wrong)
    writer = Writer(view, one.lists, lists[chosen], lists[colors])
    for rule in object_rules(actions, wrong, most):
        base, node = one.bases[hopeful[rule.base]]
        yield Proposal(writer.add(rule, base.add(node)), rule.accuracy, currency.GUESS * rule.unknown)
