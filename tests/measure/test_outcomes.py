"""What became of values and programs, and what lack of time cut short, in a made-up run."""

import math

from measure.test_projection import NOTHING, frame

from arc_pipeline.measure import outcomes

SPANS = frame(
    (1, 0, "solve", 0, 20),
    (2, 0, "shard", 1, 9, 1, {"round": 1, "tasks": 4, "cut_short": 2, "late": 1}),
    (3, 2, "shard/validate", 1, 1, 1, {"programs": 9, "late_programs": 2, "out_of_time": 1}),
    (4, 2, "shard/evaluate", 2, 1, 1, {"programs": 10, "void_programs": 3}),
    (5, 2, "shard/frontier", 3, 1, 1, {"values": 6, "voids": 3, "kept": 1, "out_of_time": 2}),
    (6, 2, "shard/frontier", 4, 1, 1, {"values": 2, "voids": 0, "kept": 2}),
    (7, 2, "shard/objects", 5, 1, 1, {"out_of_time": 1, "proposals": 5}),
    (8, 2, "shard/lookup", 6, 1, 1, {"proposals": 5}),
    (9, 0, "shard", 11, 9, 2, {"round": 2, "tasks": 1, "cut_short": 1, "late": 0}),
    (10, 0, "shard", 11, 9, 1, {"round": 1, "tasks": 3}),
)


def test_parts_that_made_something_or_ran_out_of_time_are_told_in_the_order_of_the_phases():
    table = outcomes.by_part(SPANS)
    assert list(table.index) == [
        ("generate", "frontier"), ("generate", "objects"), ("execute", "evaluate"), ("validate", "validate")
    ]  # fmt: skip
    columns = ["calls", "out_of_time", "values", "new", "programs", "void_programs", "late_programs"]
    assert table[columns].values.tolist() == [
        [2, 1, 8, 3, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 10, 3, 0], [1, 1, 0, 0, 9, 0, 2]
    ]  # fmt: skip
    assert table["void"].iloc[0] == 3 / 8
    assert math.isnan(table["void"].iloc[1])


def test_searches_that_were_cut_short_are_told_by_round():
    table = outcomes.by_round(SPANS)
    assert list(table.index) == [1, 2]
    assert list(table) == ["searches", "cut_short", "late"]
    assert table.values.tolist() == [[7, 2, 1], [1, 1, 0]]


def test_of_nothing_nothing_became():
    assert len(outcomes.by_part(NOTHING)) == len(outcomes.by_round(NOTHING)) == 0
    assert len(outcomes.by_part(frame((1, 0, "solve", 0, 1)))) == 0
