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
# # Where the time goes
#
# Solves a few tasks and shows what took how long: every chart is drawn from the `run.jsonl` that a run writes.
# To look at a run that is over, give its record as `source` (`-p source out/run.jsonl`): then nothing is solved here.
#
# The parameters are those of the submission notebook; the results of the short run go into `profiling` in `output_dir`.

# %% tags=["parameters"]
source = None
ids = None
limit = 16
budget_seconds = 60
backend = None
workers = None
seed = None
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
# %matplotlib inline
from dataclasses import replace

import pandas as pd
from IPython.display import display

from arc_pipeline.answers.report import write_report
from arc_pipeline.backends import gpu_of
from arc_pipeline.measure import charts, projection, read_record, work
from arc_pipeline.running import load, rejected, search
from arc_pipeline.settings import resolve

pd.options.display.max_colwidth = 120

# %%
settings = resolve(source, ids, limit, budget_seconds, backend, workers, seed, output_dir, kaggle=Path(kaggle))
display(pd.Series(settings.as_dict(), name="settings").to_frame())

# %%
path = Path(settings.source)
if path.suffix != ".jsonl":
    loaded = load(settings)
    if loaded.rejected:
        display(rejected(loaded))
    own = replace(settings, output_dir=settings.output_dir / "profiling", store=None)
    solved = search(own, loaded)
    write_report(loaded.tasks, solved, loaded.answers, own.output_dir)
    path = solved.record
record = read_record(path)
print(work.gpu_verdict(record.counters, gpu_of(record.run["backend"].iloc[-1])))
display(record.run)

# %% [markdown]
# ## Time by phase
#
# Phases are nested: dark is what a phase took itself, light what the phases within it took. Waiting is pale and counts
# for nothing. `share` is the part of the run that a phase answers for; work that four workers do at once weighs a
# quarter each.

# %%
display(charts.time_by_phase(record.spans))
display(projection.time_by_phase(record.spans).drop(columns="name"))

# %% [markdown]
# ## Is the GPU working?
#
# Where the seconds went in which workers searched: in kernels on each backend, or in the host's Python around them.
# `overall` is how many times as fast the search would be if that part took no time: for kernels on the CPU, the most
# that a GPU could give. [gpu_check](gpu_check.ipynb) measures what it does give on this machine.

# %%
print(work.gpu_verdict(record.counters, gpu_of(record.run["backend"].iloc[-1])))
searched = record.spans["path"].str.split("/").str[0] == "shard"
display(work.kernels_and_host(record.counters, projection.own_time(record.spans)[searched].sum()).round(3))
display(work.backends(record.counters).round(3))
print("fallbacks, work that ran elsewhere than asked:", len(work.fallbacks(record.counters)) or "none")
with pd.option_context("display.max_colwidth", None):
    display(work.fallbacks(record.counters))

# %% [markdown]
# Every operation and array kernel, on every backend where it ran. `items` are the grids and other values that it made,
# and `share` is its part of the seconds of all.

# %%
display(charts.operations(record.counters))
with pd.option_context("display.max_rows", None):
    display(work.operations(record.counters).round(4))

# %% [markdown]
# ## What each worker did when

# %%
display(charts.timeline(record.spans))

# %% [markdown]
# ## Cold start and steady state
#
# The first call of a phase on a worker loads, compiles and fills caches; the calls after it show the pace of a long
# run. (Rounds grow in effort, so the calls of a later round can take longer than the cold one.)

# %%
display(charts.cold_and_steady(record.spans))
display(projection.cold_and_steady(record.spans).drop(columns="name"))

# %% [markdown]
# ## What a faster phase would give

# %%
display(charts.speed_up(record.spans))

# %% [markdown]
# ## The same pace for other numbers of tasks, and in 8 hours
#
# Measured in searches of one task in one round; `rounds` is how often all of so many tasks can be searched in 8 hours.

# %%
cost = projection.cost(record.spans, "shard", per="tasks")
display(charts.budget(cost))
display(projection.project(cost, [len(record.tasks) or 1, 100, 120, 240, 400, 1000]))

# %% [markdown]
# ## The slowest tasks

# %%
display(charts.slowest_tasks(record.tasks))
display(projection.slowest_tasks(record.tasks, 10))

# %% [markdown]
# ## Failures
#
# Failures are errors of ours that cost a task one strategy, step or
# view in one round; the traceback of each kind stands below.

# %%
failures = work.failures(record.failures)
display(failures.drop(columns="traceback"))
for traceback in failures["traceback"]:
    print(traceback)
