"""Whatever happens to the process that writes it, submission.json stays whole."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from arc_pipeline.answers.submission import Submission, SubmissionError, check_submission, read_submission

# A child finds the package where this process does, whatever folder the tests run in.
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

TASKS = (SimpleNamespace(id="aaaaaaaa", test=(np.array([[1, 2], [3, 4]], np.uint8),)),)


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step, error):
    submission = Submission.prefilled(tmp_path / "submission.json", TASKS)
    before = submission.path.read_bytes()
    submission.set("aaaaaaaa", [([[7]], [[8]])])

    def interrupt(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, step, interrupt)
    with pytest.raises(error):
        submission.write()
    assert submission.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["submission.json"]


def test_a_full_disk_is_one_clear_error_and_leaves_the_old_file(tmp_path, monkeypatch):
    submission = Submission.prefilled(tmp_path / "submission.json", TASKS)
    before = submission.path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SubmissionError, match=r"cannot write the submission .*submission\.json: .*No space left"):
        submission.write()
    assert submission.path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["submission.json"]


def test_a_path_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "submission.json").mkdir()
    for path in (tmp_path / "file" / "submission.json", tmp_path / "submission.json"):
        with pytest.raises(SubmissionError, match="cannot write the submission"):
            Submission.prefilled(path, TASKS)


WRITE_FOREVER = """
import sys
import numpy as np
from arc_pipeline.answers.submission import Submission
from types import SimpleNamespace
path, size = sys.argv[1], int(sys.argv[2])
side = np.ones((30, 30), np.uint8)
submission = Submission.prefilled(path, [SimpleNamespace(id=f"task{k}", test=(side, side)) for k in range(size)])
print("ready", flush=True)
number = 0
while True:
    for k in range(size):
        submission.set(f"task{k}", [(side * (number % 10), side), (side, side * (number % 10))])
    submission.write()
    number += 1
    print(number, flush=True)
"""
SIZE = 20


def stopped_by(stop: signal.Signals, path: Path, lines: int) -> subprocess.Popen:
    """A process that wrote the file over and over and was stopped somewhere in it."""
    command = [sys.executable, "-c", WRITE_FOREVER, str(path), str(SIZE)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **pipes, encoding="utf-8", env=ENVIRONMENT) as child:
        assert child.stdout is not None
        for _ in range(lines):
            assert child.stdout.readline()
        os.kill(child.pid, stop)
    return child


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_process_leaves_a_whole_file(tmp_path, stop):
    for lines in (1, 4):  # 1: stopped in the first rewriting after the prefill
        path = tmp_path / str(lines) / "submission.json"
        child = stopped_by(stop, path, lines)
        assert child.returncode == (-stop if stop == signal.SIGKILL else child.returncode)
        assert child.returncode != 0
        check_submission(path, {f"task{k}": 2 for k in range(SIZE)})
        colours = {tuple(np.unique(first)) for (first, _), _ in read_submission(path).values()}
        assert len(colours) == 1, "all answers are of one writing"


KILLED_AT = """
import os, signal, sys
import numpy as np
from arc_pipeline.answers.submission import Submission
from types import SimpleNamespace
tasks = [SimpleNamespace(id="task", test=(np.ones((3, 3), np.uint8),))]
submission = Submission.prefilled(sys.argv[1], tasks)
submission.set("task", [([[7]], [[8]])])
setattr(os, sys.argv[2], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
submission.write()
"""


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_killed_in_the_middle_of_a_write_leaves_the_old_file(tmp_path, step):
    path = tmp_path / "submission.json"
    ended = subprocess.run([sys.executable, "-c", KILLED_AT, str(path), step], check=False, env=ENVIRONMENT)
    assert ended.returncode == -signal.SIGKILL
    ((first, _),) = read_submission(path)["task"]
    assert first.tolist() == [[1, 1, 1]] * 3
    # A later run writes beside what the killed one left.
    Submission.prefilled(path, TASKS)
    check_submission(path, TASKS)
