"""One file per kind of view, found here by folder: it says what to search next after a view.

`after(seen, view, task)` gives views with what they promise, fewer bits being better: `seen` is the task as the view
that was searched shows it, with all that was made of it, `task` the one itself.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ....tasks import Task
from ...taskview.nodes import TaskNodes
from ..view import View

After = Callable[[TaskNodes, View, Task], list[View]]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}


def _checked(modules: Mapping[str, ModuleType]) -> dict[str, After]:
    """What each of these files has to say. TypeError where one says nothing."""
    for module in modules.values():
        if not callable(getattr(module, "after", None)):
            raise TypeError(f"{module.__file__} lacks after(seen, view, task), which says what to search next")
    return {name: module.after for name, module in modules.items()}


VIEWS = _checked(_MODULES)
