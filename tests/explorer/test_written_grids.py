"""Grids that a person types become tasks and pairs, or an error that says where they are wrong."""

import pytest
from explorer.exploring import grid

from arc_pipeline.explorer.written_grids import written_pairs, written_task
from arc_pipeline.tasks import Pair, TaskError


def test_lines_are_a_task():
    tasks = written_task("12 34 -> 21 43\n\n5->6\n  78 90  \n")
    (task,) = tasks.tasks
    assert task.id == "drawn"
    assert task.train == (Pair(grid("12", "34"), grid("21", "43")), Pair(grid("5"), grid("6")))
    assert [one.tolist() for one in task.test] == [[[7, 8], [9, 0]]]
    assert len(tasks.answers) == 0
    assert written_task("12 34 -> 21 43; 5->6 ;78 90").tasks == tasks.tasks


def test_lines_are_pairs():
    ((given, wanted),) = written_pairs("12 34 -> 2143")
    assert given.tolist() == [[1, 2], [3, 4]]
    assert wanted.tolist() == [[2, 1, 4, 3]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("12 34 -> 21 43", "no test inputs"),
        ("12 34", "no demonstrations"),
        ("", "no demonstrations"),
        ("1 -> 2\n1x", r"test\[0\].input: row 0, column 1: 'x' is not a colour"),
        ("12 3 -> 1\n1", r"train\[0\].input: row 1 has 1 cells, row 0 has 2"),
        ("1 -> 1 -> 2\n1", r"train\[0\].output: row 1 has 2 cells"),
        (f"{'1' * 31} -> 1\n1", "31 columns, a grid has 1 to 30"),
        ("1 ->\n1", "0 rows"),
        ("² -> 1\n1", "is not a colour"),
    ],
)
def test_it_says_where_a_task_is_wrong(text, words):
    with pytest.raises(TaskError, match=words):
        written_task(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "a line is a grid, ->"), ("12", "a line is a grid"), ("1 -> 2\n1 -> a", "line 2: row 0, column 0: 'a'")],
)
def test_it_says_where_pairs_are_wrong(text, words):
    with pytest.raises(TaskError, match=words):
        written_pairs(text)
