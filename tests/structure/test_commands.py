"""The README's two commands stand there exactly, and .ci/run runs the one for tests as it finds it there."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from structure.imports import ROOT

RUN = "pip install -r requirements.txt && papermill notebooks/submission.ipynb out/submission.ipynb"
TEST = "pip install -r requirements.txt -r tests/requirements.txt && pytest"
CI = ROOT / ".ci" / "run"


def blocks(text):
    """The lines inside the code blocks of a Markdown text."""
    inside, found = False, []
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            inside = not inside
        elif inside:
            found.append(line.strip())
    return found


@pytest.fixture
def checkout(tmp_path):
    """A folder with .ci/run, and a way to run it under a README of these lines."""
    folder, temporary = tmp_path / "checkout", tmp_path / "temporary"
    (folder / ".ci").mkdir(parents=True)
    temporary.mkdir()
    script = folder / ".ci" / "run"
    script.write_bytes(CI.read_bytes())
    script.chmod(0o755)

    def run(readme):
        (folder / "README.md").write_text(readme)
        environment = {**os.environ, "TMPDIR": str(temporary)}
        ended = subprocess.run([script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert list(temporary.iterdir()) == [], "the virtual environment was left behind"
        return ended

    return run


@pytest.mark.parametrize("command", [RUN, TEST])
def test_the_readme_holds_the_command(command):
    assert blocks((ROOT / "README.md").read_text(encoding="utf-8")).count(command) == 1


def test_the_readme_tells_how_to_test_once():
    tests = [line for line in blocks((ROOT / "README.md").read_text(encoding="utf-8")) if "pytest" in line]
    assert tests == [TEST]


def test_ci_can_be_started():
    assert CI.stat().st_mode & stat.S_IXUSR
    assert CI.read_text().startswith("#!/usr/bin/env bash\n")


def test_ci_runs_the_readmes_command_in_its_own_environment_and_passes_its_end_on(checkout):
    command = 'echo "pytest in $(command -v pip)" && read line || exit 7'
    ended = checkout(f"pytest is run so:\n\n```\nanother command\n{command}\n```\n")
    assert ended.returncode == 7, ended.stderr
    assert command in ended.stdout, "it prints what it runs"
    (said,) = [line for line in ended.stdout.splitlines() if line.startswith("pytest in ")]
    assert "temporary" in Path(said.removeprefix("pytest in ")).parts


@pytest.mark.parametrize(
    "readme", ["No commands; pytest is not in a block.\n", "```\npytest\n```\n\n```\npytest -x\n```\n"]
)
def test_ci_refuses_a_readme_without_one_test_command(checkout, readme):
    ended = checkout(readme)
    assert ended.returncode != 0
    assert "README.md" in ended.stderr
