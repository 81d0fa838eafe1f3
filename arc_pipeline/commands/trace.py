"""Export a run as a trace for Perfetto (https://ui.perfetto.dev) or Chrome.

Each span of the run's record becomes an event of its worker and thread, with its counts.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..answers.whole_file import write_whole
from ..measure import read_record
from ..measure.runs import run_record


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What follows the word."""
    parser.add_argument("run", metavar="RUN", type=Path, help="the folder of a run, or its run.jsonl")
    parser.add_argument("-o", "--output", type=Path, help="default: trace.json beside the record")


def run(given: argparse.Namespace) -> None:
    """Export."""
    from ..measure.trace_events import trace

    path = run_record(given.run)
    made = trace(read_record(path).spans)
    output = given.output or path.with_name("trace.json")
    write_whole(output, json.dumps(made, allow_nan=False, separators=(",", ":")).encode())
    print(f"{len(made['traceEvents'])} events were written to {output}")
