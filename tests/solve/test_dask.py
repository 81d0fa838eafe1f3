"""A Dask cluster in place of the local pool: the same submission, byte for byte, and a dead worker costs nothing."""

import os
import signal
import warnings
from dataclasses import replace

import distributed
import pytest

from arc_pipeline.measure import read_record
from arc_pipeline.search.effort import Effort
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks

IDS = ("67a3c6ac", "a416b8f3", "3c9b0459", "aba27056", "05269061", "25ff71a9")
SMALL = Effort(cost=1, feature_cost=1, number_cost=1, features=100, rules=8, share=0.9, strategies="cheap", together=1)
ROUNDS = (SMALL, replace(SMALL, views=1))


@pytest.fixture(scope="module")
def loaded():
    return load_tasks("arc-agi-1/training", ids=list(IDS))


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """A client of a cluster of two processes on this machine, which keep their files in a folder of the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a cluster says of the machine is not what is tested
        options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
        folder = str(tmp_path_factory.mktemp("dask"))
        with (
            distributed.LocalCluster(**options, local_directory=folder) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client


def run(loaded, folder, workers=2, **options):
    solved = solve(loaded, folder, budget_seconds=300.0, backend="cpu", workers=workers, rounds=ROUNDS, **options)
    assert solved.errors == []
    return (folder / "submission.json").read_bytes()


@pytest.fixture(scope="module")
def here(loaded, tmp_path_factory):
    """The submission of a run without a cluster."""
    return run(loaded, tmp_path_factory.mktemp("here"), workers=0)


def test_on_a_cluster_the_submission_is_the_same_to_the_byte(loaded, client, here, tmp_path):
    assert run(loaded, tmp_path / "there", executor=client.get_executor()) == here
    spans = read_record(tmp_path / "there" / "run.jsonl").spans
    assert set(spans[spans["name"] == "shard"]["worker"]) == {1, 2}, "both took part"


@pytest.mark.slow
def test_a_worker_of_the_cluster_that_is_killed_costs_nothing(loaded, client, here, tmp_path):
    numbers = client.run(os.getpid)
    killed = []

    def kill_one(progress):
        if progress.searched and not killed:
            killed.append(next(iter(numbers.values())))
            os.kill(killed[0], signal.SIGKILL)

    there = run(loaded, tmp_path / "there", executor=client.get_executor(), progress=kill_one)
    assert killed
    assert there == here
