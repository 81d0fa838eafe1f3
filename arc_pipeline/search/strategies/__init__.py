"""Strategies: each file in this folder is one, found by its name; `propose(view)` yields proposals for the view's task.

`EXPENSIVE = True` (optional) has it asked after the others, and only where these are not sure. `LIMITS` (optional), an
object of the file's own subclass of Limits, says how far it looks; `view.limits(LIMITS)` are those of a round.
`prepare(views)` (optional) does for several tasks together what `propose` needs of each: see PREPARE.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from ..candidates import Proposal
from ..effort import Effort, Limits
from ..taskview.view import TaskView

Propose = Callable[[TaskView], Iterator[Proposal]]
Prepare = Callable[[Sequence[TaskView]], None]


def _checked(module: ModuleType) -> ModuleType:
    """The module of a strategy. TypeError if it lacks `propose`, or if its LIMITS are no Limits."""
    if not callable(getattr(module, "propose", None)):
        raise TypeError(f"{module.__file__} lacks propose(view), which yields a strategy's proposals")
    if hasattr(module, "LIMITS") and not isinstance(module.LIMITS, Limits):
        raise TypeError(f"{module.__file__}: LIMITS is an object of a class derived from Limits, not {module.LIMITS!r}")
    return module


_MODULES = {module.name: _checked(import_module(f"{__name__}.{module.name}")) for module in iter_modules(__path__)}
EXPENSIVE = frozenset(name for name, module in _MODULES.items() if getattr(module, "EXPENSIVE", False))
STRATEGIES: dict[str, Propose] = {
    name: _MODULES[name].propose for name in sorted(_MODULES, key=lambda name: name in EXPENSIVE)
}
# Called before `propose` where there is room for the tasks, which are of one frontier: launches for several tasks are
# fewer and larger. What is made is left in each view's `prepared`, by the strategy's name; where nothing is, `propose`
# does without. Its memory is released when all these tasks were asked about.
PREPARE: dict[str, Prepare] = {name: module.prepare for name, module in _MODULES.items() if hasattr(module, "prepare")}
# For how many tasks they are called at once, at most, and the slots of the arena that must be free for each.
_ALL_THAT_FIT = (1 << 30, 1)
TOGETHER: dict[str, tuple[int, int]] = {name: getattr(_MODULES[name], "TOGETHER", _ALL_THAT_FIT) for name in PREPARE}


def limits_at(effort: Effort) -> dict[str, dict[str, Any]]:
    """The limits of each strategy that has some, in a round of this effort."""
    return {name: asdict(module.LIMITS.at(effort)) for name, module in _MODULES.items() if hasattr(module, "LIMITS")}
