"""The timeline: phases by worker, their parts beneath, and kernels beside the host; painted from made-up spans."""

import pytest
from matplotlib.colors import to_hex
from measure.test_charts import SPANS, axes_of, legend, rows, spans_of, texts, title
from measure.test_projection import frame

from arc_pipeline.measure.chart_style import GREY, INK, LIGHT_GREY
from arc_pipeline.measure.timeline import COLOURS, timeline

RUN = frame(
    (1, 0, "solve", 0, 20),
    (2, 1, "solve/wait", 1, 18, 0, {"wait": 1}),
    (3, 0, "shard", 2, 16, 1, {"round": 1, "tasks": 4}),
    (4, 3, "shard/generate", 2, 10, 1),
    (5, 4, "shard/generate/frontier", 2, 8, 1, {"kernel_seconds": 6.0, "gpu_seconds": 2.0}),
    (6, 3, "shard/validate", 12, 2, 1),
    (7, 3, "shard/lookup", 14, 2, 1, {"kernel_seconds": 2.0}),
    (8, 3, "shard/lookup", 16, 2, 1, {"kernel_seconds": 1.0}),
)


def painted(axes, row):
    """What is painted on a row: (begin, end, share of its height, colour), in the order of painting."""
    place = axes.get_yticks()[row]
    found = []
    for collection in axes.collections:
        colours = collection.get_facecolor()
        for k, path in enumerate(collection.get_paths()):
            (x0, y0), (x1, y1) = path.vertices.min(axis=0), path.vertices.max(axis=0)
            if abs(y1 - place) < 0.5:
                colour = to_hex(colours[k % len(colours)]).upper()
                found.append((x0, x1, round((y1 - y0) / 0.84, 2), colour))
    return found


def test_beneath_each_worker_stand_parts_of_its_phases_and_its_devices():
    figure = timeline(RUN)
    axes = axes_of(figure)
    assert rows(axes) == ["worker 0", "worker 1", "part", "within it", "CPU", "GPU"]
    assert legend(figure) == ["generate", "validate", "plan", "kernels", "host", "waiting"]
    assert title(axes) == "Workers are busy for 80% of the time, in kernels for 45%"
    assert axes.get_xlabel() == "seconds since the start (white: nothing to do)"


def test_phases_have_the_colours_of_the_legend_and_waiting_is_pale():
    axes = axes_of(timeline(RUN))
    assert painted(axes, 0) == [(0, 20, 1, COLOURS["plan"]), (1, 19, 1, LIGHT_GREY)]
    colours = {(begin, end): colour for begin, end, _, colour in painted(axes, 1)}
    assert colours[2, 18] == colours[2, 12] == COLOURS["generate"]
    assert colours[12, 14] == COLOURS["validate"]


def test_parts_are_named_and_calls_of_one_that_follow_one_another_are_one():
    axes = axes_of(timeline(RUN))
    assert [(begin, end) for begin, end, *_ in painted(axes, 2)] == [(2, 12), (12, 14), (14, 18)]
    assert [(begin, end) for begin, end, *_ in painted(axes, 3)] == [(2, 10)]
    assert texts(axes) == ["generate", "validate", "lookup", "frontier"]


def test_kernels_fill_the_row_of_a_device_as_far_as_they_ran():
    axes = axes_of(timeline(RUN))
    cpu, gpu = painted(axes, 4), painted(axes, 5)
    assert {(begin, end, share) for begin, end, share, colour in cpu if colour == INK} == {
        (2, 10, 0.5), (14, 16, 1), (16, 18, 0.5)
    }  # fmt: skip
    assert (12, 14, 1, GREY) in cpu, "the host alone"
    assert [part for part in gpu if part[3] == INK] == [(2, 10, 0.25, INK)]


def test_many_workers_have_one_row_each():
    figure = timeline(spans_of(40, 8))
    axes = axes_of(figure)
    assert rows(axes) == [f"worker {number}" for number in range(9)]
    assert legend(figure) == ["load", "plan", "other", "waiting"]
    assert axes.dataLim.x0 == 0
    assert axes.dataLim.x1 == 1 + 6 + 4 * 2


def test_threads_are_told_apart():
    spans = spans_of(2, 1)
    spans.loc[spans["path"] == "task", "thread"] = "scorer"
    lanes = [name for name in rows(axes_of(timeline(spans))) if name.startswith("worker")]
    assert lanes == ["worker 0", "worker 1, MainThread", "worker 1, scorer"]


@pytest.mark.parametrize(("spans", "said"), [(RUN[:2], "Timeline of the workers: no kernel ran"), (SPANS[:0], "")])
def test_without_kernels_or_spans_the_chart_says_so(spans, said):
    axes = axes_of(timeline(spans))
    assert title(axes) == said or texts(axes) == ["nothing recorded"]
