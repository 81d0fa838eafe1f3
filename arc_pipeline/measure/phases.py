"""A run's time under the names that the field uses: load, generate, execute, validate, print and inline, write.

Beneath each phase stand the spans of this package that make it up, on two levels, and for each the seconds of kernels,
of the host around them, and of waiting. Pure functions of the spans table of `read_record`.
"""

import numpy as np
import pandas as pd

from arc_pipeline.measure.projection import marked, own_share, own_time
from arc_pipeline.measure.spans import KERNEL_SECONDS

WARM_UPS = ("memory", "read library", "merge library", "grammar", "read bigrams", "fit bigrams")
"""The spans in which a worker makes ready, when it is first needed, what it then keeps."""

PHASES = {
    "load": ("load", "compile", "recall", *WARM_UPS),
    "generate": ("shard",),
    "execute": ("evaluate",),
    "validate": ("validate",),
    "print and inline": ("inline",),
    "write": ("write", "report"),
    "plan": ("solve",),
}
"""The spans of each phase; a span that is named nowhere belongs to the phase of the span around it."""

OTHER = "other"
"""The phase of spans outside of all phases."""

_WARM_UP = -1  # stands for its round
_PHASE_OF = {name: phase for phase, names in PHASES.items() for name in names}


def phase_of(path: str) -> str:
    """The phase of a span with this path: that of the innermost name in it that has one, OTHER without any."""
    return places_of(path)[0]


def places_of(path: str) -> tuple[str, str, str]:
    """The phase of a span with this path, the span directly within the phase, and the one directly within that: "" for
    that one itself, and for the phase's own span its name. Spans further within count as what is around them."""
    names = path.split("/")
    last = max((place for place, name in enumerate(names) if name in _PHASE_OF), default=None)
    phase, own = (OTHER, names) if last is None else (_PHASE_OF[names[last]], names[last + 1 :] or [names[last]])
    return phase, own[0], own[1] if len(own) > 1 else ""


def kernel_seconds(spans: pd.DataFrame) -> pd.Series:
    """Seconds of the kernels that were launched directly within each span."""
    return spans["counts"].map(lambda counts: counts.get(KERNEL_SECONDS, 0.0)).astype(float)


def time_in_phases(spans: pd.DataFrame) -> pd.DataFrame:
    """One row for each phase, part of it and part within that one; phases in the order of PHASES, parts by their time.

    Indexed by (phase, part, within), as in `places_of`. Columns, in seconds over all workers: calls, kernels, host
    (busy outside of kernels; a GPU works while the host does), waiting; and share (0..1, see own_share) of the run.
    """
    busy, kernels = own_time(spans), kernel_seconds(spans)
    by = ["phase", "part", "within"]
    table = pd.DataFrame([places_of(path) for path in spans["path"]], columns=by, index=spans.index, dtype=object)
    table["kernels"] = kernels
    table["host"] = (busy - kernels).clip(lower=0.0)
    table["waiting"] = spans["duration"].where(marked(spans, "wait"), 0.0)
    table["share"] = own_share(spans)
    grouped = table.groupby(by, sort=False)
    found = grouped[["kernels", "host", "waiting", "share"]].sum()
    found.insert(0, "calls", grouped.size())
    seconds = found[["kernels", "host", "waiting"]].sum(axis=1)
    of_part = seconds.groupby(level=["phase", "part"]).transform("sum")
    longest = pd.DataFrame({"part": -of_part, "within": -seconds}).reset_index(drop=True)
    return in_order(found.iloc[longest.sort_values(["part", "within"], kind="stable").index])


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """A table that is indexed by phase first, with its rows in the order of PHASES; within a phase as they were."""
    order = [*PHASES, OTHER]
    phases = np.array([order.index(phase) for phase in table.index.get_level_values("phase")], dtype=np.int64)
    return table.iloc[np.argsort(phases, kind="stable")]


def time_by_phase_and_round(spans: pd.DataFrame) -> pd.DataFrame:
    """The busy time of each phase in each round of a search. Indexed by (round, phase); what is in no round, and all
    warm-ups, which a worker goes through once, are in round 0.

    Columns, in seconds over all workers: kernels, host.
    """
    rounds = rounds_of(spans)
    busy, kernels = own_time(spans), kernel_seconds(spans)
    table = pd.DataFrame(
        {
            "round": rounds,
            "phase": spans["path"].map(phase_of),
            "kernels": kernels,
            "host": (busy - kernels).clip(lower=0.0),
        }
    )
    return table.groupby(["round", "phase"])[["kernels", "host"]].sum()


def rounds_of(spans: pd.DataFrame) -> pd.Series:
    """The round of each span: that of the innermost span around it that counts one; 0 without any, or in a warm-up."""
    own = spans["counts"].map(lambda counts: counts.get("round", 0)).astype("int64")
    own[marked(spans, "cold")] = _WARM_UP
    found, around = own.copy(), spans["parent"]
    by_id = pd.Series(own.to_numpy(), index=spans["id"])
    parents = pd.Series(spans["parent"].to_numpy(), index=spans["id"])
    while (left := (found == 0) & (around != 0)).any():
        found[left] = around[left].map(by_id).fillna(0).astype("int64")
        around = around.map(parents).fillna(0).astype("int64")
    return found.mask(found == _WARM_UP, 0)
