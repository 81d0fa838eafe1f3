"""What a frontier keeps does not depend on the order in which steps ask for it, nor its order on that of the steps."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from search.growth import begun, made_task, random_inputs, words

from arc_pipeline.measure import Deadline
from arc_pipeline.search.frontier.batch import batch_on
from arc_pipeline.search.frontier.kept import Kept
from arc_pipeline.search.frontier.nodes import DEAREST
from arc_pipeline.search.taskview.features import features_for
from arc_pipeline.search.taskview.nodes import TaskNodes

SQUARES = [np.arange(9).reshape(3, 3) % k for k in (2, 3, 4, 5)]
TURNS = words("rot90", "rot180", "hmirror", "vmirror")
KINDS = ("fits", "features", "all")


def turned():
    """A frontier that holds the inputs of a task whose outputs are these, turned a quarter."""
    return begun([made_task("turned", lambda grid: np.rot90(grid, -1), SQUARES)], TURNS)


def asked(frontier, kind, name, cost=1):
    """Let a frontier keep, of a kind, what one operation makes of the input."""
    (production,) = [k for k, grammar in enumerate(frontier.grammar) if grammar.op.name == name]
    batch = batch_on(frontier.nodes, frontier.grammar, production, np.array([[0]]))
    assert frontier.keep([replace(batch, cost=np.full(len(batch), cost))], kind, Deadline())


def kept(frontier):
    """The operations whose values are nodes."""
    productions = frontier.nodes.production_id.all[1:].tolist()
    return {frontier.grammar[production].op.name for production in productions}


def test_what_equals_all_outputs_but_one_is_a_near_miss_once_whatever_is_asked_for():
    def rule(grid):
        return np.rot90(grid, -1) if grid.max() != 2 else np.rot90(grid)

    frontier = begun([made_task("turned", rule, SQUARES)], TURNS)
    for kind in (*KINDS, *reversed(KINDS)):
        for name in ("rot90", "rot180"):
            asked(frontier, kind, name, cost=3)
    assert len(frontier.fits) == 0
    assert frontier.near_misses(0).tolist() == [3]


def test_of_a_single_demonstration_nothing_is_a_near_miss():
    frontier = begun([made_task("turned", np.rot90, SQUARES[:2])], TURNS)
    for name in ("rot90", "rot180", "hmirror"):
        asked(frontier, "all", name)
    assert frontier.near_misses(0).tolist() == []


def features_of(frontier, most):
    view = TaskNodes(frontier, 0)
    return features_for(view, view.cell_features, view.outputs, most, distinct=False)


def no_feature_tells(kept, made, gains, features):
    """So that of features only those are kept that fit."""
    return np.zeros(len(made), dtype=bool)


@pytest.mark.parametrize("order", list(itertools.permutations(KINDS)))
def test_what_one_step_refused_another_may_keep(monkeypatch, order):
    monkeypatch.setattr(Kept, "_tell_most", no_feature_tells)
    frontier = turned()
    for kind in order:
        asked(frontier, kind, "rot180")
    assert kept(frontier) == {"rot180"}
    assert len(frontier.nodes) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_was_kept_or_refused_under_a_kind_is_not_judged_under_it_again(monkeypatch, kind):
    monkeypatch.setattr(Kept, "_tell_most", no_feature_tells)
    frontier = turned()
    asked(frontier, kind, "rot180")
    before = frontier.counts.duplicates
    asked(frontier, kind, "rot180")
    assert frontier.counts.duplicates == before + 1
    assert len(frontier.nodes) == (2 if kind == "all" else 1)


def test_what_was_kept_under_any_kind_is_there_once():
    frontier = turned()
    for kind in KINDS:
        asked(frontier, kind, "rot90")
    assert len(frontier.nodes) == 2


def test_cell_features_and_fits_are_cheapest_first_whoever_made_them_last():
    frontier = turned()
    asked(frontier, "all", "vmirror", cost=3)
    asked(frontier, "all", "rot180", cost=2)
    asked(frontier, "all", "rot90", cost=5)
    asked(frontier, "all", "hmirror", cost=1)
    costs = frontier.nodes.cost.all
    assert costs[frontier.cell_features].tolist() == [0, 1, 2, 3, 5]
    again = frontier.cell_features
    assert again.tolist() == frontier.cell_features.tolist()
    assert costs[frontier.fits].tolist() == sorted(costs[frontier.fits].tolist())
    assert len(frontier.fits) == 1


def test_the_cheapest_features_are_looked_at_whoever_made_them_last():
    frontier = turned()
    asked(frontier, "all", "vmirror", cost=3)
    asked(frontier, "all", "rot180", cost=2)
    asked(frontier, "all", "hmirror", cost=1)
    (some,) = features_of(frontier, 3)
    assert some.cost.tolist()[:2] == [0, 1]


@pytest.mark.parametrize("wanted", [True, False])
def test_features_that_are_wanted_are_looked_at_before_those_that_tell_most_and_unwanted_ones_last(wanted):
    grammar = words("rot90", "rot180", "hmirror", "vmirror", "dmirror", "cmirror", "replace", "complement", "row")
    task = made_task("any", lambda grid: grid[::-1], random_inputs(3, 5))
    frontier = begun([task], grammar)
    assert frontier.grow(2, Deadline())
    every = next(features_of(frontier, 1 << 30)).nodes
    assert len(every) > 12
    some = next(features_of(frontier, 10)).nodes
    gain, rest = frontier.nodes.gain.all, every[5:]
    tells_most, tells_least = rest[np.argmax(gain[rest])], rest[np.argmin(gain[rest])]
    assert tells_most in some
    assert tells_least not in some
    if wanted:
        frontier.nodes.wanted.all[tells_least] = True
    else:
        frontier.nodes.unwanted.all[tells_most] = True
    now = next(features_of(frontier, 10)).nodes
    assert (tells_least in now) == wanted
    assert (tells_most in now) == wanted
    assert len(now) == 10


def test_what_costs_more_than_can_be_told_is_the_dearest_and_not_the_cheapest():
    """A value that is used twice costs twice, so that a few dozen calls may cost more than any integer holds."""
    frontier = turned()
    for name, cost in (("rot90", 70_000), ("rot180", DEAREST), ("hmirror", 2)):
        asked(frontier, "all", name, cost)
    assert frontier.nodes.cost.all.tolist() == [0, DEAREST, DEAREST, 2]
