"""URIs of documents and paths of files.

Clients write one file in several ways (`file:///c%3A/x`, `file:///C:/x`, `file:/c:/x`), so
documents are compared by `key_of`. `?` and `#` belong to the path although the standard has other
uses for them: no client means anything else by them, and some forget to encode them.
"""

import os
import re
from pathlib import Path, PurePath
from urllib.parse import quote, unquote

_FILE = re.compile(r"file:(?://(?P<host>[^/]*))?(?P<path>/.*)", re.IGNORECASE | re.DOTALL)
_DRIVE = re.compile(r"/[A-Za-z]:(?=/|$)")
_WINDOWS = os.name == "nt"
_ERRORS = "surrogatepass" if _WINDOWS else "surrogateescape"
"""How file names that are no Unicode are written in a `str`, as Python's own functions do it."""


def path_of(uri: str) -> Path | None:
    """Give the path of a `file:` URI; None for other schemes and for what names no file here."""
    text = path_text(uri, windows=_WINDOWS)
    return None if text is None else Path(text)


def uri_of(path: PurePath) -> str:
    """Write an absolute path as a `file:` URI."""
    text = path.as_posix()
    if not path.drive:
        return "file://" + _quote(text)
    if text.startswith("//"):
        return "file:" + _quote(text)
    return f"file:///{path.drive.lower()}{_quote(text[len(path.drive) :])}"


def key_of(uri: str) -> str:
    """Give the same string for all spellings of a file's URI; other URIs stay as they are."""
    found = _host_and_path(uri)
    return uri if found is None else "file://{}{}".format(*found)


def path_text(uri: str, *, windows: bool) -> str | None:
    """Do `path_of` for a kind of system; the parts are separated by `/` on either."""
    found = _host_and_path(uri)
    if found is None:
        return None
    host, path = found
    if not _is_name(path):
        return None
    if host:
        return f"//{host}{path}" if windows else None
    return path[1:] if windows and _DRIVE.match(path) else path


def _host_and_path(uri: str) -> tuple[str, str] | None:
    """Take a file's URI apart: lower-case host ("" for this machine), path with `/` before it."""
    found = _FILE.fullmatch(uri)
    if found is None:
        return None
    try:
        path = unquote(found["path"], errors=_ERRORS)
    except UnicodeError:
        return None
    host = unquote(found["host"] or "").lower()
    drive = _DRIVE.match(path)
    return "" if host == "localhost" else host, path[:2].lower() + path[2:] if drive else path


def _is_name(path: str) -> bool:
    try:
        path.encode("utf-8", _ERRORS)
    except UnicodeError:
        return False
    return "\0" not in path


def _quote(path: str) -> str:
    return quote(path, errors=_ERRORS)
