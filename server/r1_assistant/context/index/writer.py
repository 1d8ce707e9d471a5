"""The work of the index process: all files once, then those that are said to have changed."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from r1_assistant.context.index.extract import (
    MAX_BYTES,
    Extract,
    Stamp,
    content_hash,
    extract,
    stamp_of,
)
from r1_assistant.context.index.listing import is_listed, list_files
from r1_assistant.context.index.store import Known, Store

_BATCH_SECONDS = 0.3
"""Time between two commits: long enough to be cheap, short enough to see progress."""


@dataclass(slots=True)
class Progress:
    """Files that are done, of how many, and counts of those that were left out, by reason."""

    done: int = 0
    total: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


def update_all(
    store: Store,
    root: Path,
    exclude: Sequence[str],
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> Progress:
    """Bring the index up to date with all files; `tell` is called after each batch."""
    paths, skipped = list_files(root, exclude)
    progress = Progress(total=len(paths), skipped=skipped)
    known = store.known()
    for path in known.keys() - set(paths):
        store.remove(path)
    last = time.monotonic()
    for path in paths:
        if stopped():
            break
        if reason := _update(store, root, path, known.get(path)):
            progress.skipped[reason] += 1
        progress.done += 1
        if time.monotonic() - last > _BATCH_SECONDS:
            store.commit()
            tell(progress)
            last = time.monotonic()
    store.commit()
    return progress


def update_some(store: Store, root: Path, exclude: Sequence[str], paths: Iterable[str]) -> int:
    """Bring the index up to date with some files; give how many of them are indexed."""
    count = 0
    for path in set(paths):
        known = store.known_file(path)
        if not _is_inside(path) or (known is None and not is_listed(root, path, exclude)):
            continue
        count += not _update(store, root, path, known)
    store.commit()
    return count


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return not Path(path).is_absolute() and ".." not in parts and "" not in parts


def _update(store: Store, root: Path, path: str, known: Known | None) -> str:
    """Index a file unless it is as it was; give the reason if it is skipped."""
    stamp = stamp_of(root / path)
    if stamp is None:
        store.remove(path)
        return "not a file"
    if known is not None and known.stamp == stamp:
        return known.skipped
    if stamp.size > MAX_BYTES:
        store.replace(path, stamp, None, Extract(None, "larger than 1 MB"))
        return "larger than 1 MB"
    try:
        data = (root / path).read_bytes()
    except OSError:
        store.remove(path)
        return "unreadable"
    return _update_content(store, path, stamp, data, known)


def _update_content(store: Store, path: str, stamp: Stamp, data: bytes, known: Known | None) -> str:
    hash_ = content_hash(data)
    if known is not None and known.hash == hash_:
        store.touch(known.row, stamp)
        return known.skipped
    content = extract(path, data)
    store.replace(path, stamp, hash_, content)
    return content.skipped
