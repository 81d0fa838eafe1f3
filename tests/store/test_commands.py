"""python -m arc_pipeline store: what it prints, how it ends, and one clear line for what is at fault."""

import os
import subprocess
import sys

import pytest
from store.made_up import candidate, filled, recalled, result, rows, turned
from structure.imports import ROOT

from arc_pipeline import commands
from arc_pipeline.library import read_library
from arc_pipeline.store import export


def main(arguments):
    return commands.main(["store", *arguments])


@pytest.fixture
def path(tmp_path):
    return filled(tmp_path / "a.sqlite", result(turned(), candidate(turned()), finished=("x",)))


def test_it_is_a_command(path):
    ended = subprocess.run(
        [sys.executable, "-m", "arc_pipeline", "store", "export", str(path)],
        cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "utf-8"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "".join(export(path)), "")


def test_export_and_import(path, tmp_path, capsys):
    assert main(["export", str(path), "--output", str(tmp_path / "a.txt")]) == 0
    assert (tmp_path / "a.txt").read_text() == "".join(export(path))
    assert main(["import", str(tmp_path / "a.txt"), str(tmp_path / "b.sqlite")]) == 0
    assert capsys.readouterr().out == f"1 programs were added to {tmp_path / 'b.sqlite'}\n"
    assert recalled(tmp_path / "b.sqlite")[0][0].fits


def test_export_for_the_library(path, tmp_path, capsys):
    assert main(["export", str(path), "--library"]) == 0
    text = capsys.readouterr().out
    assert main(["export", str(path), "--library", "--output", str(tmp_path / "found.txt")]) == 0
    assert (tmp_path / "found.txt").read_text() == text
    (stored,) = read_library(tmp_path / "found.txt")
    assert (stored.id, stored.origin) == ("turned", "found")


def test_merge(path, tmp_path, capsys):
    other = filled(tmp_path / "b.sqlite", task=turned("b", seed=1))
    assert main(["merge", str(tmp_path / "c.sqlite"), str(path), str(other)]) == 0
    assert capsys.readouterr().out == f"2 programs were merged into {tmp_path / 'c.sqlite'}\n"
    assert len(recalled(tmp_path / "c.sqlite", turned(), turned(seed=1))[0]) == 2


def test_show(path, capsys):
    rows(path, "INSERT INTO programs SELECT task, 'x', text, source, view, parent, length, 0.5, left_out, chance, "
               "surprise, outputs, 'older', 1 FROM programs")  # fmt: skip
    assert main(["show", str(path)]) == 0
    found = dict(reversed(line.split(maxsplit=1)) for line in capsys.readouterr().out.splitlines())
    assert found["tasks"] == found["tasks with a program that fits"] == "1"
    assert (found["programs"], found["of them with a full fit"]) == ("2", "1")
    assert found["of them that descend from programs of the library"] == "2"
    assert found["moments at which this version of the search answered"] == "0"
    assert found["of them in version 'older' of the language"] == "1"
    assert found["tasks with a finished effort of this version of the search"] == "1"
    assert found["bytes"] == f"{path.stat().st_size:,}"


@pytest.mark.parametrize(
    "command",
    ["export STORE", "export STORE --library", "show STORE", "merge NEW STORE", "import TEXT STORE", "merge STORE NEW"],
)
@pytest.mark.parametrize("state", ["missing", "foreign", "damaged"])
def test_what_is_at_fault_is_one_line_and_nothing_is_changed(path, tmp_path, capsys, command, state):
    (tmp_path / "text").write_text("no store")
    if state == "missing":
        path = tmp_path / "missing" / "a.sqlite"
        command = "import MISSING NEW" if command.startswith("import") else command
        command = "merge NEW STORE" if command.startswith("merge") else command
    elif state == "foreign":
        path.write_bytes(b"my notes")
    else:
        rows(path, "CREATE VIEW v AS SELECT 1")
    before = path.read_bytes() if path.exists() else None
    words = {"STORE": str(path), "NEW": str(tmp_path / "new"), "TEXT": str(tmp_path / "text"), "MISSING": str(path)}
    assert main([words.get(word, word) for word in command.split()]) == 1
    out, errors = capsys.readouterr()
    assert out == ""
    assert errors.startswith(f"arc_pipeline: {tmp_path}")
    assert errors.count("\n") == 1
    assert (path.read_bytes() if path.exists() else None) == before
    assert not path.with_name(f"{path.name}.corrupt-1").exists()


def test_an_output_that_cannot_be_written_is_one_line(path, tmp_path, capsys):
    assert main(["export", str(path), "--output", str(tmp_path / "no" / "a.txt")]) == 1
    assert "No such file or directory" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["dump"], ["export"], ["merge", "a"], ["import", "a"]])
def test_a_wrong_call_says_how_to_call(arguments, capsys):
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert raised.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m arc_pipeline store")


def test_an_export_that_nobody_reads_to_its_end_ends_quietly(path):
    command = f"{sys.executable} -m arc_pipeline store export {path} | true"
    ended = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
