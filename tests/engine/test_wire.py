import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.engine import wire

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
frames = st.lists(st.dictionaries(st.text(), values), max_size=4)


@given(frames, st.data())
def test_frames_survive_any_cut(sent: list[wire.Frame], data: st.DataObject) -> None:
    stream = b"".join(wire.encode(frame) for frame in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    decoder = wire.Decoder()
    received = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        received += list(decoder.feed(stream[start:end]))
    assert received == sent


@pytest.mark.parametrize(
    "garbage",
    [
        b"Traceback (most recent call last)",
        struct.pack(">I", wire.MAX_FRAME + 1),
        struct.pack(">I", 3) + b"[1]",
        struct.pack(">I", 2) + b"\xff\xfe",
        struct.pack(">I", 1) + b"{",
    ],
)
def test_garbage_is_refused(garbage: bytes) -> None:
    with pytest.raises(wire.WireError):
        list(wire.Decoder().feed(garbage))


def test_a_frame_too_large_to_read_is_never_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MAX_FRAME", 100)
    wire.encode({"text": "x" * 80})
    with pytest.raises(wire.WireError):
        wire.encode({"text": "x" * 100})


def test_text_that_is_not_unicode_travels_with_a_mark() -> None:
    assert list(wire.Decoder().feed(wire.encode({"t": "a\ud800b"}))) == [{"t": "a?b"}]
