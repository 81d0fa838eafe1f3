"""Limits: what is free on the host, arenas that stay within theirs, and what a full arena leaves behind."""

import sys
from contextlib import closing
from types import SimpleNamespace

import numpy as np
import psutil
import pytest
from parity import by_family, columns, random_call

from arc_pipeline.backends import ArenaFull, memory, open_backend
from arc_pipeline.backends.arena import SLOT
from arc_pipeline.backends.cpu import CpuBackend
from arc_pipeline.backends.memory import free_memory
from arc_pipeline.dsl import OPS
from arc_pipeline.dsl.types import COUNT, GRID, list_of
from arc_pipeline.measure import recording

GIB = 1 << 30
SMALLEST = 1024 * (SLOT + 8 + 32)


def system(root, files):
    for name, text in {"proc/meminfo": "MemTotal: 1\nMemAvailable:   8388608 kB\n", **files}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_all_that_is_available(tmp_path):
    assert free_memory(system(tmp_path, {})) == 8 * GIB


def group(folder, limit, used, reclaimable):
    return {
        f"{folder}/memory.max": f"{limit}\n",
        f"{folder}/memory.current": f"{used}\n",
        f"{folder}/memory.stat": f"anon 1\ninactive_file {reclaimable}\n",
    }


@pytest.mark.parametrize("path", ["/", "/inner", "/outer/inner"])
def test_a_control_group_binds(tmp_path, path):
    folder = f"sys/fs/cgroup{path.removesuffix('/')}"
    files = {"proc/self/cgroup": f"0::{path}\n", **group(folder, 4 * GIB, 3 * GIB, GIB)}
    assert free_memory(system(tmp_path, files)) == 2 * GIB


def test_an_outer_group_binds_as_well(tmp_path):
    files = {
        "proc/self/cgroup": "0::/outer/inner\n",
        **group("sys/fs/cgroup/outer/inner", "max", GIB, 0),
        **group("sys/fs/cgroup/outer", 3 * GIB, 2 * GIB, 0),
        **group("sys/fs/cgroup/unrelated", GIB, GIB, 0),
    }
    assert free_memory(system(tmp_path, files)) == GIB


def test_a_group_whose_own_path_is_hidden(tmp_path):
    """In a container the mount is its own group, whatever path the kernel names."""
    files = {"proc/self/cgroup": "0::/somewhere/else\n", **group("sys/fs/cgroup", 5 * GIB, GIB, 0)}
    assert free_memory(system(tmp_path, files)) == 4 * GIB


@pytest.mark.parametrize(("limit", "free"), [(2 * GIB, GIB), (0x7FFFFFFFFFFFF000, 8 * GIB)])
def test_version_1_of_control_groups(tmp_path, limit, free):
    folder = "sys/fs/cgroup/memory/docker/x"
    files = {
        "proc/self/cgroup": "11:cpu,cpuacct:/y\n4:memory:/docker/x\n0::/\n",
        f"{folder}/memory.limit_in_bytes": str(limit),
        f"{folder}/memory.usage_in_bytes": str(GIB + 4096),
        f"{folder}/memory.stat": "total_inactive_file 4096\ninactive_file 1\n",
    }
    assert free_memory(system(tmp_path, files)) == free


def test_more_used_than_allowed_is_nothing_free(tmp_path):
    files = {"proc/self/cgroup": "0::/\n", **group("sys/fs/cgroup", GIB, 2 * GIB, 0)}
    assert free_memory(system(tmp_path, files)) == 0


def test_a_system_without_meminfo_is_asked_by_psutil(tmp_path, monkeypatch):
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=4 * GIB))
    assert free_memory(tmp_path) == 4 * GIB


def test_where_nothing_tells_so_much_is_assumed_and_said(tmp_path, monkeypatch, caplog):
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert free_memory(tmp_path) == memory.ASSUMED == 4 * GIB
    assert "4 GiB are assumed" in caplog.text

    def fail():
        raise PermissionError("not for you")

    monkeypatch.setitem(sys.modules, "psutil", SimpleNamespace(virtual_memory=fail))
    assert free_memory(tmp_path) == memory.ASSUMED
    assert "not for you" in caplog.text


@pytest.mark.parametrize(
    "files",
    [
        {"proc/self/cgroup": "of another kind\n0::\n\n", "sys/fs/cgroup/memory.max": "lots\n"},
        {"proc/self/cgroup": "0::/\n", **group("sys/fs/cgroup", "", "", "")},
        {"proc/self/cgroup": "0::/\n", **group("sys/fs/cgroup", GIB, GIB, 0), "sys/fs/cgroup/memory.stat": "anon\n"},
    ],
)
def test_groups_that_tell_in_other_words_do_not_bind(tmp_path, files):
    assert free_memory(system(tmp_path, files)) == 8 * GIB


def test_default_limit_is_half_of_what_is_free(monkeypatch):
    monkeypatch.setattr("arc_pipeline.backends.machine.free_memory", lambda: 1 << 26)
    arena = open_backend("reference").arena
    held = arena.cells.nbytes + arena.heads.nbytes + arena.numbers.nbytes
    assert 0.99 * (1 << 25) < held <= 1 << 25


def test_too_small_a_limit():
    with pytest.raises(ValueError, match="1024 are the least"):
        open_backend("reference", SMALLEST - 1)


@pytest.fixture(scope="module")
def cpu():
    return CpuBackend(SMALLEST)


def test_upload_beyond_the_limit(cpu):
    mark = cpu.arena.mark()
    with pytest.raises(ArenaFull):
        cpu.upload(GRID, [None] * 1025)
    with pytest.raises(ArenaFull):
        cpu.upload(list_of(COUNT), [[1] * 9000])
    assert cpu.arena.mark() == mark


TAKING_ROOM = by_family(name for name, op in OPS.items() if op.result.storage == "cells" or op.result.is_list)


@pytest.mark.parametrize("family", TAKING_ROOM)
def test_a_full_arena_keeps_what_it_holds(cpu, family):
    """Whatever a kernel wants to make where there is no room: nothing that was there before changes."""
    start = cpu.arena.mark()
    for name in TAKING_ROOM[family]:
        op = OPS[name]
        arguments = columns(cpu, op, *random_call(op, 5, rows=30))
        for room in (0, 1, 7):
            assert_nothing_changes(cpu, op, arguments, room)
        cpu.arena.release(start)


def assert_nothing_changes(cpu, op, arguments, room):
    arena, case = cpu.arena, f"{op.name} with room for {room}"
    start = arena.mark()
    arena.take_slots(arena.slot_limit - arena.mark().slots - room)
    arena.take_numbers(arena.number_limit - arena.mark().numbers - room)
    mark = arena.mark()
    arena.cells[mark.slots - 20 : mark.slots] = 77
    before = [array.copy() for array in (arena.cells[: mark.slots], arena.heads[: mark.slots], arena.numbers)]
    try:
        made = cpu.run(op, arguments, 30)
    except ArenaFull:
        assert arena.mark() == mark, case
    else:
        assert sum(made.count) <= room, f"{case} made more"
    after = [arena.cells[: mark.slots], arena.heads[: mark.slots], arena.numbers]
    for old, new in zip(before, after, strict=True):
        assert np.array_equal(old[: len(old) - room], new[: len(old) - room]), case
    arena.release(start)


def test_the_peak_is_kept(cpu):
    mark = cpu.arena.mark()
    cpu.upload(GRID, [np.ones((2, 2), np.uint8)] * 100)
    cpu.arena.release(mark)
    assert cpu.arena.peak_slots >= mark.slots + 100
    assert cpu.arena.peak_bytes >= 100 * SLOT
    assert cpu.arena.free_slots == cpu.arena.slot_limit - mark.slots


def test_the_time_in_which_the_system_gives_memory_is_a_warm_up_and_no_value_is_lost():
    with recording() as recorder, closing(open_backend("cpu", limit=200 << 20)) as backend:
        arena, ones = backend.arena, [np.ones((2, 2), np.uint8)]
        first = backend.upload(GRID, ones)
        arena.advance(150_000, 0)  # as after a kernel that made a long list: cells that have been written
        arena.cells[65_000:150_000] = 7
        arena.take_slots(1000)
        assert (arena.cells[65_000:150_000] == 7).all()
        assert (arena.values(first)[0] == ones[0]).all(), "what is in use stays"
        mark = arena.mark()
        arena.take_slots(20_000)
        arena.release(mark)
        arena.take_slots(20_000)
        arena.release(mark)
        arena.cells[151_000:] = 5  # not in use, as what is to be moved down after a release
        arena.take_slots(len(arena.cells) - mark.slots)
        assert (arena.cells[151_000:] == 5).all()
    assert [(one.name, one.counts) for one in recorder.spans] == [("memory", {"cold": 1})] * 3
