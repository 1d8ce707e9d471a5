"""Models in the cache of Hugging Face's hub, which many programs share.

Its layout: https://huggingface.co/docs/huggingface_hub/guides/manage-cache
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from r1_assistant.models.describe import CONFIG
from r1_assistant.models.discover.found import FoundModel
from r1_assistant.models.discover.onnx_folder import onnx_model
from r1_assistant.models.discover.walk import gguf_names, read_json, read_line, size_of, walk
from r1_assistant.models.hf.family import is_buildable, weight_files
from r1_assistant.models.ids import id_from

PROGRAM = "hub cache"


def hub_models() -> Iterator[FoundModel]:
    """Give the models of each repository's current state."""
    root = cache_folder()
    try:
        repositories = sorted(root.glob("models--*"))
    except OSError:
        return
    for repository in repositories:
        snapshot = _snapshot(repository)
        if snapshot is not None:
            name = repository.name.rpartition("--")[2]
            for folder, files in walk(snapshot):
                yield from _in_folder(name, snapshot, folder, files)


def cache_folder() -> Path:
    """Give the hub's cache, chosen as its own library does."""
    for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
        if os.environ.get(name):
            return Path(os.environ[name]).expanduser()
    home = os.environ.get("HF_HOME")
    if home:
        return Path(home).expanduser() / "hub"
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches).expanduser() / "huggingface" / "hub"


def _snapshot(repository: Path) -> Path | None:
    """Give the state that `main` stands for; of a repository without it the latest one."""
    commit = read_line(repository / "refs" / "main")
    if commit and (repository / "snapshots" / commit).is_dir():
        return repository / "snapshots" / commit
    try:
        states = [path for path in (repository / "snapshots").iterdir() if path.is_dir()]
        return max(states, key=lambda path: path.stat().st_mtime, default=None)
    except OSError:
        return None


def _in_folder(
    name: str, snapshot: Path, folder: Path, files: Sequence[str]
) -> Iterator[FoundModel]:
    parts = folder.relative_to(snapshot).parts
    title = "-".join((name, *parts))
    if CONFIG in files:
        model = onnx_model(PROGRAM, folder, files, title, (title, *parts))
        if model is not None:
            yield model
    for file in gguf_names(files):
        path = folder / file
        if path.is_file():  # what a link stands for may be gone
            yield FoundModel(
                PROGRAM, id_from(path.stem), path, size_of(path), "gguf", title=path.stem
            )
    if is_buildable(read_json(folder / "config.json")) and weight_files(folder):
        size = size_of(*weight_files(folder))
        yield FoundModel(
            PROGRAM, id_from(title), folder, size, "transformers", "cpu, gpu", title=title
        )
