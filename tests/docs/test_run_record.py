"""docs/run_record.md says what is in the record of a run; its calls load one, and ids stay texts whatever they are."""

import json
import re

import pandas as pd
import pytest
from structure.imports import ROOT

from arc_pipeline.answers.report import write_report
from arc_pipeline.measure import read_record
from arc_pipeline.measure.record import REQUIRED
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks

PAGE = (ROOT / "docs" / "run_record.md").read_text(encoding="utf-8")
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, together=4)
NUMBERS = ["12345678", "00000042", "007e1234", "1e234567"]
TASK = {
    "train": [{"input": [[1, 2]], "output": [[2, 1]]}, {"input": [[3, 4]], "output": [[4, 3]]}],
    "test": [{"input": [[5, 6]], "output": [[6, 5]]}],
}
CALLS = dict(re.findall(r"(pd\.read_(?:json|csv))\((.*?)\)(?:`|  #)", PAGE))


def documented():
    """The columns of each kind of line."""
    columns, kind = {}, ""
    for line in PAGE.splitlines():
        if line.startswith(("| `", "| |")):
            first, second = line.strip("| ").split("|")[:2] if line.startswith("| `") else ("", line.split("|")[2])
            kind = re.findall(r"`(\w+)`", first)[0] if first else kind
            columns.setdefault(kind, set()).update(re.findall(r"`(\w+)`", second))
    return columns


@pytest.fixture(scope="module", params=[NUMBERS, NUMBERS[:1], NUMBERS[2:3]], ids=["some", "digits", "exponent"])
def run(request, tmp_path_factory):
    """The ids of some tasks, and the folder of a run on them."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "tasks.json").write_text(json.dumps(dict.fromkeys(request.param, TASK)))
    loaded = load_tasks(folder / "tasks.json")
    solved = solve(loaded, folder, budget_seconds=3600, backend="reference", workers=0, rounds=(SMALL,))
    write_report(loaded.tasks, solved, loaded.answers, folder)
    return request.param, folder


def test_every_column_that_a_line_must_have_is_documented():
    assert documented().keys() == REQUIRED.keys()
    assert {kind: names - documented()[kind] for kind, names in REQUIRED.items() if names - documented()[kind]} == {}


def test_every_column_that_a_run_writes_is_documented(run):
    for line in (run[1] / "run.jsonl").read_text().splitlines():
        fields = json.loads(line)
        if (kind := fields.pop("kind")) != "round":
            assert fields.keys() <= documented()[kind], kind


def test_one_call_of_pandas_loads_a_record(run, monkeypatch):
    ids, folder = run
    assert CALLS["pd.read_json"] == '"out/run.jsonl", lines=True, dtype=False'
    lines = pd.read_json(folder / "run.jsonl", lines=True, dtype=False)
    tasks = lines[lines["kind"] == "task"].dropna(axis=1, how="all")
    assert tasks["id"].tolist() == ids
    assert tasks["right"].astype(bool).all()
    assert (tasks["right_at"].astype(float) < 3600).all(), "seconds, not dates"
    spans = lines[lines["kind"] == "span"]
    assert spans["duration"].astype(float).sum() > 0
    assert spans["id"].astype("int64").is_unique
    assert read_record(folder / "run.jsonl").tasks["id"].tolist() == ids


def test_one_call_of_pandas_loads_a_report(run):
    ids, folder = run
    assert CALLS["pd.read_csv"] == '"out/report.csv", dtype={"id": str}'
    report = pd.read_csv(folder / "report.csv", dtype={"id": str})
    assert report["id"].tolist() == ids
    assert report["solved"].all()
    assert list(json.loads((folder / "submission.json").read_text())) == ids
    assert list(json.loads((folder / "attempts.json").read_text())) == ids
