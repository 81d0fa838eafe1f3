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
# Solves a few tasks and shows what took how long: every chart is drawn from the `run.jsonl` that a run writes, and is
# kept as PNG and SVG in the folder `charts` beside it.
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
from arc_pipeline.measure import (
    caches,
    charts,
    outcomes,
    panel,
    phase_charts,
    phases,
    projection,
    read_record,
    timeline,
    what_if,
    work,
)
from arc_pipeline.measure.chart_files import ChartFolder
from arc_pipeline.measure.live import is_live
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
record, kept = read_record(path), ChartFolder(path.parent / "charts").kept
print(work.gpu_verdict(record.counters, gpu_of(record.run["backend"].iloc[-1])))
display(record.run)

# %% [markdown]
# ## Time in phases
#
# Under the names that the field uses: `generate` makes programs and runs them as they grow, `execute` runs what the
# strategies propose, `print and inline` writes programs in terms of the task itself. Beneath each stand our own parts
# of it, and the parts within these. Kernels are operations that run on grids; the host is Python around them.

# %%
display(kept("phases", phase_charts.time_in_phases_chart(record.spans)))
display(phases.time_in_phases(record.spans).round(3))
display(kept("memory", phase_charts.memory(record.spans)))

# %% [markdown]
# ## Time by phase
#
# The same under our own names. Phases are nested: dark is what a phase took itself, light what the phases within it
# took. Waiting is pale and counts for nothing. `share` is the part of the run that a phase answers for; work that four
# workers do at once weighs a quarter each.

# %%
display(kept("time_by_phase", charts.time_by_phase(record.spans)))
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
# `share` is its part of the seconds of all, and `void` the part of its results that are void on some sample of a task:
# what an operation cannot do, such as to crop nothing, is a value, and no error.

# %%
display(kept("operations", charts.operations(record.counters)))
with pd.option_context("display.max_rows", None):
    display(work.operations(record.counters).round(4))

# %% [markdown]
# ## What each worker and device did when
#
# The phases in their colours, our parts of them beneath, and how much of each moment kernels and the host took.

# %%
display(kept("timeline", timeline.timeline(record.spans)))

# %% [markdown]
# ## What caches save
#
# How often something was looked up that may have been made before, and how often it was there.

# %%
with pd.option_context("display.max_colwidth", None):
    display(caches.hit_rates(record.spans).round(3))

# %% [markdown]
# ## Cold start and steady state
#
# The first call of a phase on a worker loads, compiles and fills caches; the calls after it show the pace of a long
# run. (Rounds grow in effort, so the calls of a later round can take longer than the cold one.) Each worker warms up
# once: it compiles or loads kernels, reads the library, and gets memory from the system (`memory`), which takes a
# second or two for each gigabyte. That is lost whole.

# %%
display(kept("cold_and_steady", charts.cold_and_steady(record.spans)))
display(projection.cold_and_steady(record.spans).drop(columns="name"))

# %% [markdown]
# ## What holds it up
#
# What the time on the clock went into, and what the whole run would gain if one part took half of its time, or none
# (Amdahl's law). Beneath it the same for every phase under its own name.

# %%
measured = what_if.Measured.of(record)
display(kept("bottlenecks", phase_charts.bottlenecks_chart(measured)))
display(what_if.bottlenecks(measured).round(3))
display(kept("speed_up", charts.speed_up(record.spans)))

# %% [markdown]
# ## What if
#
# The rounds of this run for other tasks, on another machine, or with faster parts. `low` to `high` is where nine in ten
# sets of such tasks lie; `share` is the part of an 8-hour budget; `rounds` is how many would be through within it.
# In a live notebook the sliders beneath the table ask any such question.

# %%
questions = {
    "as measured": what_if.Question(),
    **{f"{tasks} tasks": what_if.Question(tasks=tasks) for tasks in (100, 120, 240, 400, 1000)},
    "240 tasks, 4 cores": what_if.Question(tasks=240, cores=4),
    "kernels 10 times faster": what_if.Question(kernels=10),
    **{f"{phase} twice as fast": what_if.Question(faster={phase: 2}) for phase in ("generate", "execute", "validate")},
}
display(kept("budget", phase_charts.budget_chart(measured)))
display(what_if.table(measured, questions).round(3))
if is_live():
    display(panel.what_if(measured))

# %% [markdown]
# ## The slowest tasks

# %%
display(kept("slowest_tasks", charts.slowest_tasks(record.tasks)))
display(projection.slowest_tasks(record.tasks, 10))

# %% [markdown]
# ## Voids, time that ran out, faults and failures
#
# By round, how many searches of a task there were, how many were cut short because time or memory ran out, and how many
# of these had no time at all. By phase and name, how many calls there were and how many ended because their time was
# up; the values that they made, the part of them that is void on some sample, and how many were new and kept; the
# programs that they ran or checked, how many of them are void on a test input, and for how many time was lacking.

# %%
display(outcomes.by_round(record.spans))
display(outcomes.by_part(record.spans).round(3))

# %% [markdown]
# Faults are workers that died, hung or lacked memory, and what was done about it. Failures are errors of ours that cost
# a task one strategy, step or view in one round; the traceback of each kind stands below.

# %%
display(work.faults(record.faults))
failures = work.failures(record.failures)
display(failures.drop(columns="traceback"))
for traceback in failures["traceback"]:
    print(traceback)
