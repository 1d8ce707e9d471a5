"""The models that are measured: the same GGUF for both sides, imported by the product's code."""

import hashlib
import os
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.run import BenchError
from r1_assistant.engine.worker.tokens import Tokens
from r1_assistant.models import gguf
from r1_assistant.models.catalog import IndexSource, load_catalog
from r1_assistant.models.files import human_size, sha256_of
from r1_assistant.models.index_source import fetch_from_index
from r1_assistant.models.progress import Stage

IDS = {"05b": "qwen2.5-coder-0.5b", "15b": "qwen2.5-coder-1.5b"}
"""Ids in the catalogue by the ends of the metrics' names."""


@dataclass(frozen=True)
class Specimen:
    """A model as a verified GGUF file and as the folder that was made of it."""

    id: str
    file: Path
    sha256: str
    folder: Path

    @cached_property
    def tokens(self) -> Tokens:
        """The model's tokenizer, as the engine uses it."""
        return Tokens(self.folder)


def prepare(key: str, home: Path) -> Specimen:
    """Give the model of that key, fetched and imported below `home` if it is not there.

    The variable R1_BENCH_GGUF_05B (or _15B) names a file to use in place of a download.
    """
    entry = load_catalog().entries[IDS[key]]
    source = next(s for s in entry.sources if isinstance(s, IndexSource))
    file = _file(key, source, home / "gguf")
    folder = home / "imported" / f"{entry.id}-{_importer_digest()}"
    if not folder.is_dir():
        _remove_older(folder, entry.id)
        _import(file, folder)
    return Specimen(entry.id, file, source.sha256, folder)


def _file(key: str, source: IndexSource, home: Path) -> Path:
    given = os.environ.get(f"R1_BENCH_GGUF_{key.upper()}")
    if given is None:
        home.mkdir(parents=True, exist_ok=True)
        return fetch_from_index(source, home, _tell)
    if sha256_of(Path(given)) != source.sha256:
        raise BenchError(f"{given} is not {source.file}: its SHA-256 is another one")
    return Path(given)


def _import(file: Path, folder: Path) -> None:
    half = folder.with_suffix(".partial")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    print(f"importing {file.name}", file=sys.stderr, flush=True)
    gguf.import_gguf(file, half)
    half.replace(folder)


def _importer_digest() -> str:
    """Tell versions of the importer apart: models made by another one are made anew."""
    sources = sorted(Path(gguf.__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def _remove_older(folder: Path, model_id: str) -> None:
    for older in folder.parent.glob(f"{model_id}-*"):
        shutil.rmtree(older, ignore_errors=True)


def _tell(stage: Stage, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage} {human_size(done)} of {human_size(total)}", end="", file=sys.stderr)
