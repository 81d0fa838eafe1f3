"""Pages of a task: its samples in ARC's colours, and the candidates that a run has for it."""

from __future__ import annotations

import numpy as np

from ..answers.attempts import Output
from ..measure.chart_style import counted
from ..programs import ProgramError
from . import values
from .explored import Explored, Sample, program_of
from .page import Page, below, beside, code, said, table

NOT_SEARCHED = "This task was not searched yet."
NOTHING_FOUND = "The search found no program for this task: its attempts are fillers."

_SIDE = 80  # pixels: the longer side of a candidate's outputs, of which there are many


def task_page(explored: Explored) -> Page:
    """The samples of a task: each input with its output, or with the answer if the tasks' file has it."""
    return beside(*map(_sample, explored.samples))


def _sample(sample: Sample) -> Page:
    given = values.grid(sample.input, sample.name)
    return given if sample.output is None else below(given, values.grid(sample.output, sample.output_name))


def candidates_page(explored: Explored) -> Page:
    """The candidates of a task, the surest first: how sure, how far each fits, its program, and its output for each
    test input on which it stands for one."""
    if explored.outputs is None:
        return said(NOT_SEARCHED)
    if not explored.candidates:
        return said(NOTHING_FOUND)
    rows = [
        (
            str(number),
            f"{one.confidence:.1%}",
            one.origin,
            code(one.program or ""),
            beside(*_outputs_of(explored, one)),
        )
        for number, one in enumerate(explored.candidates, start=1)
    ]
    return table(("", "confidence", "found by", "program", "its outputs"), rows)


def _outputs_of(explored: Explored, candidate: Output) -> list[Page]:
    """The outputs for test inputs of which this candidate is the likeliest source, with their rank."""
    found = []
    tests = [sample for sample in explored.samples if sample.is_test]
    for sample, outputs in zip(tests, explored.outputs or (), strict=True):
        for rank, output in enumerate(outputs, start=1):
            if output.program == candidate.program:
                words = f"{sample.name}, attempt {rank}" if rank <= 2 else f"{sample.name}, number {rank}"
                found.append(values.grid(output.grid, words + _verdict(output.grid, sample), largest=_SIDE))
    return found


def _verdict(grid: np.ndarray, sample: Sample) -> str:
    if sample.output is None:
        return ""
    return ": the answer" if np.array_equal(grid, sample.output) else ": not the answer"


def candidate_name(number: int, candidate: Output) -> str:
    """A candidate in a list to choose from; numbers count from 0."""
    try:
        calls = counted(len(program_of(candidate).nodes), "call")
    except ProgramError:
        calls = "no program"
    return f"{number + 1}: {candidate.confidence:.1%} sure, {candidate.origin}, {calls}"
