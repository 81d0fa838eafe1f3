"""The library: programs that solve known tasks, stored as text, one file for each set of tasks that they come from.

`load_library()` reads and checks all of them; nothing in the text is believed before it is checked.
"""

from .load import LONGEST, LibraryError, Stored, load_library, read_library, stored_id

__all__ = ["LONGEST", "LibraryError", "Stored", "load_library", "read_library", "stored_id"]
