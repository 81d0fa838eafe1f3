"""The nearest misses of made-up tasks, in a table and as pictures."""

import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from answers.made_up import grid, solved
from matplotlib.collections import QuadMesh

from arc_pipeline.answers.miss_pictures import miss_picture
from arc_pipeline.answers.misses import misses, nearest_miss, share_right
from arc_pipeline.programs import parse
from arc_pipeline.search.candidates import Candidate
from arc_pipeline.tasks import Pair, Task

# Turned by half, one cell of the first and none of the second demonstration is wrong.
TURNED = Task("cafe0123", (Pair(grid("12", "34"), grid("43", "25")), Pair(grid("12"), grid("21"))), (grid("56"),))


def candidate(operation, fit, length=10.0, source="nearest"):
    program = parse(f"def solve(I):\n    O = {operation}(I)\n    return O\n")
    return Candidate(program, (grid("65"),), length, fit, source)


def test_the_share_of_cells_that_are_right():
    assert share_right(grid("12", "34"), grid("12", "35")) == 0.75
    assert share_right(grid("12"), grid("1", "2")) == 0.0
    assert share_right(None, grid("1")) == 0.0


def test_the_best_candidate_that_does_not_fit():
    far, near = candidate("hmirror", 0.5), candidate("rot180", 0.8)
    miss = nearest_miss(TURNED, [far, candidate("dmirror", 1.0), near, candidate("rot90", 0.8, length=12.0)])
    assert miss.candidate is near
    assert miss.right == (0.75, 1.0)
    assert np.array_equal(miss.outputs[0], grid("43", "21"))
    one = replace(far, is_near_miss=True)
    assert nearest_miss(TURNED, [near, one]).candidate is one, "all demonstrations but one"
    assert nearest_miss(TURNED, []) is None
    fits = candidate("rot180", 1.0)
    assert nearest_miss(TURNED, [fits]).candidate is fits


def test_another_shape_has_nothing_right():
    assert nearest_miss(TURNED, [candidate("rot90", 0.1)]).right[1] == 0.0


def test_the_table_of_misses():
    nothing = Task("beef0123", TURNED.train, TURNED.test)
    other = Task("fade0123", TURNED.train, TURNED.test)
    never = Task("dead0123", TURNED.train, TURNED.test)
    more = Task("feed0123", TURNED.train, TURNED.test)
    near = replace(candidate("rot180", 0.8), is_near_miss=True)
    found = solved({nothing: [], TURNED: [near], other: [candidate("rot180", 0.8)], more: [candidate("rot180", 0.9)]})
    every = misses([more, TURNED], found, {"cafe0123", "feed0123"})
    assert list(zip(every["id"], every["misses_one"], strict=True)) == [("cafe0123", True), ("feed0123", False)]
    table = misses([nothing, TURNED, other, never], found, {"cafe0123", "beef0123", "dead0123"})
    assert table["id"].tolist() == ["cafe0123", "beef0123", "dead0123"]
    first = table.iloc[0].to_dict()
    assert (first["fits"], first["source"], first["fit"], first["right"]) == (False, "nearest", 0.8, [0.75, 1.0])
    assert "rot180" in first["program"]
    assert table["source"].isna().tolist() == [False, True, True]
    assert len(misses([TURNED], found, set())) == 0
    assert pd.isna(table.iloc[1]["right"])


@pytest.mark.parametrize("operation", ["rot180", "rot90"])
def test_a_picture_shows_every_grid_and_crosses_out_what_is_wrong(operation):
    miss = nearest_miss(TURNED, [candidate(operation, 0.8)])
    figure = miss_picture(TURNED, miss)
    figure.savefig(io.BytesIO(), format="png")
    (axes,) = figure.axes
    grids = [mesh.get_array().astype(int).tolist() for mesh in axes.collections if isinstance(mesh, QuadMesh)]
    shown = [(pair.input, pair.output, made) for pair, made in zip(TURNED.train, miss.outputs, strict=True)]
    assert grids == [made.tolist() for column in shown for made in column]
    crosses = max(len(line.get_xdata()) for line in axes.lines)
    assert crosses == np.count_nonzero(miss.outputs[0] != TURNED.train[0].output)
    words = [text.get_text() for text in axes.texts]
    assert f"nearest: {miss.right[0]:.0%} right" in words
    assert "nearest, 10 bits, 80.0% of the cells right" in words
    assert f"    O = {operation}(I)" in words


def test_a_program_that_makes_no_grid_of_a_demonstration_is_shown_as_such():
    void = Candidate(parse("def solve(I):\n    O = upscale(I, 40)\n    return O\n"), (grid("1"),), 9.0, 0.2, "nearest")
    miss = nearest_miss(TURNED, [void])
    assert (miss.outputs, miss.right) == ((None, None), (0.0, 0.0))
    words = [text.get_text() for text in miss_picture(TURNED, miss).axes[0].texts]
    assert words.count("no grid") == 2


def test_an_id_is_text_whatever_it_holds():
    strange = Task("$\\frac{", TURNED.train, TURNED.test)
    figure = miss_picture(strange, nearest_miss(strange, [candidate("rot90", 0.8)]))
    figure.savefig(io.BytesIO(), format="png")
    assert figure.axes[0].texts[0].get_text() == "$\\frac{: nearest miss"
