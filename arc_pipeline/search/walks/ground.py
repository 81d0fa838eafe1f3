"""The grids of some examples on one ground, so that walkers go over all of them at once.

Grids lie one below another with a border of what is outside; a place is a number, and a direction adds one to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...dsl.families.neighbours import STEPS
from ...dsl.families.walks import (
    ADOPT,
    ADOPT_LEFT,
    ADOPT_RIGHT,
    BOUNCE,
    DIRECTION_OF,
    DIRECTIONS,
    FIRST_RELATIVE,
    HEADINGS,
    LEFT,
    OUTSIDE,
    OVER,
    PASS,
    RIGHT,
    STEP_LEFT,
    STEP_RIGHT,
    STOP,
    TO_LEFT,
    directions_of,
    opposite,
)

UNKNOWN = -1  # action
_KEEPS = 8  # what is added to a place that is not left
_DOWN, _ACROSS = np.array([STEPS[name] for name in DIRECTIONS]).T
_BY_STEP = np.array([[DIRECTION_OF.get((down, across), 0) for across in (-1, 0, 1)] for down in (-1, 0, 1)])
_ASIDE, _ADOPT = {STEP_LEFT, STEP_RIGHT}, {ADOPT, ADOPT_LEFT, ADOPT_RIGHT}
_AHEAD, _LEFT, _OPPOSITE = np.arange(8), np.array(TO_LEFT), np.array([opposite(direction) for direction in range(8)])
_RIGHT = _OPPOSITE[_LEFT]
# By action and direction: the direction in which it is gone on, and that of the step that is made.
_TURNS, _MOVES = np.tile(_AHEAD, (BOUNCE + 1, 1)), np.full((BOUNCE + 1, 8), _KEEPS)
_TURNS[[LEFT, ADOPT_LEFT]], _TURNS[[RIGHT, ADOPT_RIGHT]] = _LEFT, _RIGHT
_MOVES[[PASS, OVER, ADOPT]], _MOVES[STEP_LEFT], _MOVES[STEP_RIGHT] = _AHEAD, _LEFT, _RIGHT
_DRAWS, _ADOPTS, _STEPS_ASIDE = (
    np.array([action in some for action in range(BOUNCE + 1)]) for some in ({OVER, *_ASIDE}, _ADOPT, _ASIDE)
)


@dataclass(frozen=True)
class Ground:
    """`cells` int64 (n,): the colours; `wanted` int64 (n,): what becomes of them; `places` int64 (m,): where the grids'
    cells lie, one grid after the other, row by row; `example` int64 (n,): which grid a place is of, -1 outside;
    `offsets` int64 (8,): what each direction adds to a place; `longest`: steps
    of a walk that is tried."""

    cells: np.ndarray
    wanted: np.ndarray
    places: np.ndarray
    example: np.ndarray
    offsets: np.ndarray
    longest: int

    @classmethod
    def of(cls, examples: Sequence[tuple[np.ndarray, np.ndarray]]) -> Ground:
        """The ground of some grids and of what becomes of them, of one shape each."""
        width = max(grid.shape[1] for grid, _ in examples) + 2
        height = sum(grid.shape[0] + 1 for grid, _ in examples) + 1
        cells, wanted, example = (np.full((height, width), fill) for fill in (OUTSIDE, OUTSIDE, -1))
        places, top = [], 1
        for number, (grid, output) in enumerate(examples):
            h, w = grid.shape
            there = np.s_[top : top + h, 1 : 1 + w]
            cells[there], wanted[there], example[there] = grid, output, number
            places.append(np.arange(height * width).reshape(height, width)[there].ravel())
            top += h + 1
        offsets = np.array([down * width + across for down, across in (STEPS[name] for name in DIRECTIONS)])
        longest = max(4 * sum(grid.shape) for grid, _ in examples)
        return cls(cells.ravel(), wanted.ravel(), np.concatenate(places), example.ravel(), offsets, longest)

    @property
    def examples(self) -> int:
        """How many grids there are."""
        return int(self.example.max()) + 1

    @property
    def wrong(self) -> np.ndarray:
        """Where the grids are not yet what is wanted: bool (n,)."""
        return self.cells != self.wanted

    def after(self, drawn: np.ndarray) -> Ground:
        """The ground with other colours where `drawn`, int64 (n,), is not 0."""
        return replace(self, cells=np.where(drawn > 0, drawn, self.cells))

    def first_seen(self, direction: int) -> np.ndarray:
        """The first colour but 0 (or what is outside) that lies in a direction of each of the grids' cells: (m,)."""
        there = self.places + self.offsets[direction]
        seen = self.cells[there]
        while not seen.all():
            there = np.where(seen == 0, there + self.offsets[direction], there)
            seen = self.cells[there]
        return seen

    def sets_out(self, heading: str, direction: int, aim: int | None) -> np.ndarray:
        """From which of the grids' cells a walker of that heading sets out in a direction: bool (m,). `aim`: the colour
        that is to be seen where the heading asks for one."""
        if HEADINGS.index(heading) < FIRST_RELATIVE:
            return np.ones(len(self.places), dtype=bool)
        own, ahead = self.cells[self.places], self.cells[self.places + self.offsets[direction]]
        behind = self.cells[self.places - self.offsets[direction]]
        relation = heading.removeprefix("diagonally ")
        if relation == "on":
            return (behind == own) & (ahead != own)
        if relation == "away":
            return (behind != 0) & (behind != OUTSIDE) & (behind != own) & (ahead == 0)
        if relation == "through":
            is_color = (ahead != 0) & (ahead != OUTSIDE) & (ahead != own)
            return is_color & ((behind == 0) | (behind == OUTSIDE))
        return (ahead == 0) & (self.first_seen(direction) == aim)

    def ways(self, heading: str, aim: int | None) -> dict[int, np.ndarray]:
        """The directions of a heading, with the grids' cells that are left in each: bool (m,)."""
        return {direction: self.sets_out(heading, direction, aim) for direction in directions_of(heading)}

    def first_run(self, direction: int) -> np.ndarray:
        """How many cells of 0 lie ahead of each of the grids' cells, up to the first other one: int64 (m,); less than 0
        where some of them are to stay as they are."""
        there, wrong = self.places + self.offsets[direction], self.wrong
        steps, stays = np.zeros(len(there), np.int64), np.zeros(len(there), dtype=bool)
        free = self.cells[there] == 0
        while free.any():
            steps += free
            stays |= free & ~wrong[there]
            there = np.where(free, there + self.offsets[direction], there)
            free &= self.cells[there] == 0
        return np.where(stays, -steps, steps)


@dataclass(frozen=True)
class Walkers:
    """Walkers before they set out, those first over which the others draw: `place`, `direction`, `color` int64 (n,)."""

    place: np.ndarray
    direction: np.ndarray
    color: np.ndarray

    @classmethod
    def from_cells(
        cls, ground: Ground, marked: np.ndarray, leaves: dict[int, np.ndarray], drawn: np.ndarray | None
    ) -> Walkers:
        """Those from the marked cells, bool (m,), in the directions in which these are left, bool (m,) each. `drawn`
        int64 (examples,): what they draw in each, None where that is the cell's own colour."""
        start, direction = np.nonzero(np.stack([marked & there for there in leaves.values()], axis=1))
        place = ground.places[start]
        colors = ground.cells[place] if drawn is None else drawn[ground.example[place]]
        return cls(place, np.array(list(leaves), dtype=np.int64)[direction], colors)


@dataclass(frozen=True)
class Walked:
    """`drawn` int64 (n,): the colours that are drawn, or None: a cell would get one that it should not have, or some
    walker does not end, or one came to the colour `unknown`, of which no action is told (else UNKNOWN). `met` bool
    (examples, 12): which colours lay ahead in which examples. `steps`: so many were made."""

    drawn: np.ndarray | None
    unknown: int
    met: np.ndarray
    steps: int


def walked(ground: Ground, walkers: Walkers, actions: np.ndarray) -> Walked:
    """What is drawn when all walk by the actions, int64 (12,) by the colour ahead: of 0 OVER, of what is outside none
    that goes there."""
    number, place, direction, color = np.arange(len(walkers.place)), walkers.place, walkers.direction, walkers.color
    drawn = np.zeros(len(ground.cells), np.int64)
    met = np.zeros((ground.examples, 12), dtype=bool)
    fixed = ~ground.wrong
    done = set(actions.tolist())
    asides, adopts, bounces = (bool(done & some) for some in (_ASIDE, _ADOPT, {BOUNCE}))
    moves = np.take_along_axis(np.append(ground.offsets, 0)[None], _MOVES.reshape(1, -1), 1).reshape(_MOVES.shape)
    for step in range(ground.longest):
        ahead = ground.cells[place + ground.offsets[direction]]
        action = actions[ahead]
        if action.min() == UNKNOWN:
            return Walked(None, int(ahead[action.argmin()]), met, step)
        met[ground.example[place], ahead] = True
        if bounces:
            direction = np.where(action == BOUNCE, _bounced(ground, place, direction, actions), direction)
        direction = _TURNS[action, direction]
        place = place + moves[action, direction]
        goes_on, draws = action != STOP, _DRAWS[action]
        if adopts:
            color = np.where(_ADOPTS[action] & (ahead != OUTSIDE), ahead, color)
        if asides:
            goes_on &= ~_STEPS_ASIDE[action] | (ground.cells[place] == 0)
            draws &= goes_on
        there, colors = place[draws], color[draws]
        if (fixed[there] & (ground.wanted[there] != colors)).any():
            return Walked(None, UNKNOWN, met, step)
        np.maximum.at(drawn, there, number[draws] * 16 + colors)
        if not goes_on.all():
            number, place, direction, color = (each[goes_on] for each in (number, place, direction, color))
            if not len(number):
                return Walked(drawn & 15, UNKNOWN, met, step)
    return Walked(None, UNKNOWN, met, ground.longest)


def _bounced(ground: Ground, place: np.ndarray, direction: np.ndarray, actions: np.ndarray) -> np.ndarray:
    """The directions of walkers that are thrown back by what lies beside their way, or before them."""
    down, across = _DOWN[direction], _ACROSS[direction]
    width = ground.offsets[DIRECTIONS.index("down")]
    beside = ground.cells[place + down * width], ground.cells[place + across]
    flat, upright = ((cells != 0) & (actions[cells] == BOUNCE) for cells in beside)
    flat, upright = flat & (down != 0), upright & (across != 0)
    corner = flat == upright
    return _BY_STEP[np.where(flat | corner, -down, down) + 1, np.where(upright | corner, -across, across) + 1]
