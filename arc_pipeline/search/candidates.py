"""What a strategy proposes for a task, and what is known of it once it was run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from ..programs import Program, Ref
from ..tasks import Task
from . import currency

KEPT = 32  # candidates a task
_ALIKE = 3  # that one strategy has for the same outputs: more would say little more, and each is checked

T = TypeVar("T")


@dataclass(frozen=True)
class Proposal:
    """A program that a strategy proposes: the value in its view's graph that is the output.

    `left_out`, `chance`: as in a Candidate; `bits`: what the program itself does not say, as entries that are guessed;
    `partly`: that it need not fit.
    """

    output: Ref
    left_out: float = 1.0
    bits: float = 0.0
    chance: float = 0.0
    partly: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.output, Ref):  # raised where it is proposed
            raise TypeError(f"a Proposal is of a value, as `add` or `call` of the view gives it, not {self.output!r}")


@dataclass(frozen=True, eq=False)  # arrays have no truth value to compare by
class Candidate:
    """`outputs`: one uint8 (h, w) a test input. `length`: description length in bits, the shorter the likelier.

    `fit`: share of the demonstrations' output cells that come out right; 1.0 fits every demonstration exactly.
    `source`: the strategy's name. `left_out`: the share of the demonstrations that come out right when what is learned
    is learned from the others; 1.0 where nothing is. `chance`: the probability that it fits by chance, as far as its
    strategy says. `surprise`: bits by which its outputs' shapes are unlikely. `view`: the name of the view of the task
    in which it was found.
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

    @property
    def bits(self) -> float:
        """The length, what is added where demonstrations do not bear it out, and for outputs of an unlikely shape."""
        return float(currency.total(self.length, self.left_out, self.chance) + self.surprise)

    @property
    def fits(self) -> bool:
        return self.fit == 1.0


def program_name(task: Task) -> str:
    """What a program for a task is called: ids are those of files and may hold what a name must not."""
    return "solve_" + re.sub(r"\W", "_", task.id, flags=re.ASCII)[:80]


def few_of_each(found: Iterable[T], answer: Callable[[T], Hashable], most: int = KEPT) -> list[T]:
    """The first ones, few of which give the same answer."""
    kept: list[T] = []
    alike: Counter[Hashable] = Counter()
    for one in found:
        said = answer(one)
        alike[said] += 1
        if alike[said] <= _ALIKE:
            kept.append(one)
    return kept[:most]


def best_candidates(candidates: Iterable[Candidate], most: int = KEPT) -> list[Candidate]:
    """The best candidates: fitting ones first, then those of fewest bits; one of each program, and few of those whose
    strategy and outputs are the same."""
    best: dict[Program, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: (-candidate.fit, candidate.bits)):
        best.setdefault(candidate.program, candidate)
    return few_of_each(best.values(), _said, most)


def _said(candidate: Candidate) -> Hashable:
    return candidate.source, b"".join(bytes(output.shape) + output.tobytes() for output in candidate.outputs)
