"""The benchmark of what parts bring: what each search does without, and what is told of it."""

import pandas as pd

from arc_pipeline import solve
from arc_pipeline.search import asking
from arc_pipeline.search.effort import Effort
from benchmarks import ablation
from benchmarks.halves import held_out

SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=20, rules=1, share=0.9, library=True, generations=1)
IDS = ["67a3c6ac", "0ca9ddb6", "a416b8f3", "05269061"]  # of which one operation solves the first and the third


def test_each_part_is_left_out_by_turns_and_totals_alone_are_told(tmp_path, monkeypatch, capsys):
    asked = []

    def solved(tasks, folder, rounds, **chosen):
        asked.append(next(iter(rounds)))
        little = [Effort(cost=1, feature_cost=1, number_cost=1, features=20, rules=1, share=0.9)]
        return solve(tasks, folder, rounds=little, **chosen)

    monkeypatch.setattr(asking, "STRATEGIES", {name: asking.STRATEGIES[name] for name in ("exact", "nearest")})
    monkeypatch.setattr(ablation, "solve", solved)
    monkeypatch.setattr(ablation, "endless_rounds", lambda: iter([SMALL]))
    path = tmp_path / "ids.txt"
    path.write_text("\n".join(IDS))
    words = ["--ids", str(path), "--budget", "120", "--workers", "0", "--backend", "cpu", "--tasks", "2"]
    ablation.main([*words, "--without", "generations", "library and generations"])
    assert [(one.library, one.generations, one.statistics) for one in asked] == [
        (True, 1, True), (True, 0, True), (False, 0, True)
    ]  # fmt: skip
    printed = capsys.readouterr().out
    assert printed.startswith("2 tasks, 120 s of each search")
    assert not any(id in printed for id in held_out())
    rows = {line[:25].strip(): line[25:].split() for line in printed.splitlines()[2:]}
    assert rows.keys() == {"nothing", "generations", "library and generations"}
    assert {row[0] for row in rows.values()} == {"2"}, "both are solved by one operation"


def test_a_search_is_compared_with_the_whole_one_task_by_task():
    def table(**right_at):
        found = pd.DataFrame({"id": list("abcd"), "right_at": [right_at.get(id) for id in "abcd"]})
        solved = found["right_at"].notna()
        both = dict.fromkeys(("solved", "attempt_1", "any_candidate"), solved)
        return found.assign(**both, fits=True, source="exact", outputs=1, outputs_right=solved.astype(int), defects=0)

    tables = {
        "nothing": table(a=9.0, b=3.0, c=5.0),
        "one": table(a=1.0, d=2.0),
        "all": table(),
        "more": table(a=1, b=1, c=1, d=1),
    }
    found = ablation.compared(tables)
    assert found["solved"].tolist() == [3, 2, 0, 4]
    assert found["whole_alone"].tolist() == [0, 2, 3, 0]
    assert found["alone"].tolist() == [0, 1, 0, 1]
    assert found["as_many_after"].tolist()[:2] == [9.0, 5.0]
    assert found["as_many_after"].isna().tolist() == [False, False, True, True]


def test_tasks_are_evenly_spaced():
    assert ablation.spaced(list("abcdefgh"), 3) == ["a", "c", "f"]
