"""Profiling in one line at a stage boundary: `with span("score", programs=n) as s: ...; s.count(grids=12)`.

Spans nest within their thread and are appended to the list of the current `Recorder` when they end. `extend` merges
those of another process; starts are seconds since the Unix epoch, so they agree. Counts with a meaning for analysis:
cold=1, a warm-up; wait=1, waiting for others; kernel_seconds; gpu_seconds; asked_X and found_X of a cache X.
"""

import itertools
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar, Token, copy_context
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Protocol, TypeVar

from arc_pipeline.measure import clock

_A = TypeVar("_A")
_R = TypeVar("_R")

ROOT = 0
"""The `parent` of an outermost span."""

KERNEL_SECONDS = "kernel_seconds"
"""The count of a span that holds the seconds of the kernels launched directly within it."""

GPU_SECONDS = "gpu_seconds"
"""The count of a span that holds those of them that ran on a GPU."""

ASKED, FOUND = "asked_", "found_"
"""How the counts of a cache begin: of what was looked up in it, and of what was there."""


class EventTimer(Protocol):
    """Times work that goes on after the call that started it returns, such as a pair of events in a GPU's stream."""

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def seconds(self) -> float:
        """Seconds between start and stop; may wait until the work is done."""


@dataclass(slots=True, eq=False)
class Span:
    """One timed section of work. `start` is in seconds since the Unix epoch, `duration` in seconds.

    `id` is unique over all recorders, `parent` is the id of the enclosing span or ROOT, `path` joins the names from the
    outermost span down ("solve/search/score"), `depth` is 0 for the outermost span, `failed` says whether an exception
    left the span.
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
        """Seconds, read from the event timer on first use. Raises RuntimeError while the span is open."""
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
        """The span as a row of a record."""
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
    """The finished spans of one process, inner spans before the ones around them; safe to use from several threads."""

    def __init__(self, worker: int = 0) -> None:
        self.worker = worker
        self.spans: list[Span] = []
        # Each recorder has a random block of ids, so that those of several processes, or of runs in one file, differ.
        # They are below 2**53, so that they stay exact if the record's JSON is read as floats.
        self._ids = itertools.count((secrets.randbits(33) << 20) + 1)

    def next_id(self) -> int:
        """A new id that no other span has."""
        return next(self._ids)

    def extend(self, spans: Iterable[Span], worker: int | None = None, offset: float = 0.0) -> None:
        """Merge spans of another recorder, with the given worker unless it is None, starts moved by `offset` seconds.

        It is `Clock.behind` of the other process's clock.
        """
        self.spans.extend(
            replace(s, start=s.start + offset, worker=s.worker if worker is None else worker) for s in spans
        )

    def take(self) -> list[Span]:
        """Return the spans so far and forget them, so that a long run can be written in parts."""
        taken = self.spans[:]
        del self.spans[: len(taken)]  # what threads have added meanwhile comes after these and stays
        return taken


_own_recorder: ContextVar[Recorder | None] = ContextVar("own_recorder", default=None)
_open_recorders: list[Recorder] = [Recorder()]
_enclosing: ContextVar[Span | None] = ContextVar("enclosing_span", default=None)
_measuring: ContextVar[bool] = ContextVar("measuring", default=True)
_told: list[tuple[Callable[[str], object], Callable[[], object]]] = []


def current_recorder() -> Recorder:
    """The recorder of the enclosing `recording()`; in a thread without one, the latest that is still open."""
    # A new thread starts with an empty context, but its spans belong to the run that is being recorded.
    own = _own_recorder.get()
    return _open_recorders[-1] if own is None else own


@contextmanager
def recording(worker: int = 0) -> Iterator[Recorder]:
    """Record into a new recorder, in which depths start at 0; afterwards the former recorder is current again."""
    recorder = Recorder(worker)
    own, enclosing = _own_recorder.set(recorder), _enclosing.set(None)
    _open_recorders.append(recorder)
    try:
        yield recorder
    finally:
        _open_recorders.remove(recorder)
        _enclosing.reset(enclosing)
        _own_recorder.reset(own)


def tell_profiler(begin: Callable[[str], object], end: Callable[[], object]) -> None:
    """From now on call `begin(name)` as a span of this process begins, and `end()` as it ends, as NVTX ranges do."""
    _told[:] = [(begin, end)]


@contextmanager
def unmeasured() -> Iterator[None]:
    """Within this context spans are not measured and not recorded: what measuring costs is what this saves."""
    token = _measuring.set(False)
    try:
        yield
    finally:
        _measuring.reset(token)


def add_kernel_seconds(seconds: float, to: Span | None, on_gpu: bool = False) -> None:
    """Count seconds that kernels ran for a span, the innermost around their launch; None is none."""
    if to is not None:
        to.counts[KERNEL_SECONDS] = to.counts.get(KERNEL_SECONDS, 0.0) + seconds
        if on_gpu:
            to.counts[GPU_SECONDS] = to.counts.get(GPU_SECONDS, 0.0) + seconds


def in_this_span(call: Callable[[_A], _R]) -> Callable[[_A], _R]:
    """The same call for other threads, which begin outside of all spans: what it counts is for the span open now."""
    context = copy_context()
    return lambda argument: context.copy().run(call, argument)


def count_in_span(**counts: float) -> None:
    """Add to the counts of the innermost span that is open in this context; outside of all nothing is counted."""
    if (around := _enclosing.get()) is not None:
        around.count(**counts)


def count_lookups(cache: str, asked: int, found: int) -> None:
    """Count what was looked up in a cache of this name, and what was there, as `count_in_span` does."""
    count_in_span(**{ASKED + cache: asked, FOUND + cache: found})


def enclosing_span() -> Span | None:
    """The innermost span that is open in this context, None outside of all."""
    return _enclosing.get()


def span(name: str, /, *, timer: EventTimer | None = None, **counts: float) -> AbstractContextManager[Span]:
    """Measure a `with` block under a name; the block may add counts to the Span that it gets.

    With a `timer` the duration is what the timer measures (a GPU's time) and not the time until the block is left.
    Raises ValueError for a name that is empty or has a slash, which separates the names of a path.
    """
    if not name or "/" in name:
        raise ValueError(f"the name of a span must not be empty or hold a slash: {name!r}")
    return _Measurement(name, timer, counts) if _measuring.get() else _Unmeasured(name, counts)


class _Measurement:
    """The `with` block of a span: a class, as a generator of contextlib would double the overhead."""

    __slots__ = ("_began", "_counts", "_ends", "_name", "_recorder", "_span", "_timer", "_token")
    _began: float
    _ends: Callable[[], object] | None
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
        self._ends = None
        if _told:
            begin, self._ends = _told[0]
            begin(name)
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
        finally:  # if the timer fails, the span is closed with the host's time
            if self._ends is not None:
                self._ends()
            _enclosing.reset(self._token)
            self._recorder.spans.append(closed)


class _Unmeasured:
    """The `with` block of a span that is not measured."""

    __slots__ = ("_span",)

    def __init__(self, name: str, counts: dict[str, float]) -> None:
        self._span = Span(name, name, 0, ROOT, ROOT, 0.0, 0, "", counts, measured=0.0)

    def __enter__(self) -> Span:
        return self._span

    def __exit__(self, *_: object) -> None:
        pass
