"""Models that other programs have on this machine: found by their files, quickly, offline."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from r1_assistant.models.describe import CONFIG
from r1_assistant.models.ids import id_from

MAX_FOLDERS = 2_000
"""Folders looked into per program."""
MAX_DEPTH = 7
_OLLAMA_MODEL = "application/vnd.ollama.image.model"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model of another program: `path` is what to import, `id` a name for it (may be empty)."""

    program: str
    id: str
    path: Path
    size: int


def discover() -> list[FoundModel]:
    """Return the models of AI Toolkit, Foundry Local, Ollama and LM Studio that can be imported."""
    home = Path.home()
    ollama = Path(os.environ.get("OLLAMA_MODELS") or home / ".ollama" / "models")
    return [
        *_onnx_folders("AI Toolkit", home / ".aitk" / "models"),
        *_onnx_folders("Foundry Local", home / ".foundry" / "cache" / "models"),
        *_ollama_models(ollama),
        *_gguf_files("LM Studio", home / ".lmstudio" / "models"),
    ]


def _onnx_folders(program: str, root: Path) -> Iterator[FoundModel]:
    for folder, files in _walk(root):
        if CONFIG in files:
            names = folder.relative_to(root).parts[1:] or (folder.name,)
            size = sum(_size(folder / name) for name in files)
            yield FoundModel(program, id_from("-".join(names)), folder, size)


def _gguf_files(program: str, root: Path) -> Iterator[FoundModel]:
    for folder, files in _walk(root):
        for name in files:
            if name.endswith(".gguf") and not name.startswith("mmproj"):
                path = folder / name
                yield FoundModel(program, id_from(path.stem), path, _size(path))


def _ollama_models(root: Path) -> Iterator[FoundModel]:
    manifests = root / "manifests"
    for folder, files in _walk(manifests):
        for tag in files:
            for digest in _ollama_digests(folder / tag):
                blob = root / "blobs" / digest.replace(":", "-")
                if blob.is_file():
                    model_id = id_from(f"{folder.name}-{tag}")
                    yield FoundModel("Ollama", model_id, blob, _size(blob))


def _ollama_digests(manifest: Path) -> list[str]:
    """Return the digests of the weights that an Ollama manifest names."""
    try:
        layers = json.loads(manifest.read_text(encoding="utf-8"))["layers"]
        return [str(lay["digest"]) for lay in layers if lay["mediaType"] == _OLLAMA_MODEL]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Give the folders below `root` and their files' names, sorted, as far as the bounds allow."""
    for name, folders, files in islice(os.walk(root), MAX_FOLDERS):
        folder = Path(name)
        deep = len(folder.relative_to(root).parts) >= MAX_DEPTH
        folders[:] = [] if deep else sorted(_visible(folders))
        yield folder, sorted(_visible(files))


def _visible(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if not name.startswith("."))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
