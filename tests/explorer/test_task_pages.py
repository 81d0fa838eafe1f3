"""A task and its candidates: every grid is there, answers under their own name, and programs once each."""

from dataclasses import replace

import numpy as np
from explorer.exploring import ANSWERS, EXPLORED, FITS, MIRRORED, NEAR, NOT_SEARCHED, grid, pictures

from arc_pipeline.answers.attempts import Output
from arc_pipeline.explorer.explored import ANSWER, Explored
from arc_pipeline.explorer.task_pages import candidate_name, candidates_page, task_page


def test_a_task_is_shown_with_its_outputs_and_answers():
    page = task_page(EXPLORED)
    assert [text for text, _ in pictures(page)][:4] == ["'12 12'", "'21 21'", "'345 346'", "'543 643'"]
    assert [text for text, _ in pictures(page)][4:] == ["'78 90'", "'87 09'", "'55 56'", "'55 65'"]
    assert page.text.count(ANSWER) == len(ANSWERS)


def test_where_no_answer_is_known_none_is_shown():
    page = task_page(NOT_SEARCHED)
    assert len(pictures(page)) == 6
    assert ANSWER not in page.text


def test_a_program_that_made_several_outputs_is_one_candidate():
    assert EXPLORED.candidates == [FITS, NEAR]


def test_the_surest_candidate_comes_first_and_others_in_the_order_of_the_run():
    unsure = [replace(NEAR, program=text, confidence=0.1) for text in ("b", "a")]
    assert Explored(MIRRORED, None, [[*unsure, FITS], []]).candidates == [FITS, *unsure]


def test_a_candidate_has_its_outputs_with_their_rank_and_whether_they_are_answers():
    page = candidates_page(EXPLORED)
    assert [text for text, _ in pictures(page)] == ["'87 09'", "'55 65'", "'09 87'"]
    for words in ("test input 1, attempt 1: the answer", "test input 2, attempt 1: the answer", "90.0%"):
        assert words in page.text
    assert "test input 1, attempt 2: not the answer" in page.text
    assert FITS.program.rstrip() in page.text


def test_without_answers_nothing_is_judged():
    page = candidates_page(Explored(MIRRORED, None, EXPLORED.outputs))
    assert "attempt 1" in page.text
    assert "answer" not in page.text


def test_it_says_why_there_is_no_candidate():
    assert candidates_page(NOT_SEARCHED).text == "This task was not searched yet.\n"
    nothing = Explored(MIRRORED, None, [[Output(np.zeros((1, 1), np.uint8), 0.0)]] * 2)
    assert "no program" in candidates_page(nothing).text


def test_a_candidate_has_a_name_to_choose_it_by():
    assert candidate_name(0, FITS) == "1: 90.0% sure, exact, 11 bits, fits all, 1 call"
    strange = Output(grid("1"), 0.5, "import os", "theirs", 1.0, 1.0)
    assert candidate_name(1, strange).endswith("no program")
