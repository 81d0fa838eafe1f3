import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from arc_pipeline.measure import RecordError, RunRecord, read_record, recording, span, spans_frame
from arc_pipeline.measure.record import SPAN_COLUMNS, TASK_COLUMNS

TASK = {"id": "0a1b2c3d", "seconds": 1.5, "candidates": 20, "chosen": ["O = rot90(I)"], "right": True}


def test_round_trip(tmp_path):
    with recording(worker=2) as recorder, span("solve"), span("score", programs=np.int64(3)) as s:
        s.count(seconds_on_device=np.float32(0.5))
    path = tmp_path / "runs" / "record.jsonl"
    with RunRecord(path) as record:
        record.write("run", {"backend": "cpu", "folder": tmp_path, "sizes": np.array([[1, 2], [3, 4]]), "limit": None})
        record.write_spans(recorder.spans)
        record.write("task", TASK)
        record.write("task", {**TASK, "id": "ffffffff", "seconds": np.float64(2.5), "right": None, "depth": 4})
        record.write("task", {key: value for key, value in TASK.items() if key != "right"})
        record.write("counters", {"backend": "cpu", "launches": np.uint8(7)})
    found = read_record(path)

    assert not found.truncated
    assert found.run.to_dict("records") == [
        {"backend": "cpu", "folder": str(tmp_path), "sizes": [[1, 2], [3, 4]], "limit": None}
    ]
    assert found.counters.to_dict("records") == [{"backend": "cpu", "launches": 7}]
    assert list(found.spans["path"]) == ["solve/score", "solve"]
    assert list(found.spans["counts"]) == [{"programs": 3, "seconds_on_device": 0.5}, {}]
    assert list(found.spans["parent"]) == [found.spans["id"][1], 0]
    pd.testing.assert_frame_equal(found.spans, spans_frame(recorder.spans))
    assert list(found.tasks.columns) == [*TASK_COLUMNS, "depth"]
    assert list(found.tasks["right"].fillna(False)) == [True, False, False]
    assert list(found.tasks["right"].isna()) == [False, True, True]
    assert list(found.tasks["seconds"]) == [1.5, 2.5, 1.5]
    assert found.tasks["chosen"][0] == ["O = rot90(I)"]


def test_an_empty_record_has_its_columns(tmp_path):
    RunRecord(tmp_path / "record").close()
    found = read_record(tmp_path / "record")
    assert {column: str(kind) for column, kind in found.spans.dtypes.items()} == SPAN_COLUMNS
    assert {column: str(kind) for column, kind in found.tasks.dtypes.items()} == TASK_COLUMNS
    assert len(found.spans) == len(found.tasks) == len(found.counters) == len(found.run) == 0
    assert not found.truncated


def test_a_line_is_on_disk_when_write_returns(tmp_path):
    record = RunRecord(tmp_path / "record")
    record.write("task", TASK)
    assert json.loads((tmp_path / "record").read_text()) == {"kind": "task", **TASK}
    record.close()


def test_opening_again_appends(tmp_path):
    for number in range(2):
        with RunRecord(tmp_path / "record") as record:
            record.write("run", {"number": number})
    assert list(read_record(tmp_path / "record").run["number"]) == [0, 1]


def cut(path: Path, end: bytes) -> None:
    with RunRecord(path) as record:
        record.write("run", {"number": 0})
    with path.open("ab") as file:
        file.write(end)


def test_a_truncated_last_line_is_left_out_and_reported(tmp_path):
    cut(tmp_path / "record", b'{"kind": "run", "num')
    with pytest.warns(UserWarning, match=r"record: line 2, the last, was cut off"):
        found = read_record(tmp_path / "record")
    assert found.truncated
    assert list(found.run["number"]) == [0]


def test_a_whole_last_line_without_its_end_is_taken(tmp_path):
    cut(tmp_path / "record", b'{"kind": "run", "number": 1}')
    found = read_record(tmp_path / "record")
    assert not found.truncated
    assert list(found.run["number"]) == [0, 1]


@pytest.mark.parametrize(
    ("end", "numbers"), [(b'{"kind": "run", "nu', [0, 2]), (b'{"kind": "run", "number": 1}', [0, 1, 2])]
)
def test_appending_after_a_killed_run_leaves_no_broken_line(tmp_path, end, numbers):
    cut(tmp_path / "record", end)
    with RunRecord(tmp_path / "record") as record:
        record.write("run", {"number": 2})
    found = read_record(tmp_path / "record")
    assert list(found.run["number"]) == numbers
    assert not found.truncated


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"{bad", "line 2: not JSON"),
        (b"\xff\xfe", "line 2: not JSON"),
        (b"", "line 2: not JSON"),
        (b"[" * 100_000, "line 2: not JSON"),
        (b'{"kind": "run", "number": ' + b"9" * 5000 + b"}", "line 2: not JSON"),
        (b"[1]", "line 2: not an object with a 'kind'"),
        (b'{"number": 1}', "line 2: not an object with a 'kind'"),
        (b'{"kind": ["run"]}', "line 2: not an object with a 'kind'"),
        (b'{"kind": "other"}', "line 2: not an object with a 'kind'"),
        (b'{"kind": "task", "id": "a", "seconds": 1}', "line 2: a line 'task' without ['candidates', 'chosen']"),
    ],
)
def test_a_broken_line_is_one_clear_error(tmp_path, line, complaint):
    path = tmp_path / "record"
    path.write_bytes(b'{"kind": "run"}\n' + line + b'\n{"kind": "run"}\n')
    with pytest.raises(RecordError) as caught:
        read_record(path)
    assert str(caught.value).startswith(f"{path}, {complaint}")


@pytest.mark.parametrize(
    ("kind", "fields", "complaint"),
    [
        ("tasks", {}, "not 'tasks'"),
        ("task", {"id": "a"}, "needs"),
        ("run", {"kind": "x"}, "no 'kind'"),
        ("run", {"thing": object()}, "cannot hold a object"),
    ],
)
def test_what_does_not_belong_in_a_record_is_refused(tmp_path, kind, fields, complaint):
    with RunRecord(tmp_path / "record") as record, pytest.raises(RecordError, match=complaint):
        record.write(kind, fields)
    assert (tmp_path / "record").read_bytes() == b""


WRITE_FOREVER = """
import sys
from arc_pipeline.measure import RunRecord
record = RunRecord(sys.argv[1])
number = 0
while True:
    record.write("run", {"number": number, "ballast": "x" * 20000})
    number += 1
    print(number, flush=True)
"""


def test_kill_leaves_all_whole_lines(tmp_path):
    command = [sys.executable, "-c", WRITE_FOREVER, str(tmp_path / "record")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as child:
        assert child.stdout is not None
        for _ in range(50):
            child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        told = [50, *map(int, child.stdout.read().split())][-1]
    lines = (tmp_path / "record").read_bytes().split(b"\n")
    whole = [json.loads(line)["number"] for line in lines[:-1]]
    assert whole == list(range(len(whole)))
    assert len(whole) >= told
