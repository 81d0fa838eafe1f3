import io
import math

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from arc_pipeline.measure import Span, charts, spans_frame
from arc_pipeline.measure.chart_style import BLUE, GREEN, GREY, LIGHT_BLUE, LIGHT_GREY, ORANGE, in_words


def spans_of(tasks: int, workers: int) -> pd.DataFrame:
    """A run of 1 s of loading, then tasks of 2 s, the first of a worker 6 s, half of each in "score"."""
    spans = [Span("solve", "solve", 0, 1, 0, 1e9, 0, "MainThread", {}, False, 0.0)]
    spans.append(Span("load", "solve/load", 1, 2, 1, 1e9, 0, "MainThread", {}, False, 1.0))
    free = [1e9 + 1.0] * workers
    for number in range(tasks):
        worker = number % workers
        seconds = 6.0 if number < workers else 2.0
        id, start = 10 + 2 * number, free[worker]
        free[worker] += seconds
        spans.append(Span("task", "task", 0, id, 0, start, worker + 1, "MainThread", {}, False, seconds))
        spans.append(
            Span("score", "task/score", 1, id + 1, id, start, worker + 1, "MainThread", {}, False, seconds / 2)
        )
    waited = max(free) - 1e9 - 1
    spans.append(Span("gather", "solve/gather", 1, 3, 1, 1e9 + 1, 0, "MainThread", {"wait": 1}, False, waited))
    spans[0].measured = 1 + waited
    return spans_frame(spans)


def tasks_of(number: int) -> pd.DataFrame:
    right = pd.array([(True, False, None)[k % 3] for k in range(number)], dtype="boolean")
    seconds = [1.0 + k for k in range(number)]
    ids = [f"{k:08x}" for k in range(number)]
    return pd.DataFrame({"id": ids, "seconds": seconds, "candidates": range(1, number + 1), "right": right})


def axes_of(figure: Figure) -> Axes:
    """The axes of a figure that really draws."""
    figure.savefig(io.BytesIO(), format="png")
    (axes,) = figure.axes
    return axes


def rows(axes: Axes) -> list[str]:
    return [label.get_text().rstrip() for label in axes.get_yticklabels()]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def legend(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.legends[0].get_texts()]


def title(axes: Axes) -> str:
    return axes.get_title(loc="left")


def widths(axes: Axes, colour: str) -> list[float]:
    return [bar.get_width() for bar in axes.patches if to_hex(bar.get_facecolor()).upper() == colour.upper()]


SPANS, TASKS = spans_of(1, 1), tasks_of(1)
SLOWEST = "The slowest of 1 task took 100% of the time of all"


@pytest.mark.parametrize(
    "draw",
    [
        charts.time_by_phase,
        charts.cold_and_steady,
        charts.speed_up,
        charts.slowest_tasks,
        charts.right_by_time,
    ],
)
def test_without_rows_a_chart_says_so(draw):
    figure = draw((TASKS if draw in (charts.slowest_tasks, charts.right_by_time) else SPANS)[:0])
    axes = axes_of(figure)
    assert texts(axes) == ["nothing recorded"]
    assert title(axes)


def test_time_by_phase():
    figure = charts.time_by_phase(spans_of(4, 2))
    axes = axes_of(figure)
    assert rows(axes) == ["task", "  score", "solve", "  load", "  gather"]
    assert widths(axes, BLUE) == [8, 8, 0, 1, 0]  # own time
    assert widths(axes, LIGHT_BLUE) == [16, 8, 9, 1]  # with what is within
    assert widths(axes, LIGHT_GREY) == [8]
    assert texts(axes)[0] == "16 s  88.9%  4 calls"
    assert texts(axes)[3] == "1 s  11.1%"
    assert axes.get_xlabel() == "seconds, summed over 3 processes"
    assert legend(figure) == ["the phase itself", "phases within it", "waiting"]


def test_time_by_phase_shows_the_longest():
    axes = axes_of(charts.time_by_phase(spans_of(4, 2), limit=2))
    assert rows(axes) == ["task", "solve"]
    assert title(axes) == "task itself takes 44% of the run, more than any other phase"
    assert axes.get_xlabel().endswith("; the longest 2 of 5 phases")


def test_slowest_tasks():
    figure = charts.slowest_tasks(tasks_of(400), limit=3)
    axes = axes_of(figure)
    assert rows(axes) == ["0000018f", "0000018e", "0000018d"]
    assert texts(axes) == ["6.7 min  400 candidates", "6.7 min  399 candidates", "6.6 min  398 candidates"]
    assert title(axes) == "The slowest of 400 tasks took 0% of the time of all, the 3 slowest 1%"
    # Right, not known and wrong, which is hatched to be told apart without colour.
    assert [to_hex(bar.get_facecolor()).upper() for bar in axes.patches] == [GREEN, GREY, ORANGE]
    assert [bool(bar.get_hatch()) for bar in axes.patches] == [False, False, True]
    assert legend(figure) == ["right", "wrong", "not known"]


def test_right_by_time():
    tasks = tasks_of(6).assign(right_at=[4.0, None, None, 2.0, 8.0, None])
    figure = charts.right_by_time(tasks)  # the first and the fourth are right, the fifth no longer is
    axes = axes_of(figure)
    assert title(axes) == "2 of 6 tasks right"
    kept, at_some_time = axes.lines
    assert (list(kept.get_xdata()), list(kept.get_ydata())) == ([1, 2, 4, 16], [0, 1, 2, 2])
    assert (list(at_some_time.get_xdata()), list(at_some_time.get_ydata())) == ([1, 2, 4, 8, 16], [0, 1, 2, 3, 3])
    assert legend(figure) == ["right at the end", "right at some time"]
    assert legend(charts.right_by_time(tasks[:4])) == ["right at the end"]


@pytest.mark.parametrize(("first", "last"), [(13.0, 28.0), (70.0, 100.0), (0.3, 0.9), (1000.0, 5000.0), (1.0, 28800.0)])
def test_a_short_axis_of_time_has_marks_as_well(first, last):
    axes = axes_of(charts.right_by_time(tasks_of(4).assign(right_at=[first, None, None, last])))
    marks = [label.get_text() for label in axes.get_xticklabels()]
    assert 2 <= len(marks) <= 8
    assert len(set(marks)) == len(marks)


@pytest.mark.parametrize("tasks", [tasks_of(3), tasks_of(3).assign(right_at=math.nan)])
def test_without_a_right_task_there_is_no_curve(tasks):
    assert texts(axes_of(charts.right_by_time(tasks))) == ["no task was right, or no answer is known"]


def test_a_single_task():
    figure = charts.slowest_tasks(TASKS)
    axes = axes_of(figure)
    assert (rows(axes), texts(axes), title(axes)) == (["00000000"], ["1 s  1 candidate"], SLOWEST)
    assert legend(figure) == ["right"]


def test_slowest_tasks_with_the_time_of_each_sample():
    tasks = tasks_of(2).assign(samples=[4, 5])
    assert texts(axes_of(charts.slowest_tasks(tasks))) == [
        "2 s  400 ms a sample  2 candidates",
        "1 s  250 ms a sample  1 candidate",
    ]


def test_cold_and_steady():
    figure = charts.cold_and_steady(spans_of(8, 2))
    axes = axes_of(figure)
    assert rows(axes) == ["task", "task/score"]
    cold, steady = axes.lines
    assert list(cold.get_xdata()) == [6, 3]
    assert list(steady.get_xdata()) == [2, 1]
    assert texts(axes) == ["3.0x, 8 s lost", "3.0x, 4 s lost"]
    assert title(axes) == "First calls cost task 8 s more than later ones"
    assert axes.get_xscale() == "log"
    assert len(legend(figure)) == 2


def test_one_task_has_no_steady_state():
    assert "often enough" in texts(axes_of(charts.cold_and_steady(SPANS)))[0]


def test_speed_up():
    figure = charts.speed_up(spans_of(2, 1), factors=(2, math.inf))
    axes = axes_of(figure)
    # 1 s of loading and 8 s of tasks, half of them scoring
    assert rows(axes) == ["task  89%", "task/score  44%", "solve  11%", "solve/load  11%"]
    twice, free = axes.lines
    assert list(twice.get_xdata()) == pytest.approx([9 / 5, 9 / 7, 9 / 8.5, 9 / 8.5])
    assert list(free.get_xdata()) == pytest.approx([9, 9 / 5, 9 / 8, 9 / 8])
    assert texts(axes)[0] == "1.8x,  9x"
    assert title(axes) == "task 2 times faster: the run 1.8 times as fast"
    assert legend(figure) == ["2 times faster", "taking no time"]


def test_speed_up_of_a_single_phase():
    spans = spans_of(1, 1)
    assert texts(axes_of(charts.speed_up(spans[spans["path"] == "task"]))) == ["the run has a single phase"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (2.5e-8, "25 ns"),
        (3.456e-5, "35 us"),
        (0.0042, "4.2 ms"),
        (0.9999, "1 s"),
        (7.54, "7.5 s"),
        (59.97, "1 min"),
        (725, "12 min"),
        (7560, "2.1 h"),
        (8 * 3600, "8 h"),
        (3.6e6, "1,000 h"),
    ],
)
def test_durations_in_words(seconds, words):
    assert in_words(seconds) == words


def test_an_id_is_text_whatever_it_holds():
    figure = charts.slowest_tasks(TASKS.head(1).assign(id="$\\frac{"))
    assert rows(axes_of(figure)) == ["$\\frac{"]
