"""The main loop: prefill the submission, search what promises most until the time is up, write after every job."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path

from .answers import RunResults, Submission, check_submission
from .measure import Deadline, RunRecord, recording, span, told_if_possible
from .planning import Planner, Progress
from .search.effort import ROUNDS, Effort, endless_rounds
from .store import Store
from .tasks import Task, TaskSet
from .workers import Workers, refuse_while_starting, unwound_by_sigterm, worker_count


def solve(
    tasks: TaskSet | Sequence[Task],
    output_dir: str | os.PathLike[str] = "out",
    *,
    budget_seconds: float | None = 600.0,
    backend: str = "auto",
    workers: int | None = None,
    seed: int = 0,
    rounds: Iterable[Effort] | None = None,
    progress: Callable[[Progress], object] = lambda progress: None,
    executor: Executor | None = None,
    store: str | os.PathLike[str] | None = None,
    resume: bool = False,
) -> RunResults:
    """Search `tasks` for `budget_seconds` and write submission.json, attempts.json and run.jsonl into `output_dir`.

    `tasks`: the result of `load_tasks`, or some of its tasks. From the former the submission also answers rejected
    tasks whose test inputs could be read. `workers`: the number of processes, by default one per core, or two where a
    GPU runs all operations; 0 searches in this process. `rounds`: the efforts with which each task is searched, one
    after the other, until it is settled; by default without end, or ROUNDS if the budget is None, for no limit.
    `progress` is called about once a second. `store`: a file that keeps what is found. Programs that it has for a task
    are candidates from the start; with `resume`, rounds that earlier runs finished are not repeated. The submission is
    valid from the start. What cannot be written later on is warned of, and in the `errors` of the result.
    """
    refuse_while_starting()
    deadline, folder, progress = Deadline(budget_seconds), Path(output_dir), told_if_possible(progress, "progress")
    loaded = tasks if isinstance(tasks, TaskSet) else TaskSet.of(tasks)
    count = worker_count(backend) if workers is None else workers
    by_id = {task.id: task for task in random.Random(seed).sample(loaded.tasks, len(loaded.tasks))}
    rounds = rounds if rounds is not None else ROUNDS if budget_seconds is None else endless_rounds()
    submission = Submission.prefilled(folder / "submission.json", loaded.inputs)
    solved = RunResults.begun(folder, loaded)
    written = RunRecord(solved.record, anew=True)
    with unwound_by_sigterm(), Store(store, resume) as kept, recording() as recorder, written as record:
        record.write("run", {"tasks": len(by_id), "budget": budget_seconds, "backend": backend, "workers": count})
        try:
            with span("solve", tasks=len(by_id)), Workers(backend, count, executor) as pool:
                known = kept.recall(by_id.values(), backend, deadline.share(0.25))
                record.write_all("failure", map(asdict, solved.take(known, by_id, submission)))
                submission.write_if_possible()
                planner = Planner([*by_id.values()], rounds, solved, deadline, pool.width, pool.times, record=record)
                for job, shard in pool.run(planner.next_job, deadline, lambda: progress(planner.progress())):
                    record.write_all("failure", map(asdict, solved.take(shard.results, by_id, submission, job.round)))
                    solved.errors += [shard.error] if shard.error else []
                    solved.count(shard.worker, shard.counters)
                    submission.write_if_possible()
                    kept.add(shard.results, by_id, solved.answered(shard.results))
                    recorder.extend(shard.spans, shard.worker, shard.clock.behind())
                    record.write_spans(recorder.take())
                    record.write_all("fault", map(asdict, solved.new_faults(pool.faults)))
                    planner.take(job, shard.results, given_up=shard.error is not None)
        finally:
            submission.write_if_possible()  # an earlier write may have failed, or the run is interrupted before it
            solved.errors += solved.write_attempts()
            record.write_spans(recorder.take())
            record.write_all("counters", solved.counters.values())
    solved.errors += [failure for failure in (submission.failure, record.failure, *kept.errors) if failure]
    check_submission(submission.path, loaded.inputs)
    return solved
