"""Views as text: what is read is what was written, for every kind of step, and nothing else is read."""

import sys
from dataclasses import dataclass, fields
from types import ModuleType
from typing import Literal

import pytest
from search.growth import development

from arc_pipeline.programs import Program, parse
from arc_pipeline.search.views import written as module
from arc_pipeline.search.views.kinds.lenses import further_views, opening_views
from arc_pipeline.search.views.kinds.stages import Stage, staged
from arc_pipeline.search.views.view import PLAIN, View
from arc_pipeline.search.views.written import MOST_STEPS, STEPS, read_view, written

TURN = parse("def solve(I):\n    O = rot90(I)\n    return O\n")


def views():
    (task,) = development("67a3c6ac")
    (other,) = development("0ca9ddb6")
    found = [PLAIN, *(view for one in (task, other) for view in (*opening_views(one), *further_views(one)))]
    return [*found, *(staged(view, TURN, 11.0, 3.5) for view in found)]


def test_every_kind_of_step_is_among_them():
    assert {type(step).__name__ for view in views() for step in view.steps} == set(STEPS)


def test_what_was_written_is_read():
    for view in views():
        again = read_view(written(view), view.bits, view.promise)
        assert (again, again.bits, again.promise) == (view, view.bits, view.promise)
        assert written(again) == written(view)
    assert len({written(view) for view in views()}) == len(set(views()))


@pytest.mark.parametrize("number", [None, "1", float("nan"), float("inf"), 1e7, True, b"1"])
def test_numbers_that_cannot_be_are_refused(number):
    for given in ((number, 0.0), (0.0, number)):
        with pytest.raises(ValueError, match="the bits of a view are a number"):
            read_view(written(PLAIN), *given)


def test_a_chain_that_is_too_long_is_refused():
    assert len(read_view(written(View((Stage(TURN),) * MOST_STEPS))).steps) == MOST_STEPS
    with pytest.raises(ValueError, match=f"at most {MOST_STEPS} steps"):
        read_view(written(View((Stage(TURN),) * (MOST_STEPS + 1))))


def step(**hints):
    """A class of steps with fields of these types, as a new file of views might have it."""
    namespace = {"name": "new", "of": lambda self, task: task, "back": lambda self, one, task: one}
    made = type("New", (), {**namespace, "__annotations__": hints, "__module__": "new_views"})
    return dataclass(frozen=True)(made)


@pytest.fixture
def beside(monkeypatch):
    """What adds a class of steps to those that are found."""

    def add(kind):
        found = ModuleType("new_views")
        found.New = kind
        monkeypatch.setitem(sys.modules, "new_views", found)
        found.__file__ = "new_views.py"
        monkeypatch.setattr(module, "STEPS", module._steps_of(found))

    return add


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (int, 3, [True, "3", 3.0, None, [3]]),
        (float, 0.5, [1, "x", None]),
        (bool, True, [1, "True"]),
        (str, "x", [1, None, ["x"]]),
        (int | None, None, ["x", 0.5]),
        (Literal["a", 1], "a", ["b", True, 2]),
        (tuple[int | str, ...], (1, "x"), [1, [None], "x", [0.5]]),
        (
            tuple[tuple[Program, ...], ...],
            ((TURN,), ()),
            [[TURN.text], [[{"program": 1}]], [[{"program": "x"}]]],
        ),
    ],
)
def test_a_new_kind_of_step_is_written_and_read_by_the_types_of_its_fields(beside, hint, good, bad):
    kind = step(value=hint)
    beside(kind)
    assert read_view(written(View((kind(good),)))).steps == (kind(good),)
    for value in bad:
        with pytest.raises(ValueError, match=r"New\.value|expected def"):
            module._read_step({"step": "New", "value": value})
    assert [one.name for one in fields(kind)] == ["value"]


@pytest.mark.parametrize("hint", [list[int], dict, object, tuple[int, int], bytes | None], ids=str)
def test_a_step_with_a_field_that_cannot_be_written_is_an_error_that_names_it(beside, hint):
    with pytest.raises(TypeError, match=r"new_views\.py: New\.value cannot be stored"):
        beside(step(value=hint))
