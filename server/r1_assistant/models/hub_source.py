"""Models from the model hub."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.files import CHUNK, need_space, sha256_of
from r1_assistant.models.http import HttpClient
from r1_assistant.models.progress import InstallProgress, Stage

ENDPOINT = "https://huggingface.co"
_MARGIN = 50_000_000


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository: `name` is below the folder that was asked for, `size` in bytes.

    The hub knows the SHA-256 of large files; of small ones it gives the hash that git gives them.
    """

    path: str
    name: str
    size: int
    sha256: str
    git_sha1: str


def hub_client() -> HttpClient:
    """Talk to the hub, or to what HF_ENDPOINT names in its place, with HF_TOKEN if it is set."""
    return HttpClient(os.environ.get("HF_ENDPOINT") or ENDPOINT, os.environ.get("HF_TOKEN", ""))


def fetch_from_hub(
    source: HubSource, work: Path, progress: InstallProgress, client: HttpClient
) -> tuple[Path, str]:
    """Download the files of `source`; return their folder below `work`, and their origin in words.

    What an earlier call left in `work` is continued. Raises DownloadError.
    """
    commit = _commit(source, client)
    files = list_files(source, commit, client)
    folder = work / "hub"
    folder.mkdir(exist_ok=True)
    total = sum(file.size for file in files)
    present = {file.name: _finished(folder, file) for file in files}
    need_space(work, total - sum(f.size for f in files if present[f.name]) + _MARGIN)
    done = 0
    for file in files:
        if not present[file.name]:
            _fetch_file(source, commit, file, folder, client, _shifted(progress, done, total))
        done += file.size
        progress(Stage.DOWNLOADING, done, total)
    _remove_others(folder, files)
    return folder, f"{source}, commit {commit}"


def list_files(source: HubSource, commit: str, client: HttpClient) -> list[HubFile]:
    """List the files of `source`; raises DownloadError if there is no model among them."""
    folder = f"/{quote(source.folder)}" if source.folder else ""
    entries = client.get_json(f"/api/models/{source.repository}/tree/{commit}{folder}?recursive=1")
    try:
        files = [_hub_file(source, e) for e in entries if e["type"] == "file"]
    except (KeyError, TypeError, ValueError) as error:
        raise DownloadError(f"{client.server} sent a listing that cannot be read.") from error
    files = [file for file in files if not _is_decoration(file.name)]
    if not any(file.name == "genai_config.json" for file in files):
        raise DownloadError(f"There is no ONNX model at {source}.")
    return files


def _commit(source: HubSource, client: HttpClient) -> str:
    """Pin the revision, so that all files are of one state of the repository."""
    info = client.get_json(f"/api/models/{source.repository}/revision/{quote(source.revision)}")
    commit = info.get("sha") if isinstance(info, dict) else None
    if not isinstance(commit, str) or not commit.isalnum():
        raise DownloadError(f"{client.server} does not say which revision it has.")
    return commit


def _hub_file(source: HubSource, entry: dict[str, Any]) -> HubFile:
    path = str(entry["path"])
    name = PurePosixPath(path).relative_to(source.folder).as_posix()
    if not _is_safe(name):
        raise ValueError(name)
    lfs = entry.get("lfs") or {}
    return HubFile(path, name, int(entry["size"]), str(lfs.get("oid", "")), str(entry["oid"]))


def _is_safe(name: str) -> bool:
    parts = name.split("/")
    return all(part.strip(". ") and not set(part) & set('\\:*?"<>|') for part in parts)


def _is_decoration(name: str) -> bool:
    """Say whether a file is about the repository rather than the model."""
    return name.startswith(".") or name.lower().endswith((".md", ".gitattributes"))


def _finished(folder: Path, file: HubFile) -> bool:
    path = folder / file.name
    return path.is_file() and path.stat().st_size == file.size and _is_intact(path, file)


def _fetch_file(
    source: HubSource,
    commit: str,
    file: HubFile,
    folder: Path,
    client: HttpClient,
    tell: Callable[[int], None],
) -> None:
    target = folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    # The hash in the name: what was begun of another state of the file is never continued.
    partial = target.with_name(f"{target.name}.{(file.sha256 or file.git_sha1)[:12]}.partial")
    url = f"/{source.repository}/resolve/{commit}/{quote(file.path)}"
    client.download(url, partial, file.size, tell)
    if not _is_intact(partial, file):
        partial.unlink()
        raise DownloadError(
            f"The file {file.name} arrived damaged (its hash is not the one that the hub lists).",
            hint="Run the same command again to download that file once more.",
        )
    partial.replace(target)


def _is_intact(path: Path, file: HubFile) -> bool:
    if path.exists() and file.size == path.stat().st_size:
        return sha256_of(path) == file.sha256 if file.sha256 else _git_sha1(path) == file.git_sha1
    return False


def _git_sha1(path: Path) -> str:
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            digest.update(block)
    return digest.hexdigest()


def _shifted(progress: InstallProgress, done: int, total: int) -> Callable[[int], None]:
    return lambda more: progress(Stage.DOWNLOADING, done + more, total)


def _remove_others(folder: Path, files: list[HubFile]) -> None:
    wanted = {folder / file.name for file in files}
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
