"""How far a run has come, as a person who waits for it wants to know."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """`seconds`: since the run began, of `budget`, None for no limit; of its `tasks` so many were `searched` at all,
    `fit` by a program on all demonstrations, and `settled`, so that they are not searched again. `round`: the first
    that some task is not through, None if all tasks are done."""

    seconds: float
    budget: float | None
    tasks: int
    searched: int
    fit: int
    settled: int
    round: int | None

    def __str__(self) -> str:
        where = "all rounds are over" if self.round is None else f"round {self.round}"
        left = "" if self.budget is None else f", {_on_a_clock(max(0.0, self.budget - self.seconds))} left"
        return f"{where}, {self.searched} of {self.tasks} tasks searched, {self.fit} with a full fit{left}"


def _on_a_clock(seconds: float) -> str:
    """4:05 or 7:50:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
