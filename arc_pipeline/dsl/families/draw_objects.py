"""From a list of pieces to one grid, field, mask or object, all of them where they lie, some by a number of their own.

Void elements, and pieces whose number or colour is void, are left out; of pieces that overlap the later lies on top;
what sticks out of the frame is clipped. Lists of different lengths give void.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import (
    FIELD,
    Array,
    Choice,
    Colors,
    Field,
    Grid,
    Mask,
    Masks,
    Numbers,
    Object,
    Objects,
    State,
    list_of,
)
from ..values import TRANSPARENT, VOID, at, origin_of

Fields = Annotated[list[Array], list_of(FIELD)]


def draw(canvas: Array, piece: Array, inside: Array, value: int | None = None) -> None:
    """Put the cells of a piece that are `inside`, or `value` for them, on a canvas of the same frame; clip."""
    down, right = np.subtract(origin_of(piece), origin_of(canvas)).tolist()
    for i, j in np.argwhere(inside):
        row, column = i + down, j + right
        if 0 <= row < canvas.shape[0] and 0 <= column < canvas.shape[1]:
            canvas[row, column] = piece[i, j] if value is None else value


def _canvas_round(pieces: list[Array], value: int) -> Any:
    """A canvas of this value with the place and shape of the smallest box round all pieces."""
    present = [piece for piece in pieces if piece is not None]
    if not present:
        return VOID
    first = np.min([origin_of(piece) for piece in present], axis=0)
    last = np.max([np.add(origin_of(piece), piece.shape) for piece in present], axis=0)
    return at(np.full(last - first, value), tuple(first))


@op(
    cost=1,
    may_be_empty=("objs",),
    kernel="""
    RESIZE(out, frame.h, frame.w);
    blank(out, 0);
    for (int k = 0; k < objs.count; k++) {
        const View obj = objs[k];
        draw_piece(out, obj, TRANSPARENT, obj.y - frame.y, obj.x - frame.x, -1);
    }
    """,
)
def show(objs: Objects, frame: State) -> Grid:
    """Only these objects, on a black grid of the frame's shape.

    >>> show(['22 2. @0,1', '44 @2,3'], '02200 02030 01044')
    '02200 02000 00044'
    """
    canvas = at(np.zeros(frame.shape), origin_of(frame))
    for obj in objs:
        if obj is not None:
            draw(canvas, obj, obj != TRANSPARENT)
    return at(canvas, (0, 0))


@op(
    cost=2,
    kernel="""
    enclose(out, objs);
    blank(out, TRANSPARENT);
    for (int k = 0; k < objs.count; k++) {
        const View obj = objs[k];
        draw_piece(out, obj, TRANSPARENT, obj.y - out.y, obj.x - out.x, -1);
    }
    """,
)
def merge(objs: Objects) -> Object:
    """One object made of all, in the smallest box round them. Void over 30.

    >>> merge(['11 11 @1,1', '2. 22 @2,2'])
    '11. 12. .22 @1,1'
    """
    canvas = _canvas_round(objs, TRANSPARENT)
    for obj in objs:
        if obj is not None:
            draw(canvas, obj, obj != TRANSPARENT)
    return canvas


@op(
    cost=2,
    kernel="""
    enclose(out, masks);
    blank(out, 0);
    for (int k = 0; k < masks.count; k++) {
        const View mask = masks[k];
        draw_piece(out, mask, 0, mask.y - out.y, mask.x - out.x, -1);
    }
    """,
)
def unite(masks: Masks) -> Mask:
    """The ones of all masks, in the smallest box round them. Void over 30.

    >>> unite(['11 11 @1,1', '10 11 @2,2'])
    '110 110 011 @1,1'
    """
    canvas = _canvas_round(masks, 0)
    for mask in masks:
        if mask is not None:
            draw(canvas, mask, mask > 0)
    return canvas


@op(
    cost=1,
    may_be_empty=("objs", "values"),
    kernel="""
    if (objs.count == values.count) RESIZE(out, frame.h, frame.w);
    MOVE(out, frame.y, frame.x);
    blank(out, 0);
    for (int k = 0; k < objs.count && is_live(out); k++) {
        const View obj = objs[k];
        const int value = values[k], outside = where == 0 ? TRANSPARENT : -1;
        if (value != NONE)
            draw_piece(out, obj, outside, obj.y - out.y, obj.x - out.x, value < 0 ? 0 : least(value, 255));
    }
    """,
)
def paint_numbers(
    frame: State, objs: Objects, values: Numbers, where: Annotated[str, Choice(("cells", "box"))] = "cells"
) -> Field:
    """The field of the frame's shape with each object's number, 0 to 255, on its cells or bounding box, 0 elsewhere.

    >>> paint_numbers('03300 03000 00044', ['33 3. @0,1', '44 @2,3'], [5, 2], 'cells')
    '05500 05000 00022'
    >>> paint_numbers('03300 03000 00044', ['33 3. @0,1', '44 @2,3'], [5, 2], 'box')
    '05500 05500 00022'
    """
    if len(objs) != len(values):
        return VOID
    canvas = at(np.zeros(frame.shape), origin_of(frame))
    for obj, value in zip(objs, values, strict=True):
        if obj is not None and value is not None:
            inside = np.ones(obj.shape, bool) if where == "box" else obj != TRANSPARENT
            draw(canvas, obj, inside, min(max(value, 0), 255))
    return canvas


@op(
    cost=2,
    may_be_empty=("fields",),
    kernel="""
    RESIZE(out, frame.h, frame.w);
    MOVE(out, frame.y, frame.x);
    blank(out, 0);
    for (int k = 0; k < fields.count; k++) {
        const View field = fields[k];
        FOR_CELLS(field, i, j) {
            const int row = field.y - out.y + i, column = field.x - out.x + j;
            if (out.has(row, column) && field(i, j) > out(row, column)) out(row, column) = field(i, j);
        }
        SYNC();
    }
    """,
)
def lay(fields: Fields, frame: State) -> Field:
    """The fields (or masks) of several pieces together in the frame's shape; the largest where several lie, else 0.

    >>> lay(['25 14', '343 @1,1'], '0000 0000 0000')
    '2500 1443 0000'
    """
    canvas = at(np.zeros(frame.shape), origin_of(frame))
    for field in fields:
        if field is not None:
            alone = at(np.zeros(frame.shape), origin_of(frame))
            draw(alone, field, field > 0)
            canvas = at(np.maximum(canvas, alone), origin_of(frame))
    return canvas


@op(
    cost=1,
    may_be_empty=("objs", "colors"),
    kernel="""
    if (objs.count == colors.count) COPY(out, frame);
    SYNC();
    for (int k = 0; k < objs.count && is_live(out); k++) {
        const View obj = objs[k];
        if (colors[k] != NONE) draw_piece(out, obj, TRANSPARENT, obj.y, obj.x, colors[k]);
    }
    """,
)
def paint_colors(frame: Grid, objs: Objects, colors: Colors) -> Grid:
    """The grid with each object painted on it, all in the object's colour of the list.

    >>> paint_colors('03300 03000 00044', ['33 3. @0,1', '44 @2,3'], [5, 2])
    '05500 05000 00022'
    """
    return _colored(frame, objs, colors, TRANSPARENT)


@op(
    cost=2,
    may_be_empty=("masks", "colors"),
    kernel="""
    if (masks.count == colors.count) COPY(out, frame);
    SYNC();
    for (int k = 0; k < masks.count && is_live(out); k++) {
        const View mask = masks[k];
        if (colors[k] != NONE) draw_piece(out, mask, 0, mask.y, mask.x, colors[k]);
    }
    """,
)
def fill_each(frame: Grid, masks: Masks, colors: Colors) -> Grid:
    """The grid with the ones of each mask in the mask's colour of the list.

    >>> fill_each('03300 03000 00044', ['11 10 @0,1', '111 @2,1'], [5, 2])
    '05500 05000 02224'
    """
    return _colored(frame, masks, colors, 0)


def _colored(frame: Array, pieces: list[Array], colors: list[int], outside: int) -> Any:
    if len(pieces) != len(colors):
        return VOID
    canvas = frame.copy()
    for piece, color in zip(pieces, colors, strict=True):
        if piece is not None and color is not None:
            draw(canvas, piece, piece != outside, color)
    return canvas
