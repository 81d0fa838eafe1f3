"""The elements of lists as rows of one array, beside the lists' values as Python reads them."""

import numpy as np
import pytest
from search.growth import grown, made_task, random_inputs, stored_values, words

from arc_pipeline.dsl import origin_of
from arc_pipeline.dsl.types import COUNT, GRID, OBJECT, list_of
from arc_pipeline.search.frontier.elements import boxes, demonstrated, numbers, on_samples
from arc_pipeline.search.objects.sources import as_large, placed, present

OBJECTS = list_of(OBJECT)


@pytest.fixture(scope="module")
def frontier():
    tasks = [
        made_task("turned", np.rot90, random_inputs(0, 3)),
        made_task("left", lambda grid: grid[:, ::-1], random_inputs(1, 5), tests=2),
    ]
    return grown(tasks, words("objects", "size", "rot90", "upscale"), 3)


def of_both_tasks(frontier, kind):
    """Lists of a type of both tasks, with what Python reads of them: by list, by sample, by element."""
    lists = np.concatenate([frontier.nodes.of_type(task, kind)[:30] for task in (1, 0)])
    return lists, [list(values) for values in stored_values(frontier, lists)]


def test_elements_stand_list_after_list(frontier):
    lists, values = of_both_tasks(frontier, list_of(COUNT))
    there = on_samples(frontier, lists)
    assert there.lengths.tolist() == [sum(map(len, one)) for one in values]
    assert there.count.tolist() == [len(run) for one in values for run in one]
    assert numbers(frontier, there.elements[1]).tolist() == [k for one in values for run in one for k in run]
    few = demonstrated(frontier, lists)
    known = [len(frontier.samples.tasks[task].train) for task in frontier.nodes.task.all[lists]]
    assert few.count.tolist() == [len(run) for one, k in zip(values, known, strict=True) for run in one[:k]]


def test_lists_are_told_by_their_elements(frontier):
    lists, values = of_both_tasks(frontier, list_of(COUNT))
    there = on_samples(frontier, lists)
    small = numbers(frontier, there.elements[1]) < 3
    flat = [[k < 3 for run in one for k in run] for one in values]
    assert there.all(small).tolist() == [all(one) for one in flat]
    assert there.share(small).tolist() == [sum(one) / len(one) for one in flat]


def test_lists_are_told_by_where_their_pieces_lie(frontier):
    lists, values = of_both_tasks(frontier, OBJECTS)
    pieces = [[piece for run in one for piece in run] for one in values]
    heads = boxes(frontier, on_samples(frontier, lists).elements[1])
    assert heads.tolist() == [[*piece.shape, *origin_of(piece)] for one in pieces for piece in one]
    assert placed(frontier, lists).tolist() == [any(origin_of(piece) != (0, 0) for piece in one) for one in pieces]
    assert present(frontier, lists).tolist() == [1.0] * len(lists)


def test_lists_are_told_by_the_sizes_of_their_pieces(frontier):
    lists, values = of_both_tasks(frontier, list_of(GRID))
    sources = dict(zip(*of_both_tasks(frontier, OBJECTS), strict=True))
    alike = []
    for one, source in zip(values, frontier.nodes.source.all[lists].tolist(), strict=True):
        sizes = ([np.shape(piece) or (0, 0) for run in some for piece in run] for some in (one, sources[source]))
        alike.append(next(sizes) == next(sizes))
    assert as_large(frontier, lists).tolist() == alike
    assert not all(alike)
    assert as_large(frontier, np.unique(frontier.nodes.source.all[lists])).all()
