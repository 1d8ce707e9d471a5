"""Frames between the program and the model's process.

A frame is a length (four bytes, big-endian) and that many bytes of UTF-8 JSON, always an object.
The first frame in each direction carries `version`; both ends are from the same installation, so
there is nothing to negotiate: any difference is an error.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

VERSION = 1
MAX_FRAME = 32 * 1024 * 1024
"""Bytes; the largest legitimate frame is the scores of a long text, about 100 bytes a token."""

Frame = dict[str, Any]

_LENGTH = struct.Struct(">I")


class WireError(Exception):
    """The bytes are not frames: the other end is broken or is not ours."""


def encode(frame: Frame) -> bytes:
    """Turn an object into a frame; raises WireError if it is larger than `MAX_FRAME`."""
    body = json.dumps(frame, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    data = body.encode("utf-8", "replace")  # lone surrogates cannot travel
    if len(data) > MAX_FRAME:
        raise WireError(f"a frame of {len(data)} bytes is too large")
    return _LENGTH.pack(len(data)) + data


class Decoder:
    """Turns bytes, cut anywhere, back into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Add bytes and give the frames that they complete; raises WireError on garbage."""
        self._buffer += data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> Frame | None:
        if len(self._buffer) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer)
        if length > MAX_FRAME:
            raise WireError(f"a frame announces {length} bytes")
        end = _LENGTH.size + length
        if len(self._buffer) < end:
            return None
        body = bytes(self._buffer[_LENGTH.size : end])
        del self._buffer[:end]
        return _parse(body)


def _parse(body: bytes) -> Frame:
    try:
        frame = json.loads(body)
    except ValueError as error:
        raise WireError("a frame is not JSON") from error
    if not isinstance(frame, dict):
        raise WireError("a frame is not an object")
    return frame
