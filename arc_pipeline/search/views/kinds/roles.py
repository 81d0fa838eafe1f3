"""Roles: views in which a colour that plays one part in all samples has one number, whatever it is in each of them.

The wall is red in one demonstration and green in another: once it has a colour that the task does not use, one rule
says what happens at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np

from ....dsl.types import COLOR, GRID, MASK, OBJECT
from ....measure import Deadline
from ....tasks import Pair, Task
from ...frontier.aligned import Calls, calls, priced
from ...frontier.joins import few_of_each, first_of_equal
from ...taskview.view import TaskView
from ..agreement import Seen
from ..view import View
from .lenses import Lens, best_lenses

_MASKS, _OBJECTS = 200, 60  # the cheapest, whose colours are measured
_OF_OBJECTS = ("mostcolor", "leastcolor", "onlycolor", "bordercolor")
_ROLES = 120  # that differ on the demonstrations, the cheapest
_ALIKE = 2  # roles that agree on the demonstrations and differ on the tests


def after(seen: TaskView, view: View, task: Task) -> list[View]:
    """The task as an opening view shows it with the colour of a role exchanged for one that it does not use: the roles
    of best promise; [] after other views.

    What a role promises is how much of each demonstration's output can be read off the others once it has the same
    colour in all, beyond what can be anyway.
    """
    free = [color for color in range(10) if not seen.palette >> color & 1]
    if not free or not seen.keeps_shape:
        return []

    def gained(colors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        played = differing(colors, len(seen.outputs))
        gains = _gained(seen.task.train, colors[played], free[0])
        return played[gains > 0], gains[gains > 0]

    return best_lenses(
        seen, view, task, _measured, COLOR, gained, lambda role: Lens("switch", "switch", (role, free[0]))
    )


def _measured(seen: TaskView) -> TaskView:
    """The task in a frontier of its own, with its colours and those of its objects and of the input at its masks."""
    kinds = ((GRID, 1), (COLOR, None), (MASK, _MASKS), (OBJECT, _OBJECTS))
    measured = seen.from_leaves(np.concatenate([seen.of_type(kind)[:most] for kind, most in kinds]))
    frontier = measured.frontier
    frontier.keep(priced(frontier.nodes, _colors(measured)), "numbers", Deadline())
    return measured


def _colors(measured: TaskView) -> Iterator[Calls]:
    nodes, objects, masks = measured.frontier.nodes, measured.of_type(OBJECT), measured.of_type(MASK)
    yield calls(nodes, "index", np.repeat(measured.of_type(GRID)[:1], len(masks)), masks)
    for name in _OF_OBJECTS:
        yield calls(nodes, name, objects)


def differing(colors: np.ndarray, demonstrations: int) -> np.ndarray:
    """The rows of colours, int (n, samples), that are none of them 0 and differ among the demonstrations, no two
    alike on all samples, up to _ALIKE alike on the demonstrations: int64 (m,), ascending."""
    usable = ((colors > 0) & (colors < 10)).all(axis=1) & (colors != colors[:, :1])[:, :demonstrations].any(axis=1)
    rows = np.flatnonzero(usable)
    rows = rows[first_of_equal(colors[rows])]
    alike = np.unique(colors[rows, :demonstrations], axis=0, return_inverse=True)[1].ravel()
    return np.sort(rows[few_of_each(alike, rows, _ALIKE)])[:_ROLES]


def _gained(train: tuple[Pair, ...], colors: np.ndarray, label: int) -> np.ndarray:
    """How much more of the changed cells the demonstrations say of each other once the colours of a role are
    exchanged for a label, by role: int (n, samples) -> float64 (n,)."""
    number = len(train)

    @cache  # roles have few colours in each demonstration
    def seen(k: int, color: int) -> Seen:
        return Seen.of(_exchanged(train[k], color, label))

    @cache
    def said(first: int, color: int, second: int, other: int) -> float:
        return float(seen(first, color).told_by(seen(second, other))[0])

    def agreed_by(role: list[int]) -> float:
        best = (max([0.0, *(said(a, role[a], b, role[b]) for b in range(number) if b != a)]) for a in range(number))
        return sum(best) / number

    plain = agreed_by([label] * number)
    return np.array([agreed_by(role) - plain for role in colors[:, :number].tolist()])


def _exchanged(pair: Pair, color: int, label: int) -> Pair:
    numbers = np.arange(10, dtype=np.uint8)
    numbers[[color, label]] = label, color
    return Pair(numbers[pair.input], numbers[pair.output])
