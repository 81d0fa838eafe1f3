"""Tasks are counted, not candidates; only what is composed waits; nothing of the held-out half is read."""

import json

import pandas as pd
import pytest

from arc_pipeline.programs import parse
from arc_pipeline.search.effort import Effort
from benchmarks import priors
from benchmarks.halves import held_out, of_half, training_ids

SEEN_IDS = of_half(sorted(training_ids()), "seen")
HELD_ID = sorted(held_out())[0]


def program(*lines):
    return parse("\n".join(["def solve(I):", *(f"    {line}" for line in lines), "    return O", ""]))


TURNED = program("O = rot90(I)")
CUT = program("x1 = hmirror(I)", "O = tophalf(x1)")
LEARNED = program("x1 = hmirror(I)", "O = repaint(I, {1: 2}, x1)")


def test_tasks_are_counted_by_kind():
    kinds = {"a": "smaller", "b": "smaller", "c": "other"}
    found = priors.count({"a": [CUT, CUT, TURNED], "b": [CUT], "c": [LEARNED]}, kinds)
    assert "repaint" not in found
    assert {name: by_kind for name, by_kind in found.items() if by_kind} == {
        "hmirror": {"other": 1, "smaller": 2},
        "rot90": {"smaller": 1},
        "tophalf": {"smaller": 2},
    }


def test_what_the_frontier_composes():
    assert priors.composed(TURNED, 3) == set()
    assert priors.composed(CUT, 3) == {"hmirror", "tophalf"}
    assert priors.composed(CUT, 1) == set(), "dearer than the frontier goes"
    assert priors.composed(LEARNED, 9) == set(), "what takes a table is learned"


def test_waiting_tasks_are_those_whose_every_program_is_composed_of_what_helped_on_no_other():
    programs = {"a": [CUT], "b": [CUT, TURNED], "c": [LEARNED]}
    found = priors.waiting(programs, programs, dict.fromkeys(programs, "smaller"), folds=3)
    assert found["tasks"].tolist() == [3] * len(found)
    assert found["waiting"].tolist() == [0] * len(found)
    assert found["waiting, left out"].tolist() == [0] * len(found), "a and b say so of each other"
    alone = {"a": [CUT], "c": [LEARNED]}
    found = priors.waiting(alone, alone, dict.fromkeys(alone, "smaller"), folds=2)
    assert found["waiting, left out"].tolist() == [1] * len(found)


def test_held_out_programs_are_not_read(tmp_path):
    rows = [(SEEN_IDS[0], True), (SEEN_IDS[1], False), (HELD_ID, True)]
    table = pd.DataFrame([(id, solved, CUT.text) for id, solved in rows], columns=["id", "solved", "program"])
    table.to_csv(tmp_path / "report.csv", index=False)
    assert set(priors.reported_programs(tmp_path / "report.csv")) == {SEEN_IDS[0]}


def test_from_kept_programs_to_the_file(tmp_path, capsys):
    kept = tmp_path / "kept.jsonl"
    rows = [{"id": id, "right": [CUT.text]} for id in (*SEEN_IDS[:3], HELD_ID)]
    kept.write_text("".join(json.dumps(row) + "\n" for row in rows))
    priors.main(["--keep", str(kept), "--output", str(tmp_path / "priors.json"), "--folds", "2"])
    found = json.loads((tmp_path / "priors.json").read_text())
    assert sum(found["tasks"].values()) == 3, "without the held-out one"
    helping = {name: sum(by_kind.values()) for name, by_kind in found["operations"].items() if by_kind}
    assert helping == {"hmirror": 3, "tophalf": 3}
    assert "2 are in a right program" in capsys.readouterr().out


def test_nothing_to_count_is_said():
    with pytest.raises(SystemExit):
        priors.main([])


def test_searched_programs_are_right_and_are_not_searched_again(tmp_path, monkeypatch):
    small = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, strategies="cheap")
    monkeypatch.setattr(priors, "EFFORT", small)
    kept, ids = tmp_path / "kept.jsonl", tmp_path / "ids.txt"
    ids.write_text("67a3c6ac\n")
    for _ in range(2):
        priors.main(["--ids", str(ids), "--keep", str(kept), "--output", str(tmp_path / "priors.json"), "--folds", "2"])
    assert set(priors.read(kept)) == {"67a3c6ac"}
    assert any("vmirror" in text or "hmirror" in text for text in priors.read(kept)["67a3c6ac"])
    assert len(kept.read_text().splitlines()) == 1
