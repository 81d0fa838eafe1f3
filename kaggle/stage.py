"""A machine like Kaggle's: /kaggle/input, read-only, and /kaggle/working; no network, and nothing of this checkout.

That takes Linux and namespaces, which root has and often everybody. Where there are none another folder plays /kaggle,
the network stays on, and `Stage.said` tells so.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

KAGGLE = Path("/kaggle")
INSIDE = Path(__file__).with_name("inside.py")
# What would bring this machine's settings in, or a token.
_NOT_PASSED_ON = ("PYTHON", "KAGGLE", "ARC_PIPELINE", "XDG_", "JUPYTER", "IPYTHON", "VIRTUAL_ENV", "CONDA")
_TRIED = (["--mount", "--net"], ["--map-root-user", "--mount", "--net"], ["--mount"], ["--map-root-user", "--mount"])


@dataclass
class Stage:
    """`folder`: an empty one, for all files; `python`: that of the environment; `hidden`: the checkout; `variables`: of
    the environment, for all commands."""

    folder: Path
    python: Path
    hidden: Path
    variables: dict[str, str] = field(default_factory=dict)
    _flags: list[str] | None = field(init=False, default=None)  # of unshare; None: nothing of this is allowed here
    said: str = field(init=False, default="")  # what stands in for Kaggle, in words

    def __post_init__(self) -> None:
        for name in ("kaggle/input", "kaggle/working", "home", "temporary", "root"):
            (self.folder / name).mkdir(parents=True)
        refusal = "this is not Linux" if shutil.which("unshare") is None else ""
        for flags in () if refusal else _TRIED:
            ended = subprocess.run(self._command(["true"], flags), capture_output=True, text=True, check=False)
            if ended.returncode == 0:
                self._flags = flags
                break
            refusal = ended.stderr.strip().splitlines()[-1] if ended.stderr.strip() else f"exit {ended.returncode}"
        if self._flags is None:
            self.said = f"{self.kaggle} plays /kaggle, network NOT cut off: no namespaces here ({refusal})"
        else:
            network = "cut off" if self.offline else f"NOT cut off, as this machine does not allow it ({refusal})"
            self.said = f"/kaggle in a namespace, input read-only, checkout hidden, network {network}"

    @property
    def offline(self) -> bool:
        """Whether commands run without a network."""
        return self._flags is not None and "--net" in self._flags

    @property
    def isolated(self) -> bool:
        """Whether /kaggle is where commands expect it, and is read-only where it should be."""
        return self._flags is not None

    @property
    def kaggle(self) -> Path:
        """Where commands find Kaggle's folders."""
        return KAGGLE if self.isolated else self.folder / "kaggle"

    @property
    def input(self) -> Path:
        """Where the input is laid for commands to find it."""
        return self.folder / "kaggle" / "input"

    @property
    def working(self) -> Path:
        """Where commands leave their files."""
        return self.folder / "kaggle" / "working"

    def clear(self) -> None:
        """Remove input and output, as for another machine. What was compiled stays in the home folder."""
        for folder in (self.input, self.working):
            shutil.rmtree(folder)
            folder.mkdir()

    def run(
        self, command: list[str], log: Path, limit: float, variables: dict[str, str] | None = None, frozen: bool = False
    ) -> int:
        """Run a command in /kaggle/working, which is read-only too if `frozen` and `isolated`; its exit, or -1 after
        `limit` seconds.

        All it says goes into the file `log`. `variables` are added to the environment.
        """
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        own = {"HOME": self.folder / "home", "TMPDIR": self.folder / "temporary", "PYTHONDONTWRITEBYTECODE": "1"}
        path = os.pathsep.join([str(self.python.parent), os.environ.get("PATH", os.defpath)])
        variables = {**self.variables, **(variables or {})}
        environment = {**kept, **{name: str(value) for name, value in own.items()}, "PATH": path, **variables}
        command = command if self._flags is None else self._command(command, self._flags, frozen)
        with log.open("ab") as out:
            process = subprocess.Popen(
                command, cwd=self.working, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                start_new_session=True,
            )  # fmt: skip
            try:
                return process.wait(limit)
            except subprocess.TimeoutExpired:
                return -1
            finally:
                if process.poll() is None:  # or we were interrupted: nothing of it may live on
                    _end(process)

    def _command(self, command: list[str], flags: list[str], frozen: bool = False) -> list[str]:
        environment = self.python.parents[1]
        settings = {
            "root": str(self.folder / "root"),
            "kaggle": str(self.folder / "kaggle"),
            "read_only": ["input", "working"] if frozen else ["input"],
            "hidden": str(self.hidden),
            "kept": str(environment if environment.is_relative_to(self.hidden) else self.hidden),
        }
        return ["unshare", *flags, sys.executable, "-I", str(INSIDE), json.dumps(settings), *command]


def _end(process: subprocess.Popen[bytes], patience: float = 10.0) -> None:
    """End a command, first so that it can end the notebook's kernel, which has a process group of its own."""
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
