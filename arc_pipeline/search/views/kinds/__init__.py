"""Kinds of views: each file in this folder is one, found by its name, and says which views to search after a view.

`after(seen, view, task)` gives views with their promises (fewer bits are better). `seen`: the task as shown by `view`,
which was just searched, with all nodes of its frontier; `task`: the task itself.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from ....tasks import Task
from ...taskview.view import TaskView
from ..view import View

After = Callable[[TaskView, View, Task], list[View]]

_MODULES = {module.name: import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)}


def _checked(modules: Mapping[str, ModuleType]) -> dict[str, After]:
    """The function `after` of each file. TypeError if a file lacks it."""
    for module in modules.values():
        if not callable(getattr(module, "after", None)):
            raise TypeError(f"{module.__file__} lacks after(seen, view, task), which says what to search next")
    return {name: module.after for name, module in modules.items()}


VIEWS = _checked(_MODULES)
