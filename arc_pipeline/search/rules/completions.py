"""Completion of tables that lack combinations which occur in the tests, in the most general way that fits the entries.

A missing combination gets the colour that a table over fewer of the features says; failing that, if most entries keep
the value of one of the features, that value.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from ..taskview.features import FeatureMatrix, codes_of

_ENTRIES, _GUESSED = 128, 16  # the most entries of a table that is completed, and the most that are added
_KEPT = 0.5  # the share of entries that must keep a feature's value for a missing one to be thought to keep it
_COLORS = 10

_Entry = tuple[list[int], int]  # a key and its colour
_Rule = tuple[tuple[int, ...], dict[tuple[int, ...], list[_Entry]]]  # features, and the entries grouped by their values


def completed(
    features: FeatureMatrix, labels: np.ndarray, chosen: tuple[int, ...]
) -> tuple[dict[Any, int], float, int] | None:
    """Complete the table over features that determine the labels, uint8 (cells,). Returns the table with all
    combinations of the tests, its leave-one-out accuracy (learned from the others and completed), and the number of
    added entries.

    None if some combination cannot be guessed, the table is too large, or there is only one feature.
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
    for key, guess in zip(wanted.tolist(), guesses(keys, colors, wanted), strict=True):
        if guess is None:
            return None
        table[tuple(key)] = guess
    return table, _left_out(keys, colors, inverse, features.example), len(asked)


def guesses(keys: np.ndarray, colors: np.ndarray, wanted: np.ndarray) -> list[int | None]:
    """The colours of combinations (m, features) that are not among the keys (n, features) of a table; None for a
    combination if equally general guesses disagree or there is none."""
    entries, number = list(zip(keys.tolist(), colors.tolist(), strict=True)), keys.shape[1]
    rules = [
        [(some, _groups(entries, some)) for some in combinations(range(number), size)]
        for size in reversed(range(1, number))
    ]
    kept = (keys == colors[:, None]).mean(axis=0).tolist()
    return [_guess(rules, kept, key) for key in wanted.tolist()]


def _groups(entries: list[_Entry], some: tuple[int, ...]) -> dict[tuple[int, ...], list[_Entry]]:
    """The entries grouped by the values of these features; {} unless each group has one colour, or the colour of each
    of its entries is the value of one and the same feature."""
    groups: dict[tuple[int, ...], list[_Entry]] = {}
    for entry in entries:
        groups.setdefault(tuple(entry[0][k] for k in some), []).append(entry)
    return groups if all(_said(group, group[0][0]) for group in groups.values()) else {}


def _guess(rules: list[list[_Rule]], kept: list[float], wanted: list[int]) -> int | None:
    """The colour that the rules over most features say of a combination; if none says any, the value of the feature
    that most entries keep. None if rules disagree or too few entries keep a value."""
    for alike in rules:
        once: set[int] = set()
        often: set[int] = set()
        for some, groups in alike:
            group = groups.get(tuple(wanted[k] for k in some), [])
            (often if len(group) > 1 else once).update(_said(group, wanted) if group else ())
        said = often or once
        if said:
            return said.pop() if len(said) == 1 else None
    share, value = max(
        ((share, value) for share, value in zip(kept, wanted, strict=True) if value < _COLORS),
        key=lambda pair: pair[0], default=(0.0, 0),
    )  # fmt: skip
    return value if share >= _KEPT else None


def _said(entries: list[_Entry], wanted: list[int]) -> set[int]:
    """The colours that a group of entries suggests for a combination: the one that they share; else values of features
    that every entry keeps. A single entry suggests both, as it cannot tell them apart."""
    colors = {color for _, color in entries}
    same = {
        value for k, value in enumerate(wanted) if value < _COLORS and all(key[k] == color for key, color in entries)
    }
    if len(colors) == 1:
        return colors | (same if len(entries) == 1 else set())
    return same


def _left_out(keys: np.ndarray, colors: np.ndarray, entry: np.ndarray, place: np.ndarray) -> float:
    """The share of the demonstrations whose entries the table of the others has or guesses; `entry`, `place` (cells,):
    the entry and the demonstration of each cell."""
    occurs = np.zeros((len(keys), int(place[-1]) + 1), dtype=bool)
    occurs[entry, place] = True
    right = 0
    for left_out in range(occurs.shape[1]):
        others = np.delete(occurs, left_out, axis=1).any(axis=1)
        missing = occurs[:, left_out] & ~others
        told = others.any() and guesses(keys[others], colors[others], keys[missing]) == colors[missing].tolist()
        right += bool(told or not missing.any())
    return right / occurs.shape[1]
