"""Objects moved to where they meet another piece: a target of the task, or for each object its partner in some list.

All pieces and ways to move are tried at once; kept are those that bring most objects to where outputs show them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from ...dsl import OPS, Choice
from ...dsl.types import GRID
from ..frontier.nodes import TYPE_CODE
from .shifts import Shown
from .sources import OBJECTS
from .table import THE_INPUT, Batch, Literals, Table

_OTHERS = 32  # pieces and lists of partners that the objects of one source list may meet
_ELEMENTS = 12_000  # moved objects of one source list
_KEPT = 24  # lists of moved objects of one source list
_PRESENT = 0.5  # more than this share of the objects must have a partner
_MOVING = ("approach", "align", "line_up", "drive")  # operations that move one object by another


def _words(name: str) -> np.ndarray:
    """The encoded options of an operation's last parameter: int64 (n,), empty if it is not a Choice."""
    option = OPS[name].parameters[-1].type
    return np.array([option.encode(word) for word in option.options] if isinstance(option, Choice) else [], np.int64)


_EACH = sum(max(1, len(_words(name))) for name in _MOVING)


def alignments(table: Table, shown: Mapping[int, Shown], targets: np.ndarray) -> dict[int, np.ndarray]:
    """For each source list, its objects moved to where they meet others, in the ways that the outputs show for most of
    them: rows, int64 (n,). `targets`: rows, int64 (m,)."""
    partners = table.run(_partners(table, source) for source in shown)
    others = {}
    for source, one in shown.items():
        own = partners.take(np.flatnonzero(partners.source == source))
        own = own.take(table.first_of_equal(own))
        most = min(_OTHERS, max(2, _ELEMENTS // (_EACH * int(table.rows.count[source].sum()))))
        present = (table.boxes(own, source)[:, : len(one.at), 0] > 0).mean(axis=1) > _PRESENT
        with_them = table.keep(own.take(np.flatnonzero(present)[: most // 2]))
        near = targets[np.argsort(table.rows.cost[targets], kind="stable")]
        near = near[np.argsort(table.rows.source[near] != source, kind="stable")]
        others[source] = np.concatenate([with_them, near[: most - len(with_them)]])
    made = table.run(batch for source in shown for batch in _moved(source, others[source]))
    found = {}
    for source, one in shown.items():
        own = made.take(np.flatnonzero(made.source == source))
        best = one.most(table, source, own, max(2.0, len(one.at) / 4), _KEPT)
        found[source] = table.keep(own.take(best))
    return found


def _partners(table: Table, source: int) -> Batch:
    """The calls that give each object of a source list its partner, by each bond, in its own list and in all others."""
    lists = table.sources[table.rows.type[table.sources] == TYPE_CODE[OBJECTS]]
    lists = lists[np.argsort(lists != source, kind="stable")]
    bonds = _words("partners")
    of = np.full(len(lists) * len(bonds), source)
    return Batch.of("partners", of, of, np.repeat(lists, len(bonds)), Literals(np.tile(bonds, len(lists))))


def _moved(source: int, others: np.ndarray) -> Iterator[Batch]:
    """The calls that move the objects of a source list to each of the others, rows int64 (n,), in each way."""
    for name in _MOVING:
        words = _words(name)
        met = np.repeat(others, max(1, len(words)))
        of = np.full(len(met), source)
        grid = [np.full(len(met), THE_INPUT)] if OPS[name].parameters[0].type == GRID else []
        yield Batch.of(name, of, *grid, of, met, *([Literals(np.tile(words, len(others)))] if len(words) else []))
