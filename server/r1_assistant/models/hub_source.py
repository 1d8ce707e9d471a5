"""Models from the model hub."""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import HubSource
from r1_assistant.models.files import CHUNK, need_space, sha256_of
from r1_assistant.models.http import PATIENCE, HttpClient
from r1_assistant.models.hub_listing import HubFile, Listing, list_model
from r1_assistant.models.hubs import in_turn
from r1_assistant.models.parallel import download
from r1_assistant.models.pieces import PIECE, bytes_there, remove
from r1_assistant.models.progress import InstallProgress, Stage

_MARGIN = 50_000_000


def fetch_from_hub(
    source: HubSource,
    work: Path,
    progress: InstallProgress,
    clients: Sequence[HttpClient],
    *,
    piece: int = PIECE,
) -> tuple[Path, str]:
    """Download the files of `source`; return their folder below `work`, and their origin in words.

    `clients` are tried in turn. What an earlier call or process left in `work` is continued.
    Raises DownloadError, and ModelError if there is no space.
    """
    patience = PATIENCE / len(clients)  # who waits for several waits no longer than for one
    listing, client = in_turn(clients, lambda each: list_model(source, each, patience=patience))
    clients = [client, *(each for each in clients if each is not client)]
    folder = work / "hub"
    folder.mkdir(exist_ok=True)
    there = {file: _bytes_there(folder, file) for file in listing.files}
    need_space(work, listing.size - sum(there.values()) + _MARGIN)
    done = 0
    for file in listing.files:
        if not _is_intact(folder / file.name, file):
            tell = _shifted(progress, done, listing.size)
            _fetch_file(_address(source, listing, file), file, folder, clients, tell, piece)
        done += file.size
        progress(Stage.DOWNLOADING, done, listing.size)
    _remove_others(folder, listing)
    return folder, f"{source}, commit {listing.commit}"


def _address(source: HubSource, listing: Listing, file: HubFile) -> str:
    return f"/{source.repository}/resolve/{listing.commit}/{quote(file.path)}"


def _fetch_file(
    address: str,
    file: HubFile,
    folder: Path,
    clients: Sequence[HttpClient],
    tell: Callable[[int], None],
    piece: int,
) -> None:
    """Fetch a file from the first client that sends what the listing says."""
    partial = _partial(folder, file)
    partial.parent.mkdir(parents=True, exist_ok=True)

    def fetch(client: HttpClient) -> None:
        download(client, address, partial, file.size, tell, piece=piece)
        if not _is_intact(partial, file):
            remove(partial)
            raise DownloadError(
                f"The file {file.name} arrived damaged (its hash is not the one that the hub "
                "lists).",
                hint="Run the same command again to download that file once more.",
            )

    in_turn(clients, fetch)
    partial.replace(folder / file.name)
    remove(partial)


def _partial(folder: Path, file: HubFile) -> Path:
    """Name what is there of a file: another state of it has another name, and is not continued."""
    target = folder / file.name
    return target.with_name(f"{target.name}.{file.hash[:12]}.partial")


def _bytes_there(folder: Path, file: HubFile) -> int:
    target = folder / file.name
    if target.is_file() and target.stat().st_size == file.size:
        return file.size
    return bytes_there(_partial(folder, file), file.size)


def _is_intact(path: Path, file: HubFile) -> bool:
    if path.is_file() and file.size == path.stat().st_size:
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


def _remove_others(folder: Path, listing: Listing) -> None:
    wanted = {folder / file.name for file in listing.files}
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
