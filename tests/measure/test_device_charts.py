"""Charts of devices say what they show in their titles, draw every backend, and say so where nothing was measured."""

import io

import pandas as pd
import pytest

from arc_pipeline.measure import device_charts as charts

CPU, GPU = "cpu, 1 thread", "cuda, Tesla T4"
THROUGHPUT = pd.DataFrame(
    [(CPU, 100, 1e6), (CPU, 200, 2e6), (GPU, 100, 5e5), (GPU, 200, 1.3e7)],
    columns=["backend", "grids", "grids_a_second"],
)
CROSSINGS = pd.DataFrame(
    [(GPU, 9.0, 3200, 6400), (GPU, 900.0, 100, 6400), ("cpu, 8 threads", 9.0, None, 6400), ("x", 9.0, 800, 6400)],
    columns=["backend", "cells", "grids", "largest"],
).astype({"grids": "Int64"})
MEMORY = pd.DataFrame([(100, 2**20, 2**22), (200, 2**21, 2**23)], columns=["grids", "median_bytes", "most_bytes"])
SCALING = pd.DataFrame(
    [("cpu", 0, 1, 1e6), ("cpu", 0, 2, 9e5), ("cuda", 1, 1, 4e6), ("cuda", 2, 2, 8e6), ("cuda", 1, 2, 5e6),
     ("cuda", 2, 4, float("nan"))],
    columns=["backend", "devices", "workers", "grids_a_second"],
)  # fmt: skip


def axes_of(figure):
    """The axes of a figure that really draws."""
    figure.savefig(io.BytesIO(), format="png")
    (axes,) = figure.axes
    return axes


def title(figure):
    return axes_of(figure).get_title(loc="left")


def drawn(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: charts.throughput(THROUGHPUT[:0], CPU),
        lambda: charts.crossings(CROSSINGS[:0], CPU),
        lambda: charts.memory(MEMORY[:0], 1.0),
        lambda: charts.scaling(SCALING[-1:]),
    ],
)
def test_where_nothing_was_measured_it_is_said(draw):
    assert axes_of(draw()).texts[0].get_text() == "nothing was measured in the time given"


def test_throughput_says_which_backend_is_fastest_and_by_how_much():
    figure = charts.throughput(THROUGHPUT, CPU)
    assert title(figure) == f"{GPU}: 13 million grids a second, in batches of 200,\n6.5 times as many as {CPU}"
    assert drawn(figure) == [CPU, GPU]
    slower = charts.throughput(THROUGHPUT[:3], CPU)
    assert title(slower).endswith(f"4 times as many as {GPU}"), "the CPU itself is fastest"
    even = THROUGHPUT.assign(grids_a_second=[2e6, 2e6, 2e6, 2.01e6])
    assert title(charts.throughput(even, CPU)).endswith(f",\nas many as {CPU}")
    assert title(charts.throughput(THROUGHPUT[:2], CPU)) == f"{CPU}: 2 million grids a second, in batches of 200"


def test_crossings_say_from_where_on_and_for_how_many_sizes():
    figure = charts.crossings(CROSSINGS, CPU)
    assert title(figure).splitlines() == [
        f"Faster than {CPU}?",
        f"{GPU}: from 100 to 3,200 grids on, by their size",
        "cpu, 8 threads: never",
        "x: from 800 grids on",
    ]
    assert drawn(figure) == [GPU, "cpu, 8 threads", "x"]
    half = pd.concat([CROSSINGS[:1], CROSSINGS[1:2].assign(grids=None)]).astype({"grids": "Int64"})
    assert title(charts.crossings(half, CPU)).endswith(f"{GPU}: for 1 of 2 sizes, from 3,200 grids on")


def test_memory_says_what_fits():
    assert title(charts.memory(MEMORY, 2**30)) == "A batch of 200 takes 2 MiB, at most 8 MiB; a worker has 1 GiB"
    room = "room for batches of {}, whatever the operation"
    assert title(charts.memory(MEMORY, 5 * 2**20)) == f"A worker has 5 MiB: {room.format(100)}"
    assert title(charts.memory(MEMORY, 2**12)) == f"A worker has 4 KiB: {room.format(0)}"


def test_scaling_says_what_more_workers_bring_on_the_cpu_on_one_gpu_and_on_all():
    figure = charts.scaling(SCALING)
    assert title(figure).splitlines() == [
        "cpu: more workers do no more than one",
        "cuda on 1 GPU: 2 workers do 1.2 times as much as one",
        "cuda on 2 GPUs: 2 workers do 2 times as much as one",
    ]
    assert drawn(figure) == ["cpu", "cuda on 1 GPU", "cuda on 2 GPUs"]


def test_where_there_was_time_for_one_worker_alone_nothing_is_said_of_more():
    assert title(charts.scaling(SCALING[:1])) == "cpu: only one worker was measured"
