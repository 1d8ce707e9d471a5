import io
import tarfile
from pathlib import Path

import pytest

from bench.corpora import CORPORA, commit, files, unpack, verify
from bench.run import BenchError


def archive(path: Path, names: list[str], link: str = "") -> Path:
    with tarfile.open(path, "w:gz") as packed:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 1
            packed.addfile(member, io.BytesIO(b"x"))
        if link:
            member = tarfile.TarInfo(link)
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            packed.addfile(member)
    return path


def test_only_files_below_the_folder_are_unpacked(tmp_path: Path) -> None:
    names = ["p/src/a.py", "p/src/../../b", "/p/src/c", "p/dist/d", "p/src/.git/config", "e"]
    unpack(archive(tmp_path / "a.tgz", names, link="p/src/link"), tmp_path / "out", "src")
    found = [path for path in tmp_path.rglob("*") if path.is_file() or path.is_symlink()]
    assert sorted(found) == [tmp_path / "a.tgz", tmp_path / "out" / "src" / "a.py"]


def test_another_archive_is_refused_and_removed(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tgz", ["p/a"])
    with pytest.raises(BenchError, match="SHA-256"):
        verify(path, "0" * 64)
    assert not path.exists()


def test_a_repository_has_all_files_but_what_aider_keeps(tmp_path: Path) -> None:
    (tmp_path / "é.py").write_text("x\r\n", encoding="utf-8")
    (tmp_path / ".aider.tags").write_text("x", encoding="utf-8")
    commit(tmp_path)
    assert files(tmp_path) == ["é.py"]


def test_corpora_are_pinned() -> None:
    assert len(CORPORA) >= 5
    assert len({corpus.language for corpus in CORPORA}) >= 3
    assert all(len(corpus.sha256) == 64 for corpus in CORPORA)
