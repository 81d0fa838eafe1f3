"""Operations are found by words, by types, and by what a single call has to make."""

import re

import pytest
from explorer.exploring import grid

from arc_pipeline.dsl import OPS
from arc_pipeline.explorer.find_operations import find, single_calls
from arc_pipeline.explorer.operation_pages import MOST_SHOWN, example_page, operations_page, type_names
from arc_pipeline.measure import Deadline


def names(found):
    return [op.name for op in found]


def calls(*examples):
    found, complete = single_calls(examples, Deadline(600))
    assert complete
    return [re.search(r"O = (.*)", program.text).group(1) for program in found]


def test_all_words_have_to_occur_in_any_case():
    assert "rot90" in names(find("quarter CLOCKWISE"))
    assert find("quarter nosuchword") == []
    assert len(find()) == len(OPS)


def test_operations_that_are_named_so_come_first():
    found = names(find("mirror"))
    assert "mirror" in found[0]
    of_that_name = [("mirror" in name) for name in found]
    assert of_that_name == sorted(of_that_name, reverse=True)
    assert not all(of_that_name)


def test_types_are_those_of_an_argument_and_of_the_result():
    assert "argmax" in names(find("largest", takes="List[Object]", gives="Object"))
    assert "size" not in names(find(gives="Grid"))
    assert "size" in names(find("", takes="Object", gives="Count"))
    assert {op.result.name for op in find(gives="Flag")} <= {"Flag", "Number"}


def test_an_operation_is_mapped_over_a_list():
    assert "size" in names(find("", takes="List[Object]", gives="List[Count]"))


def test_single_calls_make_what_is_wanted_of_all_examples():
    one, other = grid("12", "30"), grid("55", "56")
    assert "vmirror(I)" in calls((one, one[:, ::-1]))
    both = calls((one, one[::-1, ::-1]), (other, other[::-1, ::-1]))
    assert "rot180(I)" in both
    assert "vmirror(I)" not in both


def test_single_calls_have_literals_and_take_the_grid_more_than_once():
    one = grid("12", "30")
    assert "fill(I, 5, ofcolor(I, 3))" not in calls((one, grid("12", "50"))), "that is two calls"
    assert "upscale(I, 2)" in calls((one, one.repeat(2, 0).repeat(2, 1)))
    assert "hconcat(I, I)" in calls((one, grid("1212", "3030")))


def test_what_is_wanted_may_be_a_mask():
    assert "ofcolor(I, 3)" in calls((grid("12", "30"), grid("00", "10")))


def test_it_says_that_time_ran_out():
    assert single_calls([(grid("1"), grid("1"))], Deadline(0)) == ([], False)


def test_the_page_shows_operations_with_an_example_and_names_the_others():
    page = operations_page("", "", "")
    assert f"{len(OPS)} operations fit." in page.text
    assert page.html.count("<tr>") == 1 + MOST_SHOWN
    assert all(re.search(rf"\b{name}\b", page.text) for name in OPS)
    assert operations_page("nosuchword", "", "").text == "No operation fits.\n"
    assert "rot90(grid: Cells) -> Cells" in operations_page("quarter clockwise", "", "").text


@pytest.mark.parametrize(("takes", "gives"), [("Gird", ""), ("", "Gird")])
def test_a_type_that_there_is_not_is_said(takes, gives):
    assert operations_page("", takes, gives).text.startswith("There is no type 'Gird', but Grid, ")


def test_types_to_choose_from_begin_with_any():
    assert type_names()[:2] == [("any type", ""), ("Grid", "Grid")]


def test_the_page_of_an_example():
    assert "vmirror(I)" in example_page("12 30 -> 21 03").text
    assert "No single call" in example_page("12 30 -> 9876").text
    assert "a line is a grid" in example_page("12 30").text
