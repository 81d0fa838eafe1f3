"""A submission is scored as Kaggle does: by test outputs that one of the two attempts is exactly."""

from answers.made_up import grid

from arc_pipeline.answers.scores import scores, told
from arc_pipeline.tasks import Answers

A, B, C = grid("11"), grid("22"), grid("1", "1")


def test_one_of_two_attempts_is_enough_at_each_test_input():
    answers = Answers({"007e1234": (A, B), "12345678": (A,), "x": (B, B, A)})
    table = scores({"12345678": [(C, B)], "007e1234": [(A, C), (C, B)], "x": [(B, A), (B, A), (B, A)]}, answers)
    assert table["id"].tolist() == ["12345678", "007e1234", "x"]
    assert table["outputs"].tolist() == [1, 2, 3]
    assert table["outputs_right"].tolist() == [0, 2, 3], "the same cells in another shape are wrong"
    assert table["attempt_1"].tolist() == [False, False, False]
    assert table["solved"].tolist() == [False, True, True]
    assert told(table) == "2 of 3 tasks solved, 5 of 6 outputs: score 0.8333"


def test_what_is_not_known_counts_for_nothing():
    table = scores({"a": [(A, B)], "b": [(A, B)]}, Answers({"b": (A,)}))
    assert table["id"].tolist() == ["b"]
    assert table[["attempt_1", "attempt_2"]].values.tolist() == [[True, False]]
    assert told(scores({"a": [(A, B)]}, Answers())) == "0 of 0 tasks solved, 0 of 0 outputs: score not known"
