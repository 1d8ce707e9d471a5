import os
from pathlib import Path

import pytest

from r1_assistant.lsp.bulk import MAX_BYTES, MAX_LINE
from r1_assistant.lsp.files import snapshot_of_file
from r1_assistant.lsp.positions import Encoding
from r1_assistant.lsp.snapshot import Snapshot


def read(path: Path) -> tuple[Snapshot | None, str]:
    return snapshot_of_file(path, "file:///x", Encoding.UTF16)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        ("é\U0001f44d".encode(), "é\U0001f44d"),
        (b"\xef\xbb\xbf\xc3\xa9", "é"),
        (b"\xe9\x80", "é\x80"),
    ],
)
def test_files_are_read_as_an_editor_reads_them(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "x").write_bytes(data)
    snapshot, reason = read(tmp_path / "x")
    assert snapshot is not None
    assert (snapshot.text, snapshot.uri, snapshot.version) == (text, "file:///x", None)
    assert (snapshot.oversized, reason) == ("", "")


def test_what_is_not_for_reading_is_refused(tmp_path: Path) -> None:
    large, binary, minified = (tmp_path / name for name in ("large", "binary", "minified"))
    large.write_bytes(b"a\n" * (MAX_BYTES // 2) + b"a")
    binary.write_bytes(b"a" * 100_000 + b"\0")
    minified.write_bytes(b"a" * (MAX_LINE + 1))
    assert read(large) == (None, "larger than 5 MB")
    assert read(binary) == (None, "binary")
    assert read(tmp_path) == (None, "not a file")
    snapshot, reason = read(minified)
    assert snapshot is not None
    assert (snapshot.oversized, reason) == ("minified", "")


@pytest.mark.parametrize("name", ["missing", "nul\0", "lone\ud800"])
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str) -> None:
    snapshot, reason = read(tmp_path / name)
    assert snapshot is None
    assert reason.startswith("cannot be read: ")


@pytest.mark.skipif(os.name == "nt", reason="no named pipes in folders")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path / "pipe") == (None, "not a file")
