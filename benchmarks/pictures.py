"""Draws the pictures of the README into docs/: solves some tasks, and draws one of them and where the time went.

python -m benchmarks.pictures [--budget SECONDS] [--limit TASKS] [--task ID]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from arc_pipeline import load_tasks, solve
from arc_pipeline.answers.pictures import picture
from arc_pipeline.answers.report import verdicts
from arc_pipeline.measure import charts, read_record

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    """Parse the command line, solve the tasks, and write the pictures."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the README.")
    parser.add_argument("--budget", type=float, default=120.0, help="seconds of search (default: 120)")
    parser.add_argument("--limit", type=int, default=40, help="tasks to solve (default: 40)")
    parser.add_argument("--task", default="00d62c1b", help="the task that is drawn")
    given = parser.parse_args()
    loaded = load_tasks("arc-agi-1/training", limit=given.limit, on_error="raise")
    task = next(task for task in loaded.tasks if task.id == given.task)
    with tempfile.TemporaryDirectory() as folder:
        solved = solve(loaded.tasks, folder, budget_seconds=given.budget)
        spans = read_record(solved.record).spans
    if not (task.id in solved.results and solved.results[task.id].fits):
        raise SystemExit("\n".join([f"no program was found for {task.id}", *solved.errors]))
    DOCS.mkdir(exist_ok=True)
    figures = {
        "solved_task.png": picture(task, solved.attempts[task.id], verdicts(task, solved, loaded.answers)),
        "time_by_phase.png": charts.time_by_phase(spans),
    }
    for name, figure in figures.items():
        figure.savefig(DOCS / name, dpi=110)
        print(DOCS / name)


if __name__ == "__main__":
    main()
