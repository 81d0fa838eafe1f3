"""What each source of candidates is worth: how many tasks it solves alone, and how many are lost without it.

The kept candidates of a task are chosen from again, with and without those of a source; nothing is searched again, so
what would have been found in the time that a source took is not known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..search.candidates import Candidate
from ..tasks import Answers, Task
from .choose import choose
from .report import solved_by
from .run_results import RunResults

if TYPE_CHECKING:  # pandas takes a second to import, and a search does without
    import pandas as pd


def by_source(tasks: Sequence[Task], solved: RunResults, answers: Answers) -> pd.DataFrame:
    """One row a source, the one that solves most first, over the tasks whose answers are known.

    Columns: tasks with candidates of it, fits: with one that fits all demonstrations; solved_alone: by the two attempts
    chosen from its candidates alone; lost_without, gained_without: tasks that are solved with it but not without, and
    the other way round, where it leads astray.
    """
    import pandas as pd

    columns = ["tasks", "fits", "solved_alone", "lost_without", "gained_without"]
    counts: dict[str, dict[str, int]] = {}
    for task in tasks:
        if task.id not in answers or task.id not in solved.results:
            continue
        candidates = solved.results[task.id].candidates
        right = _solves(task, candidates, answers)
        for source in {candidate.source for candidate in candidates}:
            own = [candidate for candidate in candidates if candidate.source == source]
            others = [candidate for candidate in candidates if candidate.source != source]
            without = _solves(task, others, answers)
            count = counts.setdefault(source, dict.fromkeys(columns, 0))
            count["tasks"] += 1
            count["fits"] += any(candidate.fits for candidate in own)
            count["solved_alone"] += _solves(task, own, answers)
            count["lost_without"] += right and not without
            count["gained_without"] += without and not right
    table = pd.DataFrame(counts, index=columns).T.rename_axis("source").astype("int64")
    return table.sort_values(["solved_alone", "tasks"], ascending=False, kind="stable")


def _solves(task: Task, candidates: Sequence[Candidate], answers: Answers) -> bool:
    return solved_by(choose(task, candidates), answers[task.id])
