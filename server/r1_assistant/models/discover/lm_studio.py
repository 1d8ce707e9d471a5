"""Models of LM Studio: GGUF files in folders of its own, or in the one that its settings name."""

import os
from collections.abc import Iterator
from pathlib import Path

from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.walk import gguf_names, read_json, read_line, size_of, walk
from r1_assistant.models.ids import id_from

POINTER = ".lmstudio-home-pointer"
"""A file in the user's folder that names the folder of newer versions."""


def lm_studio_models() -> Iterator[FoundModel]:
    """Give the GGUF files in LM Studio's folders of models."""
    for root in _roots():
        for folder, files in walk(root):
            for name in gguf_names(files):
                path = folder / name
                yield FoundModel(
                    "LM Studio", id_from(path.stem), path, size_of(path), "gguf", title=path.stem
                )


def _roots() -> list[Path]:
    """Give the folders of models, each one once."""
    homes = list(_homes())
    files = [home / "settings.json" for home in (*homes, *_settings_folders())]
    chosen = [read_json(file).get("downloadsFolder") for file in files]
    roots = [Path(each).expanduser() for each in chosen if isinstance(each, str) and each]
    roots += [home / "models" for home in homes]
    found = (root for root in roots if root.is_absolute() and root.is_dir())
    return list(dict.fromkeys(root.resolve() for root in found))


def _homes() -> Iterator[Path]:
    user = Path.home()
    named = read_line(user / POINTER)
    if named:
        yield Path(named)
    yield user / ".lmstudio"
    yield user / ".cache" / "lm-studio"  # versions of 2024


def _settings_folders() -> Iterator[Path]:
    """Give where the desktop program's settings are, on each system."""
    roaming = os.environ.get("APPDATA")
    if roaming:
        yield Path(roaming) / "LM Studio"
    yield Path.home() / "Library" / "Application Support" / "LM Studio"
    yield Path.home() / ".config" / "LM Studio"
