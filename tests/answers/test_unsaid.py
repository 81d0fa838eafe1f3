"""The bits that outputs take to say: the cells of each colour and where, or what has changed."""

from math import comb, log2

import pytest
from answers.made_up import grid

from arc_pipeline.answers.null_code import null_code_length
from arc_pipeline.tasks import Pair, Task


def bits(*pairs):
    return null_code_length(Task("made", tuple(Pair(given, made) for given, made in pairs), (grid("1"),)))


def test_outputs_of_another_size_are_said_by_their_cells():
    assert bits((grid("1"), grid("1122"))) == pytest.approx(log2(comb(4, 2)) + 2 * 4)
    assert bits((grid("1"), grid("11"))) == pytest.approx(4)


def test_what_is_as_it_was_is_not_said_again():
    one = grid("1234", "5678"), grid("1239", "5678")
    assert bits(one) == pytest.approx(log2(8) + 4)
    assert bits((grid("12", "34"), grid("12", "34"))) == 0


def test_what_takes_less_counts():
    all_new = grid("1234", "5678"), grid("3333", "3333")
    assert bits(all_new) == pytest.approx(4)


def test_demonstrations_add_up():
    one, other = (grid("12"), grid("22")), (grid("1"), grid("1122"))
    assert bits(one, other) == pytest.approx(bits(one) + bits(other))
