"""Encodings and line ends."""

import pytest

from r1_assistant.git.decode import Text, decode_path, decode_text, is_binary


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", Text("", "utf-8", crlf=False)),
        ("é\n".encode(), Text("é\n", "utf-8", crlf=False)),
        ("é\r\n".encode("utf-16"), Text("é\n", "utf-16", crlf=True)),
        ("\ufeffé\n".encode("utf-16-be"), Text("é\n", "utf-16", crlf=False)),
        (b"\xff\xfe\x00", Text("ÿþ\x00", "latin-1", crlf=False)),
        (b"\xe9\r\n", Text("é\n", "latin-1", crlf=True)),
        (b"a\r\nb\nc\n", Text("a\nb\nc\n", "utf-8", crlf=False)),
        (b"a\r\nb\r\nc\n", Text("a\nb\nc\n", "utf-8", crlf=True)),
        (b"a\rb\r", Text("a\rb\r", "utf-8", crlf=False)),
    ],
)
def test_texts(data: bytes, expected: Text) -> None:
    assert decode_text(data) == expected


def test_paths_and_binaries() -> None:
    assert decode_path("é".encode()) == decode_path(b"\xe9") == "é"
    assert is_binary(b"a\0")
    assert not is_binary(b"a" * 8000 + b"\0")
