"""The elements of lists, read for all lists of one source list at once, are those of their values."""

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, stored_values, words

from arc_pipeline.dsl import origin_of
from arc_pipeline.dsl.types import COUNT, OBJECT, list_of
from arc_pipeline.dsl.values import TRANSPARENT
from arc_pipeline.search.effort import Effort
from arc_pipeline.search.taskview.elements import Elements, pieces_in
from arc_pipeline.search.taskview.view import TaskView

EFFORT = Effort(cost=2, feature_cost=2, number_cost=2, features=10, rules=1, share=1.0)


@pytest.fixture(scope="module")
def view():
    """The second of two tasks."""
    tasks = [made_task(name, lambda grid: grid, random_inputs(seed, 4)) for seed, name in enumerate(("one", "other"))]
    return TaskView(grown(tasks, words("objects", "size", "hmirror", "rot90"), 3), 1, EFFORT)


def flat(values):
    return [element for elements in values for element in elements]


def test_numbers_and_pieces_are_those_of_the_values(view):
    source = int(view.of_type(list_of(OBJECT))[0])
    elements = view.elements(source)
    lists, numbers = view.beside(source, list_of(OBJECT)), view.beside(source, list_of(COUNT))
    assert lists[0] == source
    assert len(lists) > 1
    assert len(numbers)
    heads, cells = pieces_in(view, elements.slots(lists))
    for boxes, values in zip(heads, stored_values(view.frontier, lists), strict=True):
        assert boxes.tolist() == [[*piece.shape, *origin_of(piece)] for piece in flat(values)]
    assert elements.numbers(numbers).tolist() == [flat(values) for values in stored_values(view.frontier, numbers)]
    for piece, own in zip(flat(stored_values(view.frontier, lists[-1:])[0]), cells[-1], strict=True):
        assert own[: piece.size].tolist() == np.asarray(piece).ravel().tolist()
        assert (own[piece.size :] == TRANSPARENT).all()


def test_elements_are_told_by_samples_with_demonstrations_first(view):
    source = int(view.of_type(list_of(OBJECT))[0])
    elements, (values,) = view.elements(source), stored_values(view.frontier, [source])
    assert elements.sample.tolist() == [sample for sample, pieces in enumerate(values) for _ in pieces]
    assert elements.demonstrated == sum(map(len, values[: len(view.outputs)]))


def test_what_only_one_of_several_demonstrations_has_counts_as_never(view):
    elements = Elements(view, int(view.of_type(list_of(OBJECT))[0]))
    everywhere, first = np.ones(elements.demonstrated, dtype=bool), elements.example == 0
    two = elements.example < 2
    hits = np.stack([everywhere, first, two, ~everywhere])
    assert elements.often(hits).tolist() == [elements.demonstrated, 0, int(two.sum()), 0]
