"""The benchmark of the budget on a few tasks and seconds: what it prints, and what each part of a run added."""

from types import SimpleNamespace

import numpy as np

from arc_pipeline.answers.choose import Attempt
from arc_pipeline.answers.run_results import Moment
from benchmarks import budget

ONE, TWO = np.array([[1]], np.uint8), np.array([[2]], np.uint8)
FIT = SimpleNamespace(fits=True)


def moment(seconds, round, grid, candidate=None):
    return Moment(seconds, [(Attempt(grid, candidate, 1.0, 0.5), Attempt(np.zeros((1, 1)), None, 0.0, 0.0))], round)


def test_what_each_part_of_a_run_added():
    history = {
        "a": [moment(10.0, 1, TWO), moment(50.0, 2, ONE, FIT)],
        "b": [moment(20.0, 1, ONE, FIT)],
        "c": [moment(91.0, 1, TWO)],  # after its end, as it was being searched then
    }
    answers = dict.fromkeys("abc", (ONE,))
    table = budget.by_part(SimpleNamespace(history=history), answers, 90.0)
    assert table.values.tolist() == [
        [30, 2, "0 to 1", 1, 1],
        [60, 1, "0 to 2", 2, 2],
        [90, 1, "1 to 2", 2, 2],
    ]


def test_it_prints_how_the_time_was_used(tmp_path, capsys):
    (tmp_path / "ids.txt").write_text("a416b8f3\n3c9b0459\n05269061\n")
    budget.main(
        ["--ids", str(tmp_path / "ids.txt"), "--limit", "2", "--budget", "3", "--load", "1", "--backend", "cpu"]
    )
    printed = capsys.readouterr().out
    assert " s of 3 s: " in printed
    assert "workers had no job for" in printed
    assert "planned_seconds" in printed
    assert "full_fit" in printed
