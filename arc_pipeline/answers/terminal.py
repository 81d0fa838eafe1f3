"""Draws a task and the attempts at it as text for a terminal: each cell in its colour, or as its digit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import numpy as np

from ..tasks import Task, printable
from .shown import ARC_COLORS, Pair, Verdict, attempt_name, input_name, notes_on

_GAP = "    "
_RESET = "\x1b[0m"
_BACKGROUNDS = tuple(
    f"\x1b[48;2;{int(color[1:3], 16)};{int(color[3:5], 16)};{int(color[5:7], 16)}m" for color in ARC_COLORS
)


def drawn(
    task: Task, attempts: Sequence[Pair] = (), verdicts: Sequence[Verdict] = (), color: bool = True, width: int = 100
) -> str:
    """The text of a task: each demonstration's input and output, each test input and the two attempts at it, and what
    made these. `attempts`, `verdicts`: a pair for each test input, in order, or nothing.

    `color`: paint the cells by escape sequences of 24-bit colours; else they are digits. `width`: letters in a line;
    grids that find no room beside each other stand below each other.
    """
    rows = [[(f"demonstration {k + 1}", pair.input), ("output", pair.output)] for k, pair in enumerate(task.train)]
    for k, grid in enumerate(task.test):
        judged = verdicts[k] if k < len(verdicts) else (None, None)
        pair = attempts[k] if attempts else ()
        row = [(input_name(task, k), grid)]
        rows.append(row + [(attempt_name(n, judged[n]), attempt.grid) for n, attempt in enumerate(pair)])
    notes = ["\n".join(note) for note in notes_on(attempts, width)] if attempts else []
    return "\n\n".join([printable(task.id), *(_beside(row, color, width) for row in rows), *notes]) + "\n"


def _beside(row: Sequence[tuple[str, np.ndarray]], color: bool, width: int) -> str:
    """Grids with their captions, from left to right as far as there is room, then below."""
    lines, block = list[str](), list[tuple[int, list[str]]]()
    for caption, grid in row:
        wide = max(len(caption), 2 * grid.shape[1])
        if block and sum(other for other, _ in block) + len(_GAP) * len(block) + wide > width:
            lines += [*_joined(block), ""]
            block = []
        cells = [(_painted(line, color), 2 * len(line)) for line in grid.tolist()]
        block.append((wide, [caption.ljust(wide), *(text + " " * (wide - taken) for text, taken in cells)]))
    return "\n".join([*lines, *_joined(block)])


def _joined(block: Sequence[tuple[int, list[str]]]) -> list[str]:
    columns = [column for _, column in block]
    blank = [" " * wide for wide, _ in block]
    rows = zip_longest(*columns)
    return [_GAP.join(part or blank[k] for k, part in enumerate(parts)).rstrip(" ") for parts in rows]


def _painted(line: Sequence[int], color: bool) -> str:
    if not color:
        return "".join(f"{cell} " for cell in line)
    return "".join(f"{_BACKGROUNDS[cell]}  " for cell in line) + _RESET
