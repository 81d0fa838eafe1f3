"""Draws a near miss: for each demonstration the input, the expected output, and the output of the nearest program.

Wrong cells are crossed out. Figures are made without pyplot, as in `pictures`.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..measure.chart_style import GREEN, INK, RED
from ..tasks import Task
from .misses import Miss, wrong_cells
from .pictures import COLORS

_LARGEST, _NARROWEST, _GAP, _CAPTION, _MARGIN = 1.9, 1.15, 0.35, 0.3, 0.25  # inches
_ROWS = ("input", "output", "nearest")
_TEXT_LINE, _TEXT_SIZE = 0.155, 8  # inches, points
_MOST_LINES, _LETTERS = 16, 110


def miss_picture(task: Task, miss: Miss) -> Figure:
    """The demonstrations of a task side by side, above the program that comes nearest to them."""
    columns = [(pair.input, pair.output, made) for pair, made in zip(task.train, miss.outputs, strict=True)]
    shapes = np.array([[(1, 1) if grid is None else grid.shape for grid in column] for column in columns])
    cell = _LARGEST / shapes.max()
    widths = np.maximum(_NARROWEST, shapes[:, :, 1].max(axis=1) * cell).tolist()
    heights = (shapes[:, :, 0].max(axis=0) * cell).tolist()
    candidate = miss.candidate
    heading = f"{candidate.source}, {candidate.length:g} bits, {candidate.fit:.1%} of the cells right"
    lines = [line[:_LETTERS] for line in candidate.program.text.splitlines()[:_MOST_LINES]]
    height = 2 * _MARGIN + sum(heights) + 3 * (_CAPTION + 0.1) + _TEXT_LINE * (len(lines) + 3)
    width = max(2 * _MARGIN + sum(widths) + _GAP * (len(widths) - 1), 0.062 * max(map(len, [heading, *lines])) + 1)
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    title = axes.text(_MARGIN, _MARGIN, f"{task.id}: nearest miss", color=INK, fontsize=11, fontweight="bold")
    title.set(va="center", parse_math=False)  # an id may hold dollar signs
    left = _MARGIN
    for k, (column, across) in enumerate(zip(columns, widths, strict=True)):
        top = _MARGIN + _CAPTION
        for name, grid, tall in zip(_ROWS, column, heights, strict=True):
            share = f": {miss.right[k]:.0%} right" if name == "nearest" else ""
            color = (GREEN if miss.right[k] == 1 else RED) if share else INK
            axes.text(left, top + 0.05, name + share, color=color, fontsize=9, va="center")
            if grid is None:
                axes.text(left, top + 0.25, "no grid", color=RED, fontsize=9, va="center")
            else:
                wrong = wrong_cells(grid, column[1]) if name == "nearest" else None
                _draw(axes, grid, wrong, left, top + 0.18, cell)
            top += tall + _CAPTION + 0.1
        left += across + _GAP
    top = height - _MARGIN - _TEXT_LINE * (len(lines) + 1)
    for number, line in enumerate([heading, *lines]):
        family = "monospace" if number else "sans-serif"
        axes.text(_MARGIN, top + _TEXT_LINE * number, line, color=INK, fontsize=_TEXT_SIZE, family=family, va="center")
    return figure


def _draw(axes: Axes, grid: np.ndarray, wrong: np.ndarray | None, left: float, top: float, cell: float) -> None:
    h, w = grid.shape
    across, down = left + cell * np.arange(w + 1), top + cell * np.arange(h + 1)
    axes.pcolormesh(across, down, grid, cmap=COLORS, vmin=0, vmax=9, edgecolors="#5A5A5A", linewidth=min(0.6, 3 * cell))
    if wrong is not None and wrong.any():
        rows, columns = np.nonzero(wrong)
        x, y = across[columns] + cell / 2, down[rows] + cell / 2
        size = 72 * cell * 0.5
        axes.plot(x, y, "x", color="white", markersize=size, markeredgewidth=max(1.4, size / 4))
        axes.plot(x, y, "x", color=RED, markersize=size, markeredgewidth=max(0.7, size / 8))
