"""Profiling in one word at a stage boundary: `with span("score", programs=n) as s: ...; s.count(grids=12)`.

Spans nest within their thread and are appended, when they end, to the one list of the current `Recorder`.
A recorder of another process is merged with `extend`; starts are seconds since the Unix epoch, so they agree.
Two counts have a meaning for the analysis: cold=1 marks a warm-up, wait=1 marks waiting for other workers.
"""

import itertools
import secrets
import threading
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Protocol

from arc_pipeline.measure import clock

ROOT = 0
"""The `parent` of a span that lies in no other."""


class EventTimer(Protocol):
    """What times work that runs on after the call that started it, such as a pair of events of a GPU's stream."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def seconds(self) -> float:
        """Seconds between start and stop; may wait until they are known."""


@dataclass(slots=True, eq=False)
class Span:
    """One stretch of work. `start` is in seconds since the Unix epoch, `duration` in seconds.

    `id` is unique over all recorders, `parent` is the id of the enclosing span or ROOT, `path` joins the names from
    the outermost span down ("solve/search/score"), `depth` is 0 for the outermost, `failed` says that an exception
    passed through.
    """

    name: str
    path: str
    depth: int
    id: int
    parent: int
    start: float
    worker: int
    thread: str
    counts: dict[str, float]
    failed: bool = False
    measured: "float | EventTimer | None" = None

    @property
    def duration(self) -> float:
        """Seconds; read from the event timer the first time that somebody asks. RuntimeError while it is open."""
        if self.measured is None:
            raise RuntimeError(f"span {self.path!r} is still open: it has no duration yet")
        if not isinstance(self.measured, float):
            self.measured = float(self.measured.seconds())
        return self.measured

    def count(self, **counts: float) -> None:
        """Add to the counts of this span."""
        for key, number in counts.items():
            self.counts[key] = self.counts.get(key, 0) + number

    def fields(self) -> dict[str, Any]:
        """The span as one row of a record."""
        return {
            "id": self.id,
            "parent": self.parent,
            "name": self.name,
            "path": self.path,
            "depth": self.depth,
            "start": self.start,
            "duration": self.duration,
            "worker": self.worker,
            "thread": self.thread,
            "failed": self.failed,
            "counts": self.counts,
        }

    def __getstate__(self) -> object:
        # A device's events mean nothing in another process, so they are read before the span leaves this one.
        self.measured = self.duration
        return object.__getstate__(self)


class Recorder:
    """The list of finished spans of one process, inner ones before the ones around them; safe to use from threads."""

    def __init__(self, worker: int = 0) -> None:
        self.worker = worker
        self.spans: list[Span] = []
        # A random block of numbers for each recorder keeps the ids of processes, and of runs in one file, apart; below
        # 2**53, so that whatever reads the record as JSON or as floats still tells them apart.
        self._ids = itertools.count((secrets.randbits(33) << 20) + 1)

    def next_id(self) -> int:
        """A number that no other span has."""
        return next(self._ids)

    def extend(self, spans: Iterable[Span], worker: int | None = None, offset: float = 0.0) -> None:
        """Merge spans of another recorder: as those of `worker` (None: as they are), starts moved by `offset` seconds.

        Processes of one machine need no offset; it is for another machine whose clock differs.
        """
        self.spans.extend(
            replace(s, start=s.start + offset, worker=s.worker if worker is None else worker) for s in spans
        )

    def take(self) -> list[Span]:
        """Hand over the spans so far and forget them, so that a long run can write them in parts."""
        taken = self.spans[:]
        del self.spans[: len(taken)]  # what a thread has added meanwhile lies behind and stays
        return taken


_own_recorder: ContextVar[Recorder | None] = ContextVar("own_recorder", default=None)
_open_recorders: list[Recorder] = [Recorder()]
_enclosing: ContextVar[Span | None] = ContextVar("enclosing_span", default=None)


def current_recorder() -> Recorder:
    """The recorder of the `recording()` around this code; in a thread that has none, the last one still open."""
    # A new thread starts with an empty context, but its spans belong to the run that is being recorded.
    own = _own_recorder.get()
    return _open_recorders[-1] if own is None else own


@contextmanager
def recording(worker: int = 0) -> Iterator[Recorder]:
    """Record into a fresh list, on which the spans start anew at depth 0; afterwards the former recorder goes on."""
    recorder = Recorder(worker)
    own, enclosing = _own_recorder.set(recorder), _enclosing.set(None)
    _open_recorders.append(recorder)
    try:
        yield recorder
    finally:
        _open_recorders.remove(recorder)
        _enclosing.reset(enclosing)
        _own_recorder.reset(own)


def span(name: str, /, *, timer: EventTimer | None = None, **counts: float) -> AbstractContextManager[Span]:
    """Measure a `with` block under a name; the block may add counts to the Span that it is given.

    With a `timer` the duration is what the timer says (a GPU's time) instead of the time until the block was left.
    Raises ValueError for a name that is empty or holds a slash, which joins the names of a path.
    """
    if not name or "/" in name:
        raise ValueError(f"the name of a span must not be empty or hold a slash: {name!r}")
    return _Measurement(name, timer, counts)


class _Measurement:
    """The `with` block of a span. (A class: contextlib's generators would cost as much again as all the rest.)"""

    __slots__ = ("_began", "_counts", "_name", "_recorder", "_span", "_timer", "_token")
    _began: float
    _recorder: Recorder
    _span: Span
    _token: Token[Span | None]

    def __init__(self, name: str, timer: EventTimer | None, counts: dict[str, float]) -> None:
        self._name = name
        self._timer = timer
        self._counts = counts

    def __enter__(self) -> Span:
        name, around, recorder = self._name, _enclosing.get(), current_recorder()
        self._began = clock.ticks()
        opened = Span(
            name=name,
            path=name if around is None else f"{around.path}/{name}",
            depth=0 if around is None else around.depth + 1,
            id=recorder.next_id(),
            parent=ROOT if around is None else around.id,
            start=clock.on_wall_clock(self._began),
            worker=recorder.worker,
            thread=threading.current_thread().name,
            counts=self._counts,
        )
        if self._timer is not None:
            self._timer.start()
        self._recorder, self._span, self._token = recorder, opened, _enclosing.set(opened)
        return opened

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        closed = self._span
        closed.measured = clock.ticks() - self._began
        closed.failed = kind is not None
        try:
            if self._timer is not None:
                self._timer.stop()
                closed.measured = self._timer
        finally:  # a device that fails here still leaves a closed span, with the time on the host
            _enclosing.reset(self._token)
            self._recorder.spans.append(closed)
