"""The benchmark of a merged graph: exactly so many calls, mostly with results, and what it prints."""

import re

import numpy as np
import pytest
from strategies import real_grids

from arc_pipeline.backends import open_backend
from benchmarks import merged


@pytest.fixture(scope="module")
def cpu():
    return open_backend("cpu", 1 << 27, threads=1)


@pytest.mark.parametrize("nodes", [1, 7, 60])
def test_exactly_so_many_calls(cpu, nodes):
    made = merged.random_merged(np.random.default_rng(nodes), nodes, cpu, real_grids()[:5])
    assert len(made.nodes) == nodes
    again = merged.random_merged(np.random.default_rng(nodes), nodes, cpu, real_grids()[:5])
    assert again.nodes == made.nodes
    assert merged.share_with_value(cpu, made, real_grids()[:5]) > 0.3


def test_a_fifth_on_objects(cpu):
    made = merged.random_merged(np.random.default_rng(0), 300, cpu, real_grids()[:5])
    assert 0.1 < merged.share_on_lists(made) < 0.35


def test_what_it_prints(monkeypatch, capsys):
    monkeypatch.setattr(merged, "open_backend", lambda name, threads=1: open_backend(name, 1 << 26, threads))
    merged.main(["--nodes", "30", "--samples", "24", "--threads", "2"])
    graph, cpu, reference = capsys.readouterr().out.splitlines()
    assert graph.startswith("30 calls of ")
    assert re.fullmatch(r"cpu, 2 threads: \d+\.\d{3} s for 24 samples \(the first time .* s\)", cpu)
    ratio = re.fullmatch(r"reference: \d+ s, timed on 12 samples; ratio (\d+)", reference)
    assert ratio is not None
    assert int(ratio[1]) > 1
