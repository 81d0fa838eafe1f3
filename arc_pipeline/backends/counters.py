"""A backend's counters: launches, items, bytes, seconds and void values by operation, and fallbacks by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass
class Counter:
    """What one operation or array kernel did on one backend: launches, items (results made), bytes of cells, or of
    an array, written, seconds. `values`: of its calls, each on all samples of a task, those that a search judged;
    `voids`: those of them that are void on a sample."""

    launches: int = 0
    items: int = 0
    bytes: int = 0
    seconds: float = 0.0
    values: int = 0
    voids: int = 0


@dataclass
class Counters:
    """Counters by operation; by the name of each fallback how many times it was taken, and why, the first time."""

    operations: dict[str, Counter] = field(default_factory=dict)
    fallbacks: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Counter:
        """The counter of an operation, a new one if it has not run yet."""
        if (there := self.operations.get(name)) is None:
            there = self.operations[name] = Counter()
        return there

    def add_fallback(self, name: str, why: str) -> None:
        """Count that something else runs than what was requested."""
        self.reasons.setdefault(name, why)
        self.fallbacks[name] = self.fallbacks.get(name, 0) + 1

    def copy(self) -> Counters:
        """A copy, which further counting does not change."""
        operations = {name: replace(one) for name, one in self.operations.items()}
        return Counters(operations, dict(self.fallbacks), dict(self.reasons))

    def since(self, earlier: Counters) -> Counters:
        """What operations did since an earlier copy, and all fallbacks, as these stay in force."""
        later = Counters(fallbacks=dict(self.fallbacks), reasons=dict(self.reasons))
        for name, one in self.operations.items():
            before = earlier.operations.get(name, Counter())
            if one.launches > before.launches:
                later.operations[name] = Counter(
                    **{figure: number - getattr(before, figure) for figure, number in vars(one).items()}
                )
        return later
