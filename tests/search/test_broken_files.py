"""A file that lacks what a strategy, an expansion or a view must have, or gives something else, is told by its name."""

from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest
from search.growth import LIMIT, made_task, random_inputs

from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.measure import Deadline
from arc_pipeline.programs import INPUT
from arc_pipeline.search import asking, expansions, strategies
from arc_pipeline.search.candidates import Proposal
from arc_pipeline.search.effort import Effort, Limits
from arc_pipeline.search.shard import search_shard
from arc_pipeline.search.views import kinds
from arc_pipeline.search.views.view import PLAIN, View

EFFORT = Effort(cost=1, feature_cost=1, number_cost=1, features=20, rules=2, share=1.0)
TASK = made_task("turned", np.rot90, random_inputs(0, 4))


def idle(*_):
    return True


def file(**defined):
    """A module, as it is found in a folder."""
    module = ModuleType("mine")
    module.__file__ = "somewhere/mine.py"
    vars(module).update(defined)
    return module


@pytest.mark.parametrize(
    ("defined", "says"),
    [
        ({}, r"mine\.py lacks propose\(view\)"),
        ({"propose": 5}, r"mine\.py lacks propose\(view\)"),
        ({"propose": idle, "LIMITS": {"most": 3}}, r"mine\.py: LIMITS is an object of a class derived from Limits"),
        ({"propose": idle, "LIMITS": Limits}, r"mine\.py: LIMITS is an object .*, not <class "),
    ],
)
def test_the_file_of_a_strategy_is_checked_when_it_is_found(defined, says):
    with pytest.raises(TypeError, match=says):
        strategies._checked(file(**defined))


@pytest.mark.parametrize(
    ("defined", "says"),
    [
        ({}, r"mine\.py lacks grow\(frontier, deadline\)"),
        ({"grow": idle, "AFTER": "other"}, r"mine\.py: AFTER is a tuple of names, not 'other'"),
        ({"grow": idle, "AFTER": ("other", "others")}, r"mine\.py: AFTER names others, which is no expansion"),
    ],
)
def test_the_file_of_an_expansion_is_checked_when_it_is_found(defined, says):
    with pytest.raises((TypeError, ValueError), match=says):
        expansions._in_order({"mine": file(**defined), "other": file(grow=idle)})


@pytest.mark.parametrize("defined", [{}, {"afer": idle}, {"after": 3}])
def test_the_file_of_a_kind_of_view_is_checked_when_it_is_found(defined):
    with pytest.raises(TypeError, match=r"mine\.py lacks after\(seen, view, task\)"):
        kinds._checked({"mine": file(**defined)})


def test_a_file_with_all_that_it_must_have_is_taken():
    mine = file(propose=idle, LIMITS=Limits())
    assert strategies._checked(mine) is mine
    files = {"mine": file(grow=idle, AFTER=("other",)), "other": file(grow=idle)}
    assert list(expansions._in_order(files)) == ["other", "mine"]


def test_a_proposal_is_of_a_value_and_not_of_a_node():
    assert Proposal(INPUT).output == INPUT
    with pytest.raises(TypeError, match=r"a Proposal is of a value, as `add` or `call` of the view gives it, not 5"):
        Proposal(5)


@dataclass(frozen=True)
class Half:
    """A step that cannot put programs back."""

    name = "half"

    def of(self, task):
        return task


@dataclass
class Unhashable:
    name = "unhashable"

    def of(self, task):
        return task

    def back(self, candidate, task):
        return candidate


def test_steps_of_a_view_are_checked_where_it_is_made():
    with pytest.raises(TypeError, match="Half is no Step of a view: it lacks 'back'"):
        View((Half(),))
    with pytest.raises(TypeError, match="Unhashable is no Step of a view: it lacks a hash"):
        View((Unhashable(),))


@pytest.mark.parametrize(
    ("room", "files", "function", "stage", "says"),
    [
        ("asking", "STRATEGIES", lambda view: [INPUT], "strategy mine", "strategies/mine.py yields Ref"),
        ("growth", "EXPANSIONS", lambda frontier, deadline: None, "expansion mine", "expansions/mine.py returns None"),
        ("passes", "VIEWS", lambda seen, view, task: ["turned"], "mine to search next", "views/mine.py gives 'turned'"),
    ],
)
def test_what_is_given_is_checked_where_it_is_taken(monkeypatch, room, files, function, stage, says):
    found = import_module(f"arc_pipeline.search.{room}")
    monkeypatch.setattr(found, files, {"mine": function})
    if files != "STRATEGIES":
        monkeypatch.setattr(asking, "STRATEGIES", {"exact": asking.STRATEGIES["exact"]})
    backend = CpuBackend(LIMIT, threads=1)
    (result,) = search_shard(backend, [TASK], EFFORT, Deadline(), {TASK.id: (PLAIN,)})
    (failure,) = result.failures
    assert failure.stage == stage
    assert failure.error.startswith("TypeError: ")
    assert says in failure.error
