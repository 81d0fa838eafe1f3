"""New inputs in the manner of a task's: its own changed, its pieces put together anew, or freshly drawn.

Colours and turns are drawn once for all inputs of a task, as rules speak of them; all else for each input.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from .changes import COLORS, LARGEST, TURNS, background_of, lonely_cells, permuted_colors, turned, with_cell
from .pieces import cut_up, put_together
from .scenes import SCENES, drawn_piece, drawn_scene

_SCENE_SHARE = 0.2  # of the tasks whose inputs are freshly drawn
_TURNED_SHARE = 0.5
_MOST_CHANGES = 3  # of one input
Change = Callable[[np.random.Generator, np.ndarray, Sequence[np.ndarray]], np.ndarray]  # of a grid among others


def new_inputs(
    rng: np.random.Generator, inputs: Sequence[np.ndarray], count: int, named: Collection[int] = ()
) -> list[np.ndarray]:
    """`count` new inputs, uint8 (h, w), of sides 1 to 30, in the manner of `inputs`, one or more. `named`: colours that
    the rule names, which mostly stay as they are."""
    turn = int(rng.integers(TURNS)) if rng.random() < _TURNED_SHARE else 0
    colors = _colors(rng, background_of(inputs[0]), named)
    shown = [np.ascontiguousarray(turned(colors[grid], turn)) for grid in inputs]
    if rng.random() < _SCENE_SHARE:
        return _scenes(rng, shown, count)
    return [_changed(rng, _one_of(rng, shown), shown) for _ in range(count)]


def _one_of(rng: np.random.Generator, grids: Sequence[np.ndarray]) -> np.ndarray:
    return grids[int(rng.integers(len(grids)))]


def _colors(rng: np.random.Generator, background: int, named: Collection[int]) -> np.ndarray:
    """What each colour becomes: itself, or another but for the named and the background, but for the named, or any."""
    manner = rng.choice(4, p=(0.3, 0.4, 0.2, 0.1))
    fixed: tuple[Collection[int], ...] = (range(COLORS), {background, *named}, named, ())
    return permuted_colors(rng, fixed[int(manner)])


def _scenes(rng: np.random.Generator, inputs: Sequence[np.ndarray], count: int) -> list[np.ndarray]:
    """Scenes of one kind in the inputs' colours, each with the sides of an input, or a bit more or less."""
    there = np.bincount(np.concatenate([grid.ravel() for grid in inputs]), minlength=COLORS)
    colors = [background_of(inputs[0]), *np.flatnonzero(there).tolist()]
    colors = list(dict.fromkeys(colors)) if len(set(colors)) > 1 else [colors[0], (colors[0] + 1) % COLORS]
    kind, made = str(rng.choice([*SCENES])), []
    for _ in range(count):
        height, width = np.array(_one_of(rng, inputs).shape) + rng.integers(-2, 3, 2)
        sides = int(np.clip(height, 1, LARGEST)), int(np.clip(width, 1, LARGEST))
        made.append(drawn_scene(rng, kind, sides, colors))
    return made


def _changed(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """An input after one to three changes, each of a kind of its own."""
    kinds = rng.choice(len(CHANGES), int(rng.integers(1, _MOST_CHANGES + 1)), replace=False)
    for kind in kinds.tolist():
        grid = [*CHANGES.values()][kind](rng, grid, inputs)
    return grid


def _moved(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    background, pieces, _ = cut_up(grid)
    return put_together(rng, grid.shape, background, pieces)


def _removed(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """Some pieces are left out, at least one is left."""
    background, pieces, places = cut_up(grid)
    kept = np.sort(rng.permutation(len(pieces))[: rng.integers(1, len(pieces) + 1) if pieces else 0])
    return put_together(rng, grid.shape, background, [pieces[k] for k in kept], [places[k] for k in kept])


def _added(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """One to three pieces of another input come in."""
    background, pieces, places = cut_up(grid)
    _, others, _ = cut_up(_one_of(rng, inputs))
    some = [others[k] for k in rng.permutation(len(others))[: rng.integers(1, 4)]]
    return put_together(rng, grid.shape, background, [*pieces, *some], places)


def _resized(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """A part of the grid, or the grid with background on some sides; up to four rows and columns each."""
    color = background_of(grid)
    first, last = rng.integers(-2, 3, 2), rng.integers(-2, 3, 2)
    room = LARGEST - np.array(grid.shape)
    before, after = np.minimum(np.maximum(first, 0), room // 2), np.minimum(np.maximum(last, 0), room // 2)
    made = np.pad(grid, np.stack([before, after], axis=1), constant_values=color)
    top, left = np.maximum(-first, 0)
    bottom, right = made.shape - np.maximum(-last, 0)
    cropped = made[top:bottom, left:right]
    return np.ascontiguousarray(cropped) if cropped.size else made


def _mirrored(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    return np.ascontiguousarray(turned(grid, int(rng.integers(1, TURNS))))


def _exchanged(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """The colours of the grid but its background change places."""
    there = np.setdiff1d(grid, [background_of(grid)])
    colors = np.arange(COLORS, dtype=np.uint8)
    colors[there] = rng.permutation(there)
    return colors[grid]


def _distracted(rng: np.random.Generator, grid: np.ndarray, inputs: Sequence[np.ndarray]) -> np.ndarray:
    """A cell, or a small shape, of any colour that the inputs have."""
    palette = np.unique(np.concatenate([one.ravel() for one in inputs]))
    if rng.random() < 0.5:
        places = lonely_cells(grid)
        return with_cell(grid, rng.choice(places), int(rng.choice(palette))) if len(places) else grid
    background, pieces, where = cut_up(grid)
    return put_together(rng, grid.shape, background, [*pieces, drawn_piece(rng, palette.tolist(), 3)], where)


CHANGES: dict[str, Change] = {
    "moved": _moved,
    "removed": _removed,
    "added": _added,
    "resized": _resized,
    "mirrored": _mirrored,
    "exchanged": _exchanged,
    "distracted": _distracted,
}
