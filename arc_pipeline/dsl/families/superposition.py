"""Pieces laid over each other wherever they were cut: by their middles or corners, or by a colour that all have.

Void elements are left out. Larger bounding boxes lie below smaller ones, of equal ones the earlier below.
"""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from ..op import op
from ..types import Array, Choice, Color, Grid, Objects
from ..values import TRANSPARENT, VOID


@op(cost=2, role="assembly", kernel="superpose(out, pieces, by == 0);")
def superpose(pieces: Objects, by: Annotated[str, Choice(("middle", "upper left corner"))]) -> Grid:
    """All pieces with their middles (or their corners) at one place; 0 elsewhere. As large as need be.

    middle: void where a side is odd and another one even.

    >>> superpose(['33 33', '2..2 .... .... 2..2'], 'middle')
    '2002 0330 0330 2002'
    >>> superpose(['333 333', '2 2 2'], 'upper left corner')
    '233 233 200'
    """
    present = _largest_first(pieces)
    if not present:
        return VOID
    sides = np.array([piece.shape for piece in present])
    room = sides.max(axis=0) - sides
    if by == "middle" and (room % 2).any():
        return VOID
    return _laid(present, room // 2 if by == "middle" else np.zeros_like(room))


@op(cost=2, role="assembly", kernel="superpose_at(out, pieces, color);")
def superpose_at(pieces: Objects, color: Color) -> Grid:
    """All pieces that have a colour, with their first cells of it at one place; 0 elsewhere. As large as need be.

    Void if no piece has it, and over 30.

    >>> superpose_at(['35 .3', '.7 57', '2'], 5)
    '007 357 030'
    """
    present = _largest_first([piece for piece in pieces if piece is not None and (piece == color).any()])
    if not present:
        return VOID
    marks = np.array([np.argwhere(piece == color)[0] for piece in present])
    return _laid(present, marks.max(axis=0) - marks)


def _largest_first(pieces: list[Array]) -> list[Array]:
    return sorted((piece for piece in pieces if piece is not None), key=lambda piece: -piece.size)


def _laid(pieces: list[Array], corners: Any) -> Any:
    """Pieces with their upper left corners at these places, int (n, 2), on 0."""
    sides = np.array([piece.shape for piece in pieces])
    canvas = np.zeros((corners + sides).max(axis=0), int)
    for piece, (top, left), (h, w) in zip(pieces, corners, sides, strict=True):
        there = canvas[top : top + h, left : left + w]
        there[piece != TRANSPARENT] = piece[piece != TRANSPARENT]
    return canvas
