"""Show a task and, of a run, the attempts at it.

In the terminal, in colours if it has them, or as a picture with --output. With --run, the two attempts stand beside
each test input, with the programs that made them; where answers are known, whether they are right.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ..answers.attempts import read_attempts_of
from ..answers.report import judged
from ..answers.shown import Pair, Verdict
from ..answers.terminal import drawn
from ..settings import BUNDLED_SOURCE
from ..tasks import TaskError, load_tasks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    parser.add_argument("task", help="an id, or the file of one task")
    parser.add_argument("--source", help=f"where the id is looked up; default: {BUNDLED_SOURCE}")
    parser.add_argument("--run", metavar="FOLDER", type=Path, dest="folder", help="of a run, which has attempts.json")
    parser.add_argument("--output", type=Path, metavar="FILE", help="a picture, such as a PNG, instead of text")
    parser.set_defaults(wrong=parser.error)


def run(given: argparse.Namespace) -> None:
    """Show."""
    is_file = given.source is None and Path(given.task).suffix == ".json"
    loaded = load_tasks(given.task if is_file else given.source or BUNDLED_SOURCE, None if is_file else [given.task])
    if not loaded.tasks:
        raise loaded.rejected[0] if loaded.rejected else TaskError(loaded.source, "holds no task")
    task = loaded.tasks[0]
    found = [] if given.folder is None else read_attempts_of(given.folder, task)
    attempts: list[Pair] = [(outputs[0], outputs[1]) for outputs in found]
    known = attempts and task.id in loaded.answers
    verdicts: Sequence[Verdict] = list(judged(attempts, loaded.answers[task.id])) if known else []
    if given.output is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(drawn(task, attempts, verdicts, color, shutil.get_terminal_size().columns), end="")
        return
    from ..answers.pictures import picture

    figure = picture(task, attempts, verdicts)
    if given.output.suffix[1:].lower() not in (kinds := figure.canvas.get_supported_filetypes()):
        given.wrong(f"--output ends in one of .{', .'.join(kinds)}, not {given.output.suffix or given.output.name!r}")
    figure.savefig(given.output)
    print(f"task {task.id} was drawn to {given.output}")
