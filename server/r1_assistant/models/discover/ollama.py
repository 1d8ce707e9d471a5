"""Models of Ollama: GGUF files without telling names, which its manifests name."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.walk import read_json, size_of, walk
from r1_assistant.models.ids import id_from

SERVICE = Path("/usr/share/ollama/.ollama/models")
"""Where Ollama keeps models if it runs as a service of Linux."""
_WEIGHTS = "application/vnd.ollama.image.model"


def ollama_models() -> Iterator[FoundModel]:
    """Give the models below OLLAMA_MODELS, else below ~/.ollama, and those of the service."""
    for root in _roots():
        yield from _models(root)


def _roots() -> list[Path]:
    chosen = os.environ.get("OLLAMA_MODELS")
    if chosen:
        return [Path(chosen).expanduser()]
    own = Path.home() / ".ollama" / "models"
    return [own, SERVICE] if sys.platform.startswith("linux") else [own]


def _models(root: Path) -> Iterator[FoundModel]:
    for folder, files in walk(root / "manifests"):
        for tag in files:
            blob = _blob(root, folder / tag)
            if blob is not None:
                name = f"{folder.name}-{tag}"
                title = f"{folder.name}:{tag}"
                yield FoundModel("Ollama", id_from(name), blob, size_of(blob), "gguf", title=title)


def _blob(root: Path, manifest: Path) -> Path | None:
    """Give the file of weights that a manifest names; None unless it is there, and one file."""
    layers = read_json(manifest).get("layers")
    found = [
        layer.get("digest")
        for layer in (layers if isinstance(layers, list) else ())
        if isinstance(layer, dict) and layer.get("mediaType") == _WEIGHTS
    ]
    if len(found) != 1 or not isinstance(found[0], str):
        return None
    digest = found[0]
    if "/" in digest or "\\" in digest:
        return None
    names = (digest.replace(":", "-"), digest)  # the second is how older versions wrote it
    return next((path for name in names if (path := root / "blobs" / name).is_file()), None)
