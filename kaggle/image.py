"""An environment with the versions of Kaggle's image, those of kaggle/image.txt: made once and kept for them."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "3.12"  # of the image's Python
REQUIREMENTS = Path(__file__).with_name("image.txt")
_SHOWN = ("numpy", "pandas", "matplotlib")
_TELL = f"""
import json, sys
from importlib.metadata import version
print(json.dumps({{"Python": sys.version.split()[0], **{{name: version(name) for name in {_SHOWN}}}}}))
"""


class ImageError(Exception):
    """The environment cannot be made, or lacks something; the message says why."""


def environment(kept: Path, python: Path | None = None) -> Path:
    """The Python of the environment: `python` as it is or, without one, that of an environment in the folder `kept`.

    Made with Kaggle's version of Python if there is one, else with this one. Raises ImageError.
    """
    if python is not None:
        return Path(os.path.abspath(python))  # not resolved: an environment's Python is a link
    base = _base()
    version = subprocess.run([base, "-VV"], capture_output=True, text=True, check=True).stdout
    name = hashlib.sha256(REQUIREMENTS.read_bytes() + version.encode()).hexdigest()[:12]
    folder = kept / f"image-{name}"
    made = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        _run([base, "-m", "venv", str(folder)])
        # Nothing is built from source: that would take long, and fail late.
        _run([str(made), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", str(REQUIREMENTS)])
        (folder / "complete").touch()
    return made


def versions(python: Path) -> dict[str, str]:
    """The versions of Python and of what the notebooks depend on most. Raises ImageError."""
    told: dict[str, str] = json.loads(_run([str(python), "-c", _TELL]))
    return told


def _base() -> str:
    """A Python of VERSION if one is on PATH, else this one."""
    found = shutil.which(f"python{VERSION}")
    if found is not None:
        # A pyenv has this command for all its versions, and runs it only for the one that is chosen.
        environment = {**os.environ, "PYENV_VERSION": VERSION}
        command = [found, "-c", "import sys; print(sys.executable)"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode == 0:
            return ended.stdout.strip()
    return sys.executable


def _run(command: list[str]) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        said = (ended.stderr.strip() or ended.stdout.strip() or "nothing").splitlines()[-1]
        raise ImageError(f"{' '.join(command[:4])} ... ended with {ended.returncode}: {said}")
    return ended.stdout
