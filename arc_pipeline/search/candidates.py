"""Proposals, which are the programs that strategies propose, and candidates, which are proposals that were run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np

from ..programs import Program, Ref
from ..tasks import Task
from . import currency

KEPT = 128  # candidates per task: with 32, what is found late pushes out right answers and what speaks for them
_OF_STRATEGY = 32  # of one strategy in one pass, as each is validated
FEWEST = 3  # demonstrations of a task that has near misses: of two, too many programs are right in one
PREFIX = "solve_"  # of the names of programs for tasks
_ALIKE = 3  # of these with the same outputs: more would add little

T = TypeVar("T")


class Ranked(Protocol):
    """What candidates are ranked by: `fit` and `bits` as in a Candidate. Those with the same `program` are one; few of
    one `source` with the same `answer` are kept."""

    @property
    def fit(self) -> float: ...

    @property
    def bits(self) -> float: ...

    @property
    def program(self) -> Hashable: ...

    @property
    def source(self) -> str: ...

    @property
    def answer(self) -> Hashable: ...


R = TypeVar("R", bound=Ranked)


@dataclass(frozen=True)
class Proposal:
    """A program that a strategy proposes, as the reference to its output in the builder of the task's view.

    `left_out`: as in a Candidate; `chance`: the probability that the fit is an accident, as far as the strategy says,
    apart from near misses; `bits`: what the program does not say itself, such as guessed entries,
    added to its length; `partly`: whether it may be kept even if it does not fit; `parent`: as in a Candidate, where
    the values that it uses do not say so themselves.
    """

    output: Ref
    left_out: float = 1.0
    bits: float = 0.0
    chance: float = 0.0
    partly: bool = False
    parent: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.output, Ref):  # checked here, so that the traceback shows the strategy
            raise TypeError(f"a Proposal is of a value, as `add` or `call` of the view gives it, not {self.output!r}")


@dataclass(frozen=True, eq=False)  # arrays have no truth value to compare by
class Candidate:
    """A program with its outputs and the figures by which candidates are ranked.

    `outputs`: uint8 (h, w), one for each test input. `length`: description length in bits; shorter programs are
    likelier. `fit`: share of the demonstrations' output cells that come out right; 1.0 fits every demonstration
    exactly. `source`: the strategy's name. `left_out`: leave-one-out accuracy, the share of the demonstrations that
    come out right when what is learned is learned from the others; 1.0 where nothing is learned. `chance`: the
    probability that the fit is an accident, as far as its strategy and near misses say. `surprise`: bits by which its
    outputs' shapes are unlikely. `view`: the name of the view of the task in which it was found. `parent`: the
    programs of the library that it descends from, as parents.py writes them. `generality`: the share (0..1) of
    the demonstrations that come out right when their inputs and outputs are turned or recoloured alike; 0 of what does
    not fit. `is_near_miss`: whether it is right in all demonstrations but one, of three or more.
    """

    program: Program
    outputs: tuple[np.ndarray, ...]
    length: float
    fit: float
    source: str
    left_out: float = 1.0
    chance: float = 0.0
    surprise: float = 0.0
    view: str = ""
    parent: str = ""
    generality: float = 0.0
    is_near_miss: bool = False

    @property
    def bits(self) -> float:
        """The length, plus penalties for demonstrations that do not support it, for chance, and for outputs of an
        unlikely shape."""
        return float(currency.total(self.length, self.left_out, self.chance) + self.surprise)

    @property
    def fits(self) -> bool:
        return self.fit == 1.0

    @property
    def answer(self) -> Hashable:
        """Equal for candidates with the same outputs."""
        return b"".join(bytes(output.shape) + output.tobytes() for output in self.outputs)


def program_name(task: Task) -> str:
    """The name of a program for a task."""
    return name_for(task.id)


def name_for(id: str) -> str:
    """The name of a program for the task with this id, of which characters that a Python name cannot hold become
    underscores."""
    return PREFIX + re.sub(r"\W", "_", id, flags=re.ASCII)[:80]


def few_of_each(found: Iterable[T], answer: Callable[[T], Hashable], most: int = _OF_STRATEGY) -> list[T]:
    """The first items, at most `most`, and at most _ALIKE with the same answer."""
    kept: list[T] = []
    alike: Counter[Hashable] = Counter()
    for one in found:
        said = answer(one)
        alike[said] += 1
        if alike[said] <= _ALIKE:
            kept.append(one)
    return kept[:most]


def best_candidates(candidates: Iterable[R], most: int = KEPT) -> list[R]:
    """The best candidates, at most `most`, best first: fitting ones before others, then those of fewer bits; each
    program once, and at most _ALIKE with the same strategy and outputs.

    Of more than `most` the better half stays; the other half of the places goes to the answers in turn, each with its
    next best candidate. So no number of programs for some answers pushes out the only one for another.
    """
    best: dict[Hashable, R] = {}
    for candidate in sorted(candidates, key=lambda candidate: (-candidate.fit, candidate.bits)):
        best.setdefault(candidate.program, candidate)
    few = few_of_each(best.values(), lambda candidate: (candidate.source, candidate.answer), len(best))
    better, turns = most // 2, list[int]()
    earlier = Counter[Hashable]()
    for k, candidate in enumerate(few):
        turns.append(0 if k < better else earlier[candidate.answer])
        earlier[candidate.answer] += 1
    kept = sorted(range(len(few)), key=lambda k: (few[k].fit < 1.0, turns[k], k))[:most]
    return [few[k] for k in sorted(kept)]
