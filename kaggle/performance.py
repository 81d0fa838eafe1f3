"""The submission notebook on a stage: as a save run, as a rerun, and where something is missing."""

import json
import re
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import build
import competition
import nbformat
from stage import Stage

from arc_pipeline.tasks import TaskSet

OWNER, SLUG = "some-body", "arc-prize-2026-arc-agi-2"
LAYOUTS = {
    "older": {"competition": SLUG, "dataset": "arc-pipeline"},
    "newer": {"competition": f"competitions/{SLUG}", "dataset": f"datasets/{OWNER}/arc-pipeline"},
}
RUNNERS = ("nbconvert", "papermill")
RERUN = {"KAGGLE_IS_COMPETITION_RERUN": "1"}
MARGIN = 300.0  # seconds that a notebook may take beyond its budget: start, compiling, charts
NOTEBOOK = "__notebook__.ipynb"
_DEFAULTS = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from arc_pipeline.settings import resolve
found = resolve(kaggle=Path(sys.argv[2]))
print(json.dumps([found.budget_seconds, found.source, str(found.output_dir)]))
"""


class PerformanceError(Exception):
    """A run did not go as it should; the message says how it went."""


@dataclass(frozen=True)
class Drill:
    """A run that must fail, and `says` why: `without` the competition or the dataset, with a working folder that is
    `frozen`, with other `parameters`, or with one more `cell`."""

    name: str
    says: str
    without: str = ""
    frozen: bool = False
    parameters: dict[str, Any] = field(default_factory=dict)
    cell: str = ""


# The name is one that nobody may ever own, so that nobody is called up where the network is not cut off.
FETCH = 'import urllib.request\nurllib.request.urlopen("https://kaggle.invalid")'
DRILLS = (
    Drill("no competition", "SettingsError: no ARC competition under", without="competition"),
    Drill("no dataset", "ModuleNotFoundError: no dataset under .* holds arc_pipeline", without="dataset"),
    Drill(
        "no GPU for backend cuda", "SettingsError: backend 'cuda' needs an NVIDIA GPU", parameters={"backend": "cuda"}
    ),
    Drill("working folder read-only", "SubmissionError: cannot write the submission", frozen=True),
    Drill("internet needed", "URLError: ", cell=FETCH),
)


@dataclass
class Performance:
    """What all runs share: the stage, the upload, the folder of their logs, and the seconds and tasks of each."""

    stage: Stage
    built: Path
    logs: Path
    tasks: TaskSet
    number: int
    seconds: dict[str, float]

    def lay(self, layout: str, seed: int, without: str = "") -> competition.Hidden:
        """A fresh machine with the competition and the dataset, but for one of them; the tasks of its test set."""
        self.stage.clear()
        test = competition.hidden(self.tasks, self.number, seed)
        if without != "competition":
            folder = self.stage.input / LAYOUTS[layout]["competition"]
            competition.write_competition(folder, self.tasks, test, seed + 1000)
        if without != "dataset":
            folder = self.stage.input / LAYOUTS[layout]["dataset"]
            with zipfile.ZipFile(self.built / "dataset" / build.ARCHIVE) as archive:
                archive.extractall(folder / build.PACKAGE)
            shutil.copy(self.built / "dataset" / build.SUMS, folder)
        shutil.copy(self.built / "submission" / "submission.ipynb", self.stage.working / NOTEBOOK)
        return test

    def defaults(self, layout: str) -> str:
        """What the notebook would decide without parameters, when it is saved and when it is scored."""
        self.lay(layout, seed=0)
        dataset = self.stage.kaggle / "input" / LAYOUTS[layout]["dataset"]
        told = []
        for name, variables in {"save": {}, "rerun": RERUN}.items():
            log = self.logs / f"{layout}-defaults-{name}.log"
            command = ["python", "-c", _DEFAULTS, str(dataset), str(self.stage.kaggle)]
            self._check(self.stage.run(command, log, MARGIN, variables), log)
            told.append(json.loads(log.read_text().splitlines()[-1]))
        (saved, source, output), (scored, *_) = told
        expected = self.stage.kaggle / "input" / LAYOUTS[layout]["competition"] / "arc-agi_test_challenges.json"
        if source != str(expected) or output != str(self.stage.kaggle / "working"):
            raise PerformanceError(f"reads {source} and writes to {output}")
        if not 0 < saved < scored < 12 * 3600:
            raise PerformanceError(f"searches {saved} s when saved, {scored} s when scored")
        return f"finds the test set; without parameters {saved:,.0f} s when saved, {scored:,.0f} s when scored"

    def run(self, layout: str, runner: str, kind: str) -> str:
        """The notebook as a whole, as the `kind` of run that it is; what the scorer says of its file."""
        test = self.lay(layout, seed=1 if kind == "save" else 2)
        log = self.logs / f"{layout}-{runner}-{kind}.log"
        budget = self.seconds[kind]
        code = self._execute(runner, log, {"budget_seconds": budget}, RERUN if kind == "rerun" else {}, budget)
        self._check(code, log)
        submission = self.stage.working / "submission.json"
        if not submission.is_file():
            raise PerformanceError("there is no submission.json")
        problems, share = competition.scored(submission, test)
        if problems:
            raise PerformanceError(f"submission.json: {'; '.join(problems[:3])} ({len(problems)} problems)")
        return f"{len(test.challenges)} tasks, {test.outputs} test outputs answered, {share:.1%} of them right"

    def drill(self, drill: Drill) -> str:
        """The notebook where something is missing: it must fail, and say why."""
        if drill.frozen and not self.stage.isolated:
            return "not shown: without a namespace nothing is read-only for everybody"
        self.lay("newer", seed=0, without=drill.without)
        if drill.cell:
            self._add_cell(drill.cell)
        log = self.logs / f"{drill.name.replace(' ', '-')}.log"
        # No GPU is to be found, should there be one.
        code = self._execute(
            "papermill", log, {"budget_seconds": 1, **drill.parameters}, {"CUDA_VISIBLE_DEVICES": ""}, 1, drill.frozen
        )
        said = reason(log)
        if code == 0 or not re.search(drill.says, said):
            raise PerformanceError(f"should fail with {drill.says!r}, but ended with {code}: {said}")
        return f"fails as it should: {said}"

    def _execute(
        self, runner: str, log: Path, parameters: dict[str, Any], variables: dict[str, str], budget: float,
        frozen: bool = False,
    ) -> int:  # fmt: skip
        if not self.stage.isolated:
            parameters = {**parameters, "kaggle": self.stage.kaggle}
        given = [word for name, value in parameters.items() for word in ("-p", name, f"{value}")]
        variables = {"KAGGLE_KERNEL_RUN_TYPE": "Batch", **variables}
        executed = self.stage.folder / "temporary" / "executed.ipynb"  # as the working folder may be read-only
        papermill = ["python", "-m", "papermill", "--no-progress-bar", "-k", "python3", *given]
        command = [*papermill, NOTEBOOK, str(executed)]
        if runner == "nbconvert":
            # It knows no parameters: papermill writes them into the notebook, as it does for itself.
            code = self.stage.run([*papermill, "--prepare-only", NOTEBOOK, NOTEBOOK], log, MARGIN, variables)
            if code != 0:
                return code
            command = [
                "python",
                "-m",
                "nbconvert",
                "--to",
                "notebook",
                "--execute",
                "--output",
                str(executed),
                NOTEBOOK,
            ]
        code = self.stage.run(command, log, budget + MARGIN, variables, frozen)
        if executed.is_file():
            shutil.move(executed, log.with_suffix(".ipynb"))
        return code

    def _add_cell(self, source: str) -> None:
        notebook = nbformat.read(self.stage.working / NOTEBOOK, as_version=4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(source))
        nbformat.write(notebook, self.stage.working / NOTEBOOK)

    def _check(self, code: int, log: Path) -> None:
        if code != 0:
            how = "did not end in time" if code == -1 else f"ended with {code}"
            raise PerformanceError(f"{how}: {reason(log)} (all it said: {log})")


def reason(log: Path) -> str:
    """The last error that a log tells, in one line."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8", errors="replace"))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"[\w.]*(Error|Exception|Exit|Interrupt)\b: ", line)]
    return (errors or lines or ["it said nothing"])[-1]
