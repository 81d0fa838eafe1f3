"""ruff and mypy have nothing to say; here, as the tests are all that is run before a merge."""

import subprocess
import sys

import pytest
from structure.imports import ROOT


@pytest.mark.parametrize(
    "command",
    ["ruff check .", "ruff format --check .", pytest.param("mypy", marks=pytest.mark.slow)],
)
def test_it_is_clean(command):
    ended = subprocess.run(
        [sys.executable, "-m", *command.split()], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
