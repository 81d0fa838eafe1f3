"""What README says of the command line can be typed as it stands there."""

import re
import shlex

import pytest
from structure.imports import ROOT

from arc_pipeline import commands

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^python -m arc_pipeline (.*)$", README, re.MULTILINE)


@pytest.mark.parametrize("arguments", LINES)
def test_a_command_of_the_readme_is_understood(arguments):
    assert vars(commands._parser().parse_args(shlex.split(arguments)))


def test_every_word_is_in_the_readme():
    assert {arguments.split()[0] for arguments in LINES} == set(commands.WORDS)
