"""From the lists of objects of a task to programs with a rule for each object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...backends.arena import to_host
from ...dsl import OPS
from ...dsl.types import FLAG, GRID, list_of
from ...programs import INPUT, Builder, Program, description_length, run_reference
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..rules.states import States, states_of
from .copies import Copies, Copying
from .measures import Numbers, numbers_of, splitting
from .meetings import Meetings, meetings_of
from .moves import Moves, moves_of, shifts_shown
from .painted import Painted, paint_all
from .pieces import Pieces, pieces_of
from .roots import roots_of
from .rules import Action, Measures, ObjectRule, ObjectRules

_ROOTS = 8
_RULES = 6  # of a root
_COST = 4  # of calls over a root
_UNKNOWN_BITS = 8
_WRONG = 0.7  # of a base's cells
_ERASED = -1
_Made = Moves | Meetings | Copies


@dataclass(frozen=True)
class _Bases:
    """Grids to paint on, cheapest first: `nodes`, -1 the input without the objects; `cells` uint8 (n, cells)."""

    nodes: np.ndarray
    cells: np.ndarray


@dataclass
class _Lists:
    """What may be painted for the objects of one root: `costs` (n,) of lists, and `own` (n,): their places among the
    pieces, from the pieces' number on among those `beside` that were made for this root alone."""

    painted: Painted
    costs: np.ndarray
    own: np.ndarray
    beside: list[tuple[_Made, int]] = field(default_factory=list)

    def add(
        self,
        made: _Made | None,
        frontier: Frontier,
        pieces: Pieces,
        demonstrations: np.ndarray,
        outputs: Sequence[np.ndarray],
    ) -> None:
        """Add what lists paint that were made for this root alone, if there are any."""
        if made is None:
            return
        masks, known = np.zeros(len(made), dtype=bool), made.data[:, : len(outputs)]
        self.painted = self.painted.with_lists(paint_all(frontier, known, demonstrations, masks, outputs))
        self.costs = np.concatenate([self.costs, made.cost])
        self.own = np.concatenate([self.own, len(pieces) + len(self.beside) + np.arange(len(made))])
        self.beside.extend((made, k) for k in range(len(made)))


def candidates(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """The cheapest rules of each root as candidates."""
    states = next(states_of(frontier, task, effort.states, distinct=False), None)
    roots = roots_of(frontier, task, _ROOTS)
    if states is None or not len(roots):
        return
    grids = np.flatnonzero(frontier.nodes.type.all[states.nodes] == TYPE_CODE[GRID])
    grids = grids[(states.known[grids] != states.target).mean(axis=1) <= _WRONG]
    grids = grids[np.sort(np.unique(states.known[grids], axis=0, return_index=True)[1])]
    bases = _Bases(states.nodes[grids], states.known[grids])
    pieces = pieces_of(frontier, task, roots, _COST)
    copying = Copying(frontier, task, pieces)
    for root in range(len(roots)):
        yield from _of_root(frontier, task, states, bases, pieces, copying, root)


def _of_root(
    frontier: Frontier, task: int, states: States, bases: _Bases, pieces: Pieces, copying: Copying, root: int
) -> Iterator[Candidate]:
    given = frontier.samples.tasks[task]
    outputs = [pair.output for pair in given.train]
    counts = pieces.roots.count[root]
    demonstrations = counts[: len(outputs)]
    own = np.flatnonzero(pieces.root == root)
    data, is_masks, costs = pieces.data[own], pieces.kind[own] == 1, pieces.cost[own]
    painted = paint_all(frontier, data[:, : len(outputs)], demonstrations, is_masks, outputs)
    lists = _Lists(painted, costs, own)
    erased, shown = _erased(frontier, task, pieces, root), None
    if erased is not None:
        bases = _Bases(np.concatenate([[_ERASED], bases.nodes]), np.concatenate([erased[None], bases.cells]))
        shown = shifts_shown(frontier, data[0][: len(outputs)], demonstrations, erased, outputs)
    wrong = bases.cells != states.target
    lists.add(copying.copies(root), frontier, pieces, demonstrations, outputs)
    if shown is None and not _hopeful(lists.painted, wrong).any():
        return
    numbers = numbers_of(frontier, pieces, root)
    if shown is not None:
        column = pieces.column(frontier, np.array([root]))
        moves = moves_of(frontier, column, counts, shown, numbers, int(pieces.cost[root]))
        for made in (moves, meetings_of(frontier, pieces, root, shown)):
            lists.add(made, frontier, pieces, demonstrations, outputs)
    painted, hopeful = lists.painted, _hopeful(lists.painted, wrong)
    if not hopeful.any():
        return
    nodes, wrong = bases.nodes[hopeful], wrong[hopeful]
    sample = np.repeat(np.arange(len(counts)), counts)
    known = sample < len(outputs)
    chosen = splitting(numbers.values, known)
    values = np.concatenate([np.zeros((1, len(known)), np.int64), numbers.values[chosen]])
    measures = Measures(values[:, known], sample[known], values[:, ~known], np.concatenate([[0], numbers.cost[chosen]]))
    colors = np.flatnonzero(numbers.are_colors)
    helping = wrong.any(axis=0)[painted.cell] & painted.right.ravel()[painted.piece]
    helpful = np.unique(painted.piece[helping] // painted.fits.shape[1])
    painted = painted.of(helpful, wrong.any(axis=0))
    rules = ObjectRules(painted, lists.costs[helpful], measures, numbers.values[colors][:, known], states.place)
    node = int(pieces.roots.nodes[root])
    writer = _Writer(frontier, pieces, lists.beside, lists.own[helpful], numbers, chosen, colors, node)
    for rule in rules.rules(wrong, _RULES):
        program = writer.program(rule, int(nodes[rule.base]), program_name(given))
        outputs_made = tuple(run_reference(program, grid) for grid in given.test)
        if all(made is not None for made in outputs_made):
            length = description_length(program) + _UNKNOWN_BITS * rule.unknown
            yield Candidate(program, outputs_made, length, 1.0, "objects", rule.evidence)


def _hopeful(painted: Painted, wrong: np.ndarray) -> np.ndarray:
    """Which bases, of which `wrong` bool (bases, cells) is wrong, are right where no right element reaches."""
    reached = np.zeros(wrong.shape[1], dtype=bool)
    reached[painted.cell[painted.right.ravel()[painted.piece]]] = True
    return np.asarray(wrong.any(axis=1) & ~(wrong & ~reached).any(axis=1))


def _erased(frontier: Frontier, task: int, pieces: Pieces, root: int) -> np.ndarray | None:
    """The demonstrations' inputs without the objects of the root, uint8 (cells,); None where outputs have other shapes
    or the root is a list of masks."""
    samples, arena = frontier.samples, frontier.backend.arena
    pairs = samples.tasks[task].train
    if pieces.kind[root] or any(pair.input.shape != pair.output.shape for pair in pairs):
        return None
    first, rows = int(samples.first_row[task]), int(samples.rows[task])
    inputs = samples.inputs.take(slice(first, first + rows))
    column = frontier.backend.run(OPS["coverall"], [inputs, pieces.column(frontier, np.array([root]))], rows)
    return np.concatenate([to_host(arena.cells[column.data[d], : pair.output.size]) for d, pair in enumerate(pairs)])


class _Writer:
    """Writes rules over the objects of one root as programs."""

    def __init__(
        self,
        frontier: Frontier,
        pieces: Pieces,
        beside: list[tuple[_Made, int]],
        own: np.ndarray,
        numbers: Numbers,
        measures: np.ndarray,
        colors: np.ndarray,
        root: int,
    ) -> None:
        self.frontier, self.pieces, self.beside, self.own, self.numbers = frontier, pieces, beside, own, numbers
        self.measures, self.colors, self.root = measures, colors, root

    def program(self, rule: ObjectRule, base: int, name: str) -> Program:
        """The calls that paint each action on the base, one after the other."""
        builder = Builder()
        if base == _ERASED:
            grid = builder.call("coverall", [INPUT, self.frontier.nodes.add_to(builder, self.root)])
        else:
            grid = self.frontier.nodes.add_to(builder, base)
        for action in rule.actions:
            grid = self._painted(builder, grid, action)
        return builder.program(grid, name)

    def _painted(self, builder: Builder, grid: Any, action: Action) -> Any:
        k = int(self.own[action.pieces])
        if k < len(self.pieces):
            pieces, is_masks = self.pieces.add_to(builder, self.frontier, k), self.pieces.kind[k] == 1
        else:
            lists, place = self.beside[k - len(self.pieces)]
            pieces = lists.add_to(builder, self.frontier, self.pieces, self.root, self.numbers, place)
            is_masks = False
        if action.is_as_is:
            return builder.call("paintall", [grid, self._kept(builder, pieces, action)])
        if action.has_table and len(set(action.colors)) == 1:
            kept, color = self._kept(builder, pieces, action), action.colors[0]
            if is_masks:
                return builder.call("fillall", [grid, color, kept])
            return builder.call("paintall", [grid, builder.call("recolor", [color, kept])])
        if action.has_table:
            table = dict(zip(action.values, action.colors, strict=True))
            colors = builder.call("translate", [table, self._measure(builder, action)])
        else:
            colors = self.numbers.add_to(
                builder, self.frontier, self.pieces, self.root, int(self.colors[action.coloring])
            )
            pieces = self._kept(builder, pieces, action)
        return builder.call("fill_each" if is_masks else "paint_colors", [grid, pieces, colors])

    def _measure(self, builder: Builder, action: Action) -> Any:
        return self.numbers.add_to(
            builder, self.frontier, self.pieces, self.root, int(self.measures[action.measure - 1])
        )

    def _kept(self, builder: Builder, pieces: Any, action: Action) -> Any:
        """Those of the pieces that the action is for."""
        if not action.never:
            return pieces
        measure = self._measure(builder, action)
        is_flag = builder.type_of(measure) == list_of(FLAG)
        if len(action.values) == 1:
            value = action.values[0]
            return builder.call("if_equal", [pieces, measure, bool(value) if is_flag else value])
        if len(action.never) == 1:
            value = action.never[0]
            return builder.call("if_other", [pieces, measure, bool(value) if is_flag else value])
        table = dict.fromkeys(action.values, 1)
        return builder.call("if_equal", [pieces, builder.call("translate", [table, measure]), 1])
