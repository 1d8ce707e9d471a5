"""A folder of Python files that call each other, made quickly."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PER_FOLDER = 100
FUNCTIONS = 5
"""In each file, of eight lines each."""

_FUNCTION = '''

def task_{number}_{part}(items, limit):
    """Sum what is below the limit, for step {part} of module {number}."""
    total = task_{other}_{part}(items, limit - 1)
    for item in items:
        if item < limit:
            total += item
'''


@contextmanager
def project(files: int) -> Iterator[Path]:
    """Make a folder with so many files of 40 lines; it is gone after the block."""
    with tempfile.TemporaryDirectory(prefix="bench-project-") as name:
        root = Path(name).resolve()
        for number in range(files):
            path = root / module(number)
            if number % PER_FOLDER == 0:
                path.parent.mkdir()
            path.write_text(source(number, files), encoding="utf-8")
        yield root


def module(number: int) -> str:
    """Name a file, relative to the root."""
    return f"part_{number // PER_FOLDER}/module_{number}.py"


def source(number: int, files: int) -> str:
    """Write a file; its functions call those of the next."""
    other = (number + 1) % files
    parts = (_FUNCTION.format(number=number, part=p, other=other) for p in range(FUNCTIONS))
    return f'"""Module {number}."""' + "".join(parts)


def defined_at(part: int) -> tuple[int, int]:
    """Give line and character of a function's name in its own file."""
    return 8 * part + 2, 6


def called_at(part: int) -> tuple[int, int]:
    """Give line and character of the name of another file's function."""
    return 8 * part + 4, 14
