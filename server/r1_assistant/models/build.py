"""Making a model's folder out of what was downloaded or given."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from r1_assistant.models.catalog import CatalogEntry
from r1_assistant.models.describe import describe
from r1_assistant.models.files import files_below, need_space, sha256_of
from r1_assistant.models.manifest import FILE_NAME, Manifest, write_manifest
from r1_assistant.models.progress import InstallProgress, Stage
from r1_assistant.models.store import InstalledModel, find_installed
from r1_assistant.models.workshop import STAGED, publish

LINK_FROM = 1_000_000
"""Bytes; files of this size are shared with an imported folder where the disk allows that."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a model comes from, in words, and the SHA-256 of the file it is made from.

    With `link`, its folder is used where it lies.
    """

    text: str
    sha256: str = ""
    link: bool = False


@dataclass(frozen=True, slots=True)
class NpuImport:
    """How a model is made for an NPU: `context` is what its cache holds, in tokens.

    0 stands for the size that is usual.
    """

    context: int = 0


def build(
    path: Path,
    work: Path,
    model_id: str,
    origin: Origin,
    progress: InstallProgress,
    *,
    title: str = "",
    entry: CatalogEntry | None = None,
    npu: NpuImport | None = None,
) -> InstalledModel:
    """Put the model at `path`, a GGUF file or a folder, into the store.

    With `npu`, a GGUF file becomes graphs for an NPU. Raises ImportFormatError if it is not one
    that can be used.
    """
    staged = path if path.is_relative_to(work) and path.is_dir() else _staged(work)
    if path.is_file():
        _convert(path, staged, progress, npu)
    elif staged != path and not origin.link:
        _take_files(path, staged, progress)
    folder = path if origin.link else staged
    write_manifest(staged, _manifest(folder, model_id, title, origin, progress, entry))
    publish(staged, work, model_id)
    model = find_installed(model_id)
    assert model is not None, "a model that was published just now"  # noqa: S101
    return model


def _staged(work: Path) -> Path:
    staged = work / STAGED
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    return staged


def _convert(path: Path, staged: Path, progress: InstallProgress, npu: NpuImport | None) -> None:
    if npu is not None:
        _convert_for_npu(path, staged, progress, npu)
        return
    from r1_assistant.models.gguf import import_gguf  # late: numpy, onnx

    need_space(staged, path.stat().st_size * 3 // 2)  # 5-bit tensors grow to 8 bits
    import_gguf(path, staged, progress=partial(progress, Stage.CONVERTING))


def _convert_for_npu(path: Path, staged: Path, progress: InstallProgress, npu: NpuImport) -> None:
    from r1_assistant.models.npu import CONTEXT, import_for_npu  # late: numpy, onnx

    import_for_npu(
        path,
        staged,
        context=npu.context or CONTEXT,
        progress=partial(progress, Stage.CONVERTING),
        compiling=partial(progress, Stage.COMPILING),
    )


def _take_files(folder: Path, staged: Path, progress: InstallProgress) -> None:
    """Bring the files of `folder` to `staged`, the large ones as further names of the same file."""
    files = [path for path in files_below(folder) if path.name != FILE_NAME]
    total = sum(path.stat().st_size for path in files)
    done = 0
    for source in files:
        target = staged / source.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _link_or_copy(source.resolve(), target)
        done += target.stat().st_size
        progress(Stage.COPYING, done, total)


def _link_or_copy(source: Path, target: Path) -> None:
    size = source.stat().st_size
    if size >= LINK_FROM:
        try:
            os.link(source, target)
            return
        except OSError:  # another disk, or a file system without links
            need_space(target.parent, size)
    shutil.copyfile(source, target)


def _manifest(
    folder: Path,
    model_id: str,
    title: str,
    origin: Origin,
    progress: InstallProgress,
    entry: CatalogEntry | None,
) -> Manifest:
    found = describe(folder)
    known = entry or found
    files = _hashes(folder, progress)
    return Manifest(
        id=model_id,
        title=entry.title if entry else title or model_id,
        licence=entry.licence if entry else "unknown",
        source=origin.text,
        source_sha256=origin.sha256,
        context_length=found.context_length,
        reasoning=known.reasoning,
        fill_in_the_middle=known.fill_in_the_middle,
        device=known.device,
        size=sum((folder / name).stat().st_size for name in files),
        files=files,
        installed_at=datetime.now(UTC).isoformat(timespec="seconds"),
        linked=str(folder) if origin.link else "",
    )


def _hashes(folder: Path, progress: InstallProgress) -> dict[str, str]:
    files = [path for path in files_below(folder) if path.name != FILE_NAME]
    total = sum(path.stat().st_size for path in files)
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(Stage.CHECKING, done, total)

    return {path.relative_to(folder).as_posix(): sha256_of(path, tell) for path in files}
