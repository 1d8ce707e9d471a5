"""Texts of a folder's files as they are on the disk, read again when they have changed."""

import os
import stat
from pathlib import Path
from threading import Lock
from time import monotonic

from r1_assistant.context.index.cache import Cache
from r1_assistant.context.index.extract import MAX_BYTES, decoded

_MOST_BYTES = 4 << 20
_PLACE_SECONDS = 1.0
"""Time for which a path is taken to lead to the same file: links change rarely."""

_MOST_PLACES = 4096

_Stamp = tuple[int, int, int]


class Texts:
    """The texts of files below a root, which threads can share."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = Lock()
        self._places: dict[str, tuple[float, str]] = {}
        self._texts = Cache[tuple[_Stamp, str]](_MOST_BYTES)

    def text(self, path: str) -> str | None:
        """Give a file's text as it is now; None if it is too large, gone, or not in the folder."""
        with self._lock:
            try:
                place = self._place(path)
                return self._text(place) if place is not None else None
            except (OSError, ValueError, RuntimeError):
                self._places.pop(path, None)
                return None

    def _place(self, path: str) -> str | None:
        now = monotonic()
        looked, place = self._places.get(path, (0.0, ""))
        if place and now - looked < _PLACE_SECONDS:
            return place
        root = self._root.resolve()
        file = (root / path).resolve()
        if not file.is_relative_to(root):
            return None
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        self._places[path] = now, str(file)
        return str(file)

    def _text(self, place: str) -> str | None:
        found = os.lstat(place)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            return None
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        key = (0, os.fsencode(place))
        known = self._texts.get(key)
        if known is not None and known[0] == stamp:
            return known[1]
        text = decoded(Path(place).read_bytes())
        self._texts.put(key, (stamp, text), len(text))
        return text
