"""The time of a run under the names of the field: which span is in which phase, kernels and host apart."""

import re
from pathlib import Path

import pandas as pd
import pytest
from measure.test_projection import NOTHING, frame

from arc_pipeline.measure import add_kernel_seconds, enclosing_span, phases, recording, span, spans_frame

SPANS = frame(
    (1, 0, "solve", 0, 20),
    (2, 1, "solve/wait", 1, 18, 0, {"wait": 1}),
    (3, 0, "shard", 1, 10, 1, {"round": 1, "tasks": 4}),
    (4, 3, "shard/generate", 1, 4, 1, {"kernel_seconds": 1.5}),
    (5, 4, "shard/generate/frontier", 1, 3, 1, {"kernel_seconds": 2.0}),
    (6, 3, "shard/evaluate", 5, 2, 1, {"kernel_seconds": 1.0}),
    (7, 3, "shard/a strategy", 7, 3, 1),
    (8, 0, "shard", 11, 6, 1, {"round": 2, "tasks": 2}),
    (9, 8, "shard/validate", 12, 5, 1),
    (10, 0, "elsewhere", 20, 1),
)


@pytest.mark.parametrize(
    ("path", "phase"),
    [
        ("solve", "plan"),
        ("solve/compile", "load"),
        ("shard/generate/a new expansion", "generate"),
        ("shard/a new strategy", "generate"),
        ("shard/a new strategy/memory", "load"),
        ("shard/evaluate", "execute"),
        ("shard/evaluate/within", "execute"),
        ("solve/shard/validate", "validate"),
        ("shard/inline", "print and inline"),
        ("report", "write"),
        ("elsewhere", "other"),
    ],
)
def test_a_span_is_in_the_phase_of_the_innermost_name_that_has_one(path, phase):
    assert phases.phase_of(path) == phase


def test_every_warm_up_of_the_package_is_in_the_phase_that_loads():
    sources = (path.read_text("utf-8") for path in Path(phases.__file__).parents[1].rglob("*.py"))
    names = [name for source in sources for name in re.findall(r"""span\("([^"]+)", cold=1""", source)]
    assert len(names) > 6, "there are no other spans of this form"
    assert {phases.phase_of(f"shard/a strategy/{name}") for name in names} == {"load"}
    assert set(phases.WARM_UPS) <= set(names)


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("shard", ("generate", "shard", "")),
        ("shard/objects", ("generate", "objects", "")),
        ("shard/objects/frontier", ("generate", "objects", "frontier")),
        ("shard/generate/lemmas/frontier", ("generate", "generate", "lemmas")),
        ("shard/objects/evaluate", ("execute", "evaluate", "")),
        ("elsewhere/within/further", ("other", "elsewhere", "within")),
    ],
)
def test_parts_of_a_phase_are_nested_on_two_levels(path, places):
    assert phases.places_of(path) == places


def test_kernels_host_and_waiting_are_apart():
    table = phases.time_in_phases(SPANS)
    assert list(table.index) == [
        ("generate", "generate", "frontier"),
        ("generate", "generate", ""),
        ("generate", "a strategy", ""),
        ("generate", "shard", ""),
        ("execute", "evaluate", ""),
        ("validate", "validate", ""),
        ("plan", "wait", ""),
        ("plan", "solve", ""),
        ("other", "elsewhere", ""),
    ]
    figures = {name[1:]: row.tolist() for name, row in table[["calls", "kernels", "host", "waiting"]].iterrows()}
    assert figures["generate", "frontier"] == [1, 2, 1, 0]
    assert figures["evaluate", ""] == [1, 1, 1, 0]
    assert figures["wait", ""] == [1, 0, 0, 18]
    assert figures["solve", ""] == [1, 0, 2, 0]
    assert table["share"].sum() == pytest.approx(1)


def test_kernels_that_outlast_their_span_leave_no_negative_host_time():
    table = phases.time_in_phases(SPANS).reset_index()
    itself = table[(table["part"] == "generate") & (table["within"] == "")]
    assert itself[["kernels", "host"]].values.tolist() == [[1.5, 0]]


def test_time_of_each_round():
    table = phases.time_by_phase_and_round(SPANS)
    assert table.loc[(1, "generate")].tolist() == [3.5, 1 + 0 + 1 + 3]
    assert table.loc[(1, "execute")].tolist() == [1, 1]
    assert table.loc[(2, "validate")].tolist() == [0, 5]
    assert table.loc[(0, "plan")].tolist() == [0, 2]
    assert (2, "execute") not in table.index


def test_a_warm_up_with_all_that_is_in_it_is_in_no_round():
    more = frame(
        (11, 7, "shard/a strategy/read", 7, 2, 1, {"cold": 1}),
        (12, 11, "shard/a strategy/read/parse", 7, 1.5, 1, {"kernel_seconds": 0.5}),
    )
    table = phases.time_by_phase_and_round(pd.concat([SPANS, more], ignore_index=True))
    assert table.loc[(0, "generate")].tolist() == [0.5, 0.5 + 1]
    assert table.loc[(1, "generate")].tolist() == [3.5, 1 + 0 + 1 + 3 - 2]


def test_nothing_has_no_phases():
    assert len(phases.time_in_phases(NOTHING)) == len(phases.time_by_phase_and_round(NOTHING)) == 0


def test_kernel_seconds_are_counted_for_the_innermost_span():
    with recording() as recorder, span("outer"):
        add_kernel_seconds(1.0, enclosing_span())
        with span("inner"):
            add_kernel_seconds(2.0, enclosing_span())
            late = enclosing_span()
        add_kernel_seconds(0.5, late)  # as a device tells it later
    assert enclosing_span() is None
    add_kernel_seconds(9.0, enclosing_span())
    frame_of = spans_frame(recorder.spans)
    assert dict(zip(frame_of["name"], phases.kernel_seconds(frame_of), strict=True)) == {"inner": 2.5, "outer": 1.0}
    pd.testing.assert_series_equal(phases.kernel_seconds(NOTHING), pd.Series(dtype=float, name="counts"))
