"""What a notebook and the command line do alike: load what settings say, search it with a bar, tell what went wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from .answers import RunResults
from .measure import failures_frame, read_record, span, time_bar
from .settings import Settings
from .solve import solve
from .tasks import TaskSet, load_tasks

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd


def load(settings: Settings) -> TaskSet:
    """The tasks that settings name. Raises TaskError as `load_tasks` does."""
    with span("load"):
        return load_tasks(settings.source, settings.ids, settings.limit)


def search(settings: Settings, loaded: TaskSet) -> RunResults:
    """Solve the tasks as settings say, with a bar of how far it is."""
    with time_bar(settings.budget_seconds) as bar:
        return solve(
            loaded,
            settings.output_dir,
            budget_seconds=settings.budget_seconds,
            backend=settings.backend,
            workers=settings.workers,
            seed=settings.seed,
            progress=bar,
            store=settings.store,
            resume=settings.resume,
        )


def rejected(loaded: TaskSet) -> pd.DataFrame:
    """What is wrong with tasks that are not searched, a row each. Columns: task_id, place, problem, file."""
    import pandas as pd

    return pd.DataFrame(map(vars, loaded.rejected), columns=["task_id", "place", "problem", "file"])


def problems(solved: RunResults) -> dict[str, pd.DataFrame]:
    """What went wrong in a run, by kind, a table each, which is empty if nothing did.

    fallbacks: work that ran elsewhere than asked; faults: workers that died, hung or lacked memory, and what was done
    about it; defects: programs that fitted in the kernels and failed when their printed text was run by the reference;
    failures: bugs of ours, each of which cost a task one strategy, step or view of a round, with a traceback; errors:
    what cost a task a round of search, or the run a file.
    """
    import pandas as pd

    from .answers.report import defects
    from .measure import work

    record = read_record(solved.record, missing_ok=True)
    return {
        "fallbacks": work.fallbacks(record.counters),
        "faults": work.faults(record.faults),
        "defects": defects(solved),
        "failures": work.failures(failures_frame(map(vars, solved.failures))),
        "errors": pd.DataFrame({"error": solved.errors}),
    }


def files(folder: Path) -> str:
    """The files in a folder with their sizes, a line each."""
    there = [path for path in sorted(folder.iterdir()) if path.is_file()]
    return "\n".join(f"{path.stat().st_size:>12,} bytes  {path}" for path in there)
