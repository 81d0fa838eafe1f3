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
# # Is the GPU working, and what does it bring?
#
# Checks what this machine computes on: which devices there are, whether every operation does the same on each as the
# reference says, how many grids a second they make in small and large batches, from which batch on the GPU is faster
# than the CPU, what a batch takes in memory, and what several GPUs and several workers bring. It ends with the settings
# to use here, and keeps for the backend `hybrid` from which launches on the GPU is faster. Without a GPU it does the
# same for the CPU, and says what was left out.
#
# | parameter | meaning | default |
# |---|---|---|
# | `seconds` | to measure; opening the backends, which compiles their kernels the first time, comes before it | 75 |
# | `seed` | of the random arguments on which operations are compared | 0 |
# | `output_dir` | the charts go into `gpu_check/charts` there, as PNG and SVG | as in the submission |
# | `kaggle` | where Kaggle's folders are | `/kaggle` |
#
# Measure while nothing else runs: what other processes take is missing here.

# %% tags=["parameters"]
seconds = 75
seed = 0
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
import numpy as np
import pandas as pd
from IPython.display import display

from arc_pipeline import device_check
from arc_pipeline.backends import gpu_count
from arc_pipeline.device_check import THREAD
from arc_pipeline.measure import Deadline, device_charts
from arc_pipeline.measure.chart_files import ChartFolder
from arc_pipeline.settings import output_folder
from arc_pipeline.workers import worker_count
from arc_pipeline.workers.sharing import memory_share

pd.options.display.max_colwidth = 120

# %%
print(device_check.left_out() or f"{gpu_count()} GPU(s) found; everything is measured on the first of each name.")
display(device_check.devices().round(1))
room = memory_share("auto", worker_count("auto"))
backends = device_check.contenders()
print("compared are:", "; ".join(backends))
kept = ChartFolder(output_folder(output_dir, Path(kaggle)) / "gpu_check" / "charts").kept
deadline = Deadline(seconds)

# %% [markdown]
# ## Does every operation do what the reference says?
#
# Every operation of the language, on random arguments of every type it takes: values and hashes on every backend, a few
# rows against the reference, and many more among the others.

# %%
pools = device_check.Pools(np.random.default_rng(seed), size=200)
parity = device_check.compare(backends, pools, rows=1000, reference_rows=8, deadline=deadline.share(0.2))
print(device_check.parity_in_words(parity))
display(parity.groupby("backend", sort=False)[["rows", "more", "different"]].sum())
display(parity[parity["different"]])

# %% [markdown]
# ## Grids a second, by the size of the batch
#
# Typical operations on random grids of 3 to 21 cells a side, as a search runs them: rows are picked, and hashes copied
# back. A batch is doubled as long as there is time and memory.

# %%
speeds = device_check.speeds(backends, deadline.share(0.4))
throughput = device_check.throughput(speeds)
display(kept("throughput", device_charts.throughput(throughput, THREAD)))
display(throughput.pivot(index="grids", columns="backend", values="grids_a_second").round())

# %% [markdown]
# ## From which batch on is it faster?
#
# Than one thread of the CPU, which is what each of several workers has; for square grids of several sizes, and in the
# last table for the mixture above, which is what `hybrid` goes by.

# %%
crossings = device_check.crossings(device_check.by_cells(backends, deadline.share(0.45)))
display(kept("crossings", device_charts.crossings(crossings, THREAD)))
display(crossings)
display(device_check.crossings(speeds))

# %% [markdown]
# ## Memory, by the size of the batch
#
# What the arguments and results of one launch take of the limit of a backend: the same on each. The dashed line is what
# each worker gets of this machine if there are as many as usual.

# %%
memory = device_check.memory(speeds)
display(kept("memory", device_charts.memory(memory, room)))
display(memory)

# %% [markdown]
# ## Several workers, several GPUs
#
# Each worker is a process with one thread, and workers share the GPUs in turn, as in a search. This is kernels alone:
# in a search half of the time is Python, which gains from every core.

# %%
for backend in backends.values():
    backend.close()
scaling = device_check.measure_scaling(deadline)
display(kept("scaling", device_charts.scaling(scaling)))
display(scaling.round(2))

# %% [markdown]
# ## The settings for this machine
#
# To paste into the cell of parameters of the submission notebook (`-p NAME VALUE` for papermill; the same words are the
# arguments of `solve`):

# %%
settings = device_check.recommend(speeds, parity, scaling)
print(device_check.to_paste(settings))

# %% [markdown]
# What `hybrid` finds from now on: it runs on the GPU what has at least so many rows a launch. (It is kept in the folder
# that `ARC_PIPELINE_CACHE` names, else in the user's cache. Where that folder does not last, as on Kaggle, `hybrid`
# measures for itself when it is first opened, in a few seconds.)

# %%
display(device_check.keep(backends, speeds, parity))
