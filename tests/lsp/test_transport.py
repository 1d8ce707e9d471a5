import json
import random
import threading

import pytest

from r1_assistant.lsp.transport import (
    FrameDecoder,
    Unreadable,
    Writer,
    decoded,
    framed,
    start_reader,
)


def cut(data: bytes, seed: int) -> list[bytes]:
    chance = random.Random(seed)
    pieces = []
    while data:
        size = chance.randint(1, 9)
        pieces.append(data[:size])
        data = data[size:]
    return pieces


@pytest.mark.parametrize("seed", range(20))
def test_bodies_come_whole_however_the_stream_is_cut(seed: int) -> None:
    bodies = [b"{}", b'{"a": "\xc3\xa9"}', b"", b"x" * 100]
    decoder = FrameDecoder()
    stream = b"".join(framed(body) for body in bodies)
    assert [body for piece in cut(stream, seed) for body in decoder.feed(piece)] == bodies


@pytest.mark.parametrize(
    "garbage",
    [
        b"hello\r\n",
        b"\r\n\r\n",
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 99999999999\r\n\r\n",
        b"\x00\xff\n",
        b"a: b\r\nContent-Type: x\r\n\r\n",
        b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b'{"line": 1}, "end": {"line": 2}}',
    ],
)
def test_garbage_costs_itself_and_not_the_connection(garbage: bytes) -> None:
    decoder = FrameDecoder()
    assert decoder.feed(garbage + framed(b"[1]")) == [b"[1]"]


def test_other_headers_and_other_case_are_fine() -> None:
    decoder = FrameDecoder()
    message = b"content-type: application/vscode-jsonrpc\r\nCONTENT-LENGTH: 2 \r\n\r\n{}"
    assert decoder.feed(message) == [b"{}"]


@pytest.mark.parametrize("stated", [0, 1, 17, 40])
def test_a_length_that_is_too_small_costs_its_message_only(stated: int) -> None:
    decoder = FrameDecoder()
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "x"}'
    wrong = b"Content-Length: %d\r\n\r\n%s" % (stated, body)
    assert decoder.feed(wrong + framed(b"[1]"))[1:] == [b"[1]"]


def test_a_header_behind_long_garbage_is_read_however_it_is_cut() -> None:
    decoder = FrameDecoder()
    decoder.feed(b"x" * 100_000 + b"Content-Le")
    assert decoder.feed(b"ngth: 2\r\n\r\n{}") == [b"{}"]


def test_a_header_without_end_is_not_kept_for_ever() -> None:
    decoder = FrameDecoder()
    decoder.feed(b"x" * 100_000)
    assert decoder.feed(b"\r\n" + framed(b"{}")) == [b"{}"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_said_to_be_so(body: bytes) -> None:
    assert isinstance(decoded(body), Unreadable)


def test_a_reader_delivers_in_order_and_says_when_the_stream_ends() -> None:
    chunks = [framed(json.dumps(n).encode()) for n in range(50)] + [b""]
    got: list[object] = []
    over = threading.Event()
    start_reader(lambda: chunks.pop(0), got.append, over.set)
    assert over.wait(10)
    assert got == list(range(50))


def test_a_stream_that_breaks_is_a_stream_that_ends() -> None:
    def broken() -> bytes:
        raise OSError("gone")

    over = threading.Event()
    start_reader(broken, lambda _: None, over.set)
    assert over.wait(10)


def test_a_writer_writes_in_order_and_never_makes_its_caller_wait() -> None:
    written: list[bytes] = []
    gate = threading.Event()

    def slow(data: bytes) -> None:
        gate.wait(10)
        written.append(data)

    writer = Writer(slow, lambda: None)
    for n in range(100):
        writer.write(b"%d" % n)  # nobody reads yet
    assert written == []
    gate.set()
    writer.close(10)
    assert written == [b"%d" % n for n in range(100)]


def test_a_writer_tells_once_that_nobody_reads() -> None:
    told = []
    over = threading.Event()

    def broken(_: bytes) -> None:
        raise BrokenPipeError

    def tell() -> None:
        told.append(True)
        over.set()

    writer = Writer(broken, tell)
    writer.write(b"a")
    writer.write(b"b")
    assert over.wait(10)
    writer.close(10)
    assert told == [True]
