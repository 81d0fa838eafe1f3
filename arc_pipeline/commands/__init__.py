"""The words of the command line: each file in this folder is one, found by its name.

It has a docstring, whose first paragraph is its help; `add_arguments(parser)`; and `run(given)`, which may return an
exit status. The status is 0, or 1 with one line on standard error for what is at fault, or 2 for a wrong call.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import TextIO

from ..answers.submission import SubmissionError
from ..backends import BackendError
from ..command_line import ended
from ..measure import RecordError
from ..practice import PracticeError
from ..settings import SettingsError
from ..store import StoreError
from ..tasks import TaskError, printable
from ..workers import WorkersError

NAME = "python -m arc_pipeline"
AT_FAULT = (
    SubmissionError, BackendError, PracticeError, RecordError, SettingsError, StoreError, TaskError, WorkersError,
    OSError,
)  # fmt: skip


def _checked(module: ModuleType) -> ModuleType:
    """The module of a word. TypeError if it lacks what a word has."""
    if not (module.__doc__ and all(callable(getattr(module, name, None)) for name in ("add_arguments", "run"))):
        raise TypeError(f"{module.__file__} lacks a docstring, add_arguments(parser) or run(given)")
    return module


WORDS = {module.name: _checked(import_module(f"{__name__}.{module.name}")) for module in iter_modules(__path__)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one word of the command line; returns the exit status."""
    given = _parser().parse_args(arguments)
    with warnings.catch_warnings():
        warnings.showwarning = _warn
        return ended("arc_pipeline", lambda: given.word(given), AT_FAULT)


def _warn(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Tell of a warning in one line, above a bar if one is shown."""
    from tqdm import tqdm

    tqdm.write(printable(f"arc_pipeline: warning: {message}"), file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=NAME, description="Solve ARC tasks, and look at what a run did.")
    words = parser.add_subparsers(required=True, metavar="WORD")
    for name, module in WORDS.items():
        help, _, _ = str(module.__doc__).partition("\n\n")
        word = words.add_parser(name, help=help[0].lower() + help[1:].rstrip("."), description=module.__doc__)
        module.add_arguments(word)
        word.set_defaults(word=module.run)
    return parser
