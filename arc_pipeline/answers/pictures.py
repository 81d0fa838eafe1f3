"""Draws tasks: demonstrations, test inputs, the attempts at them, and the programs that made the attempts.

Figures are made without pyplot, so none stays open: `display(figure)` shows one, `figure.savefig` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from ..measure.chart_style import GREEN, GREY, INK, LIGHT_GREY, RED
from ..tasks import Task
from .shown import ARC_COLORS, Pair, Verdict, attempt_name, input_name, notes_on

COLORS = ListedColormap(list(ARC_COLORS))
_LINES = "#5A5A5A"

# All in inches.
_MARGIN, _GAP, _CAPTION, _ARROW = 0.25, 0.3, 0.3, 0.34
_NARROWEST = 1.05  # width of a column: leaves room for its caption
_LARGEST, _WIDTH = 2.1, 11.0  # of a grid's longer side; of all columns together, if they fit
_TEXT_SIZE, _TEXT_LINE, _LETTER = 8, 0.155, 0.0705  # of the programs' text: points, then inches


def picture(task: Task, attempts: Sequence[Pair] = (), verdicts: Sequence[Verdict] = ()) -> Figure:
    """A task with each demonstration's output below its input, and the two attempts below each test input.

    `attempts`, `verdicts`: a pair for each test input, in order. Without `attempts` only the task is drawn; without
    `verdicts` the attempts are not marked as right or wrong.
    """
    pairs: Sequence[Pair | tuple[()]] = attempts or [()] * len(task.test)
    outputs = [[attempt.grid for attempt in pair] for pair in pairs]
    blocks = [(pair.input, [pair.output]) for pair in task.train] + list(zip(task.test, outputs, strict=True))
    scale = _Scale(blocks)
    notes = notes_on(pairs, int((scale.width - 3 * _MARGIN) / 2 / _LETTER))
    height = scale.height + _TEXT_LINE * sum(_note_rows(notes))
    figure = Figure(figsize=(scale.width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, scale.width), ylim=(height, 0))
    axes.set_axis_off()
    _write(axes, _MARGIN, _MARGIN + 0.08, task.id, color=INK, size=12, weight="bold", align="left")
    judged = [*verdicts, *[(None, None)] * (len(pairs) - len(verdicts))]
    left = _MARGIN
    for k, block in enumerate(blocks):
        test = k - len(task.train)
        width = scale.block(block)
        if test == 0:
            axes.plot([left] * 2, [_MARGIN + 0.3, scale.height - _MARGIN], color=LIGHT_GREY, linewidth=1.5)
            left += _GAP
        name = f"demonstration {k + 1}" if test < 0 else input_name(task, test)
        _draw_block(axes, scale, block, left, name, None if test < 0 else judged[test])
        left += width + _GAP
    _write_notes(axes, scale, notes)
    return figure


Block = tuple[np.ndarray, list[np.ndarray]]


class _Scale:
    """Sizes in inches. Smaller grids are drawn smaller, but with larger cells, so that they stay legible."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        grids = [[block[0] for block in blocks], [grid for block in blocks for grid in block[1]]]
        self.longest = max(max(grid.shape) for grid in chain(*grids))
        columns = sum(max(1, len(block[1])) for block in blocks)
        self.largest = max(_NARROWEST, min(_LARGEST, _WIDTH / columns - _GAP))
        self.width = 2 * _MARGIN + sum(self.block(block) + _GAP for block in blocks)
        heights = [max((grid.shape[0] * self.cell(grid) for grid in row), default=0.0) for row in grids]
        self.input_top = _MARGIN + 0.3 + _CAPTION
        self.output_top = self.input_top + heights[0] + _ARROW
        self.height = self.output_top + heights[1] + _CAPTION + _MARGIN

    def cell(self, grid: np.ndarray) -> float:
        longer = max(grid.shape)
        return self.largest * float(np.sqrt(longer / self.longest)) / longer

    def column(self, grid: np.ndarray) -> float:
        return max(_NARROWEST, grid.shape[1] * self.cell(grid))

    def row(self, grids: Sequence[np.ndarray]) -> float:
        return sum(map(self.column, grids)) + _GAP * max(0, len(grids) - 1)

    def block(self, block: Block) -> float:
        return max(self.column(block[0]), self.row(block[1]))


def _draw_block(axes: Axes, scale: _Scale, block: Block, left: float, name: str, verdict: Verdict | None) -> None:
    """An input, and below it its output or, with a verdict, the attempts at it."""
    above, below = block
    width = scale.block(block)
    middle = left + width / 2
    _write(axes, middle, scale.input_top - 0.14, name)
    bottom = _draw_grid(axes, scale, above, middle, scale.input_top)
    left += (width - scale.row(below)) / 2
    for number, grid in enumerate(below):
        middle = left + scale.column(grid) / 2
        left += scale.column(grid) + _GAP
        if verdict is None:
            _draw_grid(axes, scale, grid, middle, scale.output_top)
            ends = (middle, scale.output_top - 0.05), (middle, bottom + 0.05)
            axes.annotate("", *ends, arrowprops={"arrowstyle": "->", "color": GREY})
            continue
        right = verdict[number]
        color = {True: GREEN, False: RED, None: GREY}[right]
        bottom_of_attempt = _draw_grid(axes, scale, grid, middle, scale.output_top, None if right is None else color)
        weight = "normal" if right is None else "bold"
        _write(axes, middle, bottom_of_attempt + 0.2, attempt_name(number, right), color=color, weight=weight)


def _draw_grid(
    axes: Axes, scale: _Scale, grid: np.ndarray, middle: float, top: float, frame: str | None = None
) -> float:
    """Draw a grid centred on the vertical line x = middle, in a frame of the given colour; returns its lower edge."""
    cell, (h, w) = scale.cell(grid), grid.shape
    across, down = middle + cell * (np.arange(w + 1) - w / 2), top + cell * np.arange(h + 1)
    thickness = min(0.7, 3 * cell)
    axes.pcolormesh(across, down, grid, cmap=COLORS, vmin=0, vmax=9)
    axes.vlines(across, down[0], down[-1], color=_LINES, linewidth=thickness)
    axes.hlines(down, across[0], across[-1], color=_LINES, linewidth=thickness)
    if frame is not None:
        d = 0.045
        sides = [across[0] - d, across[-1] + d, across[-1] + d, across[0] - d, across[0] - d]
        axes.plot(sides, [top - d, top - d, down[-1] + d, down[-1] + d, top - d], color=frame, linewidth=2)
    return float(down[-1])


def _note_rows(notes: Sequence[list[str]]) -> list[int]:
    """How many lines each row of two notes needs, including a blank line below."""
    return [max(map(len, notes[k : k + 2])) + 1 for k in range(0, len(notes), 2)]


def _write_notes(axes: Axes, scale: _Scale, notes: Sequence[list[str]]) -> None:
    """Write the notes in two columns below the grids."""
    rows = _note_rows(notes)
    for k, lines in enumerate(notes):
        left = _MARGIN if k % 2 == 0 else (scale.width + _MARGIN) / 2
        top = scale.height + _TEXT_LINE * (sum(rows[: k // 2]) + 0.5)
        for number, line in enumerate(lines):
            look = {"color": INK, "family": "monospace"} if number else {"color": GREY, "family": "sans-serif"}
            _write(axes, left, top + _TEXT_LINE * number, line, align="left", size=_TEXT_SIZE, **look)


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    color: str = GREY,
    size: float = 9,
    weight: str = "normal",
    family: str = "sans-serif",
    align: str = "center",
) -> None:
    made = axes.text(x, y, text, color=color, fontsize=size, fontweight=weight, family=family, ha=align, va="center")
    made.set_parse_math(False)  # an id may hold dollar signs
