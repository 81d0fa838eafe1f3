"""Whether any cellular rules could make the outputs: relaxations that reject most grids without learning rules.

Many grids are looked at side by side, as launches of few rows take as long as those of many.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import reduce
from itertools import islice
from typing import NamedTuple

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import HERE, OUTSIDE, UNNAMED, WAYS
from ...tasks import Pair
from .neighbourhoods import NEAREST, TURNED, Neighbourhoods, codes_of, is_among, whole_codes

LEAST_RIGHT = 0.75  # share of the demonstrations that must come out right when left out
_REACHES = (8, len(NEAREST))  # how many of the nearest places are looked at: the neighbours, or the whole window
_TOGETHER = 16  # what is known of each takes a megabyte
_STEPS = 40  # after these it is assumed that the outputs may be made


class Prospect(NamedTuple):
    """Examples of which rules might make the outputs. `namings`: sets of colours that rules may name;
    `reaches`: for each of WAYS, how many of the nearest places they may have to look at, fewest first; [] for ways in
    which no rules make the outputs."""

    neighbourhoods: Neighbourhoods
    namings: list[frozenset[int]]
    reaches: dict[str, list[int]]


def prospects(backend: Backend, asked: Iterable[Sequence[Pair]], together: int = _TOGETHER) -> Iterator[Prospect]:
    """What rules there may be for several lists of examples: one prospect for each, in order; `together`: how many are
    looked at side by side.

    There are no rules where the change is not local, or where too few examples teach what the others show. Other ways
    than upright are looked at only where rules may make the outputs upright.
    """
    waiting = iter(asked)
    while some := list(islice(waiting, together)):
        found = [Prospect(Neighbourhoods(each), _namings(each), {ways: [] for ways in WAYS}) for each in some]
        local = _local(backend, [one for one in found if one.namings])
        for reach in _REACHES:
            places = [HERE, *NEAREST[:reach]]
            upright = may_be_made(backend, local, places, "upright")
            for ways in WAYS:
                for one in upright if ways == "upright" else may_be_made(backend, upright, places, ways):
                    one.reaches[ways].append(reach)
        yield from found


def may_be_made(backend: Backend, asked: Sequence[Prospect], places: Sequence[int], ways: str) -> list[Prospect]:
    """Those of these for which every wrong cell gets its colour if cells are told apart by these places of their
    windows, seen in these ways. All grow together, with one launch for a step."""
    turns, growing = TURNED[list(WAYS[ways])][:, places], [_grown(one) for one in asked]
    windows, made = {k: next(one) for k, one in enumerate(growing)}, np.zeros(len(growing), dtype=bool)
    while windows:
        codes = codes_of(backend, np.concatenate([*windows.values()]), turns).min(axis=1)
        ends = np.cumsum([*map(len, windows.values())])
        for k, own in zip([*windows], np.split(codes, ends[:-1]), strict=True):
            try:
                windows[k] = growing[k].send(own)
            except StopIteration as end:
                del windows[k]
                made[k] = end.value
    return [one for one, may in zip(asked, made.tolist(), strict=True) if may]


def _grown(prospect: Prospect) -> Generator[np.ndarray, np.ndarray, bool]:
    """Whether every wrong cell gets its colour in the end if a cell changes as soon as its window is that of no cell
    which stays or is to get another colour. Also True if growth has not ended after _STEPS steps. Yields windows, uint8
    (n, places), and is sent a code for each, uint64 (n,), equal for those that are not told apart."""
    neighbourhoods = prospect.neighbourhoods
    after, made = neighbourhoods.wanted, neighbourhoods.before.copy()
    kept = made == after
    # Staying cells stay also among the outputs.
    staying = neighbourhoods.around_wanted[kept]
    codes, end = np.split((yield np.concatenate([neighbourhoods.around_before, staying])), [len(made)])
    for step in range(_STEPS):
        if step:
            codes = yield neighbourhoods.windows(made)
        waiting = made != after
        kinds, kind = np.unique(codes[waiting], return_inverse=True)
        lowest, highest = np.full(len(kinds), 255, np.uint8), np.zeros(len(kinds), np.uint8)
        np.minimum.at(lowest, kind, after[waiting])
        np.maximum.at(highest, kind, after[waiting])
        clear = lowest == highest
        for others in (codes[kept], end):
            place = np.minimum(np.searchsorted(kinds, others), len(kinds) - 1)
            clear[place[kinds[place] == others]] = False
        fresh = np.flatnonzero(waiting)[clear[kind]]
        made[fresh] = after[fresh]
        if np.array_equal(made, after):
            return True
        if not len(fresh):
            return False
    return True


def _local(backend: Backend, asked: Sequence[Prospect]) -> list[Prospect]:
    """Those of these where some cell changes, and no changing cell has the same window as a staying one: the window in
    the output round the cell's own former colour."""
    windows = []
    for neighbourhoods, *_ in asked:
        windows.append(neighbourhoods.around_wanted.copy())
        windows[-1][:, HERE] = neighbourhoods.before
    if not windows:
        return []
    codes, found = whole_codes(backend, np.concatenate(windows)), []
    for one, own in zip(asked, np.split(codes, np.cumsum([*map(len, windows)])[:-1]), strict=True):
        changed = one.neighbourhoods.before != one.neighbourhoods.wanted
        if changed.any() and not is_among(own[changed], own[~changed]).any():
            found.append(one)
    return found


def _namings(examples: Sequence[Pair]) -> list[frozenset[int]]:
    """The colours of all examples, and those of any, as far as they may be named: changes that no other example shows
    cannot be learned."""
    palettes = [set(np.unique(np.append(each.input, each.output)).tolist()) for each in examples]
    namings = [reduce(set.intersection, palettes), reduce(set.union, palettes)]
    return [named for named in dict.fromkeys(map(frozenset, namings)) if _taught(examples, named) >= LEAST_RIGHT]


def _taught(examples: Sequence[Pair], named: frozenset[int]) -> float:
    """The share of the examples in which every change, from a colour to a colour, also occurs in another example;
    colours that are not in `named` count as one."""
    free = np.array([color not in named for color in range(OUTSIDE)])
    changes = []
    for each in examples:
        changed = each.input != each.output
        pairs = np.column_stack([each.input[changed], each.output[changed]])
        changes.append({tuple(pair) for pair in np.where(free[pairs], UNNAMED, pairs).tolist()})
    others = [set().union(*changes[:k], *changes[k + 1 :]) for k in range(len(changes))]
    return sum(own <= other for own, other in zip(changes, others, strict=True)) / len(changes)
