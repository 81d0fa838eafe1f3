"""Profiling: spans, deadlines and the record of a run. Knows nothing of ARC.

Records are analysed in the modules `projection` and `charts`, which need pandas and matplotlib.
"""

from arc_pipeline.measure.clock import Clock, now, own_clock
from arc_pipeline.measure.counted import counted_cache, counted_property
from arc_pipeline.measure.deadline import Deadline
from arc_pipeline.measure.memory import peak_memory
from arc_pipeline.measure.record import Record, RecordError, RunRecord, failures_frame, read_record, spans_frame
from arc_pipeline.measure.spans import (
    EventTimer,
    Recorder,
    Span,
    add_kernel_seconds,
    count_in_span,
    count_lookups,
    current_recorder,
    enclosing_span,
    in_this_span,
    recording,
    span,
    tell_profiler,
    unmeasured,
)
from arc_pipeline.measure.telling import time_bar, told_if_possible

__all__ = [
    "Clock",
    "Deadline",
    "EventTimer",
    "Record",
    "RecordError",
    "Recorder",
    "RunRecord",
    "Span",
    "add_kernel_seconds",
    "count_in_span",
    "count_lookups",
    "counted_cache",
    "counted_property",
    "current_recorder",
    "enclosing_span",
    "failures_frame",
    "in_this_span",
    "now",
    "own_clock",
    "peak_memory",
    "read_record",
    "recording",
    "span",
    "spans_frame",
    "tell_profiler",
    "time_bar",
    "told_if_possible",
    "unmeasured",
]
