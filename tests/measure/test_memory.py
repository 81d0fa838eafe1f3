"""The peak of a process's memory, as Linux tells it, and other systems."""

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import psutil

from arc_pipeline.measure import peak_memory

MEGABYTE = 1 << 20


def test_the_peak_is_read_from_linux(tmp_path):
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmPeak:\t  900 kB\nVmHWM:\t    512 kB\nVmRSS:\t 100 kB\n")
    assert peak_memory(status) == 512 * 1024


def test_the_peak_stays_when_memory_is_given_back(tmp_path):
    before = peak_memory()
    held = np.ones(50 * MEGABYTE, dtype=np.uint8)
    with_it = peak_memory()
    del held
    assert peak_memory() > with_it - MEGABYTE > 40 * MEGABYTE  # the kernel counts pages of a process in batches
    assert with_it > before - MEGABYTE
    assert peak_memory(tmp_path / "no such file") > 10 * MEGABYTE


def test_windows_is_asked_through_psutil(tmp_path, monkeypatch):
    told = SimpleNamespace(memory_info=lambda: SimpleNamespace(rss=1 * MEGABYTE, peak_wset=3 * MEGABYTE))
    monkeypatch.setattr(psutil, "Process", lambda: told)
    monkeypatch.setitem(sys.modules, "resource", None)
    assert peak_memory(tmp_path / "no such file") == 3 * MEGABYTE


def test_a_process_does_not_inherit_the_peak():
    held = np.ones(300 * MEGABYTE, dtype=np.uint8)
    program = "from arc_pipeline.measure import peak_memory; print(peak_memory())"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    if sys.platform == "linux":
        assert int(ended.stdout) < held.nbytes
