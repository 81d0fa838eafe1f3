"""Reads library files: for each program a line `# ID: the rule of its task in words`, then `def solve_ID(I):`.

The text is canonical, so that a program has one spelling, and equal programs are seen to be equal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..dsl.types import GRID
from ..measure import span
from ..programs import Program, ProgramError, parse_file

LONGEST = 40  # calls of a program: a longer one rather tells the samples of its task than its rule
_FOLDER = Path(__file__).parent
_PREFIX = "solve_"
_HEAD = re.compile(r"^# (?P<id>[0-9A-Za-z_]+): (?P<rule>\S.*)\n(?=def )", re.MULTILINE)


class LibraryError(Exception):
    """A library file that is not as it should be; the message names the file and the line."""


@dataclass(frozen=True)
class Stored:
    """A program of the library: the `id` of the task that it solves, the task's `rule` in a sentence, and its `origin`,
    the name of the file that it is stored in."""

    id: str
    rule: str
    origin: str
    program: Program


@cache
def load_library() -> tuple[Stored, ...]:
    """The programs that come with this package, by origin and in the order of their files. Raises LibraryError."""
    with span("read library", cold=1):
        return tuple(one for path in sorted(_FOLDER.glob("*.txt")) for one in read_library(path))


def stored_id(task_id: str) -> str:
    """The id that a stored program for this task would have: the last part of the task's own id, before which tasks of
    a folder have a path (`training/1cf80156`) and practice tasks what they are (`practice-0-12-arc_agi_1-1cf80156`)."""
    return re.split("[/-]", task_id)[-1]


def read_library(path: Path) -> tuple[Stored, ...]:
    """The programs of one file, in its order. Raises LibraryError if the file cannot be read, a program is at fault, is
    longer than LONGEST, does not make a grid of a grid, is not in canonical text, or has no line with its rule."""
    try:
        programs = parse_file(path)
        text = path.read_text(encoding="utf-8")
    except ProgramError as error:
        raise LibraryError(str(error)) from error
    except OSError as error:
        raise LibraryError(f"{path} cannot be read: {error.strerror or error}") from error
    heads = {match["id"]: match for match in _HEAD.finditer(text)}
    return tuple(_stored(program, heads, text, path) for program in programs.values())


def _stored(program: Program, heads: Mapping[str, re.Match[str]], text: str, path: Path) -> Stored:
    """A program of a file's `text`, after its checks. `heads`: the lines with rules by the ids that they name."""
    begin = text.index(f"def {program.name}(")
    where = f"{path}, line {1 + text.count(chr(10), 0, begin)}: {program.name}"
    id = program.name.removeprefix(_PREFIX)
    head = heads.get(id)
    if id == program.name:
        raise LibraryError(f"{where} is not named {_PREFIX} and the id of a task")
    if head is None or head.end() != begin:
        raise LibraryError(f"{where} does not follow a line `# {id}: ` with the rule of its task")
    if (program.input_type, program.result_type) != (GRID, GRID):
        raise LibraryError(f"{where} makes a {program.result_type} of a {program.input_type}, not a grid of a grid")
    if len(program.nodes) > LONGEST:
        raise LibraryError(f"{where} has {len(program.nodes)} calls; at most {LONGEST} are allowed")
    if not text.startswith(program.text, begin):
        raise LibraryError(f"{where} is not in canonical text, which is\n{program.text}")
    return Stored(id, head["rule"], path.stem, program)
