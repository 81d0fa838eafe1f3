"""Programs on samples: step by step, with wrong cells crossed out, or with what is wrong in their text."""

from dataclasses import replace

import pytest
from explorer.exploring import EXPLORED, FITS, MIRRORED, NEAR, NOT_SEARCHED, grid, marked_lines, pictures, text_of

from arc_pipeline.answers.attempts import Output
from arc_pipeline.dsl import OPS
from arc_pipeline.explorer import steps
from arc_pipeline.explorer.explored import Explored
from arc_pipeline.explorer.program_pages import misses_page, own_page, steps_page

FIRST, SECOND, TEST, _ = EXPLORED.samples


def crosses(page):
    return [number for _, number in pictures(page)]


def test_each_line_stands_beside_what_it_makes_and_the_last_beside_what_is_wanted():
    page = steps_page(EXPLORED, replace(NEAR, program=text_of("rot90(rot90(I))")), SECOND)
    assert pictures(page) == [("'345 346'", 0), ("'33 44 65'", 0), ("'643 543'", 2), ("'543 643'", 0)]
    assert [line for line in page.text.splitlines() if line.startswith("demonstration 2: ")] == [
        "demonstration 2: I", "demonstration 2: x1 = rot90(I)", "demonstration 2: O = rot90(x1)"
    ]  # fmt: skip
    assert "2 of 6 cells wrong, 67% right" in page.text


def test_of_a_test_without_an_answer_the_steps_are_shown_alone():
    page = steps_page(Explored(MIRRORED, None, EXPLORED.outputs), FITS, NOT_SEARCHED.samples[2])
    assert pictures(page) == [("'78 90'", 0), ("'87 09'", 0)]
    assert "wrong" not in page.text


def test_steps_end_where_time_runs_out(monkeypatch):
    monkeypatch.setattr(steps.steps, "__defaults__", (0.0,))
    page = steps_page(EXPLORED, FITS, FIRST)
    assert pictures(page) == [("'12 12'", 0)]
    assert "out of time after 0 of 1 calls" in page.text


def test_a_program_in_a_file_of_somebody_else_may_be_none():
    page = steps_page(EXPLORED, Output(grid("1"), 0.5, "import os\n", "theirs", 1.0, 1.0), FIRST)
    assert "This is no program." in page.text
    assert marked_lines(page) == ["import os"]


def test_misses_show_what_they_make_of_the_demonstrations():
    page = misses_page(EXPLORED, 3)
    assert "1: nearest, 12 bits, 80.0% of the cells right" in page.text
    assert crosses(page) == [0, 0, 0, 0, 2, 0], "input, made and output of each demonstration"
    assert "test" not in page.text


def test_the_nearest_misses_come_first_and_no_more_than_asked_for():
    near = [replace(NEAR, fit=fit, program=text_of(text)) for fit, text in ((0.5, "rot90(I)"), (0.7, "hmirror(I)"))]
    page = misses_page(Explored(MIRRORED, None, [[NEAR, *near], []]), 2)
    assert [line for line in page.text.splitlines() if "cells right" in line] == [
        "1: nearest, 12 bits, 80.0% of the cells right", "2: nearest, 12 bits, 70.0% of the cells right"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("outputs", "words"),
    [(None, "not searched yet"), ([[FITS], []], "All candidates"), ([[], []], "found no program")],
)
def test_it_says_why_there_is_no_miss(outputs, words):
    assert words in misses_page(Explored(MIRRORED, None, outputs), 3).text


def test_a_program_of_ones_own_runs_on_all_samples():
    page = own_page(EXPLORED, "def mine(I):\n    return vmirror(rot180(hmirror(I)))\n")
    assert crosses(page)[1::3] == [4, 4, 4, 2], "of each sample what is made"
    assert "O = vmirror(x2)" in page.text
    assert own_page(EXPLORED, FITS.program).text.count("\nright") == 4


def test_it_may_be_a_python_function():
    def mirrored(given):
        return OPS["vmirror"](given)

    page = own_page(EXPLORED, mirrored)
    assert "def mirrored(I):" in page.text
    assert page.text.count("\nright") == 4

    def branches(given):
        return given or given

    assert "Python cannot decide on it" in own_page(EXPLORED, branches).text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "def f(I):\n    x = rot91(I)\n    return x",
            "x = rot91(I)",
            "line 2, column 9: expected the name of an operation",
        ),
        ("def f(I):\n    x = rot90(I)\n    return color(5)", "return color(5)", "line 3"),
        ("def f(I):\n    return rot90(I", "return rot90(I", "line 2"),
        ("while True:\n    pass", "while True:", "line 1"),
        ("", "", "expected one function, found 0"),
    ],
)
def test_what_is_wrong_with_a_program_is_said_and_its_line_marked(text, line, words):
    page = own_page(EXPLORED, text)
    assert words in page.text
    assert marked_lines(page) == ([line] if line else [])
    assert pictures(page) == []


def test_what_makes_no_grid_is_wrong_and_the_others_are_still_shown():
    assert own_page(EXPLORED, "def f(I):\n    return size(I)").text.count("wrong: a Count is no grid") == 4
    assert own_page(EXPLORED, "def f(I):\n    return first(objects(canvas(0, 2, 2)))").text.count("wrong: void") == 4
