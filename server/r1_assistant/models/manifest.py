"""`r1-model.json`: what the folder of an installed model says about it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "r1-model.json"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of an installed model. Sizes are in bytes, the context length in tokens.

    `source` says in words where it came from, `source_sha256` is that of the file it was made from
    (empty if it came as a folder). `files` maps the names of the model's files, with `/` between
    parts, to their SHA-256. `linked` is the folder of a model that is used where it lies, and
    empty otherwise. `installed_at` is a UTC time in ISO 8601.
    """

    id: str
    title: str
    licence: str
    source: str
    source_sha256: str
    context_length: int
    reasoning: bool
    fill_in_the_middle: bool
    device: str
    size: int
    files: Mapping[str, str]
    installed_at: str
    linked: str = ""

    @property
    def digest(self) -> str:
        """The SHA-256 of the names and hashes of all files: another model, another digest."""
        return hashlib.sha256(json.dumps(sorted(self.files.items())).encode()).hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write what is known of the model in `folder`."""
    fields = {name: getattr(manifest, name) for name in Manifest.__slots__}
    text = json.dumps({"format_version": FORMAT_VERSION, **fields}, indent=2, default=dict)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """Read what is known of the model in `folder`; None if there is none that we understand."""
    try:
        data = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return parse_manifest(data)


def parse_manifest(data: Any) -> Manifest | None:
    """Read a manifest's JSON value; None unless each field is there and of its type."""
    if not isinstance(data, dict) or data.get("format_version") != FORMAT_VERSION:
        return None
    values: dict[str, Any] = {name: data.get(name) for name in Manifest.__slots__}
    if not all(isinstance(values[name], kind) for name, kind in _KINDS.items()):
        return None
    if not all(isinstance(sha, str) for sha in values["files"].values()):
        return None
    return Manifest(**values)


_KINDS: Mapping[str, type] = {
    **dict.fromkeys(Manifest.__slots__, str),
    **dict.fromkeys(("context_length", "size"), int),
    **dict.fromkeys(("reasoning", "fill_in_the_middle"), bool),
    "files": dict,
}
