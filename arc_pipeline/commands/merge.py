"""Merge the files of several solvers into one submission.json.

A file is an attempts.json, whose outputs count as their confidence, or a submission.json, whose first attempts count
0.5 and second ones 0.25; weights multiply these. The two outputs that count most in all files are the attempts. The
result is checked as the competition does: with --source, against its tasks, else against those of all files together.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..answers.merging import merge
from ..tasks import load_tasks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="an attempts.json or a submission.json")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the submission to write")
    parser.add_argument("--weights", type=float, nargs="+", metavar="W", help="of each file, in order; default: 1")
    parser.add_argument("--source", help="the tasks that are to be answered; default: those of all files together")
    parser.set_defaults(wrong=parser.error)


def run(given: argparse.Namespace) -> None:
    """Merge."""
    if given.weights is not None and len(given.weights) != len(given.files):
        given.wrong(f"--weights needs a number for each of the {len(given.files)} files, not {len(given.weights)}")
    inputs = None if given.source is None else load_tasks(given.source).inputs
    merged = merge(given.files, given.output, given.weights, inputs)
    print(f"two attempts at each test input of {len(merged)} tasks were written to {given.output}")
