"""Steps are found by folder, and each goes after those that it says."""

from importlib import import_module
from pathlib import Path

from arc_pipeline.search import growth, steps
from arc_pipeline.search.frontier.vocabulary import vocabulary

FILES = {path.stem for path in Path(steps.__file__).parent.glob("*.py")} - {"__init__"}


def test_every_file_of_the_folder_is_a_step():
    assert set(steps.STEPS) == FILES
    assert all(callable(step) for step in steps.STEPS.values())
    assert growth.STEPS is steps.STEPS


def test_steps_go_after_those_that_they_name():
    order = list(steps.STEPS)
    named = [
        (name, before) for name in order for before in getattr(import_module(f"{steps.__name__}.{name}"), "AFTER", ())
    ]
    assert len(named) > 3
    assert all(order.index(before) < order.index(name) for name, before in named)


def test_what_steps_call_themselves_is_in_the_vocabulary_after_what_growth_calls():
    calls, own = growth._vocabulary(lists=True), steps.calls_of_steps()
    assert {one.op.name for one in own} >= {"canvas", "multiply"}
    assert len(calls) == len(vocabulary()) + len(own)
    assert [one.op.name for one in calls[len(vocabulary()) :]] == [one.op.name for one in own]
