import os
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from r1_assistant.lsp.uris import key_of, path_of, path_text, uri_of


@pytest.mark.parametrize(
    ("uri", "posix", "windows"),
    [
        ("file:///home/x.py", "/home/x.py", "/home/x.py"),
        ("FILE:///home/x.py", "/home/x.py", "/home/x.py"),
        ("file:/home/x.py", "/home/x.py", "/home/x.py"),
        ("file://localhost/home/x.py", "/home/x.py", "/home/x.py"),
        ("file:///c%3A/a/x.py", "/c:/a/x.py", "c:/a/x.py"),
        ("file:///C:/a/x.py", "/c:/a/x.py", "c:/a/x.py"),
        ("file:///c%3a", "/c:", "c:"),
        ("file://Server/share/x.py", None, "//server/share/x.py"),
        ("file:///a%20b/%C3%A9;%23?c#d", "/a b/é;#?c#d", "/a b/é;#?c#d"),
        ("file:///a/é.py", "/a/é.py", "/a/é.py"),
        ("file:///a%00b", None, None),
        ("file:x.py", None, None),
        ("untitled:Untitled-1", None, None),
        ("vscode-notebook-cell:/a/b.ipynb#W0", None, None),
        ("git:/a/x.py?%7B%7D", None, None),
        ("", None, None),
        ("://", None, None),
    ],
)
def test_paths_of_uris(uri: str, posix: str | None, windows: str | None) -> None:
    assert path_text(uri, windows=False) == posix
    assert path_text(uri, windows=True) == windows


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (PurePosixPath("/home/a b/é#?;%.py"), "file:///home/a%20b/%C3%A9%23%3F%3B%25.py"),
        (PurePosixPath("/a\\b"), "file:///a%5Cb"),
        (PurePosixPath("/a\udce9"), "file:///a%E9"),
        (PureWindowsPath("C:\\a b\\x.py"), "file:///c:/a%20b/x.py"),
        (PureWindowsPath("\\\\server\\share\\x.py"), "file://server/share/x.py"),
    ],
)
def test_uris_of_paths(path: PurePosixPath | PureWindowsPath, uri: str) -> None:
    assert uri_of(path) == uri
    windows = isinstance(path, PureWindowsPath)
    text = path_text(uri, windows=windows)
    assert text is not None
    assert type(path)(text) == path


@pytest.mark.skipif(os.name == "nt", reason="names that Windows does not allow")
def test_a_file_is_found_again_whatever_its_name(tmp_path: Path) -> None:
    for name in ("plain.py", "a b;c?d#e%20.py", "é\U0001f44d.py", "\udce9.py"):
        path = tmp_path / name
        path.touch()
        found = path_of(uri_of(path))
        assert found == path
        assert found.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows allows lone surrogates")
def test_what_no_file_can_be_called_has_no_path() -> None:
    assert path_of("file:///a\ud800b") is None


@pytest.mark.parametrize(
    "spellings",
    [
        ("file:///c%3A/x", "file:///C:/x", "file:///c:/x", "file:/C%3a/x", "FILE:///c:/x"),
        ("file://localhost/a b", "file:///a%20b", "file:///a b"),
        ("file://Server/share", "file://server/share"),
    ],
)
def test_spellings_of_one_file_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({key_of(uri) for uri in spellings}) == 1


def test_different_documents_have_different_keys() -> None:
    uris = (
        "file:///a",
        "file:///A",
        "file:///a;b",
        "file:///a#b",
        "file:///a%2520b",
        "file:///a%20b",
        "file://host/a",
        "untitled:a",
        "Untitled:A",
        "vscode-notebook-cell:/a#1",
        "vscode-notebook-cell:/a#2",
        "",
    )
    assert len({key_of(uri) for uri in uris}) == len(uris)
