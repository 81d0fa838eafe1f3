"""How much work a round puts into a task; later rounds put in more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import count
from typing import Any, Self

STORED = "stored"  # the strategy that proposes the library's programs as they are
_FEATURES = 1000  # of the first whole round
_GROWTH = 25  # factor of a launch's rows from one cost to the next; 20 to 27 in frontiers of development tasks


@dataclass(frozen=True)
class Effort:
    """How far a round looks.

    `cost`: all programs up to this cost are tried; `feature_cost`, `number_cost`: programs up to these costs are tried
    that make cell features or numbers. `features`: how many cell features are given to rules; `rules`: how many rules
    are kept. `share`: share of the time left when the round begins. `views`: how many of the waiting views that earlier
    rounds found are searched per task, 0 for the opening views. `strategies`: "all", "cheap" for all but the expensive
    ones, or the name of one; with a cost of 0 nothing is grown.
    `lemmas`: how often programs are grown further from the values of most promise. `library`: whether the library's
    programs are run. `statistics`: whether calls that stored programs make unlikely are deferred.
    `generations`: how often the programs of most promise are varied. `together`: how many tasks are searched at once,
    with all their values in memory. `part`: the share of the operations that growth uses, drawn at random by `seed`,
    those of programs for more tasks with greater probability.
    """

    cost: int
    feature_cost: int
    number_cost: int
    features: int
    rules: int
    share: float
    views: int = 0
    strategies: str = "all"
    together: int = 8
    lemmas: int = 0
    library: bool = False
    statistics: bool = True
    generations: int = 0
    part: float = 1.0
    seed: int = 0

    @cached_property
    def reach(self) -> str:
        """A text that is equal for efforts that look equally far: all fields but those that say how the work is dealt
        out, `share` and `together`."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("share", "together")}
        return " ".join(f"{name}={value}" for name, value in said.items())

    @property
    def scale(self) -> float:
        """How many times as far as the first whole round it looks; at least 1."""
        return max(1.0, self.features / _FEATURES)

    def rows(self, grids: int) -> int:
        """An estimate of the rows in one launch of an operation, for tasks with this many grids in all."""
        return int(grids * _GROWTH ** (self.cost - 1))


def fixed(number: int) -> Any:
    """A field of Limits that does not grow with the effort."""
    return field(default=number, metadata={"fixed": True})


@dataclass(frozen=True)
class Limits:
    """The limits of a strategy. Each strategy has a frozen subclass; its int fields grow with the effort of a round,
    except those that are `fixed`."""

    def at(self, effort: Effort) -> Self:
        """The limits in a round of this effort."""
        grown = {
            one.name: round(getattr(self, one.name) * effort.scale)
            for one in fields(self)
            if isinstance(getattr(self, one.name), int) and not one.metadata.get("fixed")
        }
        return replace(self, **grown)


# The library's programs alone: they make as many launches for one task as for many, so that jobs are large. They take
# a quarter of the seconds of the next round, and what fits is nearly always right.
_STORED = Effort(
    cost=0,
    feature_cost=0,
    number_cost=0,
    features=1,
    rules=1,
    share=0.9,
    strategies=STORED,
    statistics=False,
    together=64,
)
# A round that ends early leaves its time to the next, so each may take most of it: cutting off a cheap round loses more
# tasks than not beginning an expensive one. Growing 16 tasks at once takes a sixth less time than 8, as launches are
# larger; 32 would gain no more. Without expensive strategies, cost 1 with cell features of cost 2 solves as many tasks
# as cost 2 does, in half the time. What the library's programs make on the way costs more time there than it brings.
CHEAP = Effort(
    cost=1, feature_cost=2, number_cost=3, features=500, rules=16, share=0.9, strategies="cheap", together=16
)
_WHOLE = Effort(cost=2, feature_cost=2, number_cost=3, features=1000, rules=32, share=0.9, together=16, library=True)
# All values of cost 3 fill a worker's memory for a single task.
_DEEP = Effort(
    cost=3, feature_cost=4, number_cost=4, features=3000, rules=32, share=0.7, together=1, library=True, generations=4
)
ROUNDS = (
    _STORED,
    CHEAP,
    _WHOLE,
    replace(_WHOLE, lemmas=4, generations=4, together=8),
    replace(_WHOLE, views=4),
    replace(_WHOLE, views=16),
    replace(_WHOLE, feature_cost=3, features=2000, together=8),
    replace(_WHOLE, lemmas=12, generations=8, features=2000, together=1),
    _DEEP,
    replace(_WHOLE, views=32),
    replace(_DEEP, views=8, share=0.95),
)
_FURTHER, _FURTHEST = 1.5, 16.0  # factor of how far each later round of views looks, and the last of them
# So many operations of a draw that its values of one cost more fit into the memory that all values of cost 3 fill.
_DRAWN = ((4, 0.45), (5, 0.28))


def endless_rounds() -> Iterator[Effort]:
    """ROUNDS, and after them further ones without end: rounds of views that look ever further take turns with deep ones
    of operations that are drawn anew each time."""
    yield from ROUNDS
    for number in count(1):
        scale = min(_FURTHER ** min(number, 99), _FURTHEST)
        yield replace(_WHOLE, views=32, features=round(_WHOLE.features * scale), rules=round(_WHOLE.rules * scale))
        cost, part = _DRAWN[number % len(_DRAWN)]
        yield replace(_DEEP, cost=cost, feature_cost=cost, number_cost=cost, part=part, seed=number, share=0.95)
