"""One file per strategy, found here by folder: `propose(frontier, task, effort)` yields candidates for one task.

`task` is its index in the frontier's samples.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from ..candidates import Candidate
from ..effort import Effort
from ..frontier import Frontier

Propose = Callable[[Frontier, int, Effort], Iterator[Candidate]]

STRATEGIES: dict[str, Propose] = {
    module.name: import_module(f"{__name__}.{module.name}").propose for module in iter_modules(__path__)
}
