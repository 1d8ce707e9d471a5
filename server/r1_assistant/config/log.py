"""Log files of the programs."""

import logging
import os
from io import TextIOWrapper
from pathlib import Path

from r1_assistant.config.paths import log_dir

LOG_SIZE = 1_000_000
"""Bytes; a log file that has grown beyond is moved aside when the next program starts logging."""


def log_file(name: str) -> Path:
    """Where the program of that name writes its log."""
    return log_dir() / f"{name}.log"


def log_to_file(path: Path) -> None:
    """Have records of the standard logging module written to a file from now on."""
    logging.raiseExceptions = False  # nor must a disk that fills up
    form = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"
    logging.basicConfig(handlers=[_LogFile(path)], format=form, level=logging.INFO)


class _LogFile(logging.FileHandler):
    """Makes the folder and the file with the first record."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8", delay=True)

    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.stat().st_size > LOG_SIZE:
                path.replace(path.with_suffix(".old.log"))
            return super()._open()
        except OSError:  # a log that cannot be written must not cost the result
            return Path(os.devnull).open("a", encoding="utf-8")
