"""How much work a round puts into a task; rounds grow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """`cost`: programs up to this cost are tried. `states`: so many states go into rules, `rules`: so many rules are
    kept. `share`: of the time that is left when the round begins."""

    cost: int
    states: int
    rules: int
    share: float


ROUNDS = (
    Effort(cost=2, states=1000, rules=32, share=0.25),
    Effort(cost=3, states=2000, rules=32, share=0.6),
    Effort(cost=4, states=3000, rules=32, share=0.95),
)
