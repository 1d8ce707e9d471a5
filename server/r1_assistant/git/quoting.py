"""Paths as git writes them: quoted like strings of C where they hold something unusual."""

import re

_QUOTED = re.compile(rb'"((?:\\.|[^"\\])*)"', re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-3][0-7]{2})|(.))", re.DOTALL)
_ESCAPED = dict(zip(b"abtnvfr", b"\a\b\t\n\v\f\r", strict=True))


def unquoted(text: bytes) -> bytes:
    """Take quotes and escapes off every path in a text; a path with a quote in it is quoted."""
    return _QUOTED.sub(lambda quoted: _ESCAPE.sub(_plain, quoted[1]), text)


def _plain(escape: re.Match[bytes]) -> bytes:
    if escape[1]:
        return bytes([int(escape[1], 8)])
    return bytes([_ESCAPED.get(escape[2][0], escape[2][0])])
