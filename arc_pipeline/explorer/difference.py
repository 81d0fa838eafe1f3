"""Why the second attempt differs: the two beside each other, with the cells and the lines in which they differ."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from ..answers.attempts import Output
from ..answers.misses import wrong_cells
from . import values
from .explored import Explored
from .page import Page, below, code, said, table
from .task_pages import NOT_SEARCHED


def difference_page(explored: Explored, test: int) -> Page:
    """The two attempts at a test input, numbered from 0. Cells that differ are crossed out in both; lines that only one
    of the programs has are set off."""
    if explored.outputs is None:
        return said(NOT_SEARCHED)
    first, second = explored.outputs[test][:2]
    differing = wrong_cells(first.grid, second.grid)
    if differing is None:
        sizes = [f"{one.grid.shape[0]}x{one.grid.shape[1]}" for one in (first, second)]
        words = f"The attempts differ in size: {sizes[0]} and {sizes[1]} cells."
    else:
        words = f"The attempts differ in {differing.sum()} of {differing.size} cells, which are crossed out."
    grids = [values.grid(one.grid, f"{one.confidence:.1%} sure; {one.origin}", differing) for one in (first, second)]
    texts = [one.program or "" for one in (first, second)]
    programs = [
        code(text, marked) if text else said("No program: it fills the place of an attempt.")
        for text, marked in zip(texts, only_in(*texts), strict=True)
    ]
    return below(said(words), table(("attempt 1", "attempt 2"), [grids, programs]), said(_why(first, second)))


def only_in(first: str, second: str) -> tuple[list[int], list[int]]:
    """The numbers, from 0, of the lines of each text that the other lacks; none if one of the texts is empty."""
    lines = first.splitlines(), second.splitlines()
    if not all(lines):
        return [], []
    changes = [change for change in SequenceMatcher(None, *lines, autojunk=False).get_opcodes() if change[0] != "equal"]
    return (
        [line for _, begin, end, _, _ in changes for line in range(begin, end)],
        [line for _, _, _, begin, end in changes for line in range(begin, end)],
    )


def _why(first: Output, second: Output) -> str:
    """What the demonstrations, and how sure the attempts are, say of the two."""
    fits = [one.fit == 1.0 for one in (first, second)]
    if all(fits):
        return "Both programs fit all demonstrations, which do not tell the outputs apart; the first is the likelier."
    if fits[0]:
        return "The first program fits all demonstrations, the second does not: it is there in case the first is wrong."
    return "Neither comes from a program that fits all demonstrations."


def attempted(explored: Explored) -> Sequence[tuple[str, int]]:
    """The test inputs of a task, by their names and numbers."""
    found = [sample.name for sample in explored.samples if sample.is_test]
    return [(name, number) for number, name in enumerate(found)]
