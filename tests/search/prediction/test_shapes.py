"""Shapes of outputs told from demonstrations: by pieces, by numbers, by being the same; and what they are believed."""

import numpy as np
import pytest
from search.growth import begun, grown, made_task, words

from arc_pipeline.search.frontier.shapes import NOTHING_SAID, Shape, Shapes, shapes_of
from arc_pipeline.search.prediction.shape import predict_shapes
from arc_pipeline.search.taskview.nodes import TaskNodes

WORDS = ("height", "width", "size", "numcolors", "lefthalf", "content", "upscale", "colorcount", "keep")


def square(grid):
    """As wide and high as there are cells of 1."""
    return np.full(((grid == 1).sum(),) * 2, 3)


def scenes(seed, number=5):
    rng = np.random.default_rng(seed)
    made = [np.zeros((int(rng.integers(6, 10)), int(rng.integers(6, 10))), int) for _ in range(number)]
    for k, grid in enumerate(made):
        grid.ravel()[rng.permutation(grid.size)[: 4 + k]] = 2
        grid.ravel()[rng.permutation(np.flatnonzero(grid.ravel() == 0))[: 2 + (3 * k) % number]] = 1
    return made


RULES = {
    "as the input": lambda grid: grid * 0,
    "as a part": lambda grid: grid[:, : grid.shape[1] // 2] * 0 + 5,
    "twice": lambda grid: np.zeros((2 * grid.shape[0], 2 * grid.shape[1]), int),
    "the same": lambda grid: np.eye(3, dtype=int),
    "counted": square,
    "counted on one side": lambda grid: np.full((1, (grid == 1).sum()), 4),
}


@pytest.fixture(scope="module")
def frontier():
    tasks = [made_task(name, rule, scenes(k), tests=2) for k, (name, rule) in enumerate(RULES.items())]
    return grown(tasks, words(*WORDS), 2)


def test_a_shape_that_is_always_the_same_is_told_where_no_number_is_known():
    task = made_task("the same", RULES["the same"], scenes(0), tests=2)
    likely = predict_shapes(TaskNodes(grown([task], words("hmirror"), 1), 0)).likely
    assert likely[0].tests == ((3, 3), (3, 3))


@pytest.mark.parametrize("name", RULES)
def test_the_likeliest_shape_is_right(frontier, name):
    task = list(RULES).index(name)
    shapes = predict_shapes(TaskNodes(frontier, task))
    best = shapes.likely[0]
    assert best.tests == shapes_of(RULES[name](grid) for grid in frontier.samples.tasks[task].test)
    assert 0.5 < best.share <= sum(shape.share for shape in shapes.likely) < 1.0
    assert best.node >= 0 or best.sides is not None
    assert shapes.bits(best.tests) < 1.0 < shapes.bits(((29, 29), (30, 30)))


def test_a_shape_that_nothing_says_is_not_predicted():
    rng = np.random.default_rng(0)
    task = made_task("any", lambda grid: np.zeros(rng.integers(11, 30, 2), int), scenes(9))
    shapes = predict_shapes(TaskNodes(begun([task], words("height")), 0))
    assert shapes.likely == ()
    assert shapes.share(((3, 3),)) == 1.0
    assert shapes.bits(((3, 3),)) == 0.0


def test_bits_say_how_unlikely():
    shapes = Shapes((Shape(((3, 3),), 0.5, 0, None), Shape(((4, 4),), 0.25, 1, None)))
    assert shapes.bits(((3, 3),)) == pytest.approx(1.0, abs=0.01)
    assert shapes.bits(((4, 4),)) == pytest.approx(2.0, abs=0.01)
    assert 8.0 < shapes.bits(((5, 5),)) < 12.0
    assert NOTHING_SAID.bits(((5, 5),)) == 0.0
