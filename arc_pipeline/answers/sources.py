"""What each source of candidates contributes: how many tasks it solves alone, and how many are lost without it.

Attempts are chosen anew from a task's kept candidates, with and without those of a source. No search is run again, so
the time that a source took is not credited to the others.
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
    """One row for each source, over the tasks whose answers are known; the source that solves most alone comes first.

    Columns: tasks: tasks with a candidate of this source; fits: tasks where one of these fits all demonstrations;
    solved_alone: tasks solved by attempts chosen from its candidates only; lost_without, gained_without: tasks that are
    solved with it and not without it, and the reverse, where it misleads.
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
