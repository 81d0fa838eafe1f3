"""The command line: `python -m arc_pipeline WORD ...`; each word is a file of `commands`."""

import sys

from .commands import main

if __name__ == "__main__":
    sys.exit(main())
