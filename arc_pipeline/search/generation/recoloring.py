"""Variants of programs that name other colours: those that a program names, exchanged for colours of the task."""

from __future__ import annotations

import numpy as np

from ...dsl import Op
from ...dsl.types import COLOR
from ..frontier.frontier import Frontier
from ..frontier.nodes import Nodes
from .choices import Groups, way_of
from .programs import Programs
from .variants import Variants

_COLORS = 10
_KEEPS = 0.3  # probability that a variant keeps one of the colours


def recolored(
    frontier: Frontier, programs: Programs, weights: np.ndarray, number: int, rng: np.random.Generator
) -> Variants:
    """Variants of programs in which every colour is replaced, wherever it is named, by another of the task's, different
    ones by different ones: `number` for each task or fewer. `weights` float64 (n,): of the programs."""
    nodes, palette = frontier.nodes, frontier.samples.palette
    named = _named(nodes, programs)
    able = np.flatnonzero(named.any(axis=1))
    task = nodes.task.all[programs.outputs].astype(np.int64)
    groups = Groups.of(task[able], able, weights[able])
    program = groups.drawn(np.repeat(np.unique(task[able]), number), rng)
    there = (palette[task[program], None] >> np.arange(_COLORS)) & 1 > 0
    mapping = _mappings(named[program], there, rng)
    moved = (mapping != np.arange(_COLORS)) & named[program]
    kept = np.flatnonzero(moved.any(axis=1) & (mapping >= 0).all(axis=1))
    program, mapping = program[kept], mapping[kept]
    variant, place = np.nonzero(programs.nodes[program] >= 0)
    node = programs.nodes[program[variant], place]
    production_id, choice = (part.all[node].astype(np.int64) for part in (nodes.production_id, nodes.choice))
    differs, other, numbers = np.zeros(len(node), dtype=bool), production_id.copy(), choice.copy()
    for made in np.unique(production_id).tolist():
        production, own = nodes.grammar[made], np.flatnonzero(production_id == made)
        columns = _color_columns(production.op, production.literal_places)
        if columns:
            before = production.numbers[choice[own]]
            after = before.copy()
            after[:, columns] = np.take_along_axis(mapping[variant[own]], before[:, columns].astype(np.int64), axis=1)
            own, after = own[(after != before).any(axis=1)], after[(after != before).any(axis=1)]
            different, of = np.unique(after, axis=0, return_inverse=True)  # so that equal calls are seen to be equal
            other[own], choices = nodes.opened(production.op, way_of(production), different)
            numbers[own] = choices[of.ravel()]
            differs[own] = True
    some = np.flatnonzero(differs)
    args = nodes.args.all[node[some]].astype(np.int64)
    return Variants(program, variant[some], place[some], other[some], numbers[some], args)


def _mappings(named: np.ndarray, there: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """For each of the colours that are named what takes its place, drawn from those that are there, bool (n, colours)
    both -> int64 (n, colours); -1 where there are too few. A colour that is not named stays, and 0 does, which mostly
    stands for nothing."""
    n, every = len(named), np.arange(_COLORS)
    stays = ~named | (rng.random(named.shape) < _KEEPS) & there | (every == 0)
    taken = named & stays
    order = np.argsort(np.where(there & ~taken & (every > 0), rng.random((n, _COLORS)), 2.0), axis=1)
    free = (there & ~taken & (every > 0)).sum(axis=1)
    turn = np.cumsum(~stays, axis=1) - 1
    drawn = np.take_along_axis(order, np.maximum(turn, 0), axis=1)
    return np.where(stays, every, np.where(turn < free[:, None], drawn, -1))


def _named(nodes: Nodes, programs: Programs) -> np.ndarray:
    """Which colours each program names: bool (n, colours)."""
    colors = np.zeros(len(programs), np.int64)
    program, place = np.nonzero(programs.nodes >= 0)
    node = programs.nodes[program, place]
    production_id, choice = nodes.production_id.all[node], nodes.choice.all[node]
    named = np.zeros(len(node), np.int64)
    for made in np.unique(production_id).tolist():
        own = np.flatnonzero(production_id == made)
        named[own] = nodes.grammar[made].colors[choice[own]]
    np.bitwise_or.at(colors, program, named)
    return (colors[:, None] >> np.arange(_COLORS)) & 1 > 0


def _color_columns(op: Op, literal_places: list[int]) -> list[int]:
    return [column for column, k in enumerate(literal_places) if op.parameters[k].type == COLOR]
