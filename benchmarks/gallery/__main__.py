"""Writes docs/operations.md and its pictures: python -m benchmarks.gallery"""

from __future__ import annotations

from pathlib import Path

from .page import gallery

DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> None:
    """Write the files that have changed, and remove pictures of families that no longer exist."""
    files = gallery()
    for name, text in files.items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(path)
    for path in (DOCS / "operations").glob("*.svg"):
        if f"operations/{path.name}" not in files:
            path.unlink()
            print(f"{path} is removed")


if __name__ == "__main__":
    main()
