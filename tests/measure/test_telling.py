"""How far a run is can be seen wherever it runs: on a terminal, in a notebook whatever shows it, in a file."""

import io
import sys
import types
from dataclasses import dataclass

import nbclient
import nbformat
import pytest

from arc_pipeline.measure import time_bar
from arc_pipeline.planning import Progress


@dataclass
class At:
    seconds: float
    text: str = "so far"

    def __str__(self):
        return f"{self.text} {self.seconds:g}"


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def streams(monkeypatch):
    """Sets what standard output and standard error are; returns them."""

    def of(kind=io.StringIO):
        out, err = kind(), kind()
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        return out, err

    return of


@pytest.fixture
def _in_a_kernel(monkeypatch):
    shell = types.SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))


def tell(budget, *seconds, **options):
    with time_bar(budget, **options) as bar:
        for one in seconds:
            bar(At(one))


def test_on_a_terminal_it_moves_in_place_at_every_call(streams):
    out, err = streams(Terminal)
    tell(100, 1, 2, 50, 101)
    shown = [part for part in err.getvalue().split("\r") if "so far" in part]
    assert [text.split("so far ")[1].strip() for text in dict.fromkeys(map(str.strip, shown))] == [
        "1",
        "2",
        "50",
        "101",
    ]
    assert shown[-1].lstrip().startswith("100 %")
    assert out.getvalue() == ""
    assert err.getvalue().count("\n") == 1


def test_in_a_file_there_is_a_line_a_hundredth_of_the_budget_and_the_last(streams):
    out, err = streams()
    tell(1000, *range(101), 101.5)
    lines = err.getvalue().splitlines()
    assert [line.split("so far ")[1].strip() for line in lines] == [*map(str, range(0, 101, 10)), "101.5"]
    assert lines[-2].startswith(" 10 %|")
    assert all("\r" not in line for line in lines)
    assert out.getvalue() == ""


def test_lines_of_a_short_run_are_some_seconds_apart(streams):
    _, err = streams()
    tell(20, *range(21))
    assert [line.split("so far ")[1].strip() for line in err.getvalue().splitlines()] == ["0", "5", "10", "15", "20"]


def test_where_only_a_terminal_is_to_show_it_a_file_shows_nothing(streams):
    out, err = streams()
    tell(10, 1, 2, everywhere=False)
    assert out.getvalue() + err.getvalue() == ""


@pytest.mark.usefixtures("_in_a_kernel")
def test_in_a_notebook_each_text_covers_the_last_whatever_it_says(streams):
    out, err = streams()
    with time_bar(10) as bar:
        bar(At(0, "a text much longer than the next one"))
        bar(At(6))
    *texts, end = out.getvalue().split("\r")[1:]
    assert len(texts) == 1
    assert end.endswith("\n")
    assert len(end.rstrip("\n")) >= len(texts[0])
    assert err.getvalue() == ""


@pytest.mark.usefixtures("_in_a_kernel")
def test_what_was_told_last_is_shown_though_the_run_ends_in_an_error(streams):
    out, _ = streams()

    def interrupted():
        with time_bar(1000) as bar:
            bar(At(1))
            bar(At(2))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert out.getvalue().endswith("so far 2\n")


class Gone(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


@pytest.mark.parametrize("terminal", [True, False])
def test_a_terminal_that_is_gone_by_the_end_costs_the_run_nothing(streams, monkeypatch, terminal):
    _, err = streams(Terminal if terminal else io.StringIO)
    with time_bar(1000) as bar:
        bar(At(1))
        monkeypatch.setattr(err, "write", Gone().write)
        if not terminal:
            bar(At(2))
            assert "so far 2" not in err.getvalue()


def test_a_real_kernel_sends_each_text_as_a_message_of_its_own():
    """So that papermill's --log-output and Kaggle's log have a line for each, as the run goes on."""
    notebook = nbformat.v4.new_notebook()
    source = """
from arc_pipeline.measure import time_bar
from arc_pipeline.planning import Progress
with time_bar(600.0) as bar:
    for k in range(3):
        bar(Progress(60.0 * k, 600.0, 400, 10 * k, k, 0, 1))
"""
    notebook.cells.append(nbformat.v4.new_code_cell(source))
    seen = []

    class Client(nbclient.NotebookClient):
        def process_message(self, message, cell, index):
            if message["msg_type"] == "stream":
                seen.append((message["content"]["name"], message["content"]["text"]))
            return super().process_message(message, cell, index)

    Client(notebook, kernel_name="python3").execute()
    told = [text for name, text in seen if name == "stdout" and text.strip()]
    assert [text.rsplit("| ", 1)[1].strip() for text in told] == [
        f"round 1, {10 * k} of 400 tasks searched, {k} with a full fit, {10 - k}:00 left" for k in range(3)
    ]


@pytest.mark.parametrize(
    ("seconds", "budget", "left"),
    [(0, 600, "10:00 left"), (595.4, 600, "0:05 left"), (700, 600, "0:00 left"), (0, 28200, "7:50:00 left")],
)
def test_progress_says_what_time_is_left(seconds, budget, left):
    assert str(Progress(seconds, budget, 4, 3, 2, 1, 2)) == f"round 2, 3 of 4 tasks searched, 2 with a full fit, {left}"


def test_progress_without_a_limit_or_at_its_end():
    assert str(Progress(5, None, 4, 4, 2, 2, None)) == "all rounds are over, 4 of 4 tasks searched, 2 with a full fit"
