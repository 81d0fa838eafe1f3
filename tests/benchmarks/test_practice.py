"""The benchmark of practice tasks: what it prints and writes."""

import pandas as pd
import pytest
from competitors import few_competitors

from arc_pipeline import open_backend, solve
from arc_pipeline.practice import RANDOM_SHARE
from arc_pipeline.search import asking
from arc_pipeline.search.effort import Effort
from benchmarks import practice

SMALL = (Effort(cost=1, feature_cost=1, number_cost=1, features=20, rules=1, share=0.9),)


@pytest.fixture(scope="module")
def making():
    """What is asked for when tasks are made, and the tasks that are given, which are made once."""
    asked, models, backend = [], practice.library_models(), open_backend("cpu", threads=1)
    with few_competitors():
        made = practice.practice_tasks(backend, 6, 3, 0.5, models)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(practice, "library_models", lambda: models)
        patch.setattr(practice, "practice_tasks", lambda backend, *given: asked.append(given[:-1]) or made)
        yield asked


@pytest.fixture
def searched_little(monkeypatch):
    monkeypatch.setattr(asking, "STRATEGIES", {name: asking.STRATEGIES[name] for name in ("exact", "nearest")})
    monkeypatch.setattr(practice, "solve", lambda tasks, out, **chosen: solve(tasks, out, rounds=SMALL, **chosen))


@pytest.mark.usefixtures("searched_little")
@pytest.mark.slow
def test_shares_are_shown_by_kind_calls_and_origin_and_each_task_is_written(making, tmp_path, capsys):
    path = tmp_path / "made" / "practice.csv"
    words = ["--count", "6", "--budget", "3600", "--random", "0.5", "--seed", "3", "--workers", "0", "--backend", "cpu"]
    practice.main([*words, "--csv", str(path)])
    assert making[-1] == (6, 3, 0.5)
    printed, table = capsys.readouterr().out, pd.read_csv(path)
    assert len(table) == 6
    assert (table["origin"] == "random").sum() == 3
    assert f"solved {table['solved'].sum()} of 6; {table['fits'].sum()} with a full fit" in printed
    assert "6 tasks of" in printed
    assert "a minute and core" in printed
    for name in ("kind", "calls", "origin"):
        assert f"\n{name} " in printed
        assert all(any(line.startswith(str(one)) for line in printed.splitlines()) for one in table["kind"])
    assert all(text.startswith("def solve") for text in table["rule_program"])


def test_without_a_budget_tasks_are_made_alone(making, tmp_path, capsys):
    path = tmp_path / "practice.csv"
    practice.main(["--count", "2", "--budget", "0", "--csv", str(path), "--backend", "cpu"])
    assert making[-1] == (2, 0, RANDOM_SHARE)
    assert "solved" not in capsys.readouterr().out
    assert pd.read_csv(path).columns.tolist() == ["id", "origin", "kind", "calls", "rule_program"]
