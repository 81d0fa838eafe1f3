"""Make practice tasks, which are nobody's, as files to solve.

They are made of the library's programs and of random ones, on inputs in the manner of known tasks, and kept if their
demonstrations tell the rule. Into the folder go practice_challenges.json, a source for all that takes one, and beside
it practice_solutions.json. The same seed makes the same tasks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..backends import NAMES, open_backend
from ..practice import RANDOM_SHARE, practice_tasks
from ..practice.files import write_tasks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    add = parser.add_argument
    add("output", type=Path, metavar="OUT", help="the folder that the files go into")
    add("--count", type=int, default=100, help="of tasks; default: 100")
    add("--seed", type=int, default=0, help="default: 0")
    add("--random", type=float, default=RANDOM_SHARE, metavar="SHARE", help="of random programs; default: %(default)s")
    add("--backend", choices=NAMES, default="auto", help="where programs run; default: auto")
    parser.set_defaults(wrong=parser.error)


def run(given: argparse.Namespace) -> None:
    """Make and write them."""
    from tqdm import tqdm

    if given.count < 1:
        given.wrong(f"--count is a whole number of at least 1, not {given.count}")
    if given.seed < 0:
        given.wrong(f"--seed is a whole number of at least 0, not {given.seed}")
    if not 0 <= given.random <= 1:
        given.wrong(f"--random is a share from 0 to 1, not {given.random:g}")
    given.output.mkdir(parents=True, exist_ok=True)  # before the work, in case it cannot be
    backend = open_backend(given.backend)
    with tqdm(total=given.count, unit=" tasks", disable=None) as bar:  # only on a terminal
        made = practice_tasks(
            backend, given.count, given.seed, given.random, progress=lambda far: bar.update(len(far.made) - bar.n)
        )
    path = write_tasks(made.tasks, given.output)
    stored = sum(not one.draft.is_random for one in made.made)
    print(f"{len(made.made)} practice tasks were written to {path}: {stored} of stored programs, ", end="")
    print(f"{len(made.made) - stored} of random ones, from {made.drafts} drafts")
