"""The work of the index process: all files once, then those that are said to have changed."""

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from r1_assistant.context.index.extract import MAX_BYTES, Extract, Reading, Stamp, read, stamp_of
from r1_assistant.context.index.listing import is_listed, list_files
from r1_assistant.context.index.pool import read_by_workers
from r1_assistant.context.index.store import Known, Store

MANY = 200
"""Files to read from which it is worth the time to start workers."""

NO_ROOM = "too small for a place in the index"
"""Why files are left out of many that are hardly longer than their own names."""

_FIRST_SECONDS, _BATCH_SECONDS = 0.05, 0.3
"""Time until the first commit, and between two: enough to be cheap, and to see progress."""

_BATCH_SHARE = 5
"""It is at least so many times as long as a commit takes."""


@dataclass(slots=True)
class Progress:
    """Files in all, counts of those that were left out, by reason, and of those that are done."""

    total: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def count(self, reason: str) -> None:
        """Count a file that is done, as left out if there is a reason."""
        self.done += 1
        if reason:
            self.skipped[reason] += 1


def update_all(
    store: Store,
    root: Path,
    exclude: Sequence[str],
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> Progress:
    """Bring the index up to date with all files; `tell` is called after each batch."""
    paths, skipped = list_files(root, exclude)
    stamps = {path: stamp_of(root / path) for path in paths}
    store.expect(sum(one.size for one in stamps.values() if one and one.size <= MAX_BYTES))
    progress = _update(store, root, stamps, Progress(len(paths), Counter(skipped)), tell, stopped)
    before = store.files
    store.settle()
    if before > store.files:
        progress.skipped[NO_ROOM] = before - store.files
    return progress


def update_some(store: Store, root: Path, exclude: Sequence[str], paths: Iterable[str]) -> int:
    """Bring the index up to date with some files; give how many of them are indexed."""
    count = 0
    for path in set(paths):
        if not _is_inside(path):
            continue
        known = store.known_file(path)
        if known is None and not is_listed(root, path, exclude):
            continue
        if known is not None and known.stamp == stamp_of(root / path):
            count += not known.skipped
        else:
            reading = read(root, path, known.hash if known else None)
            count += not _take(store, path, known, reading)
    store.commit()
    return count


def _update(
    store: Store,
    root: Path,
    stamps: Mapping[str, Stamp | None],
    progress: Progress,
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> Progress:
    known = store.known()
    for path in known.keys() - stamps.keys():
        store.remove(known[path].number)
    changed = []
    for path, stamp in stamps.items():
        if path in known and known[path].stamp == stamp:
            progress.count(known[path].skipped)
        else:
            changed.append(path)
    last = time.monotonic()
    pause = _FIRST_SECONDS
    with contextlib.closing(_readings(root, changed, known)) as readings:
        for path, reading in readings:
            if stopped():
                break
            progress.count(_take(store, path, known.get(path), reading))
            began = time.monotonic()
            if began - last > pause:
                store.commit()
                tell(progress)
                last = time.monotonic()
                pause = max(_BATCH_SECONDS, _BATCH_SHARE * (last - began))
    store.commit()
    return progress


def _readings(
    root: Path, paths: Sequence[str], known: Mapping[str, Known]
) -> Generator[tuple[str, Reading]]:
    hashes = [(path, known[path].hash if path in known else None) for path in paths]
    if len(paths) >= MANY:
        yield from read_by_workers(root, hashes)
    else:
        for path, hash_ in hashes:
            yield path, read(root, path, hash_)


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return not Path(path).is_absolute() and ".." not in parts and "" not in parts


def _take(store: Store, path: str, known: Known | None, reading: Reading) -> str:
    """Put into the index what was read; give the reason if the file is skipped."""
    if reading.stamp is None:
        if known is not None:
            store.remove(known.number)
        return reading.gone
    if reading.content is None and known is not None:
        store.touch(known.number, reading.stamp)
        return known.skipped
    number = known.number if known is not None else None
    content = reading.content or Extract(None)
    store.replace(path, number, reading.stamp, reading.hash, content)
    return content.skipped
