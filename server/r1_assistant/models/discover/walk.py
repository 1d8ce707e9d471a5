"""Looking through folders of other programs: bounded, and without stumbling over what is odd."""

import json
import os
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

MAX_FOLDERS = 2_000
"""Folders looked into per program."""
MAX_DEPTH = 7
MAX_TEXT = 10_000_000
"""Bytes; a larger file describes no model."""
_LATER_PART = re.compile(r"-(?!0*1-of-)\d+-of-\d+\.gguf$", re.IGNORECASE)


def walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Give the folders below `root` and their files' names, sorted, as far as the bounds allow."""
    for name, folders, files in islice(os.walk(root), MAX_FOLDERS):
        folder = Path(name)
        deep = len(folder.relative_to(root).parts) >= MAX_DEPTH
        folders[:] = [] if deep else sorted(_visible(folders))
        yield folder, sorted(_visible(files))


def gguf_names(files: Iterable[str]) -> Iterator[str]:
    """Leave the names of GGUF files that hold a language model, of one in parts the first."""
    for name in files:
        is_model = name.lower().endswith(".gguf") and not name.lower().startswith("mmproj")
        if is_model and not _LATER_PART.search(name):
            yield name


def size_of(*paths: Path) -> int:
    """Add up sizes in bytes; what cannot be looked at counts as nothing."""
    return sum(map(_size, paths))


def read_json(path: Path) -> dict[str, Any]:
    """Read an object of a JSON file; an empty one if it is not there, or is none."""
    try:
        if path.stat().st_size > MAX_TEXT:
            return {}
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def read_line(path: Path) -> str:
    """Read the first line of a small text file; empty if it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.readline(4096).strip()
    except (OSError, ValueError):
        return ""


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _visible(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not name.startswith("."))
