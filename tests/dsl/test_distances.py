"""What the distances mean, on small examples."""

import numpy as np
from grids_in_words import applied, cells

from arc_pipeline.dsl import OPS, at, origin_of


def test_depth():
    assert applied("depth", "11111 11111 11111 00110") == "11111 12221 11221 00110"
    assert applied("depth", "11111 11111 11111 00110", 8) == "11111 12221 11111 00110"
    assert applied("depth", "12") == "11", "colours do not matter"


def test_distance_field():
    assert applied("distance_field", "0000 0200 0000") == "2123 1012 2123"
    assert applied("distance_field", "0000 0200 0000", 8) == "1112 1012 1112"
    assert applied("distance_field", "10 02") == "01 10"
    assert OPS["distance_field"](cells("00")).tolist() == [[255, 255]]
    assert origin_of(OPS["distance_field"](at(cells("01"), (4, 5)))) == (4, 5)


def test_nearest_color():
    assert applied("nearest_color", "10000 00000 00002") == "11112 11122 11222"
    assert applied("nearest_color", "102") == "112", "the first of two as near"
    assert applied("nearest_color", "000") == "000"
    assert np.count_nonzero(OPS["nearest_color"](cells("7000 0000"))) == 8
