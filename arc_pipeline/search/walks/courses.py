"""Learn `walk`s: from which marked cells, in which directions, and what walkers do at each colour that lies ahead.

What is done at a colour is decided when the first walker comes to it, all actions being tried; a walk that draws a cell
that it should not is out at once. Walks that explain a part of the change are taken one after the other, the one that
explains most first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...dsl.families.walks import (
    ADOPT,
    ADOPT_LEFT,
    ADOPT_RIGHT,
    ANYTHING,
    BOUNCE,
    DIRECTIONS,
    HEADINGS,
    LEFT,
    OUTSIDE,
    OVER,
    PASS,
    RIGHT,
    STEP_LEFT,
    STEP_RIGHT,
    STOP,
)
from .ground import UNKNOWN, Ground, Walkers, walked

_TABLES = (20, 320)  # that are tried for walkers of one kind, at first and then
_OVERHEAD = 4  # of each time, in steps
_DEPARTURES, _UNCLEAR = 30, 15  # of walkers that are tried
_MOST = 3  # walks, one after the other
_BREADTH = 2  # of those that explain most, of which each is followed
_FULL = 8  # that explain all
_COLORS, _TOLD = 3, 2  # that walkers of one kind may draw: by name, and told
_FEWEST = 2  # cells that a walk explains
_LEAST_EXPLAINED = 0.15  # of what is left, by a walk after which others are sought

FIRST_TOLD = 10
_NONE = np.zeros(1, dtype=bool)

Example = tuple[np.ndarray, np.ndarray]  # a grid and what becomes of it, of one shape


@dataclass(frozen=True)
class Walk:
    """The arguments of `walk` besides the grid: the number of the mask, the table, ..., the colour, or FIRST_TOLD + the
    number of one that is told. `unsupported` bool (examples,): those that alone show what is done at some colour, or
    that alone have walkers."""

    mask: int
    table: dict[int, int]
    heading: str
    color: int
    unsupported: np.ndarray


@dataclass(frozen=True)
class Course:
    """Walks that one after the other make what is wanted. `evidence`: the share of examples whose walks the others
    show in all."""

    walks: tuple[Walk, ...]
    evidence: float


@dataclass
class _Left:
    steps: int
    told: np.ndarray
    look_at_time: Callable[[], object]


@dataclass(frozen=True)
class _Made:
    walk: Walk
    ground: Ground
    explained: int


def find_courses(
    examples: Sequence[Example],
    masks: np.ndarray,
    told: np.ndarray,
    steps: int,
    look_at_time: Callable[[], object] = lambda: None,
) -> Iterator[Course]:
    """Courses that make every example's output, those of one walk first. `masks` bool (n, cells): marked cells of the
    examples, one after the other, the cheapest first; `told` int64 (n, examples): colours that are told of each;
    `steps`: so many are tried, all walkers of one kind at once. `look_at_time` is called before each table is tried and
    raises when it is too late."""
    ground = Ground.of(examples)
    wrong = ground.wrong
    if wrong.sum() < _FEWEST or 2 * (wrong & (ground.cells == 0)).sum() < wrong.sum():
        return
    yield from _courses(ground, masks, (), _Left(steps, told, look_at_time))


def _courses(ground: Ground, masks: np.ndarray, before: tuple[Walk, ...], left: _Left) -> Iterator[Course]:
    found = sorted(_walks(ground, masks, left), key=lambda made: (-made.explained, len(made.walk.table)))
    full = [made.walk for made in found if not made.ground.wrong.any()]
    for walk in full[:_FULL]:
        walks = (*before, walk)
        yield Course(walks, 1.0 - float(np.any([one.unsupported for one in walks], axis=0).mean()))
    if full or len(before) + 1 == _MOST:
        return
    followed: list[bytes] = []
    least = _LEAST_EXPLAINED * int(ground.wrong.sum())
    for made in found:
        key = made.ground.cells.tobytes()
        if made.explained >= least and key not in followed and len(followed) < _BREADTH:
            followed.append(key)
            yield from _courses(made.ground, masks, (*before, made.walk), left)


def _walks(ground: Ground, masks: np.ndarray, left: _Left) -> list[_Made]:
    """Walks that draw nothing wrong and explain some cells, until enough of them explain all: first few tables of all
    walkers are tried, then more of those that explained some, most before the others."""
    departures = _departures(ground, masks)
    found: list[_Made] = []
    for tables in _TABLES:
        explained = dict.fromkeys(departures, 0)
        for departure in departures:
            k, heading, aim = departure
            for made in _from_cells(ground, k, masks[k], heading, aim, tables, left):
                explained[departure] = max(explained[departure], made.explained)
                found.append(made)
            if sum(not made.ground.wrong.any() for made in found) >= _FULL:
                return found
        if any(not made.ground.wrong.any() for made in found):
            return found
        departures = sorted((one for one in departures if explained[one]), key=lambda one: -explained[one])
    return found


def _departures(ground: Ground, masks: np.ndarray) -> list[tuple[int, str, int | None]]:
    """The masks, headings and aims of walkers that draw nothing wrong before something is in their way, those first
    that come to most cells; of those that begin by passing over something, where nothing is known, some more."""
    colors = [int(color) for color in np.unique(ground.cells[ground.places]) if 0 < color < OUTSIDE]
    counted, runs = masks.astype(np.float32), [ground.first_run(direction) for direction in range(8)]
    found: list[tuple[float, int, str, int | None]] = []
    unclear: list[tuple[float, int, str, int | None]] = []
    known: set[tuple[Any, ...]] = set()
    for heading in HEADINGS:
        is_through = "through" in heading
        for aim in colors if "toward" in heading else [None]:
            leaves = ground.ways(heading, aim)
            length = np.sum([np.where(there, np.abs(runs[way]), 0) for way, there in leaves.items()], axis=0)
            bad = np.any([there & (runs[way] < 0) for way, there in leaves.items()], axis=0)
            starts = np.any(list(leaves.values()), axis=0)
            reached = counted @ (starts if is_through else length).astype(np.float32)
            fine = np.flatnonzero((reached > 0) & (counted @ bad.astype(np.float32) == 0))
            for k in fine.tolist():
                walkers = [np.packbits(masks[k] & leaves.get(way, _NONE)).tobytes() for way in range(8)]
                if (aim, *walkers) not in known:
                    known.add((aim, *walkers))
                    (unclear if is_through else found).append((-float(reached[k]), k, heading, aim))
    found.sort(key=lambda one: one[0])  # masks are in order of their cost
    unclear.sort(key=lambda one: one[1])
    return [one[1:] for one in (*found[:_DEPARTURES], *unclear[:_UNCLEAR])]


def _from_cells(
    ground: Ground,
    mask: int,
    marked: np.ndarray,
    heading: str,
    aim: int | None,
    tables: int,
    left: _Left,
) -> Iterator[_Made]:
    """The walks from some marked cells that explain most, for each colour that may be drawn, of so many tables."""
    leaves = ground.ways(heading, aim)
    for color, drawn in _colors_drawn(ground, marked, leaves, left.told):
        walkers = Walkers.from_cells(ground, marked, leaves, drawn)
        best: _Made | None = None
        for by_color in (False, True) if aim is None else (False,):
            for table, cells, met in _fine_tables(ground, walkers, aim, by_color, tables, left):
                after = ground.after(cells)
                changed = after.cells != ground.cells
                explained = int((changed & ~after.wrong).sum())
                fewest = _FEWEST if best is None else best.explained + 1
                if explained < fewest or (changed & after.wrong).any():
                    continue
                walk = Walk(mask, table, heading, color, _unsupported(ground, walkers, met[:, list(table)]))
                best = _Made(walk, after, explained)
                if not after.wrong.any():
                    break
            if best is not None and not best.ground.wrong.any():
                break
        if best is not None:
            yield best


def _unsupported(ground: Ground, walkers: Walkers, used: np.ndarray) -> np.ndarray:
    """The examples that alone use an entry, `used` bool (examples, entries), or alone have walkers: (examples,)."""
    setting_out = np.zeros((len(used), 1), dtype=bool)
    setting_out[ground.example[walkers.place]] = True
    shown = np.append(used, setting_out, axis=1)
    return np.asarray(shown[:, shown.sum(axis=0) == 1].any(axis=1))


def _colors_drawn(
    ground: Ground, marked: np.ndarray, leaves: dict[int, np.ndarray], told: np.ndarray
) -> Iterator[tuple[int, np.ndarray | None]]:
    """The colours that walkers from these cells may draw, as a `Walk` and as `Walkers` have them: their own, if they
    have one, those that are new on the first cells that they come to, or anywhere, and those told that these are."""
    if ground.cells[ground.places[marked]].all():
        yield 0, None
    first = [ground.places[marked & there] + ground.offsets[way] for way, there in leaves.items()]
    ahead = np.concatenate(first)
    new = ahead[ground.wrong[ahead] & (ground.cells[ahead] == 0)]
    new = new if len(new) else np.flatnonzero(ground.wrong)
    colors = [int(color) for color in np.unique(ground.wanted[new]) if color]
    if len(colors) <= _COLORS:
        yield from ((color, np.full(ground.examples, color)) for color in colors)
    if len(colors) > 1 and len(told):
        alike = (told[:, ground.example[new]] == ground.wanted[new]).all(axis=1)
        yield from ((FIRST_TOLD + k, told[k]) for k in np.flatnonzero(alike)[:_TOLD].tolist())


def _actions(ground: Ground, walkers: Walkers) -> tuple[list[int], list[int]]:
    """What may be done at a colour, and at the border: what makes no difference to these walkers is left out."""
    at_border, at_color = [STOP, LEFT, RIGHT], [STOP, PASS, OVER, LEFT, RIGHT]
    if (walkers.direction >= DIRECTIONS.index("up left")).any():
        at_border, at_color = [*at_border, BOUNCE], [*at_color, BOUNCE]
    else:
        at_color += [STEP_LEFT, STEP_RIGHT]
    if len(np.unique(ground.wanted[ground.wrong])) > 1:
        at_color += [ADOPT, ADOPT_LEFT, ADOPT_RIGHT]
    return at_color, at_border


def _fine_tables(
    ground: Ground, walkers: Walkers, aim: int | None, by_color: bool, most: int, left: _Left
) -> Iterator[tuple[dict[int, int], np.ndarray, np.ndarray]]:
    """Tables by which the walkers draw nothing wrong, with what they draw and where which entries are used. `by_color`:
    one entry for each colour, else one for all."""
    at_color, at_border = _actions(ground, walkers)
    named = [aim] if aim is not None else []
    waiting = [{aim: action} for action in reversed(at_color)] if aim is not None else [{}]
    for _ in range(most):
        if not waiting or left.steps < 0:
            return
        left.look_at_time()
        table = waiting.pop()
        actions = np.array([OVER, *(table.get(ahead, UNKNOWN) for ahead in range(1, 12))])
        if ANYTHING in table:
            free = (actions == UNKNOWN) & (np.arange(12) != OUTSIDE)
            actions[free] = table[ANYTHING]
        made = walked(ground, walkers, actions)
        left.steps -= _OVERHEAD + made.steps
        ahead, met = made.unknown, made.met
        if ahead != UNKNOWN:
            key = ahead if by_color or ahead == OUTSIDE or ahead in named else ANYTHING
            waiting += [table | {key: action} for action in reversed(at_border if ahead == OUTSIDE else at_color)]
        elif made.drawn is not None:
            if ANYTHING in table:
                met[:, ANYTHING] = np.delete(met, [0, OUTSIDE, ANYTHING, *named], axis=1).any(axis=1)
            yield table, made.drawn, met
