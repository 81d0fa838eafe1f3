"""The main loop: prefill the submission, search in rounds of growing effort, write after every shard."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import asdict
from pathlib import Path

from .answers.run_results import RunResults
from .answers.submission import Submission, check_submission
from .measure import Deadline, RunRecord, recording, span, told_if_possible
from .search.effort import ROUNDS, Effort
from .search.strategies import limits_at
from .store import Store
from .tasks import Task, TaskSet
from .workers import Workers, refuse_while_starting, worker_count


def solve(
    tasks: TaskSet | Sequence[Task],
    output_dir: str | os.PathLike[str] = "out",
    *,
    budget_seconds: float | None = 600.0,
    backend: str = "auto",
    workers: int | None = None,
    seed: int = 0,
    rounds: Sequence[Effort] = ROUNDS,
    progress: Callable[[int], object] = lambda tasks: None,
    executor: Executor | None = None,
    store: str | os.PathLike[str] | None = None,
    resume: bool = False,
) -> RunResults:
    """Search `tasks` for `budget_seconds` and write submission.json and run.jsonl into `output_dir`.

    `tasks`: the result of `load_tasks`, or some of its tasks. From the former the submission also answers rejected
    tasks whose test inputs could be read. `workers`: the number of processes, by default one per core; 0 searches in
    this process. `progress` is called with the number of tasks that have finished a round, which settled tasks do
    without a search: these numbers add up to rounds x tasks. `store`: a file that keeps what is found. Programs that it
    has for a task are candidates from the start; with `resume`, rounds that earlier runs finished are not repeated. The
    submission is valid from the start. What cannot be written later on is warned of, and in the `errors` of the result.
    """
    refuse_while_starting()
    deadline, folder, progress = Deadline(budget_seconds), Path(output_dir), told_if_possible(progress, "progress")
    loaded = tasks if isinstance(tasks, TaskSet) else TaskSet.of(tasks)
    count = worker_count(backend) if workers is None else workers
    by_id = {task.id: task for task in random.Random(seed).sample(loaded.tasks, len(loaded.tasks))}
    submission = Submission.prefilled(folder / "submission.json", loaded.inputs)
    solved = RunResults(folder / "run.jsonl", rejected=loaded.rejected)
    with Store(store, resume) as kept, recording() as recorder, RunRecord(solved.record, anew=True) as record:
        record.write("run", {"tasks": len(by_id), "budget": budget_seconds, "backend": backend, "workers": count})
        try:
            with span("solve", tasks=len(by_id)), Workers(backend, count, executor) as pool:
                known = kept.recall(by_id.values(), backend, deadline.share(0.25))
                record.write_all("failure", map(asdict, solved.take(known, by_id, submission)))
                submission.write_if_possible()
                for number, effort in enumerate(rounds, start=1):
                    record.write("round", {"round": number, **asdict(effort), "limits": limits_at(effort)})
                    views = solved.views(by_id.values(), effort, rounds[: number - 1])
                    unsettled = [by_id[id] for id in views]
                    progress(len(by_id) - len(unsettled))
                    for shard in pool.search(unsettled, effort, deadline.share(effort.share), views, solved.known):
                        record.write_all("failure", map(asdict, solved.take(shard.results, by_id, submission)))
                        solved.errors += [shard.error] if shard.error else []
                        solved.count(shard.worker, shard.counters)
                        submission.write_if_possible()
                        kept.add(shard.results, by_id)
                        recorder.extend(shard.spans, shard.worker)
                        record.write_spans(recorder.take())
                        progress(len(shard.results))
        finally:
            record.write_spans(recorder.take())
            record.write_all("counters", solved.counters.values())
    submission.write_if_possible()  # an earlier write may have failed
    solved.errors += [failure for failure in (submission.failure, record.failure, *kept.errors) if failure]
    check_submission(submission.path, loaded.inputs)
    return solved
