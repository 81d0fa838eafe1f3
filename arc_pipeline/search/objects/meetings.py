"""Objects moved to where they meet another piece: a target of the task, or each its own partner among a list's objects.

They are made for all these pieces and ways at once; those are kept whose places the outputs show for most objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...backends import Column
from ...backends.arena import spread, to_host
from ...dsl import OPS, Choice
from ...dsl.types import COUNT, GRID, OBJECT, list_of
from ...programs import INPUT, Builder
from ..frontier.frontier import Frontier
from .measures import Numbers
from .moves import shown_often
from .pieces import Pieces
from .roots import OBJECTS

_OTHERS = 32  # pieces and lists of partners that the objects of one root may meet
_ELEMENTS = 12_000  # moved objects of one root
_KEPT = 24  # of a root
_PRESENT = 0.5  # of the objects must have a partner


def _ways() -> list[tuple[str, tuple[str, ...]]]:
    """The operations that move one object by another, with the words for their ways."""
    found: list[tuple[str, tuple[str, ...]]] = [("approach", ())]
    for name in ("align", "line_up", "drive"):
        words = OPS[name].parameters[-1].type
        assert isinstance(words, Choice)
        found.append((name, tuple(str(word) for word in words.options)))
    return found


_WAYS = _ways()
_EACH = sum(max(1, len(words)) for _, words in _WAYS)
_BONDS = OPS["partners"].parameters[-1].type


@dataclass(frozen=True)
class _Others:
    """What the objects of one root may meet. `target` (n,): which of the targets, -1 for partners of the `bond` (n,)
    among the objects of a `list` (n,); `data` (n, samples): the piece's slot or the list's first one; `cost` (n,)."""

    target: np.ndarray
    bond: np.ndarray
    list: np.ndarray
    data: np.ndarray
    cost: np.ndarray


@dataclass(frozen=True)
class Meetings:
    """Lists that are the objects of one root moved. `other` (n,), `way` (n, 2): the operation and its word; `data` (n,
    samples): first slots; `cost` (n,)."""

    others: _Others
    other: np.ndarray
    way: np.ndarray
    data: np.ndarray
    cost: np.ndarray

    def __len__(self) -> int:
        return len(self.other)

    def add_to(self, builder: Builder, frontier: Frontier, pieces: Pieces, root: int, numbers: Numbers, k: int) -> Any:
        """Add the calls that move the objects to a builder."""
        assert isinstance(_BONDS, Choice)
        other, (operation, word) = int(self.other[k]), self.way[k].tolist()
        objects = frontier.nodes.add_to(builder, root)
        if self.others.target[other] >= 0:
            met = pieces.targets.add_to(builder, frontier, pieces.roots, int(self.others.target[other]))
        else:
            them = frontier.nodes.add_to(builder, int(pieces.roots.nodes[self.others.list[other]]))
            met = builder.call("partners", [objects, them, _BONDS.options[int(self.others.bond[other])]])
        name, words = _WAYS[operation]
        grid = [INPUT] if OPS[name].parameters[0].type == GRID else []
        return builder.call(name, [*grid, objects, met, *words[word : word + 1]])


def meetings_of(frontier: Frontier, task: int, pieces: Pieces, root: int, shown: np.ndarray) -> Meetings | None:
    """The ways in which most objects of a root meet others where the outputs show them; `shown` as of shifts_shown."""
    others = _others_of(frontier, pieces, root, len(shown))
    counts = pieces.roots.count[root]
    found: list[tuple[np.ndarray, ...]] = []
    for operation, (name, words) in enumerate(_WAYS):
        n, ways = len(others.cost), max(1, len(words))
        other, word = np.repeat(np.arange(n), ways), np.tile(np.arange(ways), n)
        data = _moved(frontier, task, pieces, root, others, other, name, word)
        way = np.stack([np.full(len(other), operation), word], axis=1)
        found.append((other, way, data, others.cost[other] + OPS[name].cost + int(pieces.cost[root])))
    other, way, data, cost = (np.concatenate(part) for part in zip(*found, strict=True))
    count, shifts = shown_often(frontier, pieces, root, data, shown)
    often = np.flatnonzero(count >= max(2, len(shown) / 4))
    best = often[np.lexsort((cost[often], -count[often]))]
    best = best[np.sort(np.unique(shifts[best], axis=0, return_index=True)[1])][:_KEPT]
    assert data.shape[1] == len(counts)
    return Meetings(others, other[best], way[best], data[best], cost[best]) if len(best) else None


def _others_of(frontier: Frontier, pieces: Pieces, root: int, objects: int) -> _Others:
    """The cheapest targets, and partners of each bond among the objects of the own list and of others."""
    assert isinstance(_BONDS, Choice)
    roots, xp, samples = pieces.roots, frontier.backend.xp, pieces.data.shape[1]
    lists = np.flatnonzero(pieces.kind[: len(roots)] == 0)
    lists = lists[np.argsort(lists != root, kind="stable")]
    bond, of = np.tile(np.arange(len(_BONDS.options)), len(lists)), np.repeat(lists, len(_BONDS.options))
    literals = np.array([_BONDS.encode(_BONDS.options[k]) for k in bond.tolist()], dtype=np.int32)
    arguments = [
        pieces.column(frontier, np.full(len(of), root)),
        pieces.column(frontier, of),
        Column(COUNT, xp.asarray(np.repeat(literals, samples)), None, None),
    ]
    column = frontier.backend.run(OPS["partners"], arguments, len(of) * samples)
    hashes, data = (to_host(part).reshape(len(of), samples) for part in (column.hash, column.data))
    place, offset, _ = spread(np, roots.count[root])
    heads = frontier.backend.arena.boxes(data[:, place[:objects]] + offset[:objects])
    first = np.sort(np.unique(hashes, axis=0, return_index=True)[1])
    most = min(_OTHERS, max(2, _ELEMENTS // (_EACH * int(roots.count[root].sum()))))
    first = first[(heads[first, :, 0] > 0).mean(axis=1) > _PRESENT][: most // 2]
    targets = np.argsort(pieces.targets.cost, kind="stable")
    targets = targets[np.argsort(pieces.targets.root[targets] != root, kind="stable")][: most - len(first)]
    none, unbound = np.full(len(targets), -1), np.full(len(first), -1)
    costs = pieces.cost[of[first]] * (of[first] != root) + OPS["partners"].cost
    return _Others(
        np.concatenate([unbound, targets]),
        np.concatenate([bond[first], none]),
        np.concatenate([of[first], none]),
        np.concatenate([data[first].astype(np.int64), pieces.targets.data[targets]]),
        np.concatenate([costs, pieces.targets.cost[targets]]),
    )


def _moved(
    frontier: Frontier,
    task: int,
    pieces: Pieces,
    root: int,
    others: _Others,
    other: np.ndarray,
    name: str,
    word: np.ndarray,
) -> np.ndarray:
    """The first slots of the lists that an operation makes of the root's objects and each of the others: (n,
    samples)."""
    op, xp, samples = OPS[name], frontier.backend.xp, others.data.shape[1]
    made = np.empty((len(other), samples), dtype=np.int64)
    for own in (np.flatnonzero(others.target[other] < 0), np.flatnonzero(others.target[other] >= 0)):
        if not len(own):
            continue
        met = xp.asarray(others.data[other[own]].ravel().astype(np.int32))
        objects = pieces.column(frontier, np.full(len(own), root))
        is_target = others.target[other[own[0]]] >= 0
        arguments = [
            objects,
            Column(OBJECT, met, None, None) if is_target else Column(OBJECTS, met, objects.count, None),
        ]
        if isinstance(op.parameters[-1].type, Choice):
            arguments.append(Column(COUNT, xp.asarray(np.repeat(word[own].astype(np.int32), samples)), None, None))
        if op.parameters[0].type == GRID:
            arguments.insert(0, frontier.samples.inputs_of(task, len(own), frontier.backend.xp))
        column = frontier.backend.run(op, arguments, len(own) * samples)
        assert column.type == list_of(OBJECT)
        made[own] = to_host(column.data).reshape(-1, samples)
    return made
