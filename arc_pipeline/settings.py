"""The parameters of a notebook: those that are not given get the defaults of the environment it runs in.

The environments: a Kaggle notebook that is scored, one that is saved or interactive, and any other machine.
"""

from __future__ import annotations

import math
import os
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .backends import NAMES, gpu_count, gpu_of
from .tasks import find_competition

KAGGLE = Path("/kaggle")
RERUN = "KAGGLE_IS_COMPETITION_RERUN"  # Kaggle sets it in the scored run on hidden tasks

BUNDLED_SOURCE = "arc-agi-1/training"
RERUN_SECONDS = 8 * 3600.0 - 600.0  # 8 hours, less the time for loading, compiling and charts
SAVE_SECONDS = 900.0
LOCAL_SECONDS = 240.0
STORE = "store.sqlite"  # in the output folder


class SettingsError(ValueError):
    """A parameter is invalid, or a default cannot be found; the message says what to give instead."""


@dataclass(frozen=True)
class Settings:
    """All parameters, with defaults filled in. `ids`: None for all tasks, or ids, or the path of a file of ids;
    `limit`: None for no limit; `workers`: None for what `worker_count` says, 0 to search in this process; `store`: None
    to keep nothing; `resume`: whether to go on where the runs that wrote the store ended."""

    source: str
    ids: tuple[str, ...] | Path | None
    limit: int | None
    budget_seconds: float
    backend: str
    workers: int | None
    seed: int
    output_dir: Path
    store: Path | None
    resume: bool

    def as_dict(self) -> dict[str, Any]:
        """The settings as plain values, for a record or a table."""
        return {name: str(value) if isinstance(value, Path) else value for name, value in asdict(self).items()}


def resolve(
    source: str | os.PathLike[str] | None = None,
    ids: Sequence[str | int] | str | int | None = None,
    limit: int | None = None,
    budget_seconds: float | None = None,
    backend: str | None = None,
    workers: int | None = None,
    seed: int | None = None,
    output_dir: str | os.PathLike[str] | None = None,
    store: str | os.PathLike[str] | bool | None = None,
    resume: bool | None = None,
    *,
    kaggle: Path = KAGGLE,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Settings from a notebook's parameters; None, or an empty text, stands for the default.

    `ids` is a list of ids, the path of a file of ids, or ids separated by commas. `store` is False to keep nothing.
    `kaggle` is where Kaggle mounts its folders. Raises SettingsError for an invalid parameter, before any work is done.
    Warns (RuntimeWarning) on Kaggle if a GPU would be used and there is none.
    """
    on_kaggle = (kaggle / "working").is_dir()
    if on_kaggle and gpu_of(_backend(backend or "auto")) == "beside" and gpu_count() == 0:
        choose = "choose an accelerator in the notebook's settings, or push it with --accelerator NvidiaTeslaT4"
        warnings.warn(
            f"no NVIDIA GPU can be used: the search has the CPU alone; {choose}", RuntimeWarning, stacklevel=2
        )
    folder = output_folder(output_dir, kaggle)
    return Settings(
        source=os.fspath(source) if source else _default_source(on_kaggle, kaggle),
        ids=chosen_ids(ids),
        limit=_at_least(1, "limit", limit),
        budget_seconds=_budget(budget_seconds, on_kaggle, environment),
        backend=_backend(backend or "auto"),
        workers=_at_least(0, "workers", workers),
        seed=_at_least(0, "seed", seed) or 0,
        output_dir=folder,
        store=_store(store, folder),
        resume=_resume(resume, store),
    )


def output_folder(output_dir: str | os.PathLike[str] | None = None, kaggle: Path = KAGGLE) -> Path:
    """Where results go: as asked for, by default into Kaggle's working folder, or `out` where there is none."""
    working = kaggle / "working"
    return Path(output_dir or (working if working.is_dir() else "out"))


def _default_source(on_kaggle: bool, kaggle: Path) -> str:
    found = find_competition(kaggle / "input")
    if found is not None:
        return str(found)
    if on_kaggle:
        raise SettingsError(
            f"no ARC competition under {kaggle / 'input'}: add it to the notebook's input, or set source"
        )
    return BUNDLED_SOURCE


def chosen_ids(ids: Sequence[str | int] | str | int | None) -> tuple[str, ...] | Path | None:
    """The ids in any form in which they can be given: a list, the path of a file, ids with commas between them; None
    for all. Raises SettingsError if they are none of these, or if an id was read as a number that it cannot be told of.
    """
    if ids is None or ids == "":
        return None
    if isinstance(ids, str):
        # os.path, as Path raises if a list of ids is longer than a file name can be.
        return Path(ids) if os.path.isfile(ids) else tuple(id for part in ids.split(",") if (id := part.strip()))
    if isinstance(ids, int) and not isinstance(ids, bool):
        return (f"{ids:08d}",)  # papermill's -p turns an id of digits only into a number
    if isinstance(ids, float):
        raise SettingsError(f"ids is not the number {ids}, which papermill makes of an id such as 007e1234: use -r")
    if not isinstance(ids, list | tuple) or not all(isinstance(id, str) or _is_whole_id(id) for id in ids):
        raise SettingsError(
            f"ids is a list of texts, a file of ids, or ids with commas between them, not {ids!r}; in YAML an id of "
            "digits only needs quotes"
        )
    return tuple(map(str, ids))


def _is_whole_id(id: object) -> bool:
    """Whether it is an id of 8 digits that YAML read as a number. Fewer may have been zeros before it, and octal."""
    return isinstance(id, int) and not isinstance(id, bool) and 10**7 <= id < 10**8


def _budget(seconds: float | None, on_kaggle: bool, environment: Mapping[str, str]) -> float:
    if seconds is None:
        on_save = SAVE_SECONDS if on_kaggle else LOCAL_SECONDS
        return RERUN_SECONDS if environment.get(RERUN) else on_save
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise SettingsError(f"budget_seconds is a number of seconds above 0, not {seconds!r}")
    return float(seconds)


def _backend(name: str) -> str:
    if name not in NAMES:
        raise SettingsError(f"backend is one of {', '.join(NAMES)}, not {name!r}")
    if gpu_of(name) == "alone" and gpu_count() == 0:
        raise SettingsError(f"backend {name!r} needs an NVIDIA GPU that CuPy can use, and there is none: try 'auto'")
    return name


def _store(store: str | os.PathLike[str] | bool | None, folder: Path) -> Path | None:
    if store is None or store == "":
        return folder / STORE
    if store is False:
        return None
    if not isinstance(store, str | os.PathLike):
        raise SettingsError(f"store is the path of a file, or False to keep nothing, not {store!r}")
    return Path(store)


def _resume(resume: bool | None, store: str | os.PathLike[str] | bool | None) -> bool:
    if not isinstance(resume, bool | None):
        raise SettingsError(f"resume is True or False, not {resume!r}")
    if resume and store is False:
        raise SettingsError("resume is True, but store is False: there is nothing to resume from")
    return bool(resume)


def _at_least(least: int, name: str, number: int | None) -> int | None:
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or number < least):
        raise SettingsError(f"{name} is a whole number of at least {least}, or None, not {number!r}")
    return number
