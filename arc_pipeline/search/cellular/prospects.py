"""Whether any cellular rules could make the outputs: relaxations that reject most grids without learning rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ...backends import Backend
from ...dsl.families.propagation import HERE, OUTSIDE, UNNAMED, WAYS
from ...tasks import Pair
from .neighbourhoods import NEAREST, TURNED, Neighbourhoods, codes_of, whole_codes

LEAST_RIGHT = 0.75  # share of the demonstrations that must come out right when left out
_REACHES = (8, len(NEAREST))  # how many of the nearest places are looked at: the neighbours, or the whole window
_STEPS = 40  # after these it is assumed that the outputs may be made


def reaches_of(backend: Backend, neighbourhoods: Neighbourhoods) -> dict[str, list[int]]:
    """For each of WAYS, how many of the nearest places rules may have to look at to make the outputs, fewest first; []
    where none make them, as everywhere if the change is not local. Other ways than upright are looked at only where
    rules may make the outputs upright."""
    reaches: dict[str, list[int]] = {ways: [] for ways in WAYS}
    if _is_local(backend, neighbourhoods):
        for reach in _REACHES:
            places = [HERE, *NEAREST[:reach]]
            if may_be_made(backend, neighbourhoods, places, "upright"):
                for ways in WAYS:
                    if ways == "upright" or may_be_made(backend, neighbourhoods, places, ways):
                        reaches[ways].append(reach)
    return reaches


def may_be_made(backend: Backend, neighbourhoods: Neighbourhoods, places: Sequence[int], ways: str) -> bool:
    """Whether every wrong cell gets its colour in the end if a cell changes as soon as its window is that of no cell
    which stays or is to get another colour. Cells are told apart by these places of their windows, seen in these ways.
    Also True if growth has not ended after _STEPS steps."""
    turns = TURNED[list(WAYS[ways])][:, places]
    after, made = neighbourhoods.wanted, neighbourhoods.before.copy()
    kept = made == after
    # Staying cells stay also among the outputs.
    windows = np.concatenate([neighbourhoods.windows(made), neighbourhoods.around_wanted[kept]])
    codes, end = np.split(codes_of(backend, windows, turns).min(axis=1), [len(made)])
    for _ in range(_STEPS):
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
        codes = codes_of(backend, neighbourhoods.windows(made), turns).min(axis=1)
    return True


def _is_local(backend: Backend, neighbourhoods: Neighbourhoods) -> bool:
    """Whether some cell changes, and no changing cell has the same window as a staying one: the window in the output
    round the cell's own former colour."""
    around = neighbourhoods.around_wanted.copy()
    around[:, HERE] = neighbourhoods.before
    codes, changed = whole_codes(backend, around), neighbourhoods.before != neighbourhoods.wanted
    # kind="sort", as NumPy 2.0 raises when it considers a table for codes that do not fit into an int64.
    return bool(changed.any() and not np.isin(codes[changed], codes[~changed], kind="sort").any())


def namings_of(examples: Sequence[Pair]) -> list[frozenset[int]]:
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
