"""Images of many-coloured objects, turned, mirrored or larger, laid where their marks are found without the rest.

An object's body is its cells of its most common colour; its marks are all others. One with several colours equally
common has no body: it may be marks that touch. Background is colour 0; objects are joined at corners too. What sticks
out of the grid is clipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from ..op import op
from ..types import Array, Choice, Grid
from .object_fields import objects_in

Images = Annotated[str, Choice(("turned", "larger"))]

_LARGEST = 6  # times as large


@op(
    cost=2,
    kernel="""
    SHARED(Label, label, MAX_CELLS);
    SHARED(Bounds, boxes, MOST_OBJECTS);
    SHARED(int, bodies, MOST_OBJECTS);
    SHARED(int, images, MOST_OBJECTS);
    const int count = label_view(grid, true, false, 0, label);
    component_bounds(grid.h, grid.w, label, count, boxes);
    const Parts parts{label, boxes, nullptr, nullptr};
    FOR_LANES(k, count) bodies[k] = body_of(grid, parts, k);
    SYNC();
    FOR_LANES(k, count) images[k] = find_image(grid, parts, bodies, count, k, by == 1);
    SYNC();
    draw_images(grid, parts, bodies, images, count, by == 1, out);
    """,
)
def complete_images(grid: Grid, by: Images) -> Grid:
    """Images of many-coloured objects laid where all their marks are found, and nothing else in the way of the body.

    turned: by quarter turns and mirrored, larger: each cell as a square, up to 6 times. The marks must be whole objects
    themselves. Of several images the first is laid, of the first object; later ones lie on top. (h, w) -> (h, w)

    >>> complete_images('1130000 2000000 0000000 0002000 0000030', 'turned')
    '1130000 2000000 0000000 0002000 0001130'
    >>> complete_images('3320000 0000022 0000022', 'larger')
    '3320000 0333322 0333322'
    """
    made = np.array(grid)
    objects = objects_in(grid, 8, "multicolored")
    for mine in objects:
        place = np.argwhere(mine)[0]
        for whole in objects:
            box = tuple(slice(lines.min(), lines.max() + 1) for lines in np.nonzero(whole))
            colors = np.where(whole, grid, 0)[box]
            counts = np.bincount(colors.ravel(), minlength=11)[1:]
            body = int(counts.argmax()) + 1
            if whole is mine or not (colors[colors > 0] != body).any() or (counts == counts.max()).sum() > 1:
                continue
            fitting = (image for image in _images(colors, by) if _fits(grid, whole, image, body, place))
            image = next(fitting, None)
            if image is not None:
                _lay(made, image, place - _first_mark(image, body))
                break
    return made


def _images(colors: Array, by: str) -> Iterator[Array]:
    if by == "larger":
        yield from (np.kron(colors, np.ones((scale, scale), np.uint8)) for scale in range(1, _LARGEST + 1))
    else:
        for turn in range(8):
            image = colors[::-1] if turn & 2 else colors
            image = image[:, ::-1] if turn & 4 else image
            yield image.T if turn & 1 else image


def _first_mark(image: Array, body: int) -> Array:
    return np.argwhere((image > 0) & (image != body))[0]


def _fits(grid: Array, whole: Array, image: Array, body: int, place: Array) -> bool:
    """Whether an image that has its first mark at this place has all marks on their colours, no other cell of an object
    beside them, and its body on nothing else."""
    first = _first_mark(image, body)
    if image[tuple(first)] != grid[tuple(place)]:
        return False
    (top, left), framed = place - first, np.pad(grid, 1)
    marks = {(int(i + top), int(j + left)): int(image[i, j]) for i, j in np.argwhere((image > 0) & (image != body))}
    for (i, j), color in marks.items():
        if not (0 <= i < grid.shape[0] and 0 <= j < grid.shape[1]) or grid[i, j] != color or whole[i, j]:
            return False
        around = {(i + down, j + right) for down in (-1, 0, 1) for right in (-1, 0, 1)}
        if any(framed[a + 1, b + 1] and (a, b) not in marks for a, b in around):
            return False
    body_cells = np.argwhere(image == body) + np.array([top, left])
    inside = body_cells[((body_cells >= 0) & (body_cells < grid.shape)).all(axis=1)]
    return all(grid[i, j] in (0, body) for i, j in inside)


def _lay(made: Array, image: Array, corner: Array) -> None:
    for i, j in np.argwhere(image > 0):
        a, b = int(i + corner[0]), int(j + corner[1])
        if 0 <= a < made.shape[0] and 0 <= b < made.shape[1]:
            made[a, b] = image[i, j]
