"""The CUDA backend in a whole run, on a stand-in for CuPy: which worker has which GPU, what a GPU that fails costs."""

import pytest
import stand_in_cupy
from solve.test_simulated_devices import BROKEN, CPU, ELSEWHERE, FOR_GOOD, HALVES, IDS, MEMORY, SMALL, table, tried

from arc_pipeline.answers.submission import check_submission
from arc_pipeline.backends import CompileError, machine
from arc_pipeline.measure import read_record
from arc_pipeline.solve import solve
from arc_pipeline.tasks import load_tasks
from arc_pipeline.workers import pool, shard, sharing

LIMIT = 1 << 24
FEW = 100


@pytest.fixture(scope="module")
def tasks():
    return load_tasks("arc-agi-1/training", ids=list(IDS)).tasks


@pytest.fixture
def cupy(monkeypatch):
    """Two GPUs, and a thread that has opened none yet."""
    monkeypatch.setattr(machine, "gpu_at_hand", lambda: True)
    monkeypatch.setattr(shard, "_kept", shard._Kept())
    sharing.lasting_memory_share.cache_clear()
    yield stand_in_cupy.take_the_place_of_cupy(monkeypatch)
    sharing.lasting_memory_share.cache_clear()


def run(tasks, folder, backend="cuda"):
    solved = solve(tasks, folder, backend=backend, workers=0, rounds=(SMALL,), budget_seconds=None)
    check_submission(folder / "submission.json", tasks)
    assert solved.errors == []
    return solved, (folder / "submission.json").read_bytes()


@pytest.fixture(scope="module")
def alone(tasks, tmp_path_factory):
    """What the CPU finds, and its submission."""
    return run(tasks, tmp_path_factory.mktemp("alone"), "cpu")


def test_workers_share_the_gpus_in_turn(monkeypatch, cupy):
    opened = []
    for number in range(1, 6):
        monkeypatch.setattr(shard, "number_among_workers", lambda number=number: number)
        monkeypatch.setattr(shard, "_kept", shard._Kept())
        opened.append(shard.backend_of_thread("cuda", LIMIT, 1).device.id)
    assert opened == [0, 1, 0, 1, 0]


def test_a_worker_whose_gpu_was_lost_goes_on_to_the_next_one(monkeypatch, cupy):
    opened = []
    for lost in (0, 1, 2):
        monkeypatch.setattr(shard, "failures_before", lambda lost=lost: lost)
        for number in (0, 1, 2):  # 0: of a process that is no worker
            monkeypatch.setattr(shard, "number_among_workers", lambda number=number: number)
            monkeypatch.setattr(shard, "_kept", shard._Kept())
            opened.append(shard.backend_of_thread("cuda", LIMIT, 1).device.id)
    assert opened == [0, 0, 1, 1, 1, 0, 0, 0, 1]


def test_a_process_that_takes_the_place_of_another_has_its_number_and_so_its_gpu_and_knows_of_its_failures():
    with pool.LocalPool(1) as workers:
        call = workers.submit(pool.number_among_workers)
        assert call.result() == 1
        workers.note(call, 2)
        workers.end(call)
        asked = (pool.number_among_workers, pool.failures_before)
        assert [workers.submit(ask).result() for ask in asked] == [1, 2]


def test_a_gpu_finds_what_the_cpu_finds(cupy, tasks, alone, tmp_path):
    solved, submitted = run(tasks, tmp_path)
    assert (submitted, tried(solved), table(solved)) == (alone[1], tried(alone[0]), {})
    assert {row["backend"] for row in solved.counters.values()} == {"cuda"}


def falls_off_the_bus(monkeypatch, cupy):
    """After some launches."""
    function, launches = cupy.Module.get_function, []

    def failing(module, name):
        launch = function(module, name)

        def counted(*arguments):
            launches.append(name)
            if len(launches) > FEW:
                raise cupy.CUDARuntimeError("cudaErrorIllegalAddress")
            launch(*arguments)

        return counted

    def synchronize():
        if len(launches) > FEW:
            raise cupy.CUDARuntimeError("cudaErrorIllegalAddress: an illegal memory access was encountered")

    monkeypatch.setattr(cupy.Module, "get_function", failing)
    stream = type("Stream", (), {"synchronize": staticmethod(synchronize)})
    monkeypatch.setattr(cupy.cuda, "get_current_stream", stream)


def does_not_compile(monkeypatch, cupy):
    """The kernels of one family, which are loaded when they are first used."""
    compile_program = cupy.nvrtc.compileProgram

    def failing(program, options):
        compile_program(program, options)
        if program.family == "consistency":
            program.log = "consistency.h(7): error: as if"
            raise cupy.NVRTCError("NVRTC_ERROR_COMPILATION (6)")

    monkeypatch.setattr(cupy.nvrtc, "compileProgram", failing)


def is_out_of_memory(monkeypatch, cupy):
    """After some arrays."""
    arrays, empty = [], cupy.empty

    def failing(*arguments, **named):
        arrays.append(arguments)
        if len(arrays) > FEW:
            raise MemoryError("Out of memory allocating 16,777,216 bytes")
        return empty(*arguments, **named)

    monkeypatch.setattr(cupy, "empty", failing)


LOST = {(BROKEN, ELSEWHERE): 1, (BROKEN, CPU): 1, (BROKEN, FOR_GOOD): 1}  # of two jobs


@pytest.mark.filterwarnings("ignore:a worker goes on with the CPU")
@pytest.mark.parametrize(
    ("fails", "told", "says"),
    [
        (falls_off_the_bus, LOST, "cuda: Stand-in GPU (sm_75) cannot be used: cudaErrorIllegalAddress"),
        (does_not_compile, LOST, "the kernels of family 'consistency' do not compile"),
        (is_out_of_memory, {(MEMORY, HALVES): 3, (MEMORY, ELSEWHERE): 5, (MEMORY, CPU): 5}, "Out of memory allocating"),
    ],
)
def test_what_a_gpu_that_fails_had_to_do_is_done_on_another_or_on_the_cpu(
    monkeypatch, cupy, tasks, alone, tmp_path, fails, told, says
):
    fails(monkeypatch, cupy)
    solved, submitted = run(tasks, tmp_path)
    assert (submitted, tried(solved)) == (alone[1], tried(alone[0]))
    assert all(says in fault.error for fault in solved.faults)
    assert table(solved) == told


def test_kernels_that_compile_for_no_gpu_leave_the_cpu_unless_the_gpu_was_asked_for(
    monkeypatch, cupy, tasks, alone, tmp_path
):
    def failing(program, options):
        program.architecture = "sm_75"
        if program.family == "symmetry":
            program.log = 'symmetry.py: rot90(2): error: identifier "nonsense" is undefined\n'
            raise cupy.NVRTCError("NVRTC_ERROR_COMPILATION (6)")

    monkeypatch.setattr(cupy.nvrtc, "compileProgram", failing)
    with pytest.warns(RuntimeWarning, match="all jobs run on the CPU: .*operation 'rot90'"):
        solved, submitted = run(tasks, tmp_path / "auto", "auto")
    assert (submitted, table(solved)) == (alone[1], {(BROKEN, "all jobs run on the CPU"): 1})
    with pytest.raises(CompileError, match="operation 'rot90'"):
        run(tasks, tmp_path / "cuda")
    check_submission(tmp_path / "cuda" / "submission.json", tasks)
    assert read_record(tmp_path / "cuda" / "run.jsonl").spans.set_index("path")["failed"]["solve"]
