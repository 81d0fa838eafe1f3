"""What a backend counts of its own work: launches, items, bytes and seconds by operation; every fallback by name."""

from __future__ import annotations

from dataclasses import dataclass, field


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
