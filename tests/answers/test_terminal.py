"""Tasks drawn as text: every grid is there, in its colours or as digits, in lines that fit."""

import re

import numpy as np
import pytest
from answers.made_up import candidate, grid, solved, task

from arc_pipeline.answers.shown import ARC_COLORS
from arc_pipeline.answers.terminal import drawn
from arc_pipeline.tasks import Pair, Task

TWO = task("cafe0123", grid("12"), grid("30", "04"))
FOUND = solved({TWO: [candidate(grid("1"), grid("55")), candidate(grid("2"), grid("55"), length=12.0)]})
PAINTED = re.compile(r"\x1b\[48;2;(\d+);(\d+);(\d+)m  ")


def test_a_task_and_its_attempts_as_digits():
    text = drawn(TWO, FOUND.attempts["cafe0123"], [(False, True), (True, False)], color=False)
    picture, _, notes = text.partition("attempt 1 (")
    assert (
        picture
        == """cafe0123

demonstration 1    output
1 2                1 2

test input 1    attempt 1: wrong    attempt 2: right
1 2             1                   2

test input 2    attempt 1: right    attempt 2: wrong
3 0             5 5                 3 0
0 4                                 0 4

"""
    )
    assert "exact, 10 bits, fits all\ndef solve(I):\n    O = rot90(I)\n    return O\n" in notes
    assert re.search(r"attempt 2 at test 2 \([01]% sure\): nothing was found\n$", notes)


def test_without_attempts_the_task_stands_alone():
    assert "attempt" not in drawn(TWO, color=False)


def test_each_cell_has_the_colour_that_arc_gives_it():
    every = task("cafe0123", grid("0123456789"))
    line = next(line for line in drawn(every).splitlines() if len(PAINTED.findall(line)) == 10)
    colors = [f"#{int(r):02X}{int(g):02X}{int(b):02X}" for r, g, b in PAINTED.findall(line)]
    assert colors == list(ARC_COLORS)
    assert line.endswith("\x1b[0m"), "what follows is not painted"


@pytest.mark.parametrize("color", [True, False])
@pytest.mark.parametrize("width", [70, 100, 200])
def test_what_finds_no_room_beside_stands_below(color, width):
    large = np.arange(900, dtype=np.uint8).reshape(30, 30) % 10
    shown = Task("cafe0123", (Pair(large, large),) * 2, (large,))
    found = solved({shown: [candidate(large, length=5.0)]})
    text = drawn(shown, found.attempts[shown.id], color=color, width=width)
    plain = PAINTED.sub("..", text).replace("\x1b[0m", "")
    lines = plain.split("\n")
    assert max(map(len, lines)) <= width
    assert len(PAINTED.findall(text)) == (7 * 900 if color else 0)
    assert ("demonstration 1" in lines[2] and "output" in lines[2]) == (width >= 124)


def test_an_id_sends_nothing_to_the_terminal_but_its_letters():
    assert drawn(task("a\x1b[2Jb\n", grid("1")), color=False).startswith("a\\x1b[2Jb\\n\n")
