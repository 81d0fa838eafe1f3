"""Every operation with every option on a few real inputs, on all three builds; and that a difference is found."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from strategies import real_grids

from arc_pipeline.dsl import OPS
from benchmarks import parity


@pytest.fixture(scope="module")
def few():
    return real_grids()[7::600]


def said(found):
    return "\n".join(line for lines in found.first.values() for line in lines)


@pytest.mark.slow
def test_real_inputs(few):
    found = parity.compare(sorted(OPS), few)
    assert not found.different, said(found)
    assert set(found.results) == {op.family for op in OPS.values()}
    assert found.results.total() == 2 * len(few) * sum(map(parity.options, OPS.values()))
    assert found.live.total() > 0.5 * found.results.total()


def test_a_kernel_that_is_wrong_is_found(monkeypatch, few):
    _, serial, _ = parity._backends()
    right, wrong = serial._kernel, replace(OPS["vmirror"], name="hmirror")
    monkeypatch.setattr(
        serial, "_kernel", lambda launch: right(replace(launch, op=wrong) if launch.op.name == "vmirror" else launch)
    )
    found = parity.compare(["rot90", "vmirror"], few)
    assert set(found.different) == {"symmetry"}
    assert 0 < found.different.total() <= len(few)
    assert "cpu: vmirror(Piece(" in said(found)


def test_a_wrong_hash_is_found(monkeypatch, few):
    make = parity.results
    monkeypatch.setattr(
        parity,
        "results",
        lambda real, op, launch: [(v, h + (real.backend.name == "team")) for v, h in make(real, op, launch)],
    )
    found = parity.compare(["height"], few)
    assert found.different.total() == len(few)
    assert "team: height: equal values, different hashes" in said(found)


def test_what_it_prints(capsys):
    parity.main(["--every", "600", "--family", "symmetry", "--processes", "1"])
    printed = capsys.readouterr().out
    assert "every 600th of" in printed
    assert " 100%         0" in printed
    with pytest.raises(SystemExit):
        parity.main(["--op", "no such operation"])


def test_differences_are_printed_and_an_error(monkeypatch, capsys):
    one = parity.Compared()
    for _ in range(2 * parity._SHOWN):
        one.note("symmetry", "cpu: rot90(1)\nreference\n2\nkernel\n3")
    monkeypatch.setattr(parity, "ProcessPoolExecutor", ThreadPoolExecutor)
    monkeypatch.setattr(parity, "compare", lambda names, grids: one)
    with pytest.raises(SystemExit, match="6 results differ from the reference"):
        parity.main(["--every", "5000", "--op", "rot90"])
    assert capsys.readouterr().out.count("    cpu: rot90(1)\n    reference\n    2\n") == parity._SHOWN
