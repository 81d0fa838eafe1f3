"""Run by kaggle/stage.py in namespaces of its own: runs a command under a root in which /kaggle is a given folder.

python inside.py '{"root": EMPTY, "kaggle": FOLDER, "read_only": [NAME, ...], "hidden": FOLDER, "kept": FOLDER}' COMMAND
All of the machine's other folders are in that root as they are, except that of `hidden` nothing but `kept` is there.
"""

import contextlib
import fcntl
import json
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

_SET_FLAGS, _UP = 0x8914, 0x1  # of an interface of the network: SIOCSIFFLAGS, IFF_UP


def main(settings: str, *command: str) -> None:
    """Becomes the command. Raises OSError where the machine refuses anything of this."""
    given = json.loads(settings)
    root, kaggle = Path(given["root"]), Path(given["kaggle"])
    _mount("-t", "tmpfs", "none", root)
    _mount("--make-unbindable", root)  # else it would be in its own copy of the folder that it lies in
    for path in Path("/").iterdir():
        if path.is_symlink():
            (root / path.name).symlink_to(path.readlink())
        elif path.is_dir() and path.name != "kaggle":
            (root / path.name).mkdir()
            _mount("--rbind", path, root / path.name)
    (root / "kaggle").mkdir()
    _mount("--bind", kaggle, root / "kaggle")
    for name in given["read_only"]:
        # A copy, as whoever is not root cannot make a folder of the machine read-only, not even here.
        folder = root / "kaggle" / name
        _mount("-t", "tmpfs", "none", folder)
        shutil.copytree(kaggle / name, folder, dirs_exist_ok=True)
        _mount("-o", "remount,bind,ro", folder)
    if given["hidden"]:
        hidden, kept = root / Path(given["hidden"]).relative_to("/"), root / Path(given["kept"]).relative_to("/")
        _mount("-t", "tmpfs", "none", hidden)
        if not kept.is_dir():
            kept.mkdir(parents=True)
            _mount("--bind", given["kept"], kept)
    with contextlib.suppress(OSError), socket.socket() as any_socket:
        # A kernel is talked to over the loop, which is down at first in a network of its own.
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    os.chroot(root)
    os.chdir("/kaggle/working")
    os.execvp(command[0], command)


def _mount(*arguments: str | Path) -> None:
    ended = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise OSError(ended.stderr.strip())


if __name__ == "__main__":
    main(*sys.argv[1:])
