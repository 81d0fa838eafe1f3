"""The rehearsal: hidden tasks that are nobody's, a stage like Kaggle's machine, and a verdict for every run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from arc_pipeline import load_tasks, open_backend
from arc_pipeline.answers.submission import Submission
from arc_pipeline.backends import cache
from arc_pipeline.tasks import Answers, Pair, Task, TaskSet, TestInputs

ROOT = Path(__file__).resolve().parents[2]


def grid(*rows):
    return np.array([[int(cell) for cell in row] for row in rows], np.uint8)


@pytest.fixture
def two_tasks():
    """Of the first every output is its input, of the second its input upside down."""
    wide, tall = grid("012", "345"), grid("90", "08", "71")
    same = Task("same", (Pair(wide, wide), Pair(tall, tall)), (tall, wide))
    flipped = Task("flipped", (Pair(wide, wide[::-1]),), (tall,))
    answers = Answers({"same": (tall, wide), "flipped": (tall[::-1],)})
    inputs = tuple(TestInputs(task.id, task.test) for task in (same, flipped))
    return TaskSet((same, flipped), answers, (), "made up", inputs)


# Hidden tasks and the scorer


def test_hidden_tasks_are_development_tasks_in_another_guise(rehearsal, two_tasks):
    test = rehearsal.competition.hidden(two_tasks, 40, seed=5)
    assert len(test.challenges) == 40
    assert test.solutions.keys() == test.challenges.keys()
    assert not {"same", "flipped"} & test.challenges.keys()
    seen = set()
    for task_id, task in test.challenges.items():
        inputs = [pair["input"] for pair in task["test"]]
        seen.add(json.dumps(inputs))
        assert all(pair.keys() == {"input"} for pair in task["test"])
        if len(inputs) == 2:
            assert test.solutions[task_id] == inputs
            assert all(pair["input"] == pair["output"] for pair in task["train"])
        else:
            (solution,) = test.solutions[task_id]
            assert solution in ([row[::-1] for row in inputs[0]], inputs[0][::-1])
    assert len(seen) > 30, "no two look alike"
    again = rehearsal.competition.hidden(two_tasks, 40, seed=5)
    assert again == test
    assert not rehearsal.competition.hidden(two_tasks, 40, seed=6).challenges.keys() & test.challenges.keys()


def test_each_task_is_taken_before_any_is_taken_again(rehearsal, two_tasks):
    for seed in range(10):
        assert rehearsal.competition.hidden(two_tasks, 2, seed).outputs == 3


def test_a_competition_is_laid_out_as_kaggle_does_and_does_not_tell_its_answers(rehearsal, two_tasks, tmp_path):
    test = rehearsal.competition.hidden(two_tasks, 4, seed=1)
    rehearsal.competition.write_competition(tmp_path / "comp", two_tasks, test, seed=2)
    names = {f"arc-agi_{name}_challenges.json" for name in ("training", "evaluation", "test")}
    names |= {f"arc-agi_{name}_solutions.json" for name in ("training", "evaluation")} | {"sample_submission.json"}
    assert {path.name for path in (tmp_path / "comp").iterdir()} == names
    loaded = load_tasks(tmp_path / "comp", on_error="raise")
    assert [task.id for task in loaded.tasks] == list(test.challenges)
    assert len(loaded.answers) == 0
    assert len(load_tasks(tmp_path / "comp" / "training", on_error="raise").answers) == 20
    assert rehearsal.competition.scored(tmp_path / "comp" / "sample_submission.json", test) == ([], 0.0)


def test_the_scorer_counts_test_outputs_of_which_either_attempt_is_right(rehearsal, two_tasks, tmp_path):
    test = rehearsal.competition.hidden(two_tasks, 2, seed=1)
    path = tmp_path / "submission.json"
    submission = Submission(path, {task_id: len(grids) for task_id, grids in test.solutions.items()})
    (first, right), (other, also) = sorted(test.solutions.items(), key=lambda item: len(item[1]))
    submission.set(first, [([[0]], right[0])])
    submission.write()
    assert rehearsal.competition.scored(path, test) == ([], 1 / 3)
    submission.set(other, [(also[0], [[0]]), (also[0], also[0])])
    submission.write()
    assert rehearsal.competition.scored(path, test) == ([], 2 / 3)


def test_the_scorer_refuses_a_file_for_other_tasks(rehearsal, two_tasks, tmp_path):
    saved, hidden = (rehearsal.competition.hidden(two_tasks, 2, seed) for seed in (1, 2))
    submission = Submission(
        tmp_path / "submission.json", {task_id: len(grids) for task_id, grids in saved.solutions.items()}
    )
    submission.write()
    problems, share = rehearsal.competition.scored(submission.path, hidden)
    assert len(problems) == 4
    assert share == 0.0


# The stage


@pytest.fixture
def stage(rehearsal, tmp_path, monkeypatch):
    monkeypatch.setenv("KAGGLE_KEY", "secret")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return rehearsal.stage.Stage(tmp_path / "stage", Path(sys.executable), ROOT, {"GIVEN": "yes"})


def said(stage, *command, **options):
    """The exit of a command on a stage, and what it says."""
    log = stage.folder / "log"
    log.unlink(missing_ok=True)
    return stage.run(list(command), log, 60, **options), log.read_text()


@pytest.fixture
def isolated(stage):
    if not stage.isolated:
        pytest.skip(stage.said)
    return stage


def test_a_command_runs_in_the_working_folder_and_its_files_stay(stage):
    (stage.input / "data").mkdir()
    (stage.input / "data" / "x.txt").write_text("given")
    code, text = said(stage, "sh", "-c", "pwd; cat ../input/data/x.txt; echo made > y.txt")
    assert (code, text) == (0, f"{stage.kaggle / 'working'}\ngiven")
    assert (stage.working / "y.txt").read_text() == "made\n"
    stage.clear()
    assert not list(stage.working.iterdir())
    assert not list(stage.input.iterdir())


def test_neither_a_token_nor_settings_of_this_machine_reach_a_command(stage):
    _, text = said(stage, "env", variables={"ALSO": "this"})
    found = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert not {"KAGGLE_KEY", "PYTHONPATH"} & found.keys()
    assert (found["GIVEN"], found["ALSO"]) == ("yes", "this")
    assert Path(found["HOME"]).is_relative_to(stage.folder)
    assert found["PATH"].startswith(str(Path(sys.executable).parent))


def test_on_a_stage_kaggles_folders_are_where_they_should_be_and_the_checkout_is_not(isolated):
    before = sorted(os.listdir("/"))
    (isolated.input / "x.txt").write_text("given")
    code, text = said(isolated, "sh", "-c", f"cat /kaggle/input/x.txt; echo no > /kaggle/input/x.txt; ls {ROOT}/*.toml")
    assert code != 0
    assert text.startswith("given")
    assert "Read-only file system" in text
    assert "No such file or directory" in text.splitlines()[-1]
    assert (isolated.input / "x.txt").read_text() == "given"
    assert sorted(os.listdir("/")) == before, "nothing is written to this machine's root"


def test_on_a_stage_the_working_folder_can_be_read_only(isolated):
    code, text = said(isolated, "sh", "-c", "echo no > x.txt", frozen=True)
    assert code != 0
    assert "Read-only file system" in text
    assert said(isolated, "sh", "-c", "echo yes > x.txt")[0] == 0


def test_on_a_stage_only_the_loop_is_a_network(isolated):
    if not isolated.offline:
        pytest.skip(isolated.said)
    program = "import socket; print([name for _, name in socket.if_nameindex()]); "
    program += "here = socket.create_server(('127.0.0.1', 0)); socket.create_connection(here.getsockname(), 5)"
    assert said(isolated, "python", "-c", program) == (0, "['lo']\n")


def test_where_no_namespace_can_be_made_another_folder_plays_kaggle_and_that_is_said(rehearsal, tmp_path, monkeypatch):
    monkeypatch.setattr(rehearsal.stage, "_TRIED", (["--no-such-option"],))
    stage = rehearsal.stage.Stage(tmp_path / "stage", Path(sys.executable), ROOT)
    assert not stage.isolated
    assert not stage.offline
    assert stage.said.startswith(f"{stage.folder / 'kaggle'} plays /kaggle, network NOT cut off: no namespaces here (")
    assert said(stage, "pwd") == (0, f"{stage.folder / 'kaggle' / 'working'}\n")


def test_a_command_that_does_not_end_is_ended(stage):
    command = ["sleep", f"1000.{os.getpid()}"]
    assert stage.run(command, stage.folder / "log", 2) == -1
    assert [process.pid for process in psutil.process_iter(["cmdline"]) if process.info["cmdline"] == command] == []


# The environment


@pytest.fixture
def installed(rehearsal, monkeypatch, tmp_path):
    """What would be run to make an environment."""
    commands = []

    def run(command):
        commands.append(command[1:3])
        if command[1:3] == ["-m", "venv"]:
            (Path(command[3]) / "bin").mkdir(parents=True)
        return ""

    requirements = tmp_path / "image.txt"
    requirements.write_text("numpy==2.0.*\n")
    monkeypatch.setattr(rehearsal.image, "_run", run)
    monkeypatch.setattr(rehearsal.image, "REQUIREMENTS", requirements)
    return commands


def test_an_environment_is_made_once_for_the_same_requirements(rehearsal, installed, tmp_path):
    made = rehearsal.image.environment(tmp_path)
    assert installed == [["-m", "venv"], ["-m", "pip"]]
    assert rehearsal.image.environment(tmp_path) == made
    assert len(installed) == 2
    rehearsal.image.REQUIREMENTS.write_text("numpy==2.1.*\n")
    assert rehearsal.image.environment(tmp_path) != made
    assert len(installed) == 4


def test_an_environment_that_was_not_finished_is_made_again(rehearsal, installed, tmp_path):
    made = rehearsal.image.environment(tmp_path)
    (made.parents[1] / "complete").unlink()
    assert rehearsal.image.environment(tmp_path) == made
    assert len(installed) == 4


@pytest.mark.parametrize(("text", "taken"), [("echo its/path", True), ("exit 127", False)], ids=["there", "not to run"])
def test_kaggles_python_is_taken_if_there_is_one_on_path(rehearsal, monkeypatch, tmp_path, text, taken):
    program = tmp_path / f"python{rehearsal.image.VERSION}"
    program.write_text(f"#!/bin/sh\n{text}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert rehearsal.image._base() == ("its/path" if taken else sys.executable)


def test_a_given_environment_is_used_as_it_is(rehearsal, tmp_path):
    assert rehearsal.image.environment(tmp_path, Path(sys.executable)) == Path(sys.executable)
    assert rehearsal.image.versions(Path(sys.executable))["numpy"] == np.__version__
    with pytest.raises(rehearsal.image.ImageError, match="ended with"):
        rehearsal.image._run([sys.executable, "-c", "raise SystemExit(3)"])


# The verdict


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Traceback ...\n  line\n\x1b[31mValueError\x1b[39m: so\nafter it\n", "ValueError: so"),
        ("a.b.TaskError: first\na.b.SettingsError: last\n", "a.b.SettingsError: last"),
        ("no module named x\n\n", "no module named x"),
        ("", "it said nothing"),
    ],
)
def test_the_reason_is_the_last_error_that_was_said(rehearsal, tmp_path, text, why):
    (tmp_path / "log").write_text(text)
    assert rehearsal.performance.reason(tmp_path / "log") == why


def test_a_step_that_goes_wrong_is_told_in_a_line_and_the_next_is_taken(rehearsal, capsys):
    def wrong():
        raise rehearsal.performance.PerformanceError("why")

    steps = rehearsal.rehearse.Steps()
    assert steps.take("first", wrong) is None
    assert steps.take("second", lambda: 3, lambda made: f"{made}") == 3
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [(line[0], line[3:]) for line in lines] == [("first", ["WRONG", "why"]), ("second", ["ok", "3"])]
    assert steps.wrong == 1


# The whole


def rehearsed(tmp_path, *arguments):
    """The exit and the lines of kaggle/rehearse.py with this environment and what was compiled on this machine."""
    open_backend("cpu")
    command = [sys.executable, str(ROOT / "kaggle" / "rehearse.py"), "--python", sys.executable]
    command += ["--kernels", str(cache.folders()[0]), "--keep", str(tmp_path / "kept"), "--no-drills", *arguments]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout.splitlines()


SHORT = ["--tasks", "5", "--rerun-seconds", "2"]
STEPS = ["environment", "build", "stage"]


@pytest.mark.slow
def test_a_rehearsal_ends_with_valid_submissions(tmp_path):
    code, lines = rehearsed(tmp_path, "--layouts", "older", "--runners", "nbconvert", "--save-seconds", "1", *SHORT)
    assert code == 0, lines
    assert [line[:34].rstrip() for line in lines[:-1]] == [
        *STEPS, "older layout, defaults", "older layout, nbconvert, save", "older layout, nbconvert, rerun",
    ]  # fmt: skip
    assert all(" ok     " in line for line in lines[:-1])
    assert all("5 tasks, " in line for line in lines[4:6])
    assert lines[-1] == "all as it should be"


@pytest.mark.slow
def test_a_run_that_goes_wrong_in_a_rehearsal_says_why_and_the_next_is_rehearsed(tmp_path):
    """In the other layout, and by the other of the two that run notebooks."""
    code, lines = rehearsed(tmp_path, "--layouts", "newer", "--runners", "papermill", "--save-seconds", "0", *SHORT)
    assert code == 1
    assert [line[:34].rstrip() for line in lines[:-1]] == [
        *STEPS, "newer layout, defaults", "newer layout, papermill, save", "newer layout, papermill, rerun",
    ]  # fmt: skip
    said = "WRONG  ended with 1: SettingsError: budget_seconds is a number of seconds above 0, not 0"
    assert [said in line for line in lines[:-1]] == [False] * 4 + [True, False]
    assert [" ok     " in line for line in lines[:-1]] == [True] * 4 + [False, True]
    assert "5 tasks, " in lines[5]
    assert lines[-1].startswith("1 WRONG: what was said is in ")
