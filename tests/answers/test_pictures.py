"""Pictures of tasks: every grid is there in its colours, with what is known of it."""

import io

import numpy as np
import pytest
from answers.made_up import candidate, grid, solved, task
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex

from arc_pipeline.answers.pictures import COLORS, picture
from arc_pipeline.answers.report import verdicts
from arc_pipeline.measure.chart_style import GREEN, RED
from arc_pipeline.programs import parse
from arc_pipeline.tasks import Answers, Pair, Task

TWO = task("cafe0123", grid("12"), grid("30", "04"))
FOUND = solved({TWO: [candidate(grid("1"), grid("55")), candidate(grid("2"), grid("55"), length=12.0)]})
ANSWERS = Answers({"cafe0123": (grid("2"), grid("55"))})


def drawn(figure):
    """The only axes of a figure, drawn for real."""
    figure.savefig(io.BytesIO(), format="png")
    (axes,) = figure.axes
    return axes


def grids(axes):
    return [mesh.get_array().astype(int).tolist() for mesh in axes.collections if isinstance(mesh, QuadMesh)]


def texts(axes):
    return [text.get_text() for text in axes.texts if text.get_text()]


def frames(axes):
    """The colours of what is drawn around grids: closed lines of five points."""
    return [to_hex(line.get_color()).upper() for line in axes.lines if len(line.get_xdata()) == 5]


def test_every_grid_is_drawn_above_what_it_becomes():
    axes = drawn(picture(TWO, FOUND.attempts["cafe0123"]))
    assert grids(axes) == [[[1, 2]], [[1, 2]], [[1, 2]], [[1]], [[2]], [[3, 0], [0, 4]], [[5, 5]], [[3, 0], [0, 4]]]
    assert texts(axes)[:8] == [
        "cafe0123", "demonstration 1",
        "test input 1", "attempt 1", "attempt 2",
        "test input 2", "attempt 1", "attempt 2",
    ]  # fmt: skip
    assert frames(axes) == []


def test_attempts_are_marked_as_right_or_wrong():
    axes = drawn(picture(TWO, FOUND.attempts["cafe0123"], verdicts(TWO, FOUND, ANSWERS)))
    assert [text for text in texts(axes) if text.startswith("attempt") and "bits" not in text][:4] == [
        "attempt 1: wrong", "attempt 2: right", "attempt 1: right", "attempt 2: wrong"
    ]  # fmt: skip
    assert frames(axes) == [RED.upper(), GREEN.upper(), GREEN.upper(), RED.upper()]


def test_each_program_stands_below_once_with_what_it_made():
    (one, two), (other, nothing) = FOUND.attempts["cafe0123"]
    shown = texts(drawn(picture(TWO, FOUND.attempts["cafe0123"])))[8:]
    assert shown == [
        f"attempt 1 ({min(one.confidence, other.confidence):.0%} sure): exact, 10 bits, fits all",
        "def solve(I):", "    O = rot90(I)", "    return O",
        f"attempt 2 at test 1 ({two.confidence:.0%} sure): exact, 12 bits, fits all",
        "def solve(I):", "    O = rot90(I)", "    return O",
        f"attempt 2 at test 2 ({nothing.confidence:.0%} sure): nothing was found",
    ]  # fmt: skip


def test_a_near_miss_says_how_near():
    one = task("cafe0123", grid("12"))
    found = solved({one: [candidate(grid("1"), fit=0.876, source="nearest")]})
    first = f"attempt 1 ({found.attempts[one.id][0][0].confidence:.0%} sure)"
    assert f"{first}: nearest, 10 bits, 87.6% of the cells right" in texts(drawn(picture(one, found.attempts[one.id])))


def test_without_attempts_the_task_stands_alone():
    axes = drawn(picture(TWO))
    assert grids(axes) == [[[1, 2]], [[1, 2]], [[1, 2]], [[3, 0], [0, 4]]]
    assert texts(axes) == ["cafe0123", "demonstration 1", "test input 1", "test input 2"]


def test_a_cell_has_the_colour_that_arc_gives_it():
    every = grid("01234", "56789")
    axes = drawn(picture(task("cafe0123", every)))
    mesh = [mesh for mesh in axes.collections if isinstance(mesh, QuadMesh)][-1]
    shown = [to_hex(color) for color in mesh.get_facecolors()]
    assert shown == [to_hex(color) for color in COLORS.colors]
    assert len(set(shown)) == 10


def boxes(axes):
    """The grids' places as (left, top, right, bottom)."""
    meshes = [mesh.get_coordinates() for mesh in axes.collections if isinstance(mesh, QuadMesh)]
    return [(*corners[0, 0], *corners[-1, -1]) for corners in meshes]


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("sides", [(1, 1), (1, 30), (30, 1), (30, 30)])
@pytest.mark.parametrize("demonstrations", [1, 10])
def test_grids_of_any_size_stay_apart_and_within_the_figure(sides, demonstrations):
    large, small = np.ones(sides, np.uint8), grid("12", "34")
    shown = Task("cafe0123", (Pair(small, large), Pair(large, small)) * demonstrations, (large, small))
    found = solved({shown: [candidate(large, small), candidate(small, large, length=12.0)]})
    figure = picture(shown, found.attempts[shown.id])
    places = boxes(drawn(figure))
    assert len(places) == 4 * demonstrations + 6
    assert not any(overlap(one, other) for k, one in enumerate(places) for other in places[:k])
    width, height = figure.get_size_inches()
    assert all(0 < left < right < width and 0 < top < bottom < height for left, top, right, bottom in places)
    assert all(right - left > 0.03 and bottom - top > 0.03 for left, top, right, bottom in places)


def test_a_long_program_is_wrapped_and_cut_and_stays_in_the_figure():
    table = ", ".join(f"({a}, {b}, {c}): {c}" for a in range(10) for b in range(10) for c in range(10))
    text = (
        f"def solve(I):\n    x1 = rot90(I)\n    x2 = rot180(I)\n    O = lookup({{{table}}}, I, x1, x2)\n    return O\n"
    )
    one = task("cafe0123", grid("12"))
    long = candidate(grid("1"))
    found = solved({one: [type(long)(parse(text), long.outputs, 10.0, 1.0, "lookup")]})
    figure = picture(one, found.attempts[one.id])
    axes = drawn(figure)
    shown = texts(axes)
    assert [line for line in shown if line.startswith("    ... and ") and line.endswith(" more lines")]
    assert len(shown) < 30
    right = max(text.get_window_extent().x1 for text in axes.texts)
    assert right <= figure.get_size_inches()[0] * figure.dpi


@pytest.mark.parametrize("task_id", ["$\\frac{", "$a$", "../b", "<b>", "c" * 200])
def test_an_id_is_text_whatever_it_holds(task_id):
    strange = task(task_id, grid("12"))
    assert texts(drawn(picture(strange)))[0] == task_id
