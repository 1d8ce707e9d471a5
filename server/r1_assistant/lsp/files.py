"""Files of the workspace that are not open in the editor."""

import stat
from pathlib import Path

from r1_assistant.lsp.bulk import MAX_BYTES, weigh
from r1_assistant.lsp.positions import Encoding, split_lines
from r1_assistant.lsp.snapshot import Snapshot


def snapshot_of_file(path: Path, uri: str, encoding: Encoding) -> tuple[Snapshot | None, str]:
    """Read a file as an editor would; UTF-8 with or without a mark, else Latin-1.

    Gives (None, why not) for what is larger than `MAX_BYTES`, binary, or cannot be read. It waits
    for the disk, so it is not for the event loop.
    """
    try:
        data = _read(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else ""
        return None, f"cannot be read: {reason or error}"
    if data is None:
        return None, "not a file"
    if len(data) > MAX_BYTES:
        return None, f"larger than {MAX_BYTES / 1e6:g} MB"
    if b"\0" in data:
        return None, "binary"
    text = _decode(data)
    lines = split_lines(text)
    return Snapshot(uri, "", None, tuple(lines), encoding, weigh(text, lines).reason), ""


def _read(path: Path) -> bytes | None:
    """Read at most one byte more than is allowed; None for pipes and devices, which may block."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")
