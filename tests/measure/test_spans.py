import pickle
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from arc_pipeline.measure import (
    EventTimer,
    Recorder,
    Span,
    clock,
    current_recorder,
    enclosing_span,
    now,
    recording,
    span,
    unmeasured,
)


class SteppingClock:
    """Moves only when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = 100.0
        monkeypatch.setattr(clock, "ticks", lambda: self.time)
        monkeypatch.setattr(clock, "on_wall_clock", lambda ticks: 5000.0 + ticks)


def by_path(spans: list[Span]) -> dict[str, Span]:
    assert len({s.path for s in spans}) == len(spans)
    return {s.path: s for s in spans}


def test_nested_spans_know_their_parents_times_and_counts(monkeypatch):
    clock = SteppingClock(monkeypatch)
    with recording(worker=3) as recorder, span("solve", tasks=2):
        clock.time += 1
        with span("search") as s:
            clock.time += 2
            s.count(grids=5)
            s.count(grids=7, hits=1)
        with span("score"):
            clock.time += 4
    assert [s.path for s in recorder.spans] == ["solve/search", "solve/score", "solve"]
    spans = by_path(recorder.spans)
    solve, search, score = spans["solve"], spans["solve/search"], spans["solve/score"]
    assert (solve.depth, search.depth, score.depth) == (0, 1, 1)
    assert (search.parent, score.parent) == (solve.id, solve.id)
    assert len({0, solve.id, search.id, score.id}) == 4
    assert (solve.start, search.start, score.start) == (5100, 5101, 5103)
    assert (solve.duration, search.duration, score.duration) == (7, 2, 4)
    assert search.counts == {"grids": 12, "hits": 1}
    assert solve.counts == {"tasks": 2}
    assert {s.worker for s in recorder.spans} == {3}
    assert (score.name, score.thread, score.failed) == ("score", threading.current_thread().name, False)


def test_an_exception_passes_through_and_the_nesting_recovers():
    with recording() as recorder:
        with pytest.raises(ZeroDivisionError), span("solve"), span("score"):
            _ = 1 // 0
        with span("write"):
            pass
    assert [(s.path, s.failed) for s in recorder.spans] == [("solve/score", True), ("solve", True), ("write", False)]


@pytest.mark.parametrize("name", ["", "a/b"])
def test_a_name_is_one_word(name):
    with pytest.raises(ValueError, match="name of a span"):
        span(name)


def test_counts_may_be_called_name():
    with recording() as recorder, span("load", name=4):
        pass
    assert recorder.spans[0].counts == {"name": 4}


def test_recordings_are_separate_and_start_at_depth_0():
    with recording() as outer, span("solve"):
        with recording() as inner, span("task"):
            assert current_recorder() is inner
        assert current_recorder() is outer
        with span("write"):
            pass
    assert [s.path for s in inner.spans] == ["task"]
    assert [s.path for s in outer.spans] == ["solve/write", "solve"]
    assert inner.spans[0].parent == 0


def test_threads_nest_on_their_own_and_share_the_recorder():
    together = threading.Barrier(4)

    def work(number: int) -> None:
        with span("task", number=number):
            together.wait()  # all tasks are open at once
            with span("score", number=number):
                together.wait()

    with recording() as recorder, span("solve"):
        threads = [threading.Thread(target=work, args=(k,), name=f"thread {k}") for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    tasks = {s.counts["number"]: s for s in recorder.spans if s.path == "task"}
    scores = {s.counts["number"]: s for s in recorder.spans if s.path == "task/score"}
    assert len(recorder.spans) == 9
    assert set(tasks) == set(scores) == {0, 1, 2, 3}
    for number, score in scores.items():
        assert score.parent == tasks[number].id
        assert score.thread == f"thread {number}"
        assert tasks[number].depth == 0


def test_a_recording_in_a_thread_is_its_own():
    inside = []

    def work() -> None:
        with recording(worker=7) as own, span("task"):
            pass
        inside.extend(own.spans)

    with recording() as recorder:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert [(s.path, s.worker) for s in inside] == [("task", 7)]
    assert recorder.spans == []


class DeviceTimer:
    """As a pair of events: it knows the time only when it is asked, and is asked once."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def seconds(self) -> float:
        self.calls.append("seconds")
        return 0.25

    def __reduce__(self) -> str:
        raise TypeError("an event cannot leave its process")


def test_a_timer_is_resolved_when_its_duration_is_read():
    timer: EventTimer = DeviceTimer()
    with recording() as recorder, span("execute", timer=timer) as s:
        assert timer.calls == ["start"]
        with pytest.raises(RuntimeError, match="still open"):
            _ = s.duration
    assert timer.calls == ["start", "stop"]
    assert recorder.spans[0].duration == recorder.spans[0].duration == 0.25
    assert timer.calls == ["start", "stop", "seconds"]


def test_a_span_with_a_timer_travels_without_it():
    with recording() as recorder, span("execute", timer=DeviceTimer(), grids=3):
        pass
    (there,) = pickle.loads(pickle.dumps(recorder.spans))
    assert there.fields() == recorder.spans[0].fields()
    assert there.duration == 0.25


def test_a_timer_that_fails_leaves_a_closed_span():
    class Broken(DeviceTimer):
        def stop(self) -> None:
            raise OSError("device lost")

    with recording() as recorder:
        with pytest.raises(OSError, match="device lost"), span("execute", timer=Broken()):
            pass
        with span("write"):
            pass
    assert [s.path for s in recorder.spans] == ["execute", "write"]
    assert recorder.spans[0].duration >= 0


def test_extend_gives_worker_and_offset_and_leaves_the_original():
    with recording() as theirs, span("task"):
        pass
    ours = Recorder()
    ours.extend(theirs.spans, worker=4, offset=10.0)
    assert ours.spans[0].worker == 4
    assert ours.spans[0].start == theirs.spans[0].start + 10
    assert theirs.spans[0].worker == 0
    ours.extend(theirs.spans)
    assert (ours.spans[1].worker, ours.spans[1].start) == (0, theirs.spans[0].start)


def test_take_hands_over_what_is_there():
    with recording() as recorder:
        with span("load"):
            pass
        first = recorder.take()
        with span("write"):
            pass
    assert [s.path for s in first] == ["load"]
    assert [s.path for s in recorder.spans] == ["write"]


def work_in_process(worker: int) -> list[Span]:
    with recording(worker=worker) as recorder, span("task"), span("score", number=worker):
        pass
    return recorder.spans


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_spans_of_a_process_pool_merge_on_one_axis(method):
    with recording() as recorder, span("solve") as solve:
        before = now()
        with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
            for spans in pool.map(work_in_process, [1, 2, 3]):
                recorder.extend(spans)
        after = now()
    scores = {s.worker: s for s in recorder.spans if s.path == "task/score"}
    tasks = {s.worker: s for s in recorder.spans if s.path == "task"}
    assert set(scores) == set(tasks) == {1, 2, 3}
    assert len({s.id for s in recorder.spans}) == len(recorder.spans) == 7
    for worker, score in scores.items():
        assert score.parent == tasks[worker].id
        # Without a common axis they would be apart by the age of a process or of the machine.
        assert before - 1 <= tasks[worker].start <= score.start <= after + 1
    assert solve in recorder.spans


def test_now_is_the_wall_clock():
    assert abs(now() - time.time()) < 60


def test_what_is_unmeasured_leaves_no_span():
    with recording() as recorder:
        with unmeasured(), span("silent", tasks=2) as silent:
            silent.count(tasks=3)
            assert enclosing_span() is None
        with span("heard"):
            pass
    assert (silent.counts, silent.duration) == ({"tasks": 5}, 0.0)
    assert [one.name for one in recorder.spans] == ["heard"]
