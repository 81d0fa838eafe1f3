"""What is made beside the frontier's growth, where outputs ask for it: it would cost more than growth goes.

One file a step, found here by folder: `grow(frontier, deadline)` adds nodes for all tasks, False if time or memory
ended it before. `AFTER` names steps that go before it, `own_calls()` gives calls for the vocabulary to end with.
"""

from collections.abc import Callable
from graphlib import TopologicalSorter
from importlib import import_module
from pkgutil import iter_modules

from ...measure import Deadline
from ..frontier.frontier import Frontier
from ..frontier.vocabulary import Calls

Step = Callable[[Frontier, Deadline], bool]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}
_AFTER = {name: getattr(module, "AFTER", ()) for name, module in sorted(_MODULES.items())}
STEPS: dict[str, Step] = {name: _MODULES[name].grow for name in TopologicalSorter(_AFTER).static_order()}


def calls_of_steps() -> tuple[Calls, ...]:
    """The calls that steps make themselves, which growth leaves alone."""
    return tuple(one for module in _MODULES.values() if hasattr(module, "own_calls") for one in module.own_calls())
