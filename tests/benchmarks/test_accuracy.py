"""The benchmark of accuracy on a few tasks: what it prints and writes, and that single held-out tasks stay hidden."""

import json

import pandas as pd
import pytest

from arc_pipeline import solve
from arc_pipeline.search import asking
from arc_pipeline.search.effort import Effort
from benchmarks import accuracy
from benchmarks.halves import HELD, held_out

# Of each half, one that is solved by an operation or two, and one that takes more than the least effort.
SEEN_IDS, HELD_IDS = ("67a3c6ac", "0ca9ddb6"), ("a416b8f3", "05269061")
SMALL = (Effort(cost=1, feature_cost=1, number_cost=1, features=20, rules=1, share=0.9),)


@pytest.fixture
def ids(tmp_path, monkeypatch):
    few = {name: asking.STRATEGIES[name] for name in ("exact", "nearest")}
    monkeypatch.setattr(asking, "STRATEGIES", few)
    monkeypatch.setattr(accuracy, "solve", lambda tasks, folder, **chosen: solve(tasks, folder, rounds=SMALL, **chosen))
    path = tmp_path / "ids.txt"
    path.write_text("\n".join([*SEEN_IDS, *HELD_IDS]))
    return path


def run(ids, *more):
    """The command on these ids; what it wrote as JSON and as a table."""
    paths = [ids.with_suffix(".json"), ids.with_suffix(".csv")]
    words = ["--ids", str(ids), "--budget", "3600", "--workers", "0", "--backend", "cpu"]
    accuracy.main([*words, "--json", str(paths[0]), "--csv", str(paths[1]), *more])
    return json.loads(paths[0].read_text()), pd.read_csv(paths[1])


def test_totals_hold_all_tasks_and_what_is_shown_only_those_seen(ids, capsys):
    found, table = run(ids)
    printed = capsys.readouterr().out
    assert held_out() >= set(HELD_IDS)
    assert table["id"].tolist() == list(SEEN_IDS)
    for text in (printed, json.dumps(found), table.to_csv()):
        assert not any(id in text for id in HELD_IDS)
        assert all(id in text for id in SEEN_IDS)
    parts = {name.rpartition(", ")[2]: part for name, part in found["parts"].items()}
    assert {name: (part["tasks"], part["solved"]) for name, part in parts.items()} == {
        "all": (4, 2), "seen": (2, 1), "held out": (2, 1)
    }  # fmt: skip
    assert (
        "solved 2 of 4 with two attempts, 2 with one, 2 by any candidate; 2 with a full fit, precision 100.0%"
        in printed
    )
    assert found["errors"] == []
    assert found["settings"]["seconds"] < 3600


def test_each_figure_adds_up(ids, tmp_path):
    found, table = run(ids, "--no-hide-held", "--output", str(tmp_path / "kept"))
    assert (tmp_path / "kept" / "submission.json").exists()
    rows = table.set_index("id")
    assert sorted(rows.index) == sorted(SEEN_IDS + HELD_IDS)
    assert rows.loc["67a3c6ac", "program"].startswith("def solve_67a3c6ac(I):")
    assert rows.loc["67a3c6ac", "cost"] > 0
    assert rows.loc["67a3c6ac", "right_at"] < found["settings"]["seconds"]
    assert found["sources"]["exact"]["solved_alone"] == 2
    assert found["times"][-1]["seconds"] == pytest.approx(found["settings"]["seconds"], abs=0.1)
    assert (found["times"][-1]["right"], found["times"][-1]["kept"]) == (2, 2)
    assert sum(one["tasks"] for one in found["calibration"]) == 2
    assert 0 <= found["calibration_error"] <= 1
    assert list(found["memory"]) == ["0"]
    assert found["memory"]["0"] > 1 << 24
    assert sorted(miss["id"] for miss in found["misses"]) == ["05269061", "0ca9ddb6"]
    for miss in found["misses"]:
        assert 0 < miss["fit"] < 1
        assert all(0 <= share <= 1 for share in miss["right"] + miss["test_right"])
        assert miss["test_right"]


def test_one_half_or_a_part_of_it(ids, capsys):
    found, table = run(ids, "--half", HELD, "--limit", "1")
    assert len(table) == 0
    assert found["parts"]["all"]["tasks"] == 1
    assert "a416b8f3" not in capsys.readouterr().out
    ids.write_text("\n".join(SEEN_IDS))
    with pytest.raises(SystemExit):
        run(ids, "--half", HELD)


def test_right_and_still_right_against_time():
    table = pd.DataFrame({"right_at": [5.0, 15.0, None, 40.0], "solved": [True, False, False, True]})
    table = table.astype({"right_at": "Float64", "solved": "boolean"})
    assert accuracy.times(table, 50.04).values.tolist() == [[10, 1, 1], [20, 2, 1], [30, 2, 1], [50.1, 3, 2]]


def test_what_is_right_after_so_many_seconds_of_search(monkeypatch):
    """Two workers search at once from second 10 on, one of them until 30, the other one until 50."""
    monkeypatch.setattr(accuracy, "CORE_SECONDS", (10, 40, 50, 60))
    spans = pd.DataFrame(
        {"name": ["solve", "shard", "shard"], "start": [1e9, 1e9 + 10, 1e9 + 10], "duration": [50.0, 20.0, 40.0]}
    )
    table = pd.DataFrame({"right_at": [12.0, 20.0, 35.0], "solved": [True, True, False]})
    found = accuracy.core_times(table, spans).values.tolist()
    assert found == [[10, 15.0, 1, 1], [40, 30.0, 2, 2], [50, 40.0, 3, 2]]
