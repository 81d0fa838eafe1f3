"""What a change did to the time and to the tasks of runs, beside what repeated runs differ by anyway."""

import math

import pandas as pd
import pytest

from arc_pipeline.measure import RecordError, RunRecord, comparison, read_record
from arc_pipeline.measure.runs import read_runs, run_record

IDS = ["007e1234", "12345678", "00000042", "1e234567", "abcdef01"]


@pytest.fixture
def run(tmp_path):
    """Writes the record of a run under a name: seconds by path, and what is right by task."""

    def write(name, times=(), right=(), measure="right"):
        with RunRecord(tmp_path / name / "run.jsonl") as record:
            for number, (path, seconds) in enumerate(dict(times).items(), start=1):
                place = {"id": number, "parent": 0, "name": path.rsplit("/", 1)[-1], "path": path, "depth": 0}
                when = {"start": float(number), "duration": seconds, "worker": 0, "thread": "MainThread"}
                record.write("span", {**place, **when, "failed": False, "counts": {}})
            for id, verdict in dict(right).items():
                known = {"right": verdict} if measure == "right" else {"right": None, "fits": verdict}
                record.write("task", {"id": id, "seconds": 1.0, "candidates": 1, "chosen": None, **known})
        return read_record(tmp_path / name / "run.jsonl")

    return write


def solved(*which):
    return {id: k in which for k, id in enumerate(IDS)}


def test_phases_by_the_size_of_their_difference(run):
    before, after = run("a", {"load": 1.0, "solve": 10.0, "old": 2.0}), run("b", {"load": 1.5, "solve": 6.0})
    table = comparison.phases([before], [after])
    assert list(table.index) == ["solve", "old", "load"]
    assert table["difference"].tolist() == [-4.0, -2.0, 0.5]
    assert table["before_call"].tolist() == [10.0, 2.0, 1.0]
    assert table["after_call"].isna().tolist() == [False, True, False]
    assert table["noise"].isna().all(), "of single runs it is not known"
    assert table["clear"].isna().all()


def test_with_repeated_runs_noise_is_told_from_a_difference(run):
    before = [run(f"a{k}", {"solve": seconds, "write": 1.0 + k}) for k, seconds in enumerate((10.0, 10.2, 9.8))]
    after = [run(f"b{k}", {"solve": seconds, "write": 1.5 + k}) for k, seconds in enumerate((8.0, 8.2, 7.8))]
    table = comparison.phases(before, after)
    assert table.loc["solve", "difference"] == pytest.approx(-2.0)
    assert table.loc["solve", "noise"] == pytest.approx((0.04 / 3 + 0.04 / 3) ** 0.5)
    assert table["clear"].to_dict() == {"solve": True, "write": False}


def test_tasks_gained_and_lost_by_ids_that_look_like_numbers(run):
    table = comparison.tasks([run("a", right=solved(0, 1))], [run("b", right=solved(1, 2, 3))])
    assert table.index.tolist() == IDS
    assert table.index[table["after"] > table["before"]].tolist() == ["00000042", "1e234567"]
    assert table.index[table["after"] < table["before"]].tolist() == ["007e1234"]
    assert table.attrs["measure"] == "right"


def test_tasks_of_repeated_runs_have_shares(run):
    table = comparison.tasks([run("a", right=solved(0)), run("b", right=solved(0, 1))], [run("c", right=solved(1))])
    assert table["before"].tolist() == [1.0, 0.5, 0.0, 0.0, 0.0]
    assert table["after"].tolist() == [0.0, 1.0, 0.0, 0.0, 0.0]


def test_where_answers_are_not_known_full_fits_are_compared(run):
    table = comparison.tasks([run("a", right=solved(0), measure="fits")], [run("b", right=solved(1), measure="fits")])
    assert table.attrs["measure"] == "fits"
    assert table["before"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_only_tasks_of_both_sides_are_compared(run):
    table = comparison.tasks([run("a", right={"x": True, "y": True})], [run("b", right={"y": False, "z": True})])
    assert table.index.tolist() == ["y"]
    assert comparison.tasks([run("c")], [run("d")]).empty
    assert comparison.tasks([run("c")], [run("d", right={"z": True})]).empty


def table(gained, lost, same=5):
    before = [0.0] * gained + [1.0] * (lost + same)
    after = [1.0] * gained + [0.0] * lost + [1.0] * same
    return pd.DataFrame({"before": before, "after": after})


def test_chance_is_that_of_the_sign_test():
    assert comparison.chance(table(0, 0)) == 1.0
    assert comparison.chance(table(5, 5)) == 1.0
    assert comparison.chance(table(6, 0)) == pytest.approx(2 / 2**6)
    assert comparison.chance(table(1, 7)) == pytest.approx(2 * 9 / 2**8)


def test_repeated_runs_say_by_how_many_tasks_they_differ(run):
    before = [run("a", right=solved(0, 1)), run("b", right=solved(0, 2))]
    after = [run("c", right=solved(0, 1, 2))]
    assert comparison.differing(before, after) == (1.0, 2.0)
    across, within = comparison.differing(before[:1], after)
    assert across == 1.0
    assert math.isnan(within)


def test_an_empty_record_compares_with_any(run):
    phases = comparison.phases([run("a")], [run("b", {"solve": 1.0})])
    assert phases["before"].tolist() == [0.0]
    assert phases["after"].tolist() == [1.0]


def test_a_run_is_found_by_its_file_its_folder_and_a_folder_of_repeated_runs(run, tmp_path):
    run("many/1", right=solved(0)), run("many/2", right=solved(1))
    (tmp_path / "many" / "notes").mkdir()
    path = tmp_path / "many" / "1" / "run.jsonl"
    assert run_record(path) == run_record(path.parent) == path
    assert [len(read_runs(one)) for one in (path, path.parent, tmp_path / "many")] == [1, 1, 2]
    for nothing in (tmp_path, tmp_path / "none", tmp_path / "many" / "notes"):
        with pytest.raises(RecordError, match="no run there"):
            read_runs(nothing)
