"""What all backends share: columns in, one launch, a column out; lifting over lists; counters.

A backend differs only in where its arrays live (`xp`) and in how it runs the items of a launch (`_launch`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from ..dsl.op import Op, Parameter
from ..dsl.types import TABLE, Choice, Type
from ..measure import Deadline, EventTimer, add_kernel_seconds, count_in_span, enclosing_span, now
from .arena import EMPTY, NONE, Arena, Column, Device, on_device, pack, spread, to_host
from .array_kernel import ArrayKernel, ArrayLaunch
from .counters import Counter, Counters
from .errors import OutOfTime
from .hashing import hash_numbers, hash_runs, hash_slots
from .lifting import Argument, Asked, Call, put_together, take_apart
from .tables import encode_table


@dataclass
class Launch:
    """One launch for `_launch`: n items of `op`; arguments (data, count, step) with step 0 or 1; arrays for results.

    `bytes` int64 (1,): the number of bytes of cells written is added to it.
    """

    op: Op
    n: int
    arguments: list[tuple[Any, Any, int] | None]
    out: Any
    out_count: Any
    hash: Any
    bytes: Any

    @property
    def name(self) -> str:
        return self.op.name

    @property
    def family(self) -> str:
        return self.op.family


class Backend(ABC):
    """Runs operations on columns of values.

    `limit`: the bytes that its arena may hold. `device`: a context manager for arithmetic with `xp` on its arrays,
    needed only in a process that holds several GPUs.
    """

    name: str
    launch_rows = 1 << 14  # in a search: enough to hide the cost of a launch, few enough for the cache
    chunk_slots = 1 << 19  # for intermediate values of a part of the work (480 MB); the next part reuses them

    def __init__(self, xp: Any, limit: int, device: Device | None = None) -> None:
        self.xp = xp
        self.arena = Arena(xp, limit, device)
        self.device = self.arena.device
        self._counters = Counters()
        self._bytes: dict[str, Any] = {}  # by operation, int64 (1,) on the device, so that counting need not wait
        self._literals: dict[int, Any] = {}
        self._deadline: Deadline | None = None

    @contextmanager
    def until(self, deadline: Deadline | None) -> Iterator[None]:
        """Within this context, `run` and `apply` raise OutOfTime once the deadline has passed; None is no limit.

        So any work on the backend ends soon after the deadline, even if its caller rarely checks the time.
        """
        before, self._deadline = self._deadline, deadline
        try:
            yield
        finally:
            self._deadline = before

    @property
    def _is_late(self) -> bool:
        return self._deadline is not None and self._deadline.expired

    def look_at_time(self) -> None:
        """Raise OutOfTime if the deadline has passed: for long work on the host that makes no calls to the backend."""
        if self._is_late:
            count_in_span(out_of_time=1)
            raise OutOfTime(f"{self.name}: the deadline has passed")

    @abstractmethod
    def _launch(self, launch: Launch | ArrayLaunch) -> None:
        """Run all items of the launch."""

    def synchronize(self) -> None:  # noqa: B027, most backends need not wait
        """Wait until all launches are done."""

    def timer(self) -> EventTimer | None:
        """Times this backend's work in `span(..., timer=...)`; None if calls only return when the work is done."""
        return None

    def close(self) -> None:
        """Release its memory: its values are gone, and it can run nothing more."""
        self.arena.close()
        self._bytes.clear()
        self._literals.clear()

    def for_launches(self, rows: int) -> Backend:
        """The backend to use, for uploads as well, if launches will have about `rows` rows."""
        return self

    @property
    def parts(self) -> tuple[Backend, ...]:
        """The backends that do the work, each with its own counters."""
        return (self,)

    @property
    @on_device
    def counters(self) -> Counters:
        """The counters up to now. Reading them waits for the device."""
        self._settle()
        if self._bytes:
            written = to_host(self.xp.concatenate(list(self._bytes.values()))).tolist()
            for name, count in zip(self._bytes, written, strict=True):
                self._counters.of(name).bytes = count
        return self._counters

    def count_values(self, name: str, values: int, voids: int) -> None:
        """Count values of an operation that a search judged, and how many of them are void on a sample."""
        counter = self._counters.of(name)
        counter.values += values
        counter.voids += voids

    def _settle(self) -> None:  # noqa: B027
        """Add the times of launches that are timed on the device."""

    def upload(self, type: Type, values: Sequence[Any]) -> Column:
        """Python values (arrays, integers, lists, tables as dicts, None for void) as a column of `type`."""
        if type == TABLE:
            return self.upload_lists(TABLE, [None if table is None else encode_table(table) for table in values])
        if type.is_list:
            return self.upload_lists(type, values)
        return (self.upload_cells if type.storage == "cells" else self.upload_number_column)(type, values)

    @on_device
    def upload_cells(self, type: Type, pieces: Sequence[Any]) -> Column:
        """Cells (uint8 (h, w), None for void) as a column of `type`, with hashes."""
        cells, heads = pack(pieces)
        return Column(type, self.arena.upload_slots(cells, heads), None, self.xp.asarray(hash_slots(cells, heads)))

    @on_device
    def upload_lists(self, type: Type, lists: Sequence[Sequence[Any] | None]) -> Column:
        """Lists (None for void) as a column of the list type `type`; tables are passed as lists of integers."""
        assert type.item is not None
        runs = [run or () for run in lists]
        empty = self.xp.asarray(np.array([run is not None and not run for run in lists], dtype=bool))
        flat = [value for run in runs for value in run]
        counts = np.array([len(run) for run in runs], dtype=np.int64)
        if type.storage == "cells":
            start, count = self.arena.mark().slots, counts.astype(np.int32)
            hashes = self.upload_cells(type.item, flat).hash
            data: Any = (start + np.cumsum(counts) - counts).astype(np.int32)
        else:
            data, count = self.arena.upload_numbers([[NONE if v is None else v for v in run] for run in runs])
            hashes = hash_numbers(self.xp.asarray(np.array([NONE if v is None else v for v in flat], dtype=np.int32)))
        _, places, starts = spread(self.xp, self.xp.asarray(counts))
        hashed = hash_runs(self.xp, hashes, places, starts, self.xp.asarray(counts), empty)
        first = self.xp.where(empty, np.int32(EMPTY), self.xp.asarray(data))
        return Column(type, first, self.xp.asarray(count), hashed)

    @on_device
    def upload_number_column(self, type: Type, numbers: Sequence[int | None]) -> Column:
        """Integers (None for void) as a column of `type`."""
        data = self.xp.asarray(np.array([NONE if v is None else v for v in numbers], dtype=np.int32))
        return Column(type, data, None, hash_numbers(data))

    def run(self, op: Op, arguments: Sequence[Argument], rows: int) -> Column:
        """Apply `op` to `rows` rows of arguments in one launch.

        Arguments are in the order of the parameters. A column of one row is the same in all rows, and so is an int, a
        literal encoded by `Parameter.encode`; choices may also be a column of encoded options. None is an absent
        optional argument. A list where an element is expected is mapped over. Raises ValueError for a column of another
        length, TypeError for arguments that do not fit, ArenaFull and OutOfTime; an exception leaves the arena as it
        was.
        """
        return self.run_all([Asked(op, arguments, rows)])[0]

    @on_device
    def run_all(self, asked: Sequence[Asked]) -> list[Column]:
        """What `run` returns for each of these calls, which do not depend on each other: still a launch each, but what
        goes before and after the launches is done once for all of them. After an exception none has been run."""
        self.look_at_time()
        calls = [self._checked(*one) for one in asked]
        mark = self.arena.mark()
        try:
            lifted = [call for call in calls if call.lifted]
            elements = take_apart(self.arena, lifted)
            self._fill([*lifted, *(call for call in calls if not call.lifted)])
            put_together(self.xp, lifted, elements)
        except BaseException:
            self.arena.release(mark)
            raise
        return [call.column for call in calls]

    def _checked(self, op: Op, arguments: Sequence[Argument], rows: int) -> Call:
        """The call that is asked for. Raises TypeError and ValueError."""
        result, lifted = _result(op, *(_type_of(p, a) for p, a in zip(op.parameters, arguments, strict=True)))
        given = [_given(op, p, a, rows) for p, a in zip(op.parameters, arguments, strict=True)]
        return Call(op, given, rows, result, lifted)

    @on_device
    def apply(self, kernel: ArrayKernel, *arguments: Any) -> Any:
        """The result of a kernel over arrays, an array of `xp`, for integers and arrays of the host or of this backend.

        Raises TypeError for an array of another element type, and OutOfTime.
        """
        self.look_at_time()
        given: list[Any] = []
        for (name, element), argument in zip(kernel.parameters, arguments, strict=True):
            if element is not None and argument.dtype != element.dtype:
                raise TypeError(f"{kernel.name}: '{name}' is of {element.dtype.__name__}, got {argument.dtype}")
            given.append(argument if element is None else self.xp.ascontiguousarray(self.xp.asarray(argument)))
        n = len(given[0])
        out = self.xp.empty((n, kernel.width(*given)), kernel.result.dtype)
        if n:
            counter = self._counters.of(kernel.name)
            counter.launches += 1
            counter.items += n
            counter.bytes += n * out.shape[1] * out.dtype.itemsize
            self._timed(ArrayLaunch(kernel, n, given, out), counter)
        return out

    def _fill(self, calls: Sequence[Call]) -> None:
        """Run these calls, none of which is mapped over lists any more, and set their columns: those of the first calls
        lie one after the other in memory, hashes too. Lists, which kernels allocate, are made last."""
        xp, arena = self.xp, self.arena
        kinds = [call.made for call in calls]
        in_slots = [kind.storage == "cells" and not kind.is_list for kind in kinds]
        slots = sum(call.rows for call, own in zip(calls, in_slots, strict=True) if own)
        pooled = sum(call.rows for call, own in zip(calls, in_slots, strict=True) if call.lifted and not own)
        slot, place = arena.take_slots(slots), arena.take_numbers(pooled)
        numbered = xp.arange(slot, slot + slots, dtype=np.int32)
        rows = sum(call.rows for call in calls)
        hashes, data, counts = xp.empty(rows, np.uint64), xp.zeros(rows, np.int32), xp.zeros(rows, np.int32)
        row = used = 0
        for call, kind, own in zip(calls, kinds, in_slots, strict=True):
            n, out, count = call.rows, data[row : row + call.rows], None
            if own:
                out, call.first, used = numbered[used : used + n], slot + used, used + n
            elif call.lifted:
                out, call.first, place = arena.numbers[place : place + n], place, place + n
            elif kind.is_list:
                count = counts[row : row + n]
            call.column = Column(kind, out, count, hashes[row : row + n])
            row += n
        for call in calls:
            if not call.made.is_list:
                self._run_one(call)
        if lists := [call for call in calls if call.made.is_list]:
            before = arena.mark()
            arena.cursors[0], arena.cursors[1] = before.slots, before.numbers
            for call in lists:
                self._run_one(call)
            arena.advance(*to_host(arena.cursors).tolist())

    def _run_one(self, call: Call) -> None:
        """Launch a call that has its column, unless this has no rows."""
        op, n, column = call.op, call.rows, call.column
        if not n:
            return
        self.look_at_time()
        if op.name not in self._bytes:
            self._bytes[op.name] = self.xp.zeros(1, np.int64)
        prepared = [self._prepared(a, n) for a in call.arguments]
        counter = self._counters.of(op.name)
        counter.launches += 1
        counter.items += n
        self._timed(Launch(op, n, prepared, column.data, column.count, column.hash, self._bytes[op.name]), counter)

    def _prepared(self, argument: Argument, n: int) -> tuple[Any, Any, int] | None:
        if argument is None:
            return None
        if isinstance(argument, Column):
            data, count = self._packed(argument.data), self._packed(argument.count)
            return data, count, int(len(argument) == n)
        if argument not in self._literals:
            self._literals[argument] = self.xp.full(1, argument, dtype=np.int32)
        return self._literals[argument], None, 0

    def _packed(self, numbers: Any) -> Any:
        """The numbers as kernels read them: int32 and contiguous, as a column may be a slice of another array."""
        return None if numbers is None else self.xp.ascontiguousarray(numbers, dtype=np.int32)

    def _timed(self, launch: Launch | ArrayLaunch, counter: Counter) -> None:
        started = now()
        self._launch(launch)
        seconds = now() - started
        counter.seconds += seconds
        add_kernel_seconds(seconds, enclosing_span())


def _type_of(parameter: Parameter, argument: Argument) -> Type | None:
    """The type of an argument that is a value; None for literals and for columns of encoded options."""
    if isinstance(argument, Column) and not isinstance(parameter.type, Choice):
        return argument.type
    return None


def _given(op: Op, parameter: Parameter, argument: Argument, rows: int) -> Argument:
    """The argument, or the encoded default for None. Raises TypeError or ValueError; kernels rely on the checks."""
    if argument is None:
        if parameter.required:
            raise TypeError(f"{op.name}: argument '{parameter.name}' is missing")
        return None if parameter.default is None else parameter.encode(parameter.default)
    if isinstance(argument, Column):
        if len(argument) not in (1, rows):
            raise ValueError(f"{op.name}: '{parameter.name}' has {len(argument)} rows in a call of {rows} rows")
    elif not parameter.takes_literal or parameter.type == TABLE:
        raise TypeError(f"{op.name}: '{parameter.name}' takes {parameter.type}, got the number {argument}")
    return argument


@cache  # every launch asks for it
def _result(op: Op, *types: Type | None) -> tuple[Type, tuple[int, ...]]:
    """The type of the result of a call with arguments of these types, and which of them are mapped over."""
    lifted = [k for k, given in enumerate(types) if given is not None and _lifts(op, k, given)]
    return op.result_type(types), tuple(lifted)


def _lifts(op: Op, k: int, given: Type) -> bool:
    wanted = op.parameters[k].type
    return given.is_list and given != TABLE and not isinstance(wanted, Choice) and not wanted.is_list
