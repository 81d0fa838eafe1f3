"""A value of the language as a part of a page: drawn, with a line of words that says what it is or how it is wrong."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np

from ..answers.misses import share_right, wrong_cells
from ..dsl.notation import Shown
from ..dsl.types import GRID, OBJECT, Type
from ..dsl.values import TRANSPARENT, VOID, origin_of
from . import drawing
from .page import Page, below, image

MOST_DRAWN = 40  # elements of a list
_CAPTION = 'style="font-size:11px;line-height:1.4;opacity:.75;margin:2px 0 4px"'


def caption(words: str) -> Page:
    """A small line, for below a picture; nothing if there are no words."""
    return Page(f"<div {_CAPTION}>{escape(words)}</div>" if words else "", words)


def drawn(value: Any, kind: Type, frame: tuple[int, int], words: str | None = None) -> Page:
    """A value and its type, or `words` in place of the type. `frame`: the shape of the grid that pieces were cut from.

    Of a list the first MOST_DRAWN elements are drawn. Void is said in words, and so is all of it in the text.
    """
    if value is VOID:
        return caption(words or f"void: no {kind}")
    if isinstance(value, list) and not value:
        return caption(words or f"{kind}, empty")
    if kind.item is None:
        size = f" {value.shape[0]}x{value.shape[1]}" if kind.storage == "cells" else ""
        block, about = drawing.value(value, kind, frame), f"{kind}{size}"
    else:
        block, about = _list(value, kind, frame)
    return below(image(block, repr(Shown(value, kind))), caption(words or about))


def _list(values: list[Any], kind: Type, frame: tuple[int, int]) -> tuple[drawing.Block, str]:
    """The elements of a list side by side and, if they are pieces, beside them as they lie in the frame; and words."""
    block, about = drawing.value(values[:MOST_DRAWN], kind, frame), f"{kind}, {len(values)}"
    if len(values) > MOST_DRAWN:
        about += f", of which {MOST_DRAWN} are drawn"
    if kind.item == OBJECT and any(any(origin_of(one)) for one in values if one is not VOID):
        lying = drawing.picture(_laid(values, frame), OBJECT, drawing.LARGEST_FRAME)
        block, about = drawing.row_of([block, lying], 3 * drawing.GAP), f"{about}; on the right as they lie"
    return block, about


def _laid(pieces: list[Any], frame: tuple[int, int]) -> np.ndarray:
    """Pieces where they were cut, the later ones over the earlier ones; parts beyond the frame are left out."""
    cells = np.full(frame, TRANSPARENT, np.uint8)
    for piece in pieces:
        if piece is not VOID:
            places = np.argwhere(piece != TRANSPARENT)
            rows, columns = (places + origin_of(piece)).T
            inside = (rows >= 0) & (rows < frame[0]) & (columns >= 0) & (columns < frame[1])
            cells[rows[inside], columns[inside]] = piece[tuple(places[inside].T)]
    return cells


def grid(
    cells: np.ndarray,
    words: str = "",
    marked: np.ndarray | None = None,
    kind: Type = GRID,
    largest: int = drawing.LARGEST_PICTURE,
) -> Page:
    """Cells in ARC's colours, with a line of words below; `marked` cells, bool of the same shape, are crossed out.
    `largest`: the longer side in pixels, before they are enlarged as all pictures are."""
    block = drawing.picture(cells, kind, largest, marked=marked)
    return below(image(block, repr(Shown(cells, kind))), caption(words))


def judged(value: Any, kind: Type, output: np.ndarray) -> Page:
    """What a program made, beside the output that was wanted: wrong cells are crossed out, and counted in words."""
    if not isinstance(value, np.ndarray):
        return drawn(value, kind, output.shape, "wrong: void" if value is VOID else f"wrong: a {kind} is no grid")
    wrong = wrong_cells(value, output)
    if wrong is None:
        return grid(value, f"wrong: {_sides(value)} cells, not {_sides(output)}", None, kind)
    if not wrong.any():
        return grid(value, "right", None, kind)
    words = f"{wrong.sum()} of {wrong.size} cells wrong, {share_right(value, output):.0%} right"
    return grid(value, words, wrong, kind)


def _sides(cells: np.ndarray) -> str:
    return f"{cells.shape[0]}x{cells.shape[1]}"
