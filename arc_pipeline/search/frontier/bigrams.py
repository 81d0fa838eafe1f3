"""How likely calls are: which operation is called on what another one made, in programs that solve known tasks.

A probabilistic grammar with one operation of context: an operation on a kind of task, the operation of each argument in
its place (smoothed by a Dirichlet prior; MacKay and Peto 1995), and an even choice of literals. bigrams.json counts the
tasks; `python -m benchmarks.learn` writes it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import GRID, TYPES, accepts
from ...library import stored_id
from ...measure import span
from ...tasks import Task
from .grammar import MAX_HOLES, Production, accepted
from .kinds import KINDS, kind_of
from .nodes import Nodes

BIGRAMS = Path(__file__).with_name("bigrams.json")
INPUT_WORD = "I"  # stands among operations for the input
# Where the counted programs come from, and how much a task counts. What searches find is partly how they find it:
# counted in full, it takes 0.4 bits a call more to say the library's programs, each task left out; not counted, what
# searches find takes a third more.
PARTS = {"library": 1.0, "searches": 0.25}
_ELSEWHERE = 4.0  # so many tasks of other kinds say as much as one of the same kind
_UNMET = 0.5  # tasks in which an operation is taken to have been, beside those that were counted
_PRIOR = 8.0  # tasks that say which operations are arguments at all, beside those that say it of one place


@dataclass(frozen=True)
class Bigrams:
    """`counts` float32 (kinds, places, words): in the programs of how many tasks the result of an operation, or the
    input, is the argument in a place, weighted as PARTS says. `word`, `place`: the columns by operation, and the rows
    by operation and parameter. `own`: by task id the kinds, places and words, int64 (3, n), that its own programs count
    for, and `weights` float32 (n,): how much. `newer`: the columns of operations that were not there to be counted."""

    counts: np.ndarray
    word: Mapping[str, int]
    place: Mapping[tuple[str, str], int]
    own: Mapping[str, np.ndarray]
    weights: Mapping[str, np.ndarray]
    newer: Sequence[int]

    def of_kind(self, kind: str, id: str | None = None) -> np.ndarray:
        """The counts for a kind of task: those of other kinds weigh less. Without those of the programs of the known
        task `id`: what is found for a known task is what would be found for an unknown one. float32 (places, words)."""
        found = self._weighted[KINDS.index(kind)].copy()
        if id is not None:
            kinds, places, words = self.own[id]
            found[places, words] -= np.where(kinds == KINDS.index(kind), 1, 1 / _ELSEWHERE) * self.weights[id]
        return found

    @cached_property
    def _weighted(self) -> np.ndarray:
        """The counts for each kind of task: float32 (kinds, places, words)."""
        elsewhere = (self.counts.sum(axis=0) - self.counts) / np.float32(_ELSEWHERE)
        found: np.ndarray = self.counts + elsewhere
        return found

    def tasks(self, without: frozenset[str]) -> np.ndarray:
        """In the programs of how many tasks, but for those with these ids, each operation is called: (words,)."""
        found = np.zeros(len(self.word))
        operation = self.operation
        for id, (_, places, _) in self.own.items():
            if id not in without:
                found[np.unique(operation[places])] += 1
        return found

    @property
    def operation(self) -> np.ndarray:
        """The column of the operation that each place belongs to: int64 (places,)."""
        return np.array([self.word[op] for op, _ in self.place])


@cache
def bigrams(path: Path = BIGRAMS) -> Bigrams:
    """The counts in a file. What they say of operations that are there no more is left out."""
    with span("read bigrams", cold=1):
        return _read(path)


def _read(path: Path) -> Bigrams:
    """The counts in a file, as it is now."""
    read = json.loads(path.read_text(encoding="utf-8"))
    word = {name: k for k, name in enumerate([*sorted(OPS), INPUT_WORD])}
    pairs = [(name, p.name) for name in sorted(OPS) for p in OPS[name].parameters if not isinstance(p.type, Choice)]
    place = {pair: k for k, pair in enumerate(pairs)}
    ids = [(id, KINDS.index(kind)) for kind in KINDS for id in read["tasks"][kind]]
    found: dict[str, dict[tuple[int, int, int], float]] = {}
    for part, weight in sorted(PARTS.items(), key=lambda one: one[1]):  # of several weights the largest counts
        for written, arguments in read[part].items():
            row = place.get(tuple(written.split(".")))
            for name, tasks in arguments.items():
                if row is not None and name in word:
                    for id, kind in (ids[k] for k in tasks):
                        found.setdefault(id, {})[kind, row, word[name]] = weight
    own = {id: np.array(list(some)).T for id, some in found.items()}
    weights = {id: np.array(list(some.values()), np.float32) for id, some in found.items()}
    counts = np.zeros((len(KINDS), len(place), len(word)), np.float32)
    for id, some in own.items():
        counts[tuple(some)] += weights[id]  # of one task, so that no place occurs twice
    return Bigrams(
        counts, word, place, own, weights, [word[name] for name in sorted(OPS.keys() - set(read["operations"]))]
    )


@lru_cache(40)
def word_bits(kind: str, id: str | None, path: Path) -> tuple[np.ndarray, np.ndarray]:
    """The bits of each operation, float32 (words,), and of each operation as the argument in each place, float16
    (places, words), on a kind of task and without the programs of the task `id`."""
    known = bigrams(path)
    counts, operation = known.of_kind(kind, id), known.operation
    called = np.zeros(len(known.word), np.float32)
    np.maximum.at(called, operation, counts.sum(axis=1))
    called += _UNMET
    before = np.where(_fitting(path), counts.sum(axis=0) + _UNMET, 0)
    before /= np.maximum(before.sum(axis=1, keepdims=True), _UNMET)
    argument = (counts + _PRIOR * before) / (counts.sum(axis=1, keepdims=True) + _PRIOR)
    bits = -np.log2(called / called.sum()), -np.log2(np.maximum(argument, 2.0**-30)).astype(np.float16)
    bits[0][known.newer] = bits[1][:, known.newer] = 0
    bits[1][np.isin(operation, known.newer)] = 0
    return bits


@cache
def _fitting(path: Path) -> np.ndarray:
    """Which operations' results a place can take, for what they are or as lists over which the call is mapped: bool
    (places, words)."""
    known = bigrams(path)
    with span("fit bigrams", cold=1):
        return _fits(known)


def _fits(known: Bigrams) -> np.ndarray:
    """The same of these counts."""
    found = np.zeros((len(known.place), len(known.word)), dtype=bool)
    made = {name: {one for one in TYPES.values() if accepts(op.result, one)} for name, op in OPS.items()}
    for (name, parameter), row in known.place.items():
        hole = next(k for k, one in enumerate(OPS[name].parameters) if one.name == parameter)
        takes = set(accepted(OPS[name], hole))
        takes |= {one.item for one in takes if one.item is not None}
        found[row, [known.word[one] for one, results in made.items() if results & takes]] = True
        found[row, known.word[INPUT_WORD]] = GRID in takes
    return found


class Likelihood:
    """The bits of a grammar's calls on tasks: the fewer, the likelier a call is."""

    def __init__(self, grammar: Sequence[Production], tasks: Sequence[Task], path: Path = BIGRAMS) -> None:
        known = bigrams(path)
        asked = [(kind_of(task), id if (id := stored_id(task.id)) in known.own else None) for task in tasks]
        tables = {one: k for k, one in enumerate(dict.fromkeys(asked))}
        bits = [word_bits(*one, path) for one in tables]
        word = np.array([known.word[production.op.name] for production in grammar])
        literals = np.log2([len(production.numbers) for production in grammar])
        self._known, self._table = known, np.array([tables[one] for one in asked])
        self._call = np.stack([called[word] for called, _ in bits]) + literals.astype(np.float32)
        self._argument = np.stack([argument for _, argument in bits])
        self._place = np.full((len(grammar), MAX_HOLES), -1)
        for k, production in enumerate(grammar):
            names = [production.op.parameters[hole].name for hole in production.holes]
            self._place[k, : len(names)] = [known.place[production.op.name, name] for name in names]

    def words(self, nodes: Nodes) -> np.ndarray:
        """For each node the column of its operation, or of the input where it is a leaf: int64 (nodes,)."""
        word = [self._known.word[production.op.name] for production in nodes.grammar]
        return np.array([*word, self._known.word[INPUT_WORD]])[nodes.production_id.all]

    def bits(self, production_id: int, words: np.ndarray, task: np.ndarray) -> np.ndarray:
        """The bits of calls of a production: `words` int64 (n, holes), those of their arguments, and `task` (n,), the
        rows of their tasks -> float32 (n,). Their literals count as equally likely, each of them."""
        table = self._table[task]
        found: np.ndarray = self._call[table, production_id]
        for hole in range(words.shape[1]):
            found = found + self._argument[table, self._place[production_id, hole], words[:, hole]]
        return found

    @property
    def number(self) -> int:
        """How many words there are."""
        return len(self._known.word)

    @property
    def operations(self) -> np.ndarray:
        """The bits of the calls of each production, but for their arguments: float32 (tasks, productions)."""
        found: np.ndarray = self._call[self._table]
        return found

    def arguments(self, production_id: int, hole: int) -> np.ndarray:
        """The bits of each word in a hole of a production: float16 (tasks, words)."""
        found: np.ndarray = self._argument[self._table, self._place[production_id, hole]]
        return found


class Even:
    """The bits of a grammar's calls on tasks where nothing is known of how likely they are: all are equally likely, and
    there is one word."""

    number = 1

    def __init__(self, grammar: Sequence[Production], tasks: Sequence[Task]) -> None:
        choices = sum(len(production.numbers) for production in grammar)
        self.operations = np.full((len(tasks), len(grammar)), np.log2(choices), np.float32)

    def words(self, nodes: Nodes) -> np.ndarray:
        """The word of each node: int64 (nodes,)."""
        return np.zeros(len(nodes), np.int64)

    def arguments(self, production_id: int, hole: int) -> np.ndarray:
        """The bits of the one word: float16 (tasks, 1)."""
        return np.zeros((len(self.operations), 1), np.float16)


def drawn_operations(
    part: float, seed: int, without: frozenset[str] = frozenset(), path: Path = BIGRAMS
) -> frozenset[str]:
    """A share of all operations, drawn at random without replacement: those in the programs of more tasks, but for
    the tasks with the ids `without`, with greater probability (Gumbel top-k; Kool et al. 2019). All of them if the
    share is 1."""
    names, weights = sorted(OPS), 1 + bigrams(path).tasks(without)[:-1]
    keys = np.log(weights) + np.random.default_rng(seed).gumbel(size=len(names))
    chosen = np.argsort(-keys, kind="stable")[: round(part * len(names))]
    return frozenset(names[k] for k in chosen)
