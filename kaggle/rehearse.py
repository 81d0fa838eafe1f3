"""Rehearse a submission as Kaggle runs it: python kaggle/rehearse.py

The submission notebook is run from the built dataset alone, in Kaggle's folders and with its versions, offline: in both
layouts of the input, by nbconvert and by papermill, as the save run and as the rerun on hidden tasks. Then it is shown
how it fails where something is missing. Prints a line a step; exits with 1 if any went wrong.
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import build  # noqa: E402
import competition  # noqa: E402
import image  # noqa: E402
from performance import DRILLS, LAYOUTS, OWNER, RUNNERS, Performance, PerformanceError  # noqa: E402
from stage import Stage  # noqa: E402

from arc_pipeline.tasks import TaskError  # noqa: E402

T = TypeVar("T")


class Steps:
    """Prints a line a step, and counts those that went wrong."""

    def __init__(self) -> None:
        self.wrong = 0

    def take(self, name: str, step: Callable[[], T], tell: Callable[[T], str] = str) -> T | None:
        """What a step makes, of which the line says what `tell` does; None if it went wrong: then the line says why."""
        started, made = time.monotonic(), None
        try:
            made = step()
            verdict, said = "ok", tell(made)
        except (PerformanceError, TaskError, build.BuildError, image.ImageError, OSError) as error:
            verdict, said = "WRONG", str(error)
            self.wrong += 1
        print(f"{name:<34}{time.monotonic() - started:>7.1f} s  {verdict:<6} {said}", flush=True)
        return made if verdict == "ok" else None


def rehearse(given: argparse.Namespace, folder: Path) -> int:
    """All steps, in an empty folder; how many went wrong."""
    steps, kept = Steps(), given.keep.resolve()
    logs = kept / "logs"
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    python = steps.take("environment", partial(image.environment, kept, given.python), _versions)
    upload = python and steps.take("build", partial(_upload, folder / "upload"), _digest)
    if python and upload:
        made = partial(_performance, given, folder / "stage", python, upload, logs)
        performance = steps.take("stage", made, lambda performance: performance.stage.said)
        for name, step in _runs(performance, given) if performance else ():
            steps.take(name, step)
    print("all as it should be" if steps.wrong == 0 else f"{steps.wrong} WRONG: what was said is in {logs}")
    return steps.wrong


def _versions(python: Path) -> str:
    told = image.versions(python)
    other = (
        "" if told["Python"].startswith(f"{image.VERSION}.") else f"; Kaggle's Python, {image.VERSION}, is not on PATH"
    )
    return ", ".join(f"{name} {version}" for name, version in told.items()) + other


def _upload(folder: Path) -> Path:
    build.build(OWNER, folder)
    return folder


def _digest(upload: Path) -> str:
    return f"sha256 of {build.ARCHIVE} {build.sums(upload)[f'dataset/{build.ARCHIVE}'][:16]}..., internet off"


def _performance(given: argparse.Namespace, folder: Path, python: Path, upload: Path, logs: Path) -> Performance:
    kernels = {} if given.kernels is None else {"ARC_PIPELINE_CACHE": str(given.kernels.resolve())}
    seconds = {"save": given.save_seconds, "rerun": given.rerun_seconds}
    tasks = competition.development_tasks()
    return Performance(Stage(folder, python, ROOT, kernels), upload, logs, tasks, given.tasks, seconds)


def _runs(performance: Performance, given: argparse.Namespace) -> Iterator[tuple[str, Callable[[], str]]]:
    for layout in given.layouts:
        yield f"{layout} layout, defaults", partial(performance.defaults, layout)
        for runner in given.runners:
            for kind in performance.seconds:
                yield f"{layout} layout, {runner}, {kind}", partial(performance.run, layout, runner, kind)
    for drill in DRILLS if given.drills else ():
        yield drill.name, partial(performance.drill, drill)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0, or 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--save-seconds", type=float, default=20.0, help="budget of a save run")
    parser.add_argument("--rerun-seconds", type=float, default=60.0, help="budget of a rerun")
    parser.add_argument("--tasks", type=int, default=240, help="number of hidden tasks")
    parser.add_argument("--layouts", nargs="+", choices=LAYOUTS, default=list(LAYOUTS), help="default: both")
    parser.add_argument("--runners", nargs="+", choices=RUNNERS, default=list(RUNNERS), help="default: both")
    parser.add_argument("--no-drills", dest="drills", action="store_false", help="do not show how it fails")
    parser.add_argument("--python", type=Path, help="run in this environment, instead of one like Kaggle's")
    parser.add_argument(
        "--kernels", type=Path, help="folder of compiled kernels; by default the first run compiles them"
    )
    parser.add_argument("--keep", type=Path, default=ROOT / "build" / "rehearsal", help="for the environment and logs")
    given = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what runs is ended, and the folder removed
    with tempfile.TemporaryDirectory(prefix="rehearsal-", ignore_cleanup_errors=True) as folder:
        return 1 if rehearse(given, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
