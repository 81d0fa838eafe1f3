"""How much work a round puts into a task; rounds grow."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, Self

_FEATURES = 1000  # of a first whole round
_GROWTH = 25  # times as many rows has a launch of the next cost; counted in frontiers of development tasks: 20 to 27


@dataclass(frozen=True)
class Effort:
    """`cost`: all programs up to this cost are tried; `feature_cost`, `number_cost`: those up to this cost that make
    cell features and numbers. `features`: so many cell features go into rules, `rules`: so many rules are kept.
    `share`: of the time that is left when the round begins. `views`: so many of those that earlier rounds showed to be
    worth it are searched of each task; 0: the opening ones. `strategies`: "cheap": all but the expensive ones.
    `together`: so many tasks are searched at once; their values are in memory together."""

    cost: int
    feature_cost: int
    number_cost: int
    features: int
    rules: int
    share: float
    views: int = 0
    strategies: Literal["all", "cheap"] = "all"
    together: int = 8

    @property
    def scale(self) -> float:
        """How many times as far as a first whole round it looks; 1 at least."""
        return max(1.0, self.features / _FEATURES)

    def rows(self, grids: int) -> int:
        """About how many rows a launch of an operation has, for tasks that have so many grids in all."""
        return int(grids * _GROWTH ** (self.cost - 1))


def fixed(number: int) -> Any:
    """A field of Limits that no effort changes."""
    return field(default=number, metadata={"fixed": True})


@dataclass(frozen=True)
class Limits:
    """What limits a strategy: each has a frozen class of its own, whose whole numbers grow with the effort of a round,
    but for those that are `fixed`."""

    def at(self, effort: Effort) -> Self:
        """The limits in a round of this effort."""
        grown = {
            one.name: round(getattr(self, one.name) * effort.scale)
            for one in fields(self)
            if isinstance(getattr(self, one.name), int) and not one.metadata.get("fixed")
        }
        return replace(self, **grown)


# A round that is done early leaves its time to the next, so each may have most of it: a cheap round that is cut off
# costs more tasks than an expensive one that is not begun. Growth of 16 tasks at once takes a sixth less time than that
# of 8, as launches are larger; 32 would gain no more. Of tasks that cost 2 solves without expensive strategies, cell
# features of cost 2 beside cost 1 solve as many in half the time.
_FIRST = Effort(
    cost=1, feature_cost=2, number_cost=3, features=500, rules=16, share=0.7, strategies="cheap", together=16
)
_WHOLE = Effort(cost=2, feature_cost=2, number_cost=3, features=1000, rules=32, share=0.7, together=16)
# The values of one task alone that cost 3 fill a worker's memory.
_DEEP = Effort(cost=3, feature_cost=4, number_cost=4, features=3000, rules=32, share=0.7, together=1)
ROUNDS = (
    _FIRST,
    _WHOLE,
    replace(_WHOLE, feature_cost=3, features=2000, together=8),
    replace(_WHOLE, views=4),
    replace(_WHOLE, views=16),
    _DEEP,
    replace(_WHOLE, views=32),
    replace(_DEEP, views=8, share=0.95),
)
