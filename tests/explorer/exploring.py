"""A made-up task, what a run found for it, and what a page shows, read from its HTML."""

import json
import re
from base64 import b64decode
from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from arc_pipeline.answers.attempts import Output
from arc_pipeline.explorer.explored import Explored
from arc_pipeline.settings import resolve
from arc_pipeline.tasks import Answers, Pair, Task, TaskSet, TestInputs


def grid(*rows):
    return np.array([list(map(int, row)) for row in rows], dtype=np.uint8)


def text_of(operation):
    return f"def solve(I):\n    O = {operation}\n    return O\n"


# Mirrored. Turned by half, the first demonstration is the same, and one cell of the second is wrong.
MIRRORED = Task(
    "cafe0123",
    (Pair(grid("12", "12"), grid("21", "21")), Pair(grid("345", "346"), grid("543", "643"))),
    (grid("78", "90"), grid("55", "56")),
)
ANSWERS = (grid("87", "09"), grid("55", "65"))
FITS = Output(grid("87", "09"), 0.9, text_of("vmirror(I)"), "exact", 11.0, 1.0)
NEAR = Output(grid("09", "87"), 0.05, text_of("rot180(I)"), "nearest", 12.0, 0.8)
FILLER = Output(grid("00", "00"), 0.0)
OUTPUTS = [[FITS, NEAR, FILLER], [Output(grid("55", "65"), 0.8, FITS.program, "exact", 11.0, 1.0), FILLER]]
EXPLORED = Explored(MIRRORED, ANSWERS, OUTPUTS)
NOT_SEARCHED = Explored(MIRRORED)
TASKS = TaskSet(
    (MIRRORED, Task("beef0456", MIRRORED.train, MIRRORED.test[:1])),
    Answers({MIRRORED.id: ANSWERS}),
    (),
    "made up",
    (TestInputs(MIRRORED.id, MIRRORED.test), TestInputs("beef0456", MIRRORED.test[:1])),
)


def run_folder(folder: Path, task_id: str = MIRRORED.id) -> Path:
    """The folder of a run that knows the first of these tasks, by this id."""
    entry = [[{**vars(one), "grid": one.grid.tolist()} for one in outputs] for outputs in OUTPUTS]
    (folder / "attempts.json").write_text(json.dumps({task_id: entry}))
    return folder


def settings(folder: Path, seconds: float = 5):
    return resolve(budget_seconds=seconds, workers=0, output_dir=folder, store=False, kaggle=folder)


def pictures(page):
    """The alternative text of each picture, which has to be a well-formed SVG, with the number of crossed cells."""
    found = []
    for tag in re.findall(r"<img [^>]*>", page.html):
        source = re.search(r'src="data:image/svg\+xml;base64,([^"]*)"', tag)
        drawn = ElementTree.fromstring(b64decode(source.group(1)))
        paths = [one.get("d") for one in drawn.iter("{http://www.w3.org/2000/svg}path") if one.get("stroke") == "#fff"]
        found.append((ElementTree.fromstring(tag.replace(">", "/>")).get("alt"), sum(d.count("M") for d in paths)))
    return found


def marked_lines(page):
    """The lines of programs that are set off."""
    return [line.removeprefix("> ").strip() for line in page.text.splitlines() if line.startswith("> ")]
