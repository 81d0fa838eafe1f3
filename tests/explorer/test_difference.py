"""Two attempts beside each other: the cells and the lines in which they differ."""

from dataclasses import replace

from explorer.exploring import EXPLORED, FITS, MIRRORED, NEAR, NOT_SEARCHED, grid, marked_lines, pictures

from arc_pipeline.explorer.difference import attempted, difference_page, only_in
from arc_pipeline.explorer.explored import Explored


def page_of(first, second):
    return difference_page(Explored(MIRRORED, None, [[first, second], []]), 0)


def test_cells_that_differ_are_crossed_out_in_both():
    page = page_of(FITS, replace(NEAR, grid=grid("87", "00")))
    assert pictures(page) == [("'87 09'", 1), ("'87 00'", 1)]
    assert "differ in 1 of 4 cells" in page.text
    assert "90.0% sure; exact, 11 bits, fits all" in page.text


def test_attempts_of_other_sizes_are_said_to_be_so():
    page = page_of(FITS, replace(NEAR, grid=grid("870")))
    assert pictures(page) == [("'87 09'", 0), ("'870'", 0)]
    assert "differ in size: 2x2 and 1x3 cells" in page.text


def test_lines_that_only_one_program_has_are_set_off():
    assert marked_lines(page_of(FITS, NEAR)) == ["O = vmirror(I)", "O = rot180(I)"]
    assert only_in("a\nb\nc", "a\nx\ny\nc\nd") == ([1], [1, 2, 4])
    assert only_in("a", "") == ([], []), "there is nothing to compare with"


def test_it_says_what_the_demonstrations_say():
    assert "Both programs fit" in page_of(FITS, replace(NEAR, fit=1.0)).text
    assert "The first program fits all demonstrations, the second does not" in page_of(FITS, NEAR).text
    assert "Neither" in page_of(NEAR, NEAR).text


def test_a_filler_has_no_program():
    assert "No program" in difference_page(EXPLORED, 1).text


def test_the_tests_are_chosen_by_their_names():
    assert attempted(EXPLORED) == [("test input 1", 0), ("test input 2", 1)]
    assert "not searched" in difference_page(NOT_SEARCHED, 0).text
