"""From the lists of objects of a task to programs with a rule for each object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...backends.arena import to_host
from ...dsl import OPS
from ...dsl.types import GRID
from ..candidates import Proposal
from ..frontier.frontier import Frontier
from ..taskview.features import FeatureMatrix
from ..taskview.view import TaskView
from .copies import Copying
from .lists import Lists
from .measures import numbers_of, splitting
from .meetings import meetings_of
from .moves import moves_of, shifts_shown
from .painted import Painted, explained_by, paint_all, reached_cells
from .pieces import Pieces, pieces_of
from .roots import roots_of
from .rules import Measures, ObjectRules
from .ways import ways_of
from .writing import ERASED, Writer

_ROOTS = 8
_RULES = 6  # of a root
_COST = 4  # of calls over a root
_UNKNOWN_BITS = 8
_WRONG = 0.7  # of a base's cells
_MOVED, _MET = 0.5, 0.25  # of the objects that outputs show elsewhere: to look for moves, for meetings


@dataclass(frozen=True)
class _Bases:
    """Grids to paint on, cheapest first: `nodes`, -1 the input without the objects; `cells` uint8 (n, cells)."""

    nodes: np.ndarray
    cells: np.ndarray


def proposals(view: TaskView) -> Iterator[Proposal]:
    """The cheapest rules of each root."""
    frontier, task = view.frontier, view.row
    roots = roots_of(frontier, task, _ROOTS)
    if not view.features or not len(roots):
        return
    features = view.features[0]
    grids = np.flatnonzero(view.are(features.nodes, GRID))
    grids = grids[(features.train[grids] != features.target).mean(axis=1) <= _WRONG]
    grids = grids[np.sort(np.unique(features.train[grids], axis=0, return_index=True)[1])]
    bases = _Bases(features.nodes[grids], features.train[grids])
    pieces = pieces_of(frontier, task, roots, _COST)
    copying = Copying(frontier, task, pieces)
    for root in range(len(roots)):
        yield from _of_root(view, features, bases, pieces, copying, root)


def _of_root(
    view: TaskView, features: FeatureMatrix, bases: _Bases, pieces: Pieces, copying: Copying, root: int
) -> Iterator[Proposal]:
    frontier, task, outputs = view.frontier, view.row, view.outputs
    counts = pieces.roots.count[root]
    demonstrations = counts[: len(outputs)]
    own = np.flatnonzero(pieces.root == root)
    data, is_masks, costs = pieces.data[own], pieces.kind[own] == 1, pieces.cost[own]
    painted = paint_all(frontier, data[:, : len(outputs)], demonstrations, is_masks, outputs)
    lists = Lists(painted, costs, own)
    erased, shown = _erased(frontier, task, pieces, root), None
    if erased is not None:
        bases = _Bases(np.concatenate([[ERASED], bases.nodes]), np.concatenate([erased[None], bases.cells]))
        shown = shifts_shown(frontier, data[0][: len(outputs)], demonstrations, erased, outputs)
    wrong = bases.cells != features.target
    lists.add(copying.copies(root), frontier, pieces, demonstrations, outputs)
    share = 0.0 if shown is None else shown.any(axis=(1, 2)).mean()
    meetings = None
    if shown is not None and share >= _MET:
        meetings = meetings_of(frontier, task, pieces, root, shown)
        lists.add(meetings, frontier, pieces, demonstrations, outputs)
    if shown is not None:
        ways = ways_of(frontier, task, pieces, root, meetings, shown)
        lists.add(ways, frontier, pieces, demonstrations, outputs)
    if share < _MOVED and not _hopeful(lists.painted, demonstrations, outputs, wrong).any():
        return
    numbers = numbers_of(frontier, pieces, root)
    if shown is not None and share >= _MOVED:
        column = pieces.column(frontier, np.array([root]))
        moves = moves_of(frontier, column, counts, shown, numbers, int(pieces.cost[root]))
        lists.add(moves, frontier, pieces, demonstrations, outputs)
    painted, hopeful = lists.painted, _hopeful(lists.painted, demonstrations, outputs, wrong)
    if not hopeful.any():
        return
    nodes, wrong = bases.nodes[hopeful], wrong[hopeful]
    sample = np.repeat(np.arange(len(counts)), counts)
    known = sample < len(outputs)
    chosen = splitting(numbers.values, known)
    values = np.concatenate([np.zeros((1, len(known)), np.int64), numbers.values[chosen]])
    measures = Measures(values[:, known], sample[known], values[:, ~known], np.concatenate([[0], numbers.cost[chosen]]))
    colors = np.flatnonzero(numbers.are_colors)
    helpful, explained = explained_by(painted, demonstrations, wrong.any(axis=0), outputs)
    colorings = numbers.values[colors][:, known]
    rules = ObjectRules(frontier.backend, painted.take(helpful), explained, lists.costs[helpful], measures, colorings)
    node = int(pieces.roots.nodes[root])
    writer = Writer(view, pieces, lists.beside, lists.own[helpful], numbers, chosen, colors, node)
    for rule in rules.rules(wrong, _RULES):
        yield Proposal(writer.add(rule, int(nodes[rule.base])), rule.evidence, _UNKNOWN_BITS * rule.unknown)


def _hopeful(painted: Painted, counts: np.ndarray, outputs: Sequence[np.ndarray], wrong: np.ndarray) -> np.ndarray:
    """Which bases, of which `wrong` bool (bases, cells) is wrong, are right where no right element reaches."""
    reached = reached_cells(painted, counts, outputs)
    return np.asarray(wrong.any(axis=1) & ~(wrong & ~reached).any(axis=1))


def _erased(frontier: Frontier, task: int, pieces: Pieces, root: int) -> np.ndarray | None:
    """The demonstrations' inputs without the objects of the root, uint8 (cells,); None where outputs have other shapes
    or the root is a list of masks."""
    samples, arena = frontier.samples, frontier.backend.arena
    pairs = samples.tasks[task].train
    if pieces.kind[root] or not all(pair.keeps_shape for pair in pairs):
        return None
    first, rows = int(samples.first_row[task]), int(samples.rows[task])
    inputs = samples.inputs.take(slice(first, first + rows))
    column = frontier.backend.run(OPS["coverall"], [inputs, pieces.column(frontier, np.array([root]))], rows)
    return np.concatenate([to_host(arena.cells[column.data[d], : pair.output.size]) for d, pair in enumerate(pairs)])
