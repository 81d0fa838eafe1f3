"""A store: programs, validations, timings and what was searched, of many runs, in one SQLite file.

What is read from one is checked, and its programs are run again before they count: it may come from a stranger.
`python -m arc_pipeline store` exports, imports, merges and shows stores.
"""

from .database import StoreError
from .for_library import export_library
from .merging import merge
from .store import Store
from .text import export, import_text

__all__ = ["Store", "StoreError", "export", "export_library", "import_text", "merge"]
