"""Ascending numbers in few bytes: the differences, seven bits to a byte."""

from collections.abc import Iterable


def pack(numbers: Iterable[int]) -> bytes:
    """Pack numbers of 0 and more that never fall."""
    data = bytearray()
    last = 0
    for number in numbers:
        difference = number - last
        last = number
        while difference > 0x7F:
            data.append(difference & 0x7F | 0x80)
            difference >>= 7
        data.append(difference)
    return bytes(data)


def unpack(data: bytes) -> list[int]:
    """Give the numbers back."""
    numbers = []
    last = shift = 0
    for byte in data:
        last += (byte & 0x7F) << shift
        shift = shift + 7 if byte & 0x80 else 0
        if not shift:
            numbers.append(last)
    return numbers
