"""The whole loop: prefill the submission, search in rounds of growing effort, write after every shard."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path

from .answers.solved import Solved
from .answers.submission import Submission, check_submission
from .measure import Deadline, RunRecord, recording, span
from .search.effort import ROUNDS, Effort
from .tasks import Task
from .workers import Workers, worker_count


def solve(
    tasks: Sequence[Task],
    output_dir: str | os.PathLike[str] = "out",
    *,
    budget_seconds: float | None = 600.0,
    backend: str = "auto",
    workers: int | None = None,
    seed: int = 0,
    rounds: Sequence[Effort] = ROUNDS,
    progress: Callable[[int], object] = lambda tasks: None,
    executor: Executor | None = None,
) -> Solved:
    """Search `tasks` for `budget_seconds` and write submission.json and run.jsonl into `output_dir`.

    `workers`: processes, by default one a core; 0 searches in this process. `progress` is called with the
    number of tasks that are done with one more round, which a settled task is without a search: these numbers add up to
    rounds x tasks. The submission is valid from the first moment on.
    """
    deadline, folder = Deadline(budget_seconds), Path(output_dir)
    count = worker_count(backend) if workers is None else workers
    order = random.Random(seed).sample(list(tasks), len(tasks))
    by_id = {task.id: task for task in tasks}
    submission, solved = Submission.prefilled(folder / "submission.json", tasks), Solved(folder / "run.jsonl")
    solved.record.unlink(missing_ok=True)  # RunRecord appends, but times of another run would spoil every chart
    with recording() as recorder, RunRecord(solved.record) as record:
        record.write("run", {"tasks": len(tasks), "budget": budget_seconds, "backend": backend, "workers": count})
        try:
            with span("solve", tasks=len(tasks)), Workers(backend, count, executor) as pool:
                for effort in rounds:
                    views = solved.views(order, effort)
                    unsettled = [task for task in order if task.id in views]
                    progress(len(order) - len(unsettled))
                    for shard in pool.search(unsettled, effort, deadline.share(effort.share), views):
                        solved.take(shard.results, by_id, submission)
                        solved.errors += [shard.error] if shard.error else []
                        solved.counters[shard.worker] = shard.counters or solved.counters.get(shard.worker, [])
                        with span("write"):
                            submission.write()
                        recorder.extend(shard.spans)
                        record.write_spans(recorder.take())
                        progress(len(shard.results))
        finally:
            record.write_spans(recorder.take())
            for row in (row for rows in solved.counters.values() for row in rows):
                record.write("counters", row)
    check_submission(submission.path, tasks)
    return solved
