"""Where each setting that holds comes from: the file and the line, the environment, or the default.

The files are read once more for it, with the places of their keys.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import Layer, parse, parse_toml, setting_key, tool_table
from r1_assistant.config.settings import (
    PROJECT_FILE,
    USERS,
    WORKSPACE_FILE,
    documented_settings,
)
from r1_assistant.config.source import FolderSource, Source
from r1_assistant.config.team.folders import folders_above
from r1_assistant.config.team.parse import split
from r1_assistant.config.toml_lines import Lines, key_lines, line_of

DEFAULT = "default"
ENVIRONMENT = {"model": "R1_MODEL", "device": "R1_DEVICE"}
"""Variables that go before every file."""


@dataclass(frozen=True, slots=True)
class Place:
    """A file, or what else says something; a line (1-based), 0 where there is none."""

    origin: str
    line: int = 0

    def __str__(self) -> str:
        """Write it as `file:line`."""
        return f"{self.origin}:{self.line}" if self.line else self.origin


@dataclass(frozen=True, slots=True)
class SettingSaid:
    """A setting's value, and where it is said."""

    key: str
    value: Any
    place: Place


@dataclass(frozen=True, slots=True)
class FileLines:
    """A file of settings: its table, and the lines of its keys."""

    origin: str
    table: Mapping[str, Any] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    prefix: str = ""

    def place(self, key: str) -> Place:
        """Say where a key stands, with `-` or with `_` in it."""
        wanted = setting_key(self.prefix + key)
        lines = {setting_key(name): line for name, line in self.lines.items()}
        return Place(self.origin, line_of(lines, wanted))


def settings_said(root: Path | Source) -> list[SettingSaid]:
    """Give every setting that holds at the top, in the documented order."""
    top, user = top_file(root), user_file()
    layers = (
        (top, parse(split(top.table)[1], Layer.WORKSPACE)[0]),
        (user, parse(split(user.table)[1], Layer.USER)[0]),
    )
    return [_said(one.key, one.default, layers) for one in documented_settings()]


def top_file(root: Path | Source) -> FileLines:
    """Read `.r1.toml` at the top, or else the part of `pyproject.toml`; empty if there is none."""
    source = FolderSource(root) if isinstance(root, Path) else root
    found = _read(source, WORKSPACE_FILE, WORKSPACE_FILE)
    if found is not None:
        return found
    project = _read(source, PROJECT_FILE, PROJECT_FILE)
    if project is None:
        return FileLines(WORKSPACE_FILE)
    return FileLines(PROJECT_FILE, tool_table(project.table)[0], project.lines, "tool.r1.")


def user_file() -> FileLines:
    """Read the user's file."""
    file = settings_file()
    return _read(FolderSource(file.parent), file.name, USERS) or FileLines(USERS)


def folder_files(root: Path | Source, path: str) -> Iterator[FileLines]:
    """Read the files between the top and a file, as far as there are any."""
    source = FolderSource(root) if isinstance(root, Path) else root
    for folder in folders_above(path):
        name = f"{folder}/{WORKSPACE_FILE}"
        if (found := _read(source, name, name)) is not None:
            yield found


def _read(source: Source, path: str, origin: str) -> FileLines | None:
    """Read a file; what cannot be read is told elsewhere, and counts as none."""
    try:
        text = source.read(path)
    except (OSError, ValueError):
        return None
    return None if text is None else FileLines(origin, parse_toml(text)[0], key_lines(text))


def _said(
    key: str, default: Any, layers: Sequence[tuple[FileLines, Mapping[str, Any]]]
) -> SettingSaid:
    value, place = default, Place(DEFAULT)
    for file, values in layers:
        if key in values:
            additive = key == "exclude" and value
            value = (*value, *values[key]) if additive else values[key]
            place = file.place(key)
    variable = ENVIRONMENT.get(key, "")
    if os.environ.get(variable):
        value, place = os.environ[variable], Place(f"${variable}")
    return SettingSaid(key, value, place)
