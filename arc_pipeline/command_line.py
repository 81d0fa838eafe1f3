"""How a command ends: with 0, with 1 and one line for what is at fault, with 130 if a person interrupts it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

INTERRUPTED = 130  # 128 and the number of SIGINT, as shells say it


def ended(name: str, run: Callable[[], int | None], at_fault: tuple[type[BaseException], ...]) -> int:
    """Run a command and return its exit status. `at_fault`: what it raises for bad input, which is told in one line
    that begins with the name of the program; anything else is a bug, and raised."""
    try:
        status = run()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads it has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except at_fault as error:
        print(f"{name}: {' '.join(str(error).split())}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"{name}: interrupted", file=sys.stderr)
        return INTERRUPTED
    return status or 0
