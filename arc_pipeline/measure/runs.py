"""Finds the records of runs that are over: by the file, by a run's folder, or by a folder of repeated runs."""

from __future__ import annotations

import os
from pathlib import Path

from .record import Record, RecordError, read_record

NAME = "run.jsonl"


def run_record(run: str | os.PathLike[str]) -> Path:
    """The record of one run: the file itself, or the one in its folder. Raises RecordError if there is none."""
    path = Path(run)
    if path.is_dir():
        path = path / NAME
    if not path.is_file():
        raise RecordError(f"no run there: {path} is no file")
    return path


def read_runs(run: str | os.PathLike[str]) -> list[Record]:
    """The records of a run, or of all runs that have a folder of their own in this one, by name.

    Raises RecordError if there is none, or if one is broken.
    """
    path = Path(run)
    repeated = sorted(path.glob(f"*/{NAME}")) if path.is_dir() and not (path / NAME).exists() else []
    return [read_record(one) for one in repeated or [run_record(path)]]
