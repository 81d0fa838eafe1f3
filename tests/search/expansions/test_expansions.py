"""Expansions are found by folder, and each goes after those that it says."""

from importlib import import_module
from pathlib import Path

from arc_pipeline.search import expansions, growth

FILES = {path.stem for path in Path(expansions.__file__).parent.glob("*.py")} - {"__init__"}


def test_every_file_of_the_folder_is_an_expansion():
    assert set(expansions.EXPANSIONS) == FILES
    assert all(callable(grow) for grow in expansions.EXPANSIONS.values())
    assert growth.EXPANSIONS is expansions.EXPANSIONS


def test_expansions_go_after_those_that_they_name():
    order = list(expansions.EXPANSIONS)
    named = [
        (name, before)
        for name in order
        for before in getattr(import_module(f"{expansions.__name__}.{name}"), "AFTER", ())
    ]
    assert len(named) > 3
    assert all(order.index(before) < order.index(name) for name, before in named)
