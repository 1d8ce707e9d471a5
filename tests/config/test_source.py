"""A folder as the source of a repository's settings and notes."""

from pathlib import Path

import pytest

from r1_assistant.config.source import MAX_BYTES, FolderSource


def test_it_reads_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.toml").write_bytes(b"\xef\xbb\xbfx = 1\n")
    source = FolderSource(tmp_path)
    assert source.read("a/b.toml") == "x = 1\n"
    assert source.read("a/none") is None
    assert source.read("a/b.toml/none") is None
    assert source.files("a") == ["a/b.toml"]
    assert source.files("none") == []


def test_what_leads_out_or_is_too_large_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "secret").write_text("x")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "large").write_bytes(b" " * (MAX_BYTES + 1))
    for name in ("link", "../secret", "large"):
        with pytest.raises(ValueError, match="this "):
            FolderSource(root).read(name)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="utf-8"):
        FolderSource(tmp_path).read("a")
