"""Pages of programs: a program step by step, on all samples of a task, and what came nearest to a task."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ..answers.attempts import Output
from ..programs import Program, ProgramError, ProgramTimeout, parse, trace
from . import values
from .explored import Explored, Sample, program_of
from .page import Page, below, beside, code, headed, said, table
from .steps import last_step, steps
from .task_pages import NOT_SEARCHED, NOTHING_FOUND

LATE = "Time ran out here."


def steps_page(explored: Explored, candidate: Output | None, sample: Sample) -> Page:
    """A candidate's program on one sample: each line beside the value that it makes, and the output that is wanted."""
    if candidate is None:
        return said(NOT_SEARCHED if explored.outputs is None else NOTHING_FOUND)
    return _read(partial(program_of, candidate), candidate.program or "", partial(program_steps_page, sample=sample))


def program_steps_page(program: Program, sample: Sample) -> Page:
    """A program on one sample: each line beside the value that it makes, and the output that is wanted."""
    rows: list[tuple[Page, Page]] = []
    late = list[Page]()
    try:
        for step in steps(program, sample.input):
            rows.append((code(step.line), values.drawn(step.value, step.type, sample.input.shape)))
            last = step
        if sample.output is not None:
            wanted = values.grid(sample.output, sample.output_name)
            rows[-1] = code(last.line), beside(values.judged(last.value, last.type, sample.output), wanted)
    except ProgramTimeout as error:
        late = [said(f"{LATE} {error}")]
    return below(table((sample.name, "makes"), rows), *late)


def misses_page(explored: Explored, most: int) -> Page:
    """The candidates that come nearest without fitting all demonstrations, at most so many: what each makes of the
    demonstrations, with wrong cells crossed out."""
    if explored.outputs is None:
        return said(NOT_SEARCHED)
    near = sorted((one for one in explored.candidates if (one.fit or 0.0) < 1.0), key=lambda one: -(one.fit or 0.0))
    if not near:
        return said(
            "All candidates of this task fit all of its demonstrations." if explored.candidates else NOTHING_FOUND
        )
    shown = [sample for sample in explored.samples if not sample.is_test]
    return below(
        *(
            below(
                headed(f"{number}: {miss.origin}"),
                _read(partial(program_of, miss), miss.program or "", partial(_on_samples, samples=shown)),
            )
            for number, miss in enumerate(near[:most], start=1)
        )
    )


def own_page(explored: Explored, program: str | Callable[..., object]) -> Page:
    """A program of one's own on all samples of a task: its text, or a Python function that calls operations. If it is
    no program, what the checker says, with the line marked."""
    text = program if isinstance(program, str) else ""
    reading = partial(parse, program) if isinstance(program, str) else partial(trace, program)
    return _read(reading, text, partial(_on_samples, samples=explored.samples))


def _read(reading: Callable[[], Program], text: str, page: Callable[[Program], Page]) -> Page:
    """The page of a program, or of why its text is none."""
    try:
        program = reading()
    except ProgramError as error:
        marked = [] if error.line is None else [error.line - 1]
        place = "" if error.line is None else f"line {error.line}, column {error.column}: "
        return below(said(f"This is no program. {place}{error.problem}"), *([code(text, marked)] if text else []))
    return page(program)


def _on_samples(program: Program, samples: list[Sample]) -> Page:
    """What a program makes of samples, each beside its output, and the program's canonical text."""
    rows = [[sample.name, values.grid(sample.input), *_made(program, sample)] for sample in samples]
    return below(code(program.text), table(("", "given", "made", "wanted"), rows))


def _made(program: Program, sample: Sample) -> tuple[Page | str, Page | str]:
    step = last_step(program, sample.input)
    wanted = "not known" if sample.output is None else values.grid(sample.output, sample.output_name)
    if step is None:
        return LATE, wanted
    if sample.output is None:
        return values.drawn(step.value, step.type, sample.input.shape), wanted
    return values.judged(step.value, step.type, sample.output), wanted
