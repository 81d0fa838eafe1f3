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

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import build  # noqa: E402
import competition  # noqa: E402
import image  # noqa: E402
from performance import DRILLS, LAYOUTS, OWNER, RUNNERS, Performance, PerformanceError  # noqa: E402
from stage import Stage  # noqa: E402


class Steps:
    """Prints a line a step, and counts those that went wrong."""

    def __init__(self) -> None:
        self.wrong = 0

    def take(self, name: str, step: Callable[[], str]) -> bool:
        """Whether a step went as it should."""
        started = time.monotonic()
        try:
            good, said = True, step()
        except (PerformanceError, build.BuildError, image.ImageError, OSError) as error:
            good, said = False, str(error)
        self.wrong += not good
        print(f"{name:<34}{time.monotonic() - started:>7.1f} s  {'ok' if good else 'WRONG':<6} {said}", flush=True)
        return good


def rehearse(given: argparse.Namespace, folder: Path) -> int:
    """All steps, in an empty folder; how many went wrong."""
    steps, logs, kept = Steps(), given.keep.resolve() / "logs", given.keep.resolve()
    shutil.rmtree(logs, ignore_errors=True)
    logs.mkdir(parents=True)
    found: list[Path] = []

    def make_environment() -> str:
        found.append(image.environment(kept, given.python))
        told = ", ".join(f"{name} {version}" for name, version in image.versions(found[0]).items())
        other = "" if f"Python {image.VERSION}." in told else f"; Kaggle has Python {image.VERSION}, not on PATH here"
        return f"{told}{other}"

    def make_upload() -> str:
        build.build(OWNER, folder / "upload")
        digest = build.sums(folder / "upload")[f"dataset/{build.ARCHIVE}"]
        return f"sha256 of {build.ARCHIVE} {digest[:16]}..., internet off"

    if not (steps.take("environment", make_environment) and steps.take("build", make_upload)):
        return steps.wrong
    kernels = {} if given.kernels is None else {"ARC_PIPELINE_CACHE": str(given.kernels.resolve())}
    stage = Stage(folder / "stage", found[0], ROOT, kernels)
    seconds = {"save": given.save_seconds, "rerun": given.rerun_seconds}
    tasks = competition.development_tasks()
    performance = Performance(stage, folder / "upload", logs, tasks, given.tasks, seconds)
    steps.take("stage", lambda: stage.said)
    for name, step in _runs(performance, given):
        steps.take(name, step)
    print("all as it should be" if steps.wrong == 0 else f"{steps.wrong} WRONG: what was said is in {logs}")
    return steps.wrong


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
