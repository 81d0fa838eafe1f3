"""The command line: each word does what its help says, ends as usual, and says in one line what is at fault."""

import json
import os
import re
import subprocess
import sys

import numpy as np
import pytest
from competitors import few_competitors
from matplotlib.image import imread
from structure.imports import ROOT

from arc_pipeline import commands, running
from arc_pipeline.answers.attempts import read_attempts
from arc_pipeline.answers.submission import check_submission, read_submission
from arc_pipeline.commands import WORDS, main
from arc_pipeline.measure import RunRecord, read_record
from arc_pipeline.tasks import TaskError, load_tasks

# Ids that programs like to read as numbers, of tasks that one operation solves.
IDS = ["007e1234", "12345678", "00000042", "1e234567"]
ANSI = "\x1b[48;2;"


def turned(seed):
    rng = np.random.default_rng(seed)
    grids = [rng.integers(0, 4, (3, 4)) for _ in range(4)]
    pairs = [{"input": grid.tolist(), "output": np.rot90(grid, -1).tolist()} for grid in grids]
    return {"train": pairs[:3], "test": pairs[3:]}


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    path = tmp_path_factory.mktemp("source") / "tasks.json"
    path.write_text(json.dumps({id: turned(seed) for seed, id in enumerate(IDS)}))
    return path


@pytest.fixture(scope="module")
def over(source, tmp_path_factory):
    """The folder of a run that is over, and what the command said."""
    folder = tmp_path_factory.mktemp("over") / "run"
    command = [sys.executable, "-m", "arc_pipeline", "solve", str(source), "--budget", "3600", "--workers", "0"]
    ended = subprocess.run(
        [*command, "--backend", "cpu", "--output", str(folder)],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return folder, ended


def said(capsys, *arguments, status=0):
    assert main([str(argument) for argument in arguments]) == status
    captured = capsys.readouterr()
    return captured.err if status else captured.out


def refused(capsys, *arguments):
    """The one line that is said of what is at fault."""
    text = said(capsys, *arguments, status=1)
    assert text.startswith("arc_pipeline: ")
    assert text.count("\n") == 1
    return text


def called_wrongly(capsys, *arguments):
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert ended.value.code == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_every_file_of_the_folder_is_a_word():
    assert set(WORDS) == {"compare", "merge", "practice", "score", "show", "solve", "store", "trace"}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_says_what_it_does(capsys, word):
    with pytest.raises(SystemExit) as ended:
        main([word, "--help"])
    assert ended.value.code == 0
    text = " ".join(capsys.readouterr().out.split())
    assert " ".join(WORDS[word].__doc__.split()) in text
    with pytest.raises(SystemExit):
        main(["--help"])
    assert WORDS[word].__doc__.partition("\n")[0][1:-1] in " ".join(capsys.readouterr().out.split())


def test_a_file_without_what_a_word_has_is_an_error_that_names_it(tmp_path):
    module = type(commands)("broken", "It says something.")
    module.__file__ = str(tmp_path / "broken.py")
    module.run = lambda given: None
    with pytest.raises(TypeError, match=r"broken\.py lacks"):
        commands._checked(module)


def test_a_word_that_is_not_there(capsys):
    assert "invalid choice: 'sovle'" in called_wrongly(capsys, "sovle")
    assert "required: WORD" in called_wrongly(capsys)


# solve


def test_solve_does_what_the_notebook_does(source, over):
    folder, ended = over
    assert sorted(path.name for path in folder.iterdir()) == [
        "attempts.json", "report.csv", "run.jsonl", "store.sqlite", "submission.json"
    ]  # fmt: skip
    loaded = load_tasks(source)
    check_submission(folder / "submission.json", loaded.inputs)
    assert ended.stdout.startswith(f"4 tasks from {source}, the answers of 4 are known\n")
    assert "submission.json" in ended.stdout.splitlines()[-1]
    assert {"load", "solve", "report"} <= set(read_record(folder / "run.jsonl").spans["name"])
    assert read_record(folder / "run.jsonl").tasks["right"].all()


def test_solve_shows_how_far_it_is(over):
    lines = over[1].stderr.splitlines()
    assert re.search(r"round 1, 0 of 4 tasks searched, 0 with a full fit, (1:00:00|59:\d\d) left$", lines[0])
    assert "all rounds are over, 4 of 4 tasks searched, 4 with a full fit" in lines[-1]
    assert all(line.endswith(" left") for line in lines)


def test_solve_takes_the_ids_that_it_is_given_as_text(source, tmp_path, capsys):
    for ids in (["12345678"], ["007e1234", "00000042"]):
        out = said(
            capsys, "solve", source, "--ids", ",".join(ids), "--budget", 2, "--workers", 0, "--backend", "reference",
            "--output", tmp_path, "--no-store",
        )  # fmt: skip
        assert f"{len(ids)} tasks from" in out
        assert sorted(json.loads((tmp_path / "submission.json").read_text())) == sorted(ids)
    assert not (tmp_path / "store.sqlite").exists()


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("--budget", "-3", "budget_seconds is a number of seconds above 0"),
        ("--budget", "soon", "invalid float value"),
        ("--limit", "0", "limit is a whole number of at least 1"),
        ("--workers", "-1", "workers is a whole number of at least 0"),
        ("--backend", "abacus", "invalid choice"),
    ],
)
def test_solve_says_what_a_wrong_option_should_be(capsys, source, option, value, problem):
    assert problem in called_wrongly(capsys, "solve", source, option, value)


def test_solve_says_what_is_wrong_with_a_source(capsys, tmp_path):
    assert "no such file or folder" in refused(capsys, "solve", tmp_path / "none.json", "--output", tmp_path)
    (tmp_path / "bad.json").write_text("{")
    assert "not JSON" in refused(capsys, "solve", tmp_path / "bad.json", "--output", tmp_path)
    assert "unknown id" in refused(capsys, "solve", "arc-agi-1/training", "--ids", "nobody", "--output", tmp_path)


def test_what_costs_a_run_something_is_told_and_is_its_status(monkeypatch, source, tmp_path, capsys):
    whole = running.search

    def search(settings, loaded):
        found = whole(settings, loaded)
        found.errors.append("the disk is full")
        return found

    monkeypatch.setattr(running, "search", search)
    arguments = ["solve", source, "--limit", 1, "--budget", 3600, "--workers", 0, "--output", tmp_path, "--no-store"]
    assert said(capsys, *arguments, status=1).splitlines()[-1] == "arc_pipeline: the disk is full"


def test_an_interrupted_run_ends_as_shells_expect(monkeypatch, source, tmp_path, capsys):
    def search(settings, loaded):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "search", search)
    assert said(capsys, "solve", source, "--output", tmp_path, status=130) == "arc_pipeline: interrupted\n"


def test_a_warning_is_one_line_without_the_place_in_the_code(monkeypatch, source, tmp_path, capsys):
    bad = {"a": turned(0), "b": {"train": [], "test": []}}
    (tmp_path / "tasks.json").write_text(json.dumps(bad))
    assert main(["show", "a", "--source", str(tmp_path / "tasks.json")]) == 0
    assert capsys.readouterr().err == ""
    main(["score", str(tmp_path / "none.json"), str(tmp_path / "tasks.json")])
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("arc_pipeline: warning: ")
    assert "1 of 2 tasks left out" in first
    assert second.startswith("arc_pipeline: cannot read the submission ")


# score


def test_score_counts_as_kaggle_does(source, over, capsys):
    out = said(capsys, "score", over[0] / "submission.json", source)
    assert out == "4 of 4 tasks solved, 4 of 4 outputs: score 1.0000\n"
    out = said(capsys, "score", over[0] / "submission.json", source, "--each")
    assert [line.split()[0] for line in out.splitlines()[1:-1]] == IDS


def test_score_of_a_part(source, over, tmp_path, capsys):
    entries = json.loads((over[0] / "submission.json").read_text())
    entries["12345678"] = [{"attempt_1": [[0]], "attempt_2": [[1]]}]
    (tmp_path / "a.json").write_text(json.dumps(entries))
    assert said(capsys, "score", tmp_path / "a.json", source) == "3 of 4 tasks solved, 3 of 4 outputs: score 0.7500\n"
    (tmp_path / "a.json").write_text(json.dumps({"12345678": entries["12345678"]}))
    assert said(capsys, "score", tmp_path / "a.json", source, "--ids", "12345678").startswith("0 of 1 tasks solved")


def test_score_refuses_what_kaggle_would_and_what_cannot_be_scored(source, over, tmp_path, capsys):
    (tmp_path / "a.json").write_text("{}")
    assert "task '007e1234' is missing" in refused(capsys, "score", tmp_path / "a.json", source)
    assert "cannot read" in refused(capsys, "score", tmp_path / "none.json", source)
    hidden = {id: {"train": turned(0)["train"], "test": [{"input": [[1]]}]} for id in IDS}
    (tmp_path / "hidden.json").write_text(json.dumps(hidden))
    problem = refused(capsys, "score", over[0] / "submission.json", tmp_path / "hidden.json")
    assert "no answer of" in problem
    assert "at least 1" in called_wrongly(capsys, "score", "a.json", source, "--limit", 0)


# show


def test_show_draws_a_task_as_text(source, capsys):
    out = said(capsys, "show", "007e1234", "--source", source)
    assert out.startswith("007e1234\n\ndemonstration 1    output\n")
    assert out.count("demonstration") == 3
    assert "attempt" not in out
    assert ANSI not in out, "this is no terminal"


def test_show_has_the_attempts_of_a_run_with_their_programs(source, over, capsys):
    out = said(capsys, "show", "00000042", "--source", source, "--run", over[0])
    assert "attempt 1: right" in out
    assert "attempt 2: wrong" in out
    assert "sure): exact, " in out
    assert "def solve_00000042(I):\n" in out


def test_show_is_in_colours_on_a_terminal_that_has_them(source, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert ANSI in said(capsys, "show", "007e1234", "--source", source)
    monkeypatch.setenv("NO_COLOR", "1")
    assert ANSI not in said(capsys, "show", "007e1234", "--source", source)


def test_show_draws_a_picture(source, over, tmp_path, capsys):
    path = tmp_path / "task.png"
    out = said(capsys, "show", "12345678", "--source", source, "--run", over[0], "--output", path)
    assert out == f"task 12345678 was drawn to {path}\n"
    assert imread(path).std() > 0.1, "it is not empty"
    assert ".png" in called_wrongly(capsys, "show", "12345678", "--source", source, "--output", tmp_path / "a.doc")


def test_show_takes_the_file_of_one_task(tmp_path, capsys):
    (tmp_path / "12345678.json").write_text(json.dumps(turned(1)))
    assert said(capsys, "show", tmp_path / "12345678.json").startswith("12345678\n")


def test_show_says_what_it_lacks(source, over, tmp_path, capsys):
    assert "unknown id" in refused(capsys, "show", "nobody", "--source", source)
    assert "cannot read" in refused(capsys, "show", "007e1234", "--source", source, "--run", tmp_path)
    (tmp_path / "attempts.json").write_text(json.dumps({"007e1234": [[]]}))
    problem = refused(capsys, "show", "007e1234", "--source", source, "--run", tmp_path)
    assert "not two outputs for each of its 1 test inputs" in problem
    assert "there is no task" in refused(capsys, "show", "12345678", "--source", source, "--run", tmp_path)


# merge


def test_merge_of_a_run_alone_is_its_submission(source, over, tmp_path, capsys):
    path = tmp_path / "merged.json"
    out = said(capsys, "merge", over[0] / "attempts.json", "-o", path, "--source", source)
    assert out == f"two attempts at each test input of 4 tasks were written to {path}\n"
    ours, merged = read_submission(over[0] / "submission.json"), read_submission(path)
    assert list(merged) == IDS
    for id in IDS:
        for pair, other in zip(ours[id], merged[id], strict=True):
            assert all(map(np.array_equal, pair, other))


def test_merge_with_weights_and_bad_calls(source, over, tmp_path, capsys):
    other = {id: [{"attempt_1": [[k]], "attempt_2": [[9 - k]]}] for k, id in enumerate(IDS)}
    (tmp_path / "other.json").write_text(json.dumps(other))
    files = ["merge", over[0] / "attempts.json", tmp_path / "other.json", "-o", tmp_path / "merged.json"]
    said(capsys, *files)
    outputs = read_attempts(over[0] / "attempts.json")
    for id, pairs in read_submission(tmp_path / "merged.json").items():
        assert {grid.tobytes() for grid in pairs[0]} & {outputs[id][0][0].grid.tobytes()}
        assert other[id][0]["attempt_1"] in [grid.tolist() for grid in pairs[0]]
    said(capsys, *files, "--weights", 1, 0)
    assert said(capsys, "score", tmp_path / "merged.json", source).startswith("4 of 4")
    assert "a number for each of the 2 files" in called_wrongly(capsys, *files, "--weights", 1)
    assert "0 or more" in refused(capsys, *files, "--weights", 1, "nan")
    assert "-o" in called_wrongly(capsys, *files[:2])
    assert "cannot read" in refused(capsys, "merge", tmp_path / "none.json", "-o", tmp_path / "x.json")


def test_merge_says_where_it_cannot_write(over, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    problem = refused(capsys, "merge", over[0] / "attempts.json", "-o", tmp_path / "file" / "submission.json")
    assert "cannot write the submission" in problem


# trace and compare; what they make of a record is tested beside measure's other tests


def test_trace_writes_a_file_beside_the_record_or_elsewhere(over, tmp_path, capsys):
    for arguments, path in (
        ([over[0]], over[0] / "trace.json"),
        ([over[0] / "run.jsonl", "-o", tmp_path / "t.json"], tmp_path / "t.json"),
    ):
        out = said(capsys, "trace", *arguments)
        events = json.loads(path.read_text())["traceEvents"]
        assert out == f"{len(events)} events were written to {path}\n"
        path.unlink()
    assert "no run there" in refused(capsys, "trace", tmp_path)
    (tmp_path / "run.jsonl").write_text("no record\n")
    assert "run.jsonl, line 1: not JSON" in refused(capsys, "trace", tmp_path)


def test_compare_says_what_was_gained_and_lost(over, tmp_path, capsys):
    def copy(name, lost):
        with RunRecord(tmp_path / name / "run.jsonl") as record:
            for span in read_record(over[0] / "run.jsonl").spans.to_dict("records"):
                record.write("span", span)
            for row in read_record(over[0] / "run.jsonl").tasks.to_dict("records"):
                record.write("task", row | {"right": row["id"] not in lost, "right_at": None})

    copy("a", {"007e1234"})
    copy("b", {"12345678", "00000042"})
    out = said(capsys, "compare", tmp_path / "a", tmp_path / "b" / "run.jsonl")
    assert "Tasks solved, of 4: 3.0 before, 2.0 after" in out
    assert "  gained 1: 007e1234\n" in out
    assert "  lost 2: 12345678 00000042\n" in out
    assert "Chance alone makes such a difference in 100% of all comparisons" in out
    assert "solve" in out
    copy("many/1", set())
    copy("many/2", {"12345678"})
    out = said(capsys, "compare", tmp_path / "many", tmp_path / "many", "--phases", 3)
    assert "2 before: " in out
    assert "of 4: 3.5 before, 3.5 after" in out
    assert "differ in 0.5 tasks; repeated runs differ in: 1.0 tasks" in out
    assert "no run there" in refused(capsys, "compare", tmp_path / "a", tmp_path / "none")


def test_errors_of_input_are_all_told_in_a_line(monkeypatch, capsys):
    def fails(*_):
        raise TaskError("a\nb", "two\nlines")

    monkeypatch.setattr(WORDS["trace"], "run", fails)
    assert "a" in refused(capsys, "trace", "x")


def test_a_bug_is_no_error_of_input(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(WORDS["trace"], "run", fails)
    with pytest.raises(ZeroDivisionError):
        main(["trace", "x"])


# practice; what is made is tested beside the room's other tests


def test_practice_writes_tasks_that_can_be_scored(tmp_path, capsys):
    with few_competitors():
        out = said(capsys, "practice", tmp_path / "new", "--count", 2, "--seed", 4, "--random", 0.5, "--backend", "cpu")
    path = tmp_path / "new" / "practice_challenges.json"
    assert out.startswith(f"2 practice tasks were written to {path}: 1 of stored programs, 1 of random ones, from ")
    loaded = load_tasks(path, on_error="raise")
    assert len(loaded.answers) == 2
    assert all(task.id.startswith("practice-4-") for task in loaded.tasks)


@pytest.mark.parametrize(
    ("option", "value", "problem"),
    [
        ("--count", 0, "--count is a whole number of at least 1, not 0"),
        ("--seed", -1, "--seed is a whole number of at least 0, not -1"),
        ("--random", 1.5, "--random is a share from 0 to 1, not 1.5"),
        ("--random", "nan", "--random is a share from 0 to 1, not nan"),
    ],
)
def test_practice_says_what_a_wrong_option_should_be(tmp_path, capsys, option, value, problem):
    assert problem in called_wrongly(capsys, "practice", tmp_path / "new", option, value)
    assert not (tmp_path / "new").exists()


def test_practice_says_where_it_cannot_write(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert "file" in refused(capsys, "practice", tmp_path / "file", "--count", 1)
