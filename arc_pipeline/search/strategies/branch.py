"""One of two grids, by a number of the whole input: `O = branch(equality(a, 3), b, c)`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Any

import numpy as np

from ...dsl.types import FLAG, GRID
from ...programs import Builder, description_length
from ..candidates import Candidate, program_name
from ..effort import Effort
from ..foretelling.splits import Splits, splits_of
from ..frontier.frontier import Frontier
from ..frontier.nodes import TYPE_CODE
from ..frontier.readout import test_outputs
from ..rules.solutions import evidence_of

_MOST = 24
_GRIDS = 2  # for one class of demonstrations, each another answer on the tests
_LEAST_EVIDENCE = 0.5  # that a grid equals the outputs of its class not by chance
_NUMBERS = 6  # that sort the demonstrations in one way and the tests in different ones


def propose(frontier: Frontier, task: int, effort: Effort) -> Iterator[Candidate]:
    """Pairs of grids that are right on all demonstrations of one class each, the cheapest first."""
    yield from islice(_proposed(frontier, task), _MOST)


def _proposed(frontier: Frontier, task: int) -> Iterator[Candidate]:
    nodes, right, places = _partly_right(frontier, task)
    outputs = [pair.output.ravel() for pair in frontier.samples.tasks[task].train]
    demonstrations = right.shape[1]
    splits = splits_of(frontier, task)
    two = np.array([len(np.unique(classes)) == 2 for classes in splits.classes], dtype=bool)
    splits = splits.take(np.flatnonzero(two)) if len(nodes) else splits.take(np.empty(0, np.int64))
    ways: dict[bytes, list[int]] = {}
    for k, classes in enumerate(splits.classes):
        ways.setdefault(classes[:demonstrations].tobytes(), []).append(k)
    for alike in ways.values():
        first = splits.classes[alike[0], :demonstrations] == 0  # the class of the first demonstration
        chosen = []
        for side in (first, ~first):
            fitting = np.flatnonzero(right[:, side].all(axis=1))
            cells = np.concatenate([output for output, there in zip(outputs, side, strict=True) if there])
            sure = [k for k in fitting.tolist() if evidence_of(int(places[k]), cells) >= _LEAST_EVIDENCE]
            chosen.append(_answers(frontier, nodes[sure]))
        lone = sum(int(side.sum()) for side in (first, ~first) if side.sum() == 1)
        for k, (a, b) in product(alike[:_NUMBERS], product(*chosen)):
            yield _candidate(frontier, task, splits, k, a, b, 1.0 - lone / demonstrations)


def _partly_right(frontier: Frontier, task: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The grids that equal the output of some demonstrations and not of all, cheapest first; of which, bool (n,
    demonstrations); and how many grids were tried before each."""
    nodes, samples = frontier.nodes, frontier.samples
    demonstrations, first = int(samples.demonstrations[task]), int(samples.first_row[task])
    grids = nodes.of_type(task, GRID)
    right = nodes.read(nodes.hash, grids, demonstrations) == samples.target_hash[first : first + demonstrations]
    some = right.any(axis=1) & ~right.all(axis=1)
    return grids[some], right[some], np.flatnonzero(some)


def _answers(frontier: Frontier, nodes: np.ndarray) -> list[int]:
    """The first few of these nodes that differ on the tests."""
    found: dict[bytes, int] = {}
    for node in nodes[: 8 * _GRIDS].tolist():
        said = b"".join(bytes(grid.shape) + grid.tobytes() for grid in test_outputs(frontier, node))
        found.setdefault(said, node)
    return list(found.values())[:_GRIDS]


def _candidate(frontier: Frontier, task: int, splits: Splits, k: int, a: int, b: int, evidence: float) -> Candidate:
    """Node `a` where the number of split `k` is that of the first demonstration, else node `b`."""
    builder, number = Builder(), int(splits.nodes[k])
    value = int(frontier.numbers(splits.nodes[k : k + 1])[0, 0])
    condition: Any = frontier.nodes.add_to(builder, number)
    grids = [frontier.nodes.add_to(builder, node) for node in (a, b)]
    if frontier.nodes.type.all[number] != TYPE_CODE[FLAG]:
        condition = builder.call("equality", [condition, value])
    elif not value:
        grids.reverse()
    program = builder.program(builder.call("branch", [condition, *grids]), program_name(frontier.samples.tasks[task]))
    tests = splits.classes[k, int(frontier.samples.demonstrations[task]) :]
    outputs = zip(tests.tolist(), test_outputs(frontier, a), test_outputs(frontier, b), strict=True)
    answers = tuple(if_same if kind == 0 else otherwise for kind, if_same, otherwise in outputs)
    return Candidate(program, answers, description_length(program), 1.0, "branch", evidence)
