"""Where names are found in few bytes, seven bits of a number to each.

A bucket has the names whose hashes begin alike, each by the difference of the rest of its hash to
the one before, with its postings: numbers of files, each with what the name is in it. These go
together with the difference to the file before, so that most postings take two bytes.
"""

from collections.abc import Iterable, Mapping

Posting = tuple[int, int, int]
"""The number of a file, what a name is there (`CODES`), and the number of calls."""

CODES = 7
"""What a name may be in a file: four ranks of definitions, imported, called once, or more often."""

IMPORTED, CALLED, CALLED_OFTEN = 4, 5, 6


def pack(bucket: Mapping[int, Iterable[Posting]]) -> bytes:
    """Pack a bucket: the rests of hashes with their postings, of which each has at least one."""
    data = bytearray()
    last = 0
    for rest in sorted(bucket):
        postings = sorted(bucket[rest])
        many = len(postings) > 1
        _put(data, (rest - last) << 1 | many)
        if many:
            _put(data, len(postings) - 2)
        _put_postings(data, postings)
        last = rest
    return bytes(data)


def unpack(data: bytes) -> dict[int, tuple[Posting, ...]]:
    """Give a bucket back. Raises ValueError for what is none."""
    numbers = iter(_numbers(data))
    bucket = {}
    rest = 0
    try:
        for number in numbers:
            rest += number >> 1
            count = next(numbers) + 2 if number & 1 else 1
            postings = []
            file = 0
            for _ in range(count):
                away, code = divmod(next(numbers), CODES)
                file += away
                calls = next(numbers) + 2 if code == CALLED_OFTEN else int(code == CALLED)
                postings.append((file, code, calls))
            bucket[rest] = tuple(postings)
    except StopIteration:
        raise ValueError("a bucket ends too early") from None
    return bucket


def _put_postings(data: bytearray, postings: Iterable[Posting]) -> None:
    last = 0
    for file, code, calls in postings:
        _put(data, (file - last) * CODES + code)
        if code == CALLED_OFTEN:
            _put(data, calls - 2)
        last = file


def _put(data: bytearray, number: int) -> None:
    while number > 0x7F:
        data.append(number & 0x7F | 0x80)
        number >>= 7
    data.append(number)


def _numbers(data: bytes) -> list[int]:
    numbers = []
    number = shift = 0
    for byte in data:
        if byte & 0x80:
            number += (byte & 0x7F) << shift
            shift += 7
        else:
            numbers.append(number + (byte << shift))
            number = shift = 0
    return numbers
