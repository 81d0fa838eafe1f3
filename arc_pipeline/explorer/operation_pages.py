"""Pages of operations: those that words and types find, and the single calls that make what an example wants."""

from __future__ import annotations

from collections.abc import Sequence

from ..dsl import TYPES, Op
from ..dsl.examples import documented
from ..measure import Deadline
from ..programs import Program, run_reference
from ..tasks import TaskError
from . import values
from .find_operations import Example, find, single_calls
from .operation_examples import example_call, example_picture, first_example, signature
from .page import Page, below, code, image, said, table
from .written_grids import written_pairs

MOST_SHOWN = 12
TIME_LIMIT = 10.0  # seconds to try all single calls


def operations_page(words: str, takes: str, gives: str) -> Page:
    """The first MOST_SHOWN operations that fit, each with its first example, and the names of the others."""
    if unknown := [name for name in (takes, gives) if name and name not in TYPES]:
        return said(f"There is no type {unknown[0]!r}, but {', '.join(TYPES)}.")
    found = find(words, takes, gives)
    if not found:
        return said("No operation fits.")
    counted = "1 operation fits." if len(found) == 1 else f"{len(found)} operations fit."
    shown, others = found[:MOST_SHOWN], ", ".join(op.name for op in found[MOST_SHOWN:])
    rows = table(("operation", "example"), list(map(_row, shown)))
    return below(said(counted), rows, *([said(f"Also: {others}")] if others else []))


def _row(op: Op) -> tuple[Page, Page]:
    example = first_example(op)
    shown = image(example_picture(example), repr(example))
    return below(code(signature(op)), said(documented(op).prose)), below(code(example_call(example)), shown)


def type_names() -> Sequence[tuple[str, str]]:
    """The types to choose from, with the name that each is shown by."""
    return [("any type", ""), *((name, name) for name in TYPES)]


def example_page(example: str) -> Page:
    """The single calls that make what is wanted of each grid of an example, in the notation of `written_grids`."""
    try:
        examples = written_pairs(example)
    except TaskError as error:
        return said(str(error))
    found, complete = single_calls(examples, Deadline(TIME_LIMIT))
    late = "" if complete else f" Time ran out after {TIME_LIMIT:g} seconds, before all were tried."
    if not found:
        return below(_pictures(examples), said(f"No single call on the grid makes this.{late}"))
    words = "1 single call makes" if len(found) == 1 else f"{len(found)} single calls make"
    first, _ = examples[0]
    rows = [
        (code(_call(program)), values.drawn(run_reference(program, first), program.result_type, first.shape))
        for program in found
    ]
    return below(_pictures(examples), said(f"{words} this.{late}"), table(("call", "makes"), rows))


def _pictures(examples: Sequence[Example]) -> Page:
    rows = [(values.grid(given, "given"), values.grid(wanted, "wanted")) for given, wanted in examples]
    return table(("the example", ""), rows)


def _call(program: Program) -> str:
    return program.text.splitlines()[1].partition("= ")[2]
