"""Postings in few bytes, seven bits of a number to each.

A posting is where a name is found: the numbers of files, each with a small value. It goes together
with the difference to the file before, so that most of a posting takes one or two bytes a file.
"""

from collections.abc import Mapping

_KINDS = 16
"""More than there are kinds of definitions."""

_MANY = 2
"""Calls from which their number is written by itself."""


def pack_definitions(kinds: Mapping[int, int]) -> bytes:
    """Pack the numbers of the files that define a name, each with the number of its kind."""
    data = bytearray()
    last = 0
    for file in sorted(kinds):
        _put(data, (file - last) * _KINDS + kinds[file])
        last = file
    return bytes(data)


def unpack_definitions(data: bytes) -> tuple[tuple[int, int], ...]:
    """Give (file, kind) back."""
    last = 0
    return tuple((last := last + number // _KINDS, number % _KINDS) for number in _numbers(data))


def pack_uses(calls: Mapping[int, int]) -> bytes:
    """Pack the numbers of the files that use a name, each with its calls; imports are none."""
    data = bytearray()
    last = 0
    for file in sorted(calls):
        count = calls[file]
        _put(data, (file - last) * (_MANY + 1) + min(count, _MANY))
        if count >= _MANY:
            _put(data, count - _MANY)
        last = file
    return bytes(data)


def unpack_uses(data: bytes) -> tuple[tuple[int, int], ...]:
    """Give (file, calls) back."""
    found = []
    last = 0
    numbers = iter(_numbers(data))
    for number in numbers:
        last += number // (_MANY + 1)
        count = number % (_MANY + 1)
        found.append((last, count + next(numbers, 0) if count == _MANY else count))
    return tuple(found)


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
