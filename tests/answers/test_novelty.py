"""Novelty: the share of an output's parts that nothing shown has, however it lies."""

from collections import Counter

import numpy as np
import pytest
from answers.made_up import grid

from arc_pipeline.answers.novelty import Novelty, patterns, shapes

TURNS = [(quarter, mirror) for quarter in range(4) for mirror in (False, True)]


def turned(cells, quarter, mirror):
    return np.rot90(cells.T if mirror else cells, quarter)


@pytest.mark.parametrize(("quarter", "mirror"), TURNS)
@pytest.mark.parametrize("parts", [patterns, shapes])
def test_parts_are_the_same_however_a_grid_lies(parts, quarter, mirror):
    rng = np.random.default_rng(quarter)
    cells = rng.integers(0, 3, (7, 11)).astype(np.uint8)
    assert parts(turned(cells, quarter, mirror)) == parts(cells)


def test_patterns_are_of_windows_and_tell_which_cells_are_equal():
    assert patterns(grid("11", "11", "11")) == Counter(), "no window fits in"
    plain, dotted, striped = grid("1111", "1111", "1111"), grid("000", "040", "000"), grid("111", "222", "111")
    assert list(patterns(plain).values()) == [2]
    assert patterns(plain).keys() == patterns(plain * 3).keys()
    assert patterns(dotted) == patterns(grid("777", "727", "777"))
    assert not patterns(dotted).keys() & patterns(striped).keys()
    assert patterns(striped) != patterns(grid("111", "222", "333")), "the first and the last line differ"


def test_every_way_in_which_nine_cells_can_be_equal_is_a_pattern_of_its_own():
    rng = np.random.default_rng(0)
    windows = {cells.tobytes(): cells for cells in (rng.integers(0, 3, (3, 3)).astype(np.uint8) for _ in range(200))}

    def canonical(cells):
        ways = [turned(cells, *way).ravel() for way in TURNS]
        return min(tuple(list(way).index(cell) for cell in way) for way in ways)

    of = {key: next(iter(patterns(cells))) for key, cells in windows.items()}
    same = {canonical(cells) for cells in windows.values()}
    assert len(set(of.values())) == len(same) == len({(of[key], canonical(windows[key])) for key in windows})


def test_shapes_are_of_components_of_one_colour_without_their_colour():
    assert shapes(grid("000", "000")) == Counter()
    found = shapes(grid("0110", "0003", "2003", "0000"))
    assert sorted(found.values()) == [1, 2], "a single cell and two bars"
    assert shapes(grid("1020", "0102", "0000")).total() == 2, "corners connect"
    assert shapes(grid("100", "000", "001")).total() == 2
    assert not shapes(grid("0110", "0000")).keys() & shapes(grid("0111", "0000")).keys()
    assert not shapes(grid("00000", "01110", "01010")).keys() & shapes(grid("00000", "01110", "00100")).keys()


def test_what_demonstrations_have_beside_the_others_is_expected():
    a, b, c, d = (bytes([k]) for k in range(4))
    alike = Novelty([Counter({a: 3, b: 1}), Counter({a: 1, b: 1})])
    assert alike.of(Counter({a: 1})) == 0
    assert alike.of(Counter({a: 1, c: 3})) == 0.75
    assert alike.of(Counter({a: 1, c: 3}), {c}) == 0, "its own input has it"
    assert alike.of(Counter()) == 0
    varied = Novelty([Counter({a: 3, b: 1}), Counter({a: 2, c: 2})])  # 1/4 and 1/2 are new beside the other
    assert varied.of(Counter({a: 1, d: 1})) == pytest.approx(0.5 - 0.375)
    from_inputs = Novelty([Counter({a: 3, b: 1}), Counter({a: 2, c: 2})], [Counter({b: 1}), Counter({c: 1})])
    assert from_inputs.of(Counter({a: 1, d: 1})) == 0.5
    assert Novelty([Counter({a: 1})]).of(Counter({b: 1})) == 0.5, "one demonstration: half may be new"
