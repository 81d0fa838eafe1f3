"""Learns from programs that solve known tasks: `python -m benchmarks.learn [--found FILE]`.

Counts which operation is called on what another one made, in the programs of the library and in right ones among the
candidates of searches (--found, as benchmarks.accuracy --keep writes them; without it those that were counted before
stay): arc_pipeline/search/frontier/bigrams.json, by task, as a search leaves out what its own task's programs say.
Prints how many bits these counts leave to say a call of the library's programs, each task's own programs left out.
Writes frequent parts of the library's programs to benchmarks/results/macros.txt (see macros.py). Both files carry the
commit, the numbers of programs and the date. Needs stitch-core, which is in tests/requirements.txt.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from arc_pipeline import Answers
from arc_pipeline.dsl import OPS
from arc_pipeline.library import load_library
from arc_pipeline.programs import INPUT, Program, Ref
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.search.frontier.bigrams import BIGRAMS, INPUT_WORD, bigrams, word_bits
from arc_pipeline.search.frontier.kinds import KINDS, kind_of

from .candidates import read
from .macros import MACROS, macros
from .macros import as_text as text_of_macros
from .seen_through import seen_through
from .sets import load_sets, tasks_and_answers

Programs = Mapping[str, Sequence[Program]]  # by task id
# The ids of tasks by place, operation.parameter, and by what it takes.
Pairs = Mapping[str, Mapping[str, Sequence[str]]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Count, write the file, and print what it holds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--found", type=Path, nargs="+", default=[], help="files of candidates of searches")
    parser.add_argument("--output", type=Path, default=BIGRAMS, help="the file of counts (default: the package's)")
    parser.add_argument("--macros", type=Path, default=MACROS, help=f"the file of macros (default: {MACROS.name})")
    given = parser.parse_args(arguments)
    stored: dict[str, list[Program]] = {}
    for one in load_library():
        stored.setdefault(one.id, []).append(one.program)
    parts: dict[str, Pairs] = {"library": pairs(stored)}
    numbers = {"library": sum(map(len, stored.values()))}
    if given.found:
        found = right_programs(given.found)
        parts["searches"], numbers["searches"] = pairs(found), sum(map(len, found.values()))
    else:
        parts["searches"], numbers["searches"] = counted_before(given.output)
    ids = {id for part in parts.values() for arguments in part.values() for some in arguments.values() for id in some}
    kinds = {task.id: kind_of(task) for task in tasks_and_answers(load_sets(sorted(ids)))[0]}
    frequent = macros({id: programs[0] for id, programs in stored.items()})
    given.macros.write_text(text_of_macros(frequent, made_of({"library": numbers["library"]})), encoding="utf-8")
    given.output.write_text(as_text(parts, made_of(numbers), kinds), encoding="utf-8")
    print(f"{len(frequent)} macros")
    for name, part in parts.items():
        of = {id for arguments in part.values() for some in arguments.values() for id in some}
        print(
            f"{name}: {numbers[name]} programs of {len(of)} tasks, {sum(map(len, part.values()))} pairs of operations"
        )
    print("bits a call of the library's programs, their tasks left out, by counts of")
    for counted in (tuple(parts), *((name,) for name in parts)):
        text = as_text({name: parts[name] if name in counted else {} for name in parts}, made_of(numbers), kinds)
        operation, places = bits_of_a_call(stored, kinds, text)
        print(f"  {' and '.join(counted):20s} {operation:6.3f} its operation, {places:6.3f} what its places take")


def right_programs(paths: Sequence[Path]) -> dict[str, list[Program]]:
    """The programs among candidates in files that make every answer of their task, by its id."""
    found: dict[str, list[Candidate]] = {}
    for path in paths:
        for id, candidates in read(path).items():
            found.setdefault(id, []).extend(candidates)
    answers = tasks_and_answers(load_sets(sorted(found)))[1]
    right = {id: [one.program for one in some if _is_right(one, answers, id)] for id, some in found.items()}
    return {id: list(dict.fromkeys(programs)) for id, programs in right.items() if programs}


def _is_right(one: Candidate, answers: Answers, id: str) -> bool:
    return one.fits and all(map(np.array_equal, one.outputs, answers[id]))


def pairs(programs: Programs) -> dict[str, dict[str, list[str]]]:
    """Which operations, or the input, are taken in which places by the programs of which tasks."""
    found: dict[str, dict[str, list[str]]] = {}
    for id, some in programs.items():
        for place, name in sorted({pair for program in some for pair in pairs_of(program)}):
            found.setdefault(place, {}).setdefault(name, []).append(id)
    return {place: {name: sorted(ids) for name, ids in sorted(found[place].items())} for place in sorted(found)}


def pairs_of(program: Program) -> Iterator[tuple[str, str]]:
    """Each place of a program, as operation.parameter, with the operation whose result it takes, or INPUT_WORD.

    A background that is exchanged for 0 is a view of the task, so that what it makes of the input stands for the
    input, and changing back what comes out of it is no part of what is done."""
    meant = seen_through(program)
    for k, node in enumerate(program.nodes):
        if Ref(k) in meant:
            continue
        for parameter, arg in zip(OPS[node.op].parameters, node.args, strict=True):
            if isinstance(arg, Ref):
                value = meant.get(arg, arg)
                yield f"{node.op}.{parameter.name}", INPUT_WORD if value == INPUT else program.nodes[value.node].op


def bits_of_a_call(programs: Programs, kinds: Mapping[str, str], text: str) -> tuple[float, float]:
    """The mean bits to say the operation of a call of these programs, and to say what its places take, by the counts in
    the text of a file, of which those of the program's own task are left out. `kinds`: of tasks, by id."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bigrams.json"
        path.write_text(text, encoding="utf-8")
        known = bigrams(path)
        found = np.zeros(3)
        for id, some in programs.items():
            called, taken = word_bits(kinds[id], id if id in known.own else None, path)
            for program in some:
                pairs = list(pairs_of(program))
                within = np.array(
                    [known.place[operation, name] for operation, name in (one.split(".") for one, _ in pairs)]
                )
                meant = seen_through(program)
                words = [known.word[node.op] for k, node in enumerate(program.nodes) if Ref(k) not in meant]
                places = taken[within, [known.word[name] for _, name in pairs]].sum(dtype=float) if pairs else 0.0
                found += called[words].sum(dtype=float), places, len(words)
    return found[0] / found[2], found[1] / found[2]


def counted_before(path: Path) -> tuple[Pairs, int]:
    """The pairs that were counted in programs of searches before, and the number of these; none without a file."""
    if not path.exists():
        return {}, 0
    there = json.loads(path.read_text(encoding="utf-8"))
    ids = [id for kind in KINDS for id in there["tasks"][kind]]
    named = {place: {name: [ids[k] for k in tasks] for name, tasks in arguments.items()}
             for place, arguments in there["searches"].items()}  # fmt: skip
    return named, there["programs"]["searches"]


def made_of(numbers: Mapping[str, int]) -> dict[str, Any]:
    """What a file was made of: the commit, the day, and the numbers of programs."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, encoding="utf-8", check=True,
                            cwd=Path(__file__).parent).stdout.strip()  # fmt: skip
    return {"commit": commit, "date": f"{datetime.now(UTC):%Y-%m-%d}", "programs": dict(numbers)}


def as_text(parts: Mapping[str, Pairs], head: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """The content of the file of counts, which begins with `head`: tasks are numbered in the order in which they are
    listed by kind; a line a place."""
    tasks = {kind: sorted(id for id in kinds if kinds[id] == kind) for kind in KINDS}
    number = {id: k for k, id in enumerate(id for ids in tasks.values() for id in ids)}
    lines = [f" {json.dumps(name)}: {json.dumps(value)}" for name, value in head.items()]
    lines += [f' "operations": {json.dumps(sorted(OPS))}']
    lines += [f' "tasks": {json.dumps(tasks)}']
    for name, part in parts.items():
        places = [
            f"  {json.dumps(place)}: "
            + json.dumps({word: sorted(number[id] for id in ids) for word, ids in arguments.items()})
            for place, arguments in part.items()
        ]
        lines.append(f" {json.dumps(name)}: {{\n" + ",\n".join(places) + "\n }")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()
