"""Grids that a person types: '120 003' is two rows of three cells, 'GRID -> GRID' a pair, a line each.

A semicolon ends a line as well, as a line break is hard to type in a shell.
"""

from __future__ import annotations

import re

import numpy as np

from ..tasks import TaskSet
from ..tasks.parse import Place, parse_grid, parse_task

ARROW = "->"
DRAWN = "drawn"  # the id of a task that was typed
_EXAMPLE = Place("typed", "example")


def written_task(text: str) -> TaskSet:
    """The one task that lines of text are: a line with an arrow and two grids is a demonstration, one with a grid alone
    a test input. Raises TaskError, which says where, if they are none."""
    train, test = list[dict[str, object]](), list[dict[str, object]]()
    for given, wanted in _lines(text):
        if wanted is None:
            test.append({"input": given})
        else:
            train.append({"input": given, "output": wanted})
    return TaskSet.of([parse_task({"train": train, "test": test}, Place("typed", DRAWN))])


def written_pairs(text: str) -> list[tuple[np.ndarray, np.ndarray]]:
    """The pairs of lines of text. Raises TaskError if a line is none, or if there is no line."""
    lines = _lines(text)
    if not lines or any(wanted is None for _, wanted in lines):
        raise _EXAMPLE.error(f"a line is a grid, {ARROW}, and what is wanted of it, such as 12 30 {ARROW} 21 03")
    return [
        (parse_grid(given, _EXAMPLE.at(f"line {number}")), parse_grid(wanted, _EXAMPLE.at(f"line {number}")))
        for number, (given, wanted) in enumerate(lines, start=1)
    ]


def _lines(text: str) -> list[tuple[list[list[object]], list[list[object]] | None]]:
    """The two sides of each line that is not blank, as rows of colours; None where there is no arrow."""
    sides = (line.partition(ARROW) for line in re.split("[\n;]", text) if line.strip())
    return [(_rows(given), _rows(wanted) if arrow else None) for given, arrow, wanted in sides]


def _rows(text: str) -> list[list[object]]:
    """Rows as in a task's file; what is no digit stays as it is, so that parsing tells where it stands."""
    return [[int(cell) if cell in "0123456789" else cell for cell in row] for row in text.split()]
