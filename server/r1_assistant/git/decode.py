"""Bytes of a repository as text: one encoding per file, lines as git counts them."""

import codecs
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text with LF line ends, and how it was written down.

    `crlf` says that most of its lines ended in CR LF. A CR that is not part of a line end stays in
    the text: to git it is a character like others.
    """

    content: str
    encoding: str
    crlf: bool


def decode_text(data: bytes) -> Text:
    """Decode a whole file; every sequence of bytes has a text."""
    encoding = encoding_of(data)
    written = data.decode(encoding)
    breaks, pairs = written.count("\n"), written.count("\r\n")
    return Text(written.replace("\r\n", "\n"), encoding, 2 * pairs > breaks)


def encoding_of(data: bytes) -> str:
    """Name the encoding: UTF-8, else UTF-16 if a byte order mark says so, else Latin-1."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-8", "utf-16") if marked else ("utf-8",):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def decode_path(path: bytes) -> str:
    """Decode a path for people and reports; unlike `os.fsdecode` never with lone surrogates."""
    try:
        return path.decode()
    except UnicodeDecodeError:
        return path.decode("latin-1")


def is_binary(data: bytes) -> bool:
    """Judge as git does: a zero byte among the first 8000."""
    return b"\0" in data[:8000]
