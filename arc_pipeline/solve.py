"""The whole loop: prefill the submission, search in rounds of growing effort, write after every shard."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from .answers.choose import Attempt, choose
from .answers.submission import Submission, check_submission
from .measure import Deadline, RunRecord, recording, span
from .search.effort import ROUNDS, Effort
from .search.shard import TaskResult
from .tasks import Task
from .workers import ShardResult, Workers


@dataclass
class Solved:
    """What a run found: by task id the merged results and the attempts at each test input; errors by task."""

    results: dict[str, TaskResult] = field(default_factory=dict)
    attempts: dict[str, list[tuple[Attempt, Attempt]]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def solve(
    tasks: Sequence[Task],
    output_dir: str | os.PathLike[str] = "out",
    budget_seconds: float | None = 600.0,
    backend: str = "auto",
    workers: int | None = None,
    seed: int = 0,
    rounds: Sequence[Effort] = ROUNDS,
    progress: Callable[[int], object] = lambda tasks: None,
    executor: Executor | None = None,
) -> Solved:
    """Search `tasks` for `budget_seconds` and write submission.json and run.jsonl into `output_dir`.

    `workers`: processes, by default one a core (or a GPU), 0 searches in this process. `progress` is called with the
    number of tasks that a shard has just finished. The submission is valid from the first moment on.
    """
    deadline, folder, solved = Deadline(budget_seconds), Path(output_dir), Solved()
    count = len(os.sched_getaffinity(0)) if workers is None and hasattr(os, "sched_getaffinity") else workers
    order = random.Random(seed).sample(list(tasks), len(tasks))
    with recording() as recorder, RunRecord(folder / "run.jsonl") as record:
        record.write("run", {"tasks": len(tasks), "budget": budget_seconds, "backend": backend, "workers": count})
        with span("solve", tasks=len(tasks)), Workers(backend, count or 0, executor=executor) as pool:
            with span("write"):
                submission = Submission.prefilled(folder / "submission.json", tasks)
            for effort in rounds:
                open_tasks = [task for task in order if not _is_settled(solved, task)]
                for shard in pool.search(open_tasks, effort, deadline.share(effort.share)):
                    _take(solved, shard, open_tasks, submission)
                    recorder.extend(shard.spans)
                    record.write("counters", shard.counters)
                    progress(len(shard.results))
                record.write_spans(recorder.take())
        check_submission(submission.path, tasks)
        record.write_spans(recorder.take())
    return solved


def _is_settled(solved: Solved, task: Task) -> bool:
    return task.id in solved.results and solved.results[task.id].fits


def _take(solved: Solved, shard: ShardResult, tasks: Sequence[Task], submission: Submission) -> None:
    """Merge a shard's results into what is known and write the better attempts down."""
    by_id = {task.id: task for task in tasks}
    if shard.error is not None:
        solved.errors.append(f"{[result.task_id for result in shard.results]}: {shard.error}")
    for result in shard.results:
        merged = result.merged_with(solved.results.get(result.task_id))
        solved.results[result.task_id] = merged
        solved.attempts[result.task_id] = choose(by_id[result.task_id], merged.candidates)
        submission.set(result.task_id, [(a.grid, b.grid) for a, b in solved.attempts[result.task_id]])
    with span("write"):
        submission.write()
