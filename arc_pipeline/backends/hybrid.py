"""CPU and GPU together: work is uploaded to, and runs on, the backend that is faster for launches of its size.

`for_launches` chooses once for a piece of work, because its values live in one arena; the threshold is measured.
"""

from __future__ import annotations

from .array_kernel import ArrayLaunch
from .backend import Backend, Launch
from .crossover import kept_threshold


class HybridBackend(Backend):
    """`for_launches(rows)` returns the GPU's backend from `threshold` rows on (None: never), else the CPU's.

    Used directly, it runs on the CPU. `parts` are the two backends, each with its own counters.
    """

    name = "hybrid"

    def __init__(self, cpu: Backend, cuda: Backend, threshold: int | None) -> None:
        # Without Backend.__init__, which would allocate a second arena: this one shares the CPU's.
        self.xp, self.arena, self.device = cpu.xp, cpu.arena, cpu.device
        self._bytes, self._literals, self._counters = cpu._bytes, cpu._literals, cpu._counters
        self._deadline = None
        self.cpu, self.cuda, self.threshold = cpu, cuda, threshold

    @classmethod
    def calibrated(cls, cpu: Backend, cuda: Backend, machine: str) -> HybridBackend:
        """A hybrid with the threshold for the machine of this name, measured now if it is not on disk."""
        return cls(cpu, cuda, kept_threshold(cpu, cuda, machine))

    def for_launches(self, rows: int) -> Backend:
        """The backend on which launches of about `rows` rows are faster."""
        return self.cuda if self.threshold is not None and rows >= self.threshold else self.cpu

    def synchronize(self) -> None:
        """Wait until all launches are done."""
        self.cuda.synchronize()

    def close(self) -> None:
        """Release the memory of both."""
        self.cpu.close()
        self.cuda.close()

    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        self.cpu._launch(launch)

    @property
    def parts(self) -> tuple[Backend, ...]:
        """The CPU's backend and the GPU's."""
        return (self.cpu, self.cuda)
