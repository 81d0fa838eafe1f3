"""The commands of kaggle/README.md: Kaggle's own client understands them, and none of them prints or stores a token."""

import argparse
import re
import shlex
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "kaggle" / "README.md").read_text(encoding="utf-8")
BLOCKS = [line for block in re.findall(r"```\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
INLINE = [text for text in re.findall(r"`([^`\n]+)`", README) if text.startswith(("kaggle ", "python ", "pip"))]
OF_THE_CLIENT = [line for line in BLOCKS + INLINE if line.startswith("kaggle ") and " " in line.removeprefix("kaggle ")]


class _UnderstoodError(Exception):
    pass


def understood(line, monkeypatch):
    """What the client's command line makes of a line, before it does anything."""
    from kaggle import cli

    parse = argparse.ArgumentParser.parse_args

    def stop(parser, *given, **named):
        raise _UnderstoodError(vars(parse(parser, *given, **named)))

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", stop)
    monkeypatch.setattr(sys, "argv", shlex.split(line.partition("&&")[0]))
    with pytest.raises(_UnderstoodError) as found:
        cli.main()
    return found.value.args[0]


@pytest.mark.usefixtures("client")
@pytest.mark.parametrize("line", OF_THE_CLIENT)
def test_kaggles_client_understands_a_command(monkeypatch, line):
    assert callable(understood(line, monkeypatch)["func"])


@pytest.mark.usefixtures("client")
def test_the_client_would_say_so_if_it_did_not(monkeypatch):
    with pytest.raises(SystemExit):
        understood("kaggle datasets create --folder x", monkeypatch)


def test_all_steps_are_there():
    steps = ["auth login", "datasets create", "datasets version", "kernels push", "competitions submit"]
    assert [step for step in steps if not any(f"kaggle {step}" in line for line in OF_THE_CLIENT)] == []
    assert {"python kaggle/rehearse.py", "python kaggle/build.py --owner NAME"} <= set(BLOCKS)


def test_no_command_shows_a_token_or_leaves_it_in_a_shells_history():
    lines = "\n".join(BLOCKS + INLINE)
    assert not re.findall(r"KAGGLE_KEY|KAGGLE_API_TOKEN|print-access-token|config view|set -x|echo", lines)
    (stored,) = [line for line in BLOCKS if "access_token" in line]
    assert "umask 077" in stored


def test_what_the_notebook_and_the_build_say_is_what_the_table_says():
    table = README[README.index("## What goes wrong") :]
    sources = [*(ROOT / "notebooks").glob("*.py"), ROOT / "arc_pipeline" / "settings.py", ROOT / "kaggle" / "build.py"]
    sources.append(ROOT / "arc_pipeline" / "answers" / "submission.py")
    text = re.sub(r"[^a-z]+", " ", " ".join(path.read_text(encoding="utf-8") for path in sources).lower())
    said = [
        "does not say enable_internet false",
        "is not a kaggle user name",
        "holds arc_pipeline",
        "no arc competition under",
        "no nvidia gpu can be used",
        "needs an nvidia gpu",
        "cannot write the submission",
    ]
    plain = re.sub(r"[^a-z]+", " ", table.lower())
    for words in said:
        wanted = re.sub(r"[^a-z]+", " ", words)
        assert wanted in plain, words
        assert wanted in text, words


def test_every_drill_of_the_rehearsal_is_in_the_table(rehearsal):
    rows = [line for line in README.splitlines() if line.startswith("| * ")]
    errors = {re.match(r"(\w+): ", drill.says).group(1) for drill in rehearsal.performance.DRILLS}
    assert errors == {re.match(r"\| \* `(\w+): ", row).group(1) for row in rows}
    assert len(rows) == len(rehearsal.performance.DRILLS)
