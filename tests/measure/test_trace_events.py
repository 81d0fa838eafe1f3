"""The trace of a run is valid by the Trace Event Format, and says when which worker did what."""

import json

import jsonschema
import pytest

from arc_pipeline.measure import recording, span, spans_frame
from arc_pipeline.measure.trace_events import trace

# The parts of "Trace Event Format" (Google) that viewers rely on: the JSON object form, complete events and metadata.
NUMBER = {"type": "number", "minimum": 0}
SCHEMA = {
    "type": "object",
    "required": ["traceEvents"],
    "properties": {
        "displayTimeUnit": {"enum": ["ms", "ns"]},
        "otherData": {"type": "object"},
        "traceEvents": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "ph", "pid"],
                "properties": {
                    "name": {"type": "string", "minLength": 1},
                    "cat": {"type": "string"},
                    "ph": {"enum": ["X", "M"]},
                    "ts": NUMBER,
                    "dur": NUMBER,
                    "pid": {"type": "integer"},
                    "tid": {"type": "integer"},
                    "args": {"type": "object"},
                },
                "additionalProperties": False,
                "if": {"properties": {"ph": {"const": "X"}}},
                "then": {"required": ["ts", "dur", "tid", "args"]},
                "else": {
                    "required": ["args"],
                    "properties": {
                        "name": {"enum": ["process_name", "thread_name", "process_sort_index"]},
                        "args": {
                            "properties": {"name": {"type": "string"}, "sort_index": {"type": "integer"}},
                            "additionalProperties": False,
                            "minProperties": 1,
                        },
                    },
                },
            },
        },
    },
}


def table():
    """Two workers, of which the second has two threads, and a span that an exception left."""
    with recording() as recorder, span("solve", tasks=3):
        with span("wait", wait=1):
            pass
        with pytest.raises(KeyError), span("write"):
            raise KeyError
    with recording() as other, span("shard", tasks=2), span("score"):
        pass
    with recording() as third, span("copy"):
        pass
    for one in third.spans:
        one.thread = "device"
    recorder.extend(other.spans, 1)
    recorder.extend(third.spans, 1)
    return spans_frame(recorder.take())


@pytest.fixture(scope="module")
def spans():
    return table()


@pytest.fixture(scope="module")
def events(spans):
    return json.loads(json.dumps(trace(spans), allow_nan=False))["traceEvents"]


def test_it_is_valid(spans):
    jsonschema.validate(json.loads(json.dumps(trace(spans), allow_nan=False)), SCHEMA)


def test_the_schema_would_find_what_is_wrong(spans):
    for spoil in ({"ph": "Y"}, {"ts": "0"}, {"dur": -1}, {"pid": "worker"}, {"name": ""}):
        made = trace(spans)
        complete = next(event for event in made["traceEvents"] if event["ph"] == "X")
        complete.update(spoil)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(made, SCHEMA)
    made = trace(spans)
    del next(event for event in made["traceEvents"] if event["ph"] == "X")["dur"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(made, SCHEMA)


def test_every_span_is_an_event_in_microseconds(spans, events):
    complete = [event for event in events if event["ph"] == "X"]
    assert len(complete) == len(spans)
    assert min(event["ts"] for event in complete) == 0
    began = spans["start"].min()
    found = {(event["args"]["path"], event["pid"]): event for event in complete}
    for row in spans.to_dict("records"):
        event = found[row["path"], row["worker"]]
        assert event["name"] == row["name"]
        assert event["ts"] == pytest.approx((row["start"] - began) * 1e6, abs=0.01)
        assert event["dur"] == pytest.approx(row["duration"] * 1e6, abs=0.001)
    assert found["solve", 0]["args"] == {"tasks": 3, "path": "solve"}
    assert found["solve/write", 0]["args"]["failed"] is True
    assert found["shard/score", 1]["cat"] == "shard"


def test_workers_and_their_threads_are_named(events):
    named = {
        (event["name"], event["pid"], event.get("tid")): event["args"].get("name")
        for event in events
        if event["ph"] == "M"
    }
    assert named["process_name", 0, 0] == "this process"
    assert named["process_name", 1, 0] == "worker 1"
    threads = {(pid, name) for (what, pid, _), name in named.items() if what == "thread_name"}
    assert threads == {(0, "MainThread"), (1, "MainThread"), (1, "device")}
    used = {(event["pid"], event["tid"]) for event in events if event["ph"] == "X"}
    assert used == {(pid, tid) for what, pid, tid in named if what == "thread_name"}


def test_events_of_a_thread_lie_within_each_other_or_apart(events):
    """Viewers draw no others."""
    by_thread = {}
    for event in events:
        if event["ph"] == "X":
            by_thread.setdefault((event["pid"], event["tid"]), []).append((event["ts"], event["ts"] + event["dur"]))
    for times in by_thread.values():
        for a, b in times:
            assert not [(c, d) for c, d in times if a < c < b < d - 0.002]


def test_a_record_without_spans_has_no_events():
    assert trace(spans_frame([]))["traceEvents"] == []
