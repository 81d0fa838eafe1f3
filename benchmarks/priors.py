"""Counts which operations helped on which kinds of task: `python -m benchmarks.priors --ids FILE --keep FILE`.

Reads right programs from reports of solved tasks (--report) and from a search of one round (--ids), whose right
programs are kept in --keep, so that it can be done in parts. Writes arc_pipeline/search/frontier/priors.json without
the held-out half. Prints, cross-validated, how many tasks would have to wait for a costlier round.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from arc_pipeline import open_backend
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import TABLE
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import Program, Ref, parse
from arc_pipeline.search.effort import ROUNDS
from arc_pipeline.search.frontier.kinds import KINDS, kind_of
from arc_pipeline.search.frontier.priors import ELSEWHERE, PRIORS, Counts, has_helped
from arc_pipeline.search.shard import search_shard
from arc_pipeline.tasks.load import listed_ids

from .halves import SEEN, held_out, of_half
from .sets import load_sets, tasks_and_answers

LIMIT = 1 << 31  # bytes of the arena
EFFORT = ROUNDS[1]  # the first round that asks all strategies
_SHARES = (1, 2, ELSEWHERE, 10)  # values of `elsewhere` that are compared

Programs = Mapping[str, Sequence[Program]]  # right ones, by task


def main(arguments: Sequence[str] | None = None) -> None:
    """Search or read programs, count their operations, print and write the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, nargs="*", default=[], help="tables of tasks: id, solved, program")
    parser.add_argument("--ids", type=Path, nargs="*", default=[], help="files of ids to search, one a line")
    parser.add_argument(
        "--keep",
        type=Path,
        help="right programs of searched tasks: these are not searched again;\n"
        "begin anew when operations are new, or they count as having never helped",
    )
    parser.add_argument("--limit", type=int, help="search at most so many of the ids that are not kept")
    parser.add_argument("--budget", type=float, default=15.0, help="seconds a task, at most")
    parser.add_argument("--folds", type=int, default=10, help="parts, each judged by counts of the others")
    parser.add_argument("--output", type=Path, default=PRIORS, help="write here (default: the package's)")
    given = parser.parse_args(arguments)

    kept = read(given.keep) if given.keep and given.keep.exists() else {}
    wanted = [id for path in given.ids for id in of_half(listed_ids(path)[1], SEEN)]
    missing = [id for id in dict.fromkeys(wanted) if id not in kept][: given.limit]
    for id, texts in tqdm(search(missing, given.budget), total=len(missing), unit="task", disable=None):
        kept[id] = texts
        if given.keep:
            with given.keep.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"id": id, "right": texts}) + "\n")
    searched = {id: [parse(text) for text in texts] for id, texts in kept.items() if id not in held_out()}
    reported = {id: [parse(text)] for path in given.report for id, text in reported_programs(path).items()}
    programs = {id: [*searched.get(id, []), *reported.get(id, [])] for id in sorted({*searched, *reported})}
    programs = {id: right for id, right in programs.items() if right}
    if not programs:
        parser.error("there is no right program to count: give --report, --ids or --keep")
    kinds = {task.id: kind_of(task) for task in tasks_and_answers(load_sets(list(programs)))[0]}
    counts = count(programs, kinds)
    show(counts, kinds, waiting({id: right for id, right in searched.items() if right}, programs, kinds, given.folds))
    given.output.write_text(as_text(counts, kinds), encoding="utf-8")


def search(ids: Sequence[str], seconds: float) -> Iterator[tuple[str, list[str]]]:
    """The texts of the right programs that one round finds for each task, judged when its shard is done."""
    tasks, answers = tasks_and_answers(load_sets(ids))
    backend = open_backend("cpu", LIMIT, threads=1)
    for begin in range(0, len(tasks), EFFORT.together):
        shard = tasks[begin : begin + EFFORT.together]
        results = search_shard(backend, shard, EFFORT, Deadline(seconds * len(shard)))
        for task, result in zip(shard, results, strict=True):
            fitting = [candidate for candidate in result.candidates if candidate.fits]
            right = [one for one in fitting if all(map(np.array_equal, one.outputs, answers[task.id]))]
            yield task.id, [str(candidate.program) for candidate in right]


def read(path: Path) -> dict[str, list[str]]:
    """The content of --keep: the texts of each searched task's right programs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {row["id"]: row["right"] for row in map(json.loads, lines)}


def reported_programs(path: Path) -> dict[str, str]:
    """The programs of a report's solved tasks, without the held-out half."""
    table = pd.read_csv(path, dtype={"id": str})
    table = table[table["solved"].fillna(False).astype(bool) & ~table["id"].isin(held_out()) & table["program"].notna()]
    return dict(zip(table["id"], table["program"], strict=True))


def count(programs: Programs, kinds: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """For every operation that the frontier tries, the number of tasks of each kind whose right programs use it."""
    found: dict[str, dict[str, int]] = {name: {} for name in OPS if _is_tried(name)}
    for id, right in programs.items():
        for name in sorted({node.op for program in right for node in program.nodes if _is_tried(node.op)}):
            found[name][kinds[id]] = found[name].get(kinds[id], 0) + 1
    return {name: dict(sorted(found[name].items())) for name in sorted(found)}


def _is_tried(name: str) -> bool:
    """Whether the frontier tries an operation: tables are learned, so only strategies call operations that take one."""
    return all(p.type != TABLE for p in OPS[name].parameters)


def composed(program: Program, most: int) -> set[str]:
    """The operations that the frontier must compose, up to a cost: those of calls on calls, and of the inner calls."""
    costs: list[float] = []
    found: set[str] = set()
    for node in program.nodes:
        calls = [arg.node for arg in node.args if isinstance(arg, Ref) and arg.node >= 0]
        made = sum(costs[k] for k in calls) + OPS[node.op].cost
        costs.append(made if _is_tried(node.op) else float("inf"))
        if calls and costs[-1] <= most:
            found |= {node.op, *(program.nodes[k].op for k in calls)}
    return found


def waiting(judged: Programs, programs: Programs, kinds: Mapping[str, str], folds: int) -> pd.DataFrame:
    """How many of the judged tasks have no right program left in that round, by `elsewhere`: with the counts of
    all tasks, and with counts that exclude the tasks of their fold."""
    asked = {id: [composed(program, EFFORT.number_cost) for program in right] for id, right in judged.items()}
    fold = dict(zip(programs, np.random.default_rng(0).permutation(len(programs)) % folds, strict=True))
    parts = [{id: programs[id] for id in programs if fold[id] != k} for k in range(folds)]
    without, whole = [count(part, kinds) for part in parts], count(programs, kinds)

    def waits(id: str, counts: Counts, elsewhere: float) -> bool:
        return not any(all(has_helped(counts, op, kinds[id], elsewhere) for op in ops) for ops in asked[id])

    rows = []
    for elsewhere in _SHARES:
        fitted = sum(waits(id, whole, elsewhere) for id in asked)
        left_out = sum(waits(id, without[fold[id]], elsewhere) for id in asked)
        rows.append((elsewhere, len(asked), fitted, left_out))
    return pd.DataFrame(rows, columns=["elsewhere", "tasks", "waiting", "waiting, left out"])


def as_text(counts: Counts, kinds: Mapping[str, str]) -> str:
    """The content of the file of counts, with a line for each operation."""
    tasks = {kind: [*kinds.values()].count(kind) for kind in KINDS}
    lines = [f"  {json.dumps(name)}: {json.dumps(counts[name])}" for name in counts]
    return f'{{\n "tasks": {json.dumps(tasks)},\n "operations": {{\n' + ",\n".join(lines) + "\n }\n}\n"


def show(counts: Counts, kinds: Mapping[str, str], table: pd.DataFrame) -> None:
    """Print the counts."""
    for kind in KINDS:
        number = sum(one == kind for one in kinds.values())
        ready = [name for name in counts if has_helped(counts, name, kind)]
        print(f"{kind}: {number} solved tasks, {len(ready)} operations that helped")
    print(f"of {len(counts)} operations {sum(map(bool, counts.values()))} are in a right program\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
