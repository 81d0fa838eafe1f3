"""Tables that do not know every combination of the tests, completed in the most general way that agrees with them.

A combination that no demonstration has gets what a table over fewer of its features would say; else, where cells mostly
keep the value of one of the features, so does it.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from ..taskview.features import FeatureMatrix, codes_of

_ENTRIES, _GUESSED = 128, 16  # of a table that is completed, at most
_KEPT = 0.5  # of the entries keep a feature's value, where a combination that is unknown may be thought to
_COLORS = 10


def completed(
    features: FeatureMatrix, labels: np.ndarray, chosen: tuple[int, ...]
) -> tuple[dict[Any, int], float, int] | None:
    """Of features that determine the labels, uint8 (cells,): a table with what the tests ask added, the share of the
    demonstrations that come out right when learned from the others and completed, and the entries that were added.

    None where some combination cannot be guessed.
    """
    codes, first, inverse = np.unique(codes_of(features.train, chosen), return_index=True, return_inverse=True)
    asked = np.unique(codes_of(features.test, chosen))
    asked = asked[~np.isin(asked, codes)]
    if len(codes) > _ENTRIES or len(asked) > _GUESSED or len(chosen) == 1:
        return None
    shifts = np.arange(len(chosen))[::-1] * 8
    keys, wanted = (part[:, None] >> shifts & 255 for part in (codes, asked))
    colors = labels[first].astype(np.int64)
    table = dict(zip(map(tuple, keys.tolist()), colors.tolist(), strict=True))
    for key in wanted:
        guess = guessed(keys, colors, key)
        if guess is None:
            return None
        table[tuple(key.tolist())] = guess
    return table, _left_out(keys, colors, inverse, features.example), len(asked)


def guessed(keys: np.ndarray, colors: np.ndarray, wanted: np.ndarray) -> int | None:
    """The colour of a combination (features,) that is not among the keys (n, features) of a table; None where ways to
    guess it that are equally general disagree, or there is none."""
    places = range(keys.shape[1])
    for size in reversed(places[1:]):
        once: set[int] = set()
        often: set[int] = set()
        for some in map(list, combinations(places, size)):
            alike = (keys[:, some] == wanted[some]).all(axis=1)
            if alike.any() and _is_rule(keys, colors, some):
                (often if alike.sum() > 1 else once).update(_said(keys[alike], colors[alike], wanted))
        said = often or once
        if said:
            return said.pop() if len(said) == 1 else None
    kept = (keys == colors[:, None]).mean(axis=0) * (wanted < _COLORS)
    return int(wanted[kept.argmax()]) if kept.max() >= _KEPT else None


def _is_rule(keys: np.ndarray, colors: np.ndarray, some: list[int]) -> bool:
    """Whether these features are enough: for each combination of theirs one colour, or the value of one of the
    features."""
    kinds, group = np.unique(keys[:, some], axis=0, return_inverse=True)
    groups = (group.ravel() == k for k in range(len(kinds)))
    return all(_said(keys[alike], colors[alike], keys[alike][0]) for alike in groups)


def _said(keys: np.ndarray, colors: np.ndarray, wanted: np.ndarray) -> set[int]:
    """What entries say together of a combination: their colour, else the value of a feature that is the colour of all
    of them; of one entry nobody knows which of the two it is."""
    same = {int(value) for value in wanted[(keys == colors[:, None]).all(axis=0) & (wanted < _COLORS)]}
    if (colors == colors[0]).all():
        return {int(colors[0])} | (same if len(colors) == 1 else set())
    return same


def _left_out(keys: np.ndarray, colors: np.ndarray, entry: np.ndarray, place: np.ndarray) -> float:
    """The share of the demonstrations that the others tell; `entry`, `place` (cells,): of each cell its entry and its
    demonstration."""
    occurs = np.zeros((len(keys), int(place[-1]) + 1), dtype=bool)
    occurs[entry, place] = True
    right = 0
    for left_out in range(occurs.shape[1]):
        others = np.delete(occurs, left_out, axis=1).any(axis=1)
        missing = np.flatnonzero(occurs[:, left_out] & ~others)
        right += all(others.any() and guessed(keys[others], colors[others], keys[k]) == colors[k] for k in missing)
    return right / occurs.shape[1]
