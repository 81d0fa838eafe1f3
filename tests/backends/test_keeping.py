"""Where compiled kernels are kept: folders that do not take them, and files that are not whole, end no run."""

import ctypes
import errno
import fcntl
import os
import stat
import subprocess
from collections import namedtuple
from contextlib import contextmanager
from pathlib import Path

import pytest

from arc_pipeline.backends import BackendError, cache, compiler, open_backend
from arc_pipeline.backends.compiler import compile_source, load_families
from arc_pipeline.backends.probe import Compiler, find_compiler
from arc_pipeline.measure import recording, span

LIMIT = 1 << 24
TINY = 'extern "C" int tiny() { return 41 + 1; }'
LARGE = 'extern "C" int tiny() { return 41 + 1; } char filling[200000] = {1};'


@pytest.fixture
def places(monkeypatch, tmp_path):
    """The three folders, none of which is there yet."""
    found = tmp_path / "wanted", tmp_path / "user" / "arc_pipeline", tmp_path / f"arc_pipeline-{os.getuid()}"
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(found[0]))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(cache.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(cache, "_warned", set())
    monkeypatch.setattr(compiler, "_loaded", {})
    return found


@contextmanager
def mounted(folder, options):
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"mode=700,{options}", "none", str(folder)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def library(source=TINY):
    """Where the library of a source lies, once it has been loaded from there."""
    path = compile_source("tiny", source)
    assert ctypes.CDLL(str(path))["tiny"]() == 42
    return path


def test_what_is_looked_up_and_what_is_there_is_counted(places):
    find_compiler()
    with recording() as recorder:
        for name in ("first", "second"):
            with span(name):
                library()
    counted = {one.name: (one.counts["asked_kept_files"], one.counts["found_kept_files"]) for one in recorder.spans}
    assert counted == {"first": (1, 0), "second": (1, 1)}


def test_files_are_kept_in_the_folder_that_is_wanted_then_the_users_then_a_temporary_one(places, monkeypatch):
    assert library().parent == places[0]
    monkeypatch.delenv("ARC_PIPELINE_CACHE")
    assert library().parent == places[1]
    monkeypatch.setenv("XDG_CACHE_HOME", "~nobody-of-this-name/cache")  # as where there is no home folder
    assert library().parent == places[2]


@pytest.mark.parametrize(("options", "says"), [("noexec", "Operation not permitted"), ("ro", "Read-only file system")])
def test_a_disk_that_is_mounted_so_is_passed_over_and_the_log_says_why(places, caplog, options, says):
    with mounted(places[0], options):
        assert library().parent == places[1]
        assert f"cannot be kept in {places[0]}: {says}" in caplog.text
        assert load_families(families=["symmetry"])["symmetry"]["op_rot90"]


def test_what_was_put_into_the_next_folder_is_found_there_again(places, monkeypatch):
    with mounted(places[0], "noexec"):
        first = library()
        monkeypatch.setattr(Compiler, "build", None)
        assert library() == first


def test_another_folder_has_no_part_in_what_the_wanted_one_can_take(places, monkeypatch):
    first = library()
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(places[0].with_name("other")))
    assert library().parent == places[0].with_name("other") != first.parent


def open_to_all(path):
    path.chmod(path.stat().st_mode | 0o022)


def open_to_the_group(path):
    path.chmod(path.stat().st_mode | 0o020)


def somebody_elses(path):
    os.chown(path, 12345, -1)


def behind_somebody_elses_link(path):
    path.rename(path.with_name("real"))
    path.symlink_to("real")
    os.chown(path, 12345, -1, follow_symlinks=False)


SHARED = [open_to_all, open_to_the_group, somebody_elses, behind_somebody_elses_link]


def shared(path, share):
    if share in (somebody_elses, behind_somebody_elses_link) and os.getuid() != 0:
        pytest.skip("only root can give files away")
    share(path)


@pytest.mark.parametrize("share", SHARED)
@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_others_can_write_is_not_loaded(places, monkeypatch, share, what):
    """A library runs as whoever loads it: nobody else may leave one for us."""
    first, build, built = library(), Compiler.build, []
    monkeypatch.setattr(Compiler, "build", lambda *given, **named: built.append(1) or build(*given, **named))
    assert library() == first
    assert not built
    shared(places[0] if what == "folder" else first, share)
    again = library()
    assert built
    assert again.parent == places[1 if what == "folder" else 0]


@pytest.mark.parametrize(
    ("share", "says"),
    [
        (open_to_all, "other users may write there (chmod go-w takes that from them)"),
        (somebody_elses, "it belongs to another user, number 12345"),
    ],
)
def test_a_folder_that_others_can_write_is_passed_over_and_the_log_says_why(places, caplog, share, says):
    places[0].mkdir()
    shared(places[0], share)
    assert library().parent == places[1]
    assert f"cannot be kept in {places[0]}: {says}" in caplog.text
    assert list(places[0].iterdir()) == [], "not even a lock, whose name can be foreseen"


def test_what_is_kept_is_ours_alone_whatever_the_umask(places):
    before = os.umask(0)
    try:
        path = library()
        assert library() == path
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with cache.scratch() as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_disk_that_is_full_is_passed_over_and_the_log_says_why(places, caplog):
    with mounted(places[0], "size=64k"):
        assert library(LARGE).parent == places[1]
        assert f"cannot be kept in {places[0]}: No space left on device" in caplog.text
        assert not [path for path in places[0].iterdir() if path.name.startswith("tiny")], (
            "nothing is left half written"
        )


@pytest.mark.parametrize("code", ["ENOSPC", "EDQUOT", "EROFS", "EIO", "EACCES", "ESTALE"])
@pytest.mark.parametrize("call", ["mkdir", "open", "replace"])
def test_any_error_of_a_folder_sends_what_is_kept_to_the_next(places, monkeypatch, code, call):
    number = getattr(errno, code)
    module, name = {"mkdir": (Path, "mkdir"), "open": (cache.tempfile, "mkstemp"), "replace": (os, "replace")}[call]
    real = getattr(module, name)

    def fail(*given, **named):
        if any(str(one).startswith(str(places[0])) for one in (*given, *named.values())):
            raise OSError(number, os.strerror(number))
        return real(*given, **named)

    monkeypatch.setattr(module, name, fail)
    assert library().parent == places[1]


def test_a_file_where_a_folder_should_be_is_passed_over(places, monkeypatch, tmp_path):
    places[0].write_text("no folder")
    assert library().parent == places[1]
    monkeypatch.setenv("ARC_PIPELINE_CACHE", str(places[0] / "inside" / "of it"))
    assert library(LARGE).parent == places[1]


def test_where_no_folder_is_left_one_error_names_them_all_and_the_variable(places):
    for place in places:
        place.parent.mkdir(exist_ok=True)
        place.write_text("no folder")
    with pytest.raises(BackendError, match=r"\$ARC_PIPELINE_CACHE") as raised:
        open_backend("cpu", LIMIT)
    for place in places:
        assert f"{place}: File exists" in str(raised.value)


def test_where_all_disks_are_mounted_noexec_it_is_no_compilers_fault(places):
    with mounted(places[0], "noexec"), mounted(places[1], "noexec"), mounted(places[2], "noexec"):
        with pytest.raises(BackendError, match=r"\$ARC_PIPELINE_CACHE.*noexec") as raised:
            open_backend("cpu", LIMIT)
        for place in places:
            assert f"{place}: " in str(raised.value)


def test_what_needs_no_folder_is_made_again_where_there_is_none(places, caplog):
    for place in places:
        place.parent.mkdir(exist_ok=True)
        place.write_text("no folder")
    assert cache.kept("threshold.json", lambda: b"10") == b"10"
    assert "each process will make it again" in caplog.text


DAMAGE = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:5000]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-8]),
    "empty": lambda path: path.write_bytes(b""),
    "zeros at the end": lambda path: path.write_bytes(path.read_bytes()[:5000].ljust(path.stat().st_size, b"\0")),
    "another file": lambda path: path.write_text("# nothing"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_file_that_is_not_whole_is_made_again(places, damage):
    first = compile_source("tiny", TINY)  # not loaded yet: cutting what is loaded ends the process
    DAMAGE[damage](first)
    assert library()


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_read_and_not_whole_is_made_again(places, damage):
    assert cache.kept("kernels.nvrtc", lambda: b"code" * 5000) == b"code" * 5000
    (path,) = places[0].iterdir()
    DAMAGE[damage](path)
    assert cache.kept("kernels.nvrtc", lambda: b"code" * 5000) == b"code" * 5000


def test_a_library_on_a_disk_that_can_only_be_read_is_used(places, tmp_path):
    first = library()
    with mounted(tmp_path / "read", "size=1m"):
        kept = tmp_path / "read" / first.name
        kept.write_bytes(first.read_bytes())
        subprocess.run(["mount", "-o", "remount,ro", str(kept.parent)], check=True)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ARC_PIPELINE_CACHE", str(kept.parent))
            assert library() == kept


def test_a_lock_whose_holder_has_stopped_is_waited_for_no_longer_than_the_work_takes(places, monkeypatch, caplog):
    monkeypatch.setattr(cache, "_PATIENCE", 0.2)
    places[0].mkdir()
    with (places[0] / "held.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert cache.kept("held", lambda: b"made") == b"made"
    assert "its holder is not waited for" in caplog.text


def test_what_is_left_of_a_lock_is_no_obstacle(places):
    (places[0] / "left.lock").mkdir(parents=True)
    assert cache.kept("left", lambda: b"made") == b"made"
    (places[0] / "right.lock").write_text("of a process that was killed")
    assert cache.kept("right", lambda: b"made") == b"made"


def test_another_process_that_uses_the_same_file_lets_nobody_replace_it(places, monkeypatch):
    """As on Windows: it is the same file, so that it need not be replaced."""
    first = library()

    def refuse(source, target):
        raise PermissionError(errno.EACCES, "Access is denied")

    monkeypatch.setattr(cache.os, "replace", refuse)
    assert (
        cache.put("tiny" + first.name.partition("tiny")[2].rpartition("-")[0] + ".so", first.read_bytes(), Path)
        == first
    )
    with pytest.raises(BackendError):
        cache.put("other.so", b"other", Path)


def test_compilers_work_where_there_is_room(places, monkeypatch, tmp_path):
    usage = namedtuple("usage", "free")
    monkeypatch.setattr(cache.shutil, "disk_usage", lambda folder: usage(1000 if folder == tmp_path else 1 << 30))
    with cache.scratch() as folder:
        assert folder.parent == places[0]
    monkeypatch.setattr(cache.shutil, "disk_usage", lambda folder: usage(1000))
    with pytest.raises(BackendError, match="no folder to compile in"), cache.scratch():
        pass
