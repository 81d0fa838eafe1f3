"""What README says of the command line can be typed as it stands there."""

import re
import shlex

import pytest
from structure.imports import ROOT

from arc_pipeline import commands
from arc_pipeline.store import __main__ as store

README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = re.findall(r"^python -m (arc_pipeline(?:\.store)?) (.*)$", README, re.MULTILINE)


@pytest.mark.parametrize(("program", "arguments"), LINES)
def test_a_command_of_the_readme_is_understood(program, arguments):
    parser = store._parser() if program.endswith("store") else commands._parser()
    assert vars(parser.parse_args(shlex.split(arguments)))


def test_every_word_is_in_the_readme():
    assert {arguments.split()[0] for program, arguments in LINES if program == "arc_pipeline"} == set(commands.WORDS)
