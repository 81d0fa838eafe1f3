"""Rules over states: find one or two states such that the output's colour is a function of their values at a cell.

A pair is tried against pairs of cells whose output colours differ: each must be told apart by one state or the other.
One 64-bit word a state says which of 64 such cell pairs it tells apart, so two states fit only if the words' union is
full; pairs of states that pass and are wrong yield the cell pairs of the next word (counterexamples guide the search).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np

from ..programs.literals import MAX_TABLE_ENTRIES
from .states import States

_FULL = np.uint64(2**64 - 1)
_CHECKED = 128  # pairs that are checked cell by cell at a time
_SHORT = 8  # entries of a table that is looked at though few demonstrations bear it out
_BORNE_OUT = 0.5  # the share of them that makes a long table a rule
_TRIED = 16  # times as many pairs as rules that are wanted


@dataclass(frozen=True)
class Rule:
    """A table over one or two states (indices into States), what it says of the test cells, and the share of the
    demonstrations that the table learned from the others would get right."""

    states: tuple[int, ...]
    table: dict[Any, int]
    cells: np.ndarray
    evidence: float


def find_rules(states: States, most: int, words: int = 6, seed: int = 0) -> list[Rule]:
    """Tables over one or two states that are functions and know every combination of the tests: the `most` cheapest,
    those over one state first. Of pairs that are functions, `_TRIED` x `most` are asked what they know of the tests."""
    pairs = islice(_consistent_pairs(states, words, np.random.default_rng(seed)), _TRIED * most)
    learned = (learn(states, chosen) for chosen in chain(((k,) for k in single_states(states)), pairs))
    return list(islice((rule for rule in learned if rule is not None), most))


def single_states(states: States) -> list[int]:
    """The states that alone determine the output's colour."""
    ordered = np.sort(states.known.astype(np.int32) * 16 + states.labels, axis=1)
    changed = ordered[:, 1:] != ordered[:, :-1]
    clash = changed & (ordered[:, 1:] >> 4 == ordered[:, :-1] >> 4)
    return np.flatnonzero(~clash.any(axis=1)).tolist()


def consistent_pairs(states: States, most: int, words: int, generator: np.random.Generator) -> list[tuple[int, int]]:
    """Pairs of states that together determine the output's colour, neither of them alone: the `most` cheapest."""
    return list(islice(_consistent_pairs(states, words, generator), most))


def _consistent_pairs(states: States, words: int, generator: np.random.Generator) -> Iterator[tuple[int, int]]:
    """All of these pairs, cheapest first."""
    alone = np.zeros(len(states.nodes), dtype=bool)
    alone[single_states(states)] = True
    usable = np.flatnonzero(~alone)
    if len(usable) < 2 or len(np.unique(states.labels)) < 2:
        return
    known, target = states.known[usable], states.labels
    separated = _separates(known, *_random_conflicts(target, generator))[:, None]
    for _ in range(words):
        left, right = _covering(separated)
        some = generator.choice(len(left), min(_CHECKED, len(left)), replace=False)
        wrong, conflicts = _wrong(known, target, left[some], right[some])
        if not wrong.any():
            break
        separated = np.concatenate([separated, _separates(known, *conflicts)[:, None]], axis=1)
    left, right = _covering(separated)
    order = np.argsort(states.cost[usable[left]] + states.cost[usable[right]], kind="stable")
    left, right = left[order], right[order]
    while len(left):
        wrong, conflicts = _wrong(known, target, left[:_CHECKED], right[:_CHECKED])
        for a, b in zip(left[:_CHECKED][~wrong], right[:_CHECKED][~wrong], strict=True):
            yield int(usable[a]), int(usable[b])
        left, right = left[_CHECKED:], right[_CHECKED:]
        if wrong.any():
            word = _separates(known, *conflicts)
            apart = (word[left] | word[right]) == _FULL
            left, right = left[apart], right[apart]


def learn(states: States, chosen: tuple[int, ...]) -> Rule | None:
    """The table over these states, if it is a function and knows every combination that the tests ask for."""
    known, asked = _codes(states.known, chosen), _codes(states.asked, chosen)
    codes, first, inverse = np.unique(known, return_index=True, return_inverse=True)
    colors = states.labels[first]
    if (colors[inverse] != states.labels).any():
        return None
    place = np.minimum(np.searchsorted(codes, asked), len(codes) - 1)
    if (codes[place] != asked).any() or len(codes) > MAX_TABLE_ENTRIES:
        return None
    evidence = states.predicted(known)
    if by_heart(evidence, len(codes), len(known)):
        return None
    table = {_key(int(code), len(chosen)): int(color) for code, color in zip(codes, colors, strict=True)}
    return Rule(chosen, table, colors[place], evidence)


def by_heart(evidence: float, entries: int, cells: int) -> bool:
    """Whether a table that says so many cells is no rule: few demonstrations bear it out, and it is about as long."""
    return evidence < _BORNE_OUT and entries > max(_SHORT, cells // 2)


def _codes(cells: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    codes = np.zeros(cells.shape[1], dtype=np.int64)
    for k in chosen:
        codes = codes * 256 + cells[k]
    return codes


def _key(code: int, arity: int) -> Any:
    parts = tuple(code >> 8 * k & 255 for k in reversed(range(arity)))
    return parts if arity > 1 else parts[0]


def _random_conflicts(target: np.ndarray, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """64 pairs of cells with different output colours, rare colours as often as common ones."""
    colors = np.unique(target)
    first, second = [], []
    for _ in range(64):
        a, b = generator.choice(colors, 2, replace=False)
        first.append(generator.choice(np.flatnonzero(target == a)))
        second.append(generator.choice(np.flatnonzero(target == b)))
    return np.array(first), np.array(second)


def _separates(known: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which of up to 64 cell pairs each state tells apart, as bits; unused bits are set. uint64 (n,)."""
    apart = known[:, first] != known[:, second]
    apart = np.concatenate([apart, np.ones((len(known), 64 - apart.shape[1]), dtype=bool)], axis=1)
    return np.ascontiguousarray(np.packbits(apart, axis=1)).view(np.uint64)[:, 0]


def _covering(separated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Index pairs (a < b) of states that together tell every cell pair apart."""
    lefts, rights = [], []
    n = len(separated)
    block = max(1, 2_000_000 // n)
    for begin in range(0, n, block):
        rows = separated[begin : begin + block]
        full = (rows[:, None, 0] | separated[None, begin:, 0]) == _FULL
        for word in range(1, separated.shape[1]):
            full &= (rows[:, None, word] | separated[None, begin:, word]) == _FULL
        left, right = np.nonzero(full)
        above = right > left
        lefts.append(left[above] + begin)
        rights.append(right[above] + begin)
    return np.concatenate(lefts), np.concatenate(rights)


def _wrong(
    known: np.ndarray, target: np.ndarray, left: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Which of these pairs do not determine the output's colour, bool (n,), and up to 64 of the cell pairs that show
    it."""
    codes = known[left].astype(np.int32) * 256 + known[right]
    order = np.argsort(codes, axis=1, kind="stable")
    ordered = np.take_along_axis(codes, order, axis=1)
    colors = target[order]
    clash = (ordered[:, 1:] == ordered[:, :-1]) & (colors[:, 1:] != colors[:, :-1])
    wrong = clash.any(axis=1)
    rows = np.flatnonzero(wrong)[:64]
    places = clash[rows].argmax(axis=1) if len(rows) else rows
    return wrong, (order[rows, places], order[rows, places + 1])
