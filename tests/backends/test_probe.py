"""Which C++ compiler is taken, where some that are there are of no use: made-up ones before and behind the real one."""

import ctypes
import logging
import os
import shutil
from pathlib import Path

import pytest
from solve.session import wait_until

from arc_pipeline.backends import CompileError, fallbacks, open_backend, probe
from arc_pipeline.backends.compiler import compile_source

LIMIT = 1 << 24
TINY = 'extern "C" int tiny() { return 41 + 1; }'
REAL = shutil.which("c++")

# What is said instead of compiling; $out is the file that is asked for.
NO_USE = {
    "without its parts": "echo \"g++: fatal error: cannot execute 'cc1plus': execvp: No such file\" >&2; exit 1",
    "too old": "echo \"g++: error: unrecognized command line option '-std=c++20'\" >&2; exit 1",
    "a stub": 'echo "xcode-select: note: no developer tools were found" >&2; exit 1',
    "silent": "exit 7",
    "idle": "exit 0",
    "killed": "kill -KILL $$",
    "for another machine": "printf '\\177ELF\\001\\002\\001' > \"$out\"",
    "without its symbols": 'exec {real} "$@" -fvisibility=hidden',
    "for a sanitizer": 'exec {real} "$@" -fsanitize=address',
    "with an instruction this processor lacks": 'exec {real} "$@" "-D__atomic_fetch_add(a,b,c)=__builtin_trap()"',
    "of 32 bits": 'exec {real} "$@" -m32',
    "wrong": 'exec {real} "$@" -D__builtin_popcountll=int',
}
SAYS = {
    "without its parts": "cannot execute 'cc1plus'",
    "too old": "unrecognized command line option '-std=c++20'",
    "a stub": "no developer tools were found",
    "silent": "it ended with 7 and said nothing",
    "idle": "it ended with 0 and said nothing",
    "killed": "it ended with SIGKILL and said nothing",
    "for another machine": "its library cannot be loaded: ",
    "without its symbols": "its library cannot be loaded: ",
    "with an instruction this processor lacks": "the process that runs its library ended with SIG",
    "wrong": "its library computes something else",
}


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with compilers of one's own, found before the real ones, and nothing kept yet."""
    return Machine(monkeypatch, tmp_path)


class Machine:
    def __init__(self, monkeypatch, folder):
        self.folder, self.monkeypatch, self.calls = folder, monkeypatch, folder / "calls"
        self.own, self.other = folder / "own", folder / "other"
        monkeypatch.setenv("ARC_PIPELINE_CACHE", str(folder / "cache"))
        monkeypatch.delenv("CXX", raising=False)
        self.path(self.own, *os.environ["PATH"].split(os.pathsep))

    def path(self, *folders):
        self.monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))

    def put(self, text, name="c++", folder=None):
        """A compiler that is a script, and notes that it was called to compile."""
        place = (folder or self.own) / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo "{name} 1.0" && exit\necho {name} >> {self.calls}\n'
            'for word; do [ "$before" = -o ] && out=$word; before=$word; done\n' + text.format(real=REAL) + "\n"
        )
        place.chmod(0o755)
        return place

    def called(self):
        return self.calls.read_text().split() if self.calls.exists() else []

    def works(self):
        return ctypes.CDLL(str(compile_source("tiny", TINY)))["tiny"]() == 42


def test_the_made_up_compilers_are_compilers(machine):
    machine.put('exec {real} "$@"')
    assert machine.works()
    assert machine.called() == ["c++", "c++"]  # once for the probe


@pytest.mark.parametrize("why", NO_USE)
def test_a_compiler_of_no_use_is_passed_over_for_the_next_and_the_log_says_why(machine, why, caplog):
    machine.put(NO_USE[why])
    assert machine.works()
    assert f"a C++ compiler is passed over: {machine.own / 'c++'}: " in caplog.text
    assert SAYS.get(why, "") in caplog.text


@pytest.mark.parametrize("why", ["a stub", "for another machine"])
def test_where_none_is_of_use_the_reference_runs_and_says_what_each_answered(machine, why, monkeypatch):
    monkeypatch.setattr(fallbacks, "_said", set())
    machine.path(machine.own)
    machine.put(NO_USE[why])
    machine.put(NO_USE["too old"], "g++")
    with pytest.warns(RuntimeWarning, match="at least 100 times slower") as said:
        backend = open_backend("cpu", LIMIT)
    assert backend.name == "reference"
    assert list(backend.counters.fallbacks.values()) == [1]
    lines = [line.strip() for line in str(said[0].message).splitlines()]
    for name, answer in {"c++": SAYS[why], "g++": SAYS["too old"]}.items():
        assert any(line.startswith(f"{machine.own / name}: ") and answer in line for line in lines)
    assert any("clang++: not found" in line for line in lines)


def test_a_file_that_is_no_program_is_passed_over(machine):
    machine.own.mkdir()
    (machine.own / "c++").write_bytes(b"\x7fELF, or what is left of it")
    (machine.own / "c++").chmod(0o755)
    assert machine.works()


def test_a_good_one_behind_a_broken_one_of_the_same_name(machine):
    machine.put(NO_USE["silent"])
    good = machine.put('exec {real} "$@"', folder=machine.other)
    machine.path(machine.own, machine.other, Path(REAL).parent)
    assert machine.works()
    assert machine.called() == ["c++"] * 4  # the broken one with and without -march=native, the good one twice
    assert probe.find_compiler().command == (str(good),)


@pytest.mark.parametrize(
    "wanted", ["{broken}", "{broken} -O2", "no-such-program", '"{good}', "{good} -m32", "true", " "]
)
def test_what_cxx_names_is_passed_over_if_it_is_of_no_use(machine, wanted, monkeypatch):
    broken, good = machine.put(NO_USE["too old"], "broken"), machine.put('exec {real} "$@"', "good")
    monkeypatch.setenv("CXX", wanted.format(broken=broken, good=good))
    assert machine.works()
    assert probe.find_compiler().command == (REAL,)


def test_cxx_may_have_arguments_which_are_part_of_what_is_compiled(machine, monkeypatch):
    good = machine.put('exec {real} "$@"', "good")
    libraries = set()
    for wanted in (f"{good}", f"{good} -m64", f"{good} -m64 -g"):
        monkeypatch.setenv("CXX", wanted)
        assert machine.works()
        assert probe.find_compiler().command == tuple(wanted.split())
        libraries.add(compile_source("tiny", TINY).name)
    assert len(libraries) == 3


def test_cxx_may_name_a_wrapper_and_a_place_with_blanks(machine, monkeypatch):
    wrapper = machine.put('compiler=$1; shift; exec "$compiler" "$@"', "wrapper")
    monkeypatch.setenv("CXX", f"{wrapper} {REAL}")
    assert machine.works()
    assert probe.find_compiler().command == (str(wrapper), REAL)
    good = machine.put('exec {real} "$@"', "good", machine.folder / "a folder with blanks")
    monkeypatch.setenv("CXX", str(good))
    assert machine.works()
    assert probe.find_compiler().command == (str(good),)


def is_alive(number):
    """Whether a process of this number runs; one that has ended may still be listed."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_compiler_that_hangs_is_ended_with_all_that_it_started(machine, monkeypatch, caplog):
    started, run = machine.folder / "started", probe._run
    hanging = machine.put(f"sleep 600 & echo $! > {started}; wait")

    def impatient(command, folder, seconds, given=""):
        """With little patience for the one that hangs alone: others may be slow on a busy machine."""
        return run(command, folder, 3 if command[0] == str(hanging) and given else seconds, given)

    monkeypatch.setattr(probe, "_run", impatient)
    assert machine.works()
    assert "no answer within 3 seconds" in caplog.text
    assert machine.called() == ["c++"], "it is not asked again with other flags"
    wait_until(lambda: not is_alive(started.read_text().strip()), "what it started was ended")


def test_a_compiler_without_march_native_is_no_fallback_and_the_log_says_so(machine, caplog):
    caplog.set_level(logging.INFO)
    machine.put(
        'case "$*" in *-march=native*) echo "clang: error: does not support \'-march=native\'" >&2; exit 1;; esac\n'
        'exec {real} "$@"'
    )
    assert machine.works()
    assert probe.find_compiler().refused == ("-march=native",)
    assert f"kernels are compiled by {machine.own / 'c++'} without -march=native" in caplog.text
    assert "passed over" not in caplog.text


def test_flags_that_are_left_out_are_left_out_of_the_key(machine, monkeypatch):
    """Else a library with instructions of this processor would be taken for one without them."""
    with_it = compile_source("tiny", TINY).name
    found = probe.find_compiler()
    without = probe.Compiler(found.command, found.version, (probe.NATIVE,))
    monkeypatch.setattr("arc_pipeline.backends.compiler.find_compiler", lambda: without)
    assert compile_source("tiny", TINY).name != with_it


def test_a_kernel_that_does_not_compile_where_the_probe_does_is_an_error(machine):
    machine.put('exec {real} "$@"')
    with pytest.raises(CompileError, match=r"(?s)kernels of family 'tiny' do not compile:.*nonsense"):
        compile_source("tiny", "nonsense;")


def test_the_choice_is_kept_for_other_processes_until_a_compiler_changes(machine, monkeypatch):
    monkeypatch.setenv("CXX", str(machine.put(NO_USE["silent"], "mine")))
    good = machine.put('exec {real} "$@"')
    probe.find_compiler()
    assert machine.called() == ["mine", "mine", "c++"]
    probe._chosen.cache_clear()  # as in another process
    assert probe.find_compiler().command == (str(good),)
    assert machine.called() == ["mine", "mine", "c++"]
    probe._chosen.cache_clear()
    good.write_text(good.read_text().replace("c++ 1.0", "c++ 2.0"))
    assert probe.find_compiler().version == "c++ 2.0\n"
    assert machine.called() == ["mine", "mine", "c++"] * 2


def test_a_compiler_behind_a_script_that_is_the_same_may_be_another_version(machine):
    version = machine.folder / "version"
    version.write_text("1")
    script = machine.put('exec {real} "$@"')
    script.write_text(script.read_text().replace('echo "c++ 1.0"', f"cat {version}"))
    assert probe.find_compiler().version == "1"
    version.write_text("2")
    probe._chosen.cache_clear()
    assert probe.find_compiler().version == "2"


def test_that_none_works_is_not_kept(machine):
    machine.path(machine.own)
    machine.put(NO_USE["silent"])
    for _ in range(2):
        with pytest.raises(probe.NoCompilerError):
            probe.find_compiler()
    machine.path(machine.own, Path(REAL).parent)
    assert machine.works()


def test_one_file_under_several_names_is_tried_once(machine):
    machine.put(NO_USE["silent"])
    for name in ("g++", "clang++"):
        (machine.own / name).symlink_to(machine.own / "c++")
    machine.path(machine.own, machine.own)
    with pytest.raises(probe.NoCompilerError):
        probe.find_compiler()
    assert machine.called() == ["c++"] * 2
