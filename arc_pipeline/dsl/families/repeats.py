"""Copies of a body that go on to the border, to the sides where marks show how they begin. Background is colour 0."""

import numpy as np

from ..op import op
from ..types import Array, Grid
from ..values import MAX_SIDE, VOID
from .neighbours import STEPS
from .objects import label_cells
from .rays import OPPOSITE

_MOST_OBJECTS, _FEWEST_CELLS = 32, 3


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(int, sizes, MAX_CELLS);
    SHARED(int, away, MOST_MARKS);
    const int count = label_view(grid, true, true, 0, label);
    component_sizes(grid.size(), label, count, sizes);
    int largest = 0;
    FOR_LANES(k, count) largest = most(largest, sizes[k] * 1024 + 1023 - k);
    largest = LARGEST(largest);
    const Body body{grid, label, 1024 - (largest & 1023)};
    const int marks = count > 1 && count <= MOST_MARKS && largest >> 10 >= FEWEST_CELLS ? count : 0;
    FOR_LANES(k, marks) away[k] = k + 1 == body.object ? 0 : possible_steps(body, k + 1);
    SYNC();
    int shared = ~0, shown = 0;
    for (int k = 0; k < marks; k++) {
        shown |= away[k];
        if (away[k]) shared &= away[k];
    }
    if (shown) COPY(out, grid);
    SYNC();
    FOR_LANES(k, marks) away[k] = find_shift(body, k + 1, shared & away[k] ? shared & away[k] : away[k]);
    SYNC();
    FOR_CELLS(out, i, j) for (int k = 0; k < marks && !out(i, j); k++) out(i, j) = repeated(body, k + 1, away[k], i, j);
    """,
)
def repeat_toward(grid: Grid) -> Grid:
    """The largest object again and again to the border, in the colours of other objects that are parts of a copy.

    An object shows the nearest copy, straight or diagonally away, of which its cells are a part, and that no side of
    the largest object touches: so many steps away as the others' if that is possible. The next copies follow as far
    apart. They lie on 0 alone, those of earlier objects on top.
    (h, w) -> (h, w). Void without such an object, of a largest one of less than 3 cells, or of more than 32 objects.

    >>> repeat_toward('0000000000 8803000000 8803000000 0000000000')
    '0000000000 8803303303 8803303303 0000000000'
    """
    label = label_cells(np.where(grid > 0, grid.astype(int), -1), 8)
    count = int(label.max(initial=0))
    sizes = np.bincount(label.ravel(), minlength=count + 1)[1:]
    if not 1 < count <= _MOST_OBJECTS or sizes.max() < _FEWEST_CELLS:
        return VOID
    body = 1 + int(sizes.argmax())
    made = np.array(grid)
    shown = {mark: _shifts(label == body, label == mark) for mark in range(1, count + 1) if mark != body}
    shown = {mark: shifts for mark, shifts in shown.items() if shifts}
    alike = set.intersection(*(set(shifts) for shifts in shown.values())) if shown else set()
    for mark, shifts in shown.items():
        shift = shifts[min(alike or shifts)]
        copy, color = _moved(label == body, *shift), grid[label == mark][0]
        while copy.any():
            made = np.where((made == 0) & copy, color, made)
            copy = _moved(copy, *shift)
    return made if shown else VOID


def _shifts(body: Array, mark: Array) -> dict[int, tuple[int, int]]:
    """How far down and to the right a copy may lie that an object shows, by steps."""
    framed = np.pad(body, 1)
    beside = framed[:-2, 1:-1] | framed[2:, 1:-1] | framed[1:-1, :-2] | framed[1:-1, 2:] | body
    found: dict[int, tuple[int, int]] = {}
    for steps in range(1, MAX_SIDE):
        for name in OPPOSITE:
            down, across = (steps * one for one in STEPS[name])
            copy = _moved(body, down, across)
            if not (copy & beside).any() and not (mark & ~copy).any():
                found.setdefault(steps, (down, across))
    return found


def _moved(cells: Array, down: int, across: int) -> Array:
    h, w = cells.shape
    made = np.zeros_like(cells)
    if abs(down) < h and abs(across) < w:
        source = cells[max(0, -down) : h - max(0, down), max(0, -across) : w - max(0, across)]
        made[max(0, down) : h - max(0, -down), max(0, across) : w - max(0, -across)] = source
    return made
