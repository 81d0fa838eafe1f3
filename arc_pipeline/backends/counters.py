"""What a backend counts of its own work: launches, items, bytes and seconds by operation; every fallback by name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass
class Counter:
    """What one operation did on one backend: launches, items (results made), bytes of cells written, seconds."""

    launches: int = 0
    items: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass
class Counters:
    """Counters by operation, and every fallback by name."""

    operations: dict[str, Counter] = field(default_factory=dict)
    fallbacks: dict[str, int] = field(default_factory=dict)

    def of(self, name: str) -> Counter:
        """The counter of an operation, new if it has not run yet."""
        return self.operations.setdefault(name, Counter())

    def add_fallback(self, name: str) -> None:
        """Count that something else ran than what was asked for."""
        self.fallbacks[name] = self.fallbacks.get(name, 0) + 1

    def copy(self) -> Counters:
        """What was counted until now, which further counting does not change."""
        return Counters({name: replace(one) for name, one in self.operations.items()}, dict(self.fallbacks))

    def since(self, earlier: Counters) -> Counters:
        """What operations did after an earlier copy was taken; all fallbacks, which are in force as long as it runs."""
        later = Counters(fallbacks=dict(self.fallbacks))
        for name, one in self.operations.items():
            before = earlier.operations.get(name, Counter())
            if one.launches > before.launches:
                later.operations[name] = Counter(
                    one.launches - before.launches,
                    one.items - before.items,
                    one.bytes - before.bytes,
                    one.seconds - before.seconds,
                )
        return later
