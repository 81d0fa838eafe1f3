"""What is shown of a task and of the attempts at it, whatever draws it: colours, captions, and notes on programs."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ..tasks import Task

# The ten colours in which ARC's grids are usually shown.
ARC_COLORS = (
    "#000000", "#0074D9", "#FF4136", "#2ECC40", "#FFDC00", "#AAAAAA", "#F012BE", "#FF851B", "#7FDBFF", "#870C25"
)  # fmt: skip
_MOST_LINES = 16  # of a program


class Shown(Protocol):
    """What is shown of an attempt: its grid, how sure it is (0..1), where it comes from, and the text of its program,
    None if there is none. Attempts are such, and so are the outputs of attempts.json."""

    @property
    def grid(self) -> np.ndarray: ...

    @property
    def confidence(self) -> float: ...

    @property
    def origin(self) -> str: ...

    @property
    def program(self) -> str | None: ...


Pair = tuple[Shown, Shown]
Verdict = tuple[bool | None, bool | None]  # whether each of the two is right, None where that is not known


def input_name(task: Task, test: int) -> str:
    """The caption of a test input."""
    return "test input" + (f" {test + 1}" if len(task.test) > 1 else "")


def attempt_name(number: int, right: bool | None) -> str:
    """The caption of the first (0) or the second (1) attempt."""
    word = {True: ": right", False: ": wrong", None: ""}[right]
    return f"attempt {number + 1}{word}"


def notes_on(pairs: Sequence[Pair | tuple[()]], letters: int) -> list[list[str]]:
    """One note for each program: its attempts and their confidence, its origin, then the lines of its text.

    `pairs`: one for each test input; `letters`: the width of a line.
    """
    made: dict[tuple[str, str], dict[str, list[tuple[int, float]]]] = {}
    for test, pair in enumerate(pairs):
        for number, attempt in enumerate(pair):
            key = attempt.origin, attempt.program or ""
            made.setdefault(key, {}).setdefault(f"attempt {number + 1}", []).append((test + 1, attempt.confidence))
    notes = []
    for (origin, text), tests_of in made.items():
        names = [
            (name if len(at) == len(pairs) else f"{name} at test {', '.join(str(test) for test, _ in at)}")
            + f" ({min(sure for _, sure in at):.0%} sure)"
            for name, at in tests_of.items()
        ]
        notes.append([f"{' and '.join(names)}: {origin}", *_wrapped(text, letters)])
    return notes


def _wrapped(text: str, letters: int) -> list[str]:
    lines = [
        part
        for line in text.splitlines()
        for part in textwrap.wrap(line, letters, subsequent_indent=" " * 8, break_on_hyphens=False)
    ]
    cut = len(lines) - _MOST_LINES
    return lines if cut <= 0 else [*lines[:_MOST_LINES], f"    ... and {cut} more lines"]
