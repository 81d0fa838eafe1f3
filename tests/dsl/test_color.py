"""Questions about colours, on pieces small enough to count by eye."""

import numpy as np
import pytest
from pictures import cells, shown

from arc_pipeline.dsl import OPS

THREE = cells("0001/0223/0220")  # 0: six, 2: four, 1 and 3: one each
CLEAR = cells("../..")


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("mostcolor", (THREE,), 0),
        ("mostcolor", (cells("5544"),), 4),
        ("mostcolor", (cells("...7"),), 7),
        ("mostcolor", (CLEAR,), None),
        ("leastcolor", (THREE,), 1),
        ("leastcolor", (cells("5544"),), 4),
        ("leastcolor", (cells(".888"),), 8),
        ("leastcolor", (CLEAR,), None),
        ("nth_color", (THREE, 0), 0),
        ("nth_color", (THREE, 1), 2),
        ("nth_color", (THREE, 2), 1),
        ("nth_color", (THREE, 3), 3),
        ("nth_color", (THREE, 4), None),
        ("nth_color", (THREE, -1), None),
        ("background", (cells("3333/3303"),), 0),
        ("background", (cells("3333/3343"),), 3),
        ("floor_color", (cells("3333/3333/0003/1103"),), 3),
        ("floor_color", (cells("3333/3333/0000/1110"),), 0),
        ("floor_color", (cells("112/112"),), 1),
        ("floor_color", (cells("12"),), 1),
        ("cell_colors", (cells("30./.41"),), [3, 0, 4, 1]),
        ("cell_colors", (CLEAR,), []),
        ("bordercolor", (cells("777/700/777"),), 7),
        ("bordercolor", (cells("3333/3553/3553/3336"),), 3),
        ("bordercolor", (cells("..../.55./...."),), None),
        ("onlycolor", (cells("040/444"),), 4),
        ("onlycolor", (cells("4.4"),), 4),
        ("onlycolor", (THREE,), None),
        ("onlycolor", (cells("00"),), None),
        ("othercolor", (cells("0458"), 4), None),
        ("othercolor", (cells("0455"), 4), 5),
        ("othercolor", (cells("0444"), 5), 4),
        ("othercolor", (cells("0444"), 4), None),
        ("numcolors", (THREE,), 4),
        ("numcolors", (cells("1.1"),), 1),
        ("numcolors", (CLEAR,), 0),
        ("palette", (THREE,), [0, 1, 2, 3]),
        ("palette", (cells("9.4"),), [4, 9]),
        ("palette", (CLEAR,), []),
        ("ranked_colors", (THREE, "most common"), [2, 1, 3]),
        ("ranked_colors", (THREE, "least common"), [3, 1, 2]),
        ("ranked_colors", (cells("00"), "most common"), []),
        ("colorcount", (THREE, 2), 4),
        ("colorcount", (THREE, 9), 0),
    ],
)
def test_question(name, arguments, expected):
    assert OPS[name](*arguments) == expected


def test_color_rank_is_zero_for_the_most_common_color():
    assert shown(OPS["color_rank"](THREE)) == "0002/0113/0110"


def test_color_count_field_counts_cells_of_the_same_color():
    assert shown(OPS["color_count_field"](THREE)) == "6661/6441/6446"


def test_color_count_field_is_clamped():
    assert set(OPS["color_count_field"](np.zeros((30, 30), np.uint8)).ravel()) == {255}
