"""The pieces of lists, read for all lists of one source list at once, are those of their values."""

import numpy as np
from search.growth import grown, made_task, random_inputs, stored_values, words

from arc_pipeline.dsl import origin_of
from arc_pipeline.dsl.types import OBJECT, list_of
from arc_pipeline.dsl.values import TRANSPARENT
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.frontier.elements import on_samples
from arc_pipeline.search.taskview.pieces import pieces_in
from arc_pipeline.search.taskview.view import TaskView

EFFORT = Effort(cost=2, feature_cost=2, number_cost=2, features=10, rules=1, share=1.0)


def flat(values):
    return [element for elements in values for element in elements]


def test_pieces_are_those_of_the_values():
    tasks = [made_task(name, lambda grid: grid, random_inputs(seed, 4)) for seed, name in enumerate(("one", "other"))]
    view = TaskView(grown(tasks, words("objects", "hmirror", "rot90"), 3), 1, EFFORT)
    source = int(view.of_type(list_of(OBJECT))[0])
    lists = view.beside(source, list_of(OBJECT))
    assert lists[0] == source
    assert len(lists) > 1
    heads, cells = pieces_in(view, on_samples(view.frontier, lists).elements[1].reshape(len(lists), -1))
    for boxes, values in zip(heads, stored_values(view.frontier, lists), strict=True):
        assert boxes.tolist() == [[*piece.shape, *origin_of(piece)] for piece in flat(values)]
    for piece, own in zip(flat(stored_values(view.frontier, lists[-1:])[0]), cells[-1], strict=True):
        assert own[: piece.size].tolist() == np.asarray(piece).ravel().tolist()
        assert (own[piece.size :] == TRANSPARENT).all()
