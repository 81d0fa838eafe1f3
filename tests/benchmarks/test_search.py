"""The benchmark of the frontier on one task: what it prints and writes, and that its figures add up."""

import json

import pytest

from arc_pipeline.backends import open_backend
from benchmarks import search
from benchmarks.halves import held_out


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(search, "LIMIT", 1 << 28)


def test_what_it_prints_and_writes(tmp_path, capsys):
    path = tmp_path / "found.json"
    search.main(["--cost", "2", "--tasks", "1", "--json", str(path)])
    printed, found = capsys.readouterr().out, json.loads(path.read_text())
    assert " values a second with one core in steady state, 1 tasks" in printed
    first, second = found["by cost"]
    assert (first["cost"], second["cost"], second["complete"]) == (1, 2, True)
    for row in found["by cost"]:
        assert row["tried"] == row["kept"] + row["duplicates"] + row["voids"] + row["left out"]
        assert row["values/s"] == pytest.approx(row["tried"] / row["seconds"])
    assert first["left out"] == 0 < second["left out"]
    assert found["whole"]["tried"] == first["tried"] + second["tried"]
    assert 0 < found["kernels"] < found["whole"]["seconds"]
    assert found["kernels"] == pytest.approx(sum(row["seconds"] for row in found["operations"]))
    assert "frontier" in {row["span"] for row in found["spans"]}
    assert found["operations"][0]["operation"] in printed


def test_the_shard_is_always_the_same_and_of_the_half_that_may_be_seen():
    ids = [task.id for task in search.shard(8)]
    assert ids == [task.id for task in search.shard(8)]
    assert len(set(ids)) == 8
    assert not set(ids) & held_out()


def test_without_a_compiler_there_is_nothing_to_measure(monkeypatch):
    monkeypatch.setattr(search, "open_backend", lambda *_, **__: open_backend("reference", 1 << 24))
    with pytest.raises(SystemExit):
        search.main([])
