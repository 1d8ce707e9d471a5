"""Where lines go: coloured on a terminal, plain in a pipe, and one live line beside them.

`NO_COLOR` (any value) turns colours off, `FORCE_COLOR` on. rich is imported only where something is
coloured or live; a pipe gets plain text without it.
"""

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from r1_assistant.cli.report.safe import shortened
from r1_assistant.cli.report.text import Line
from r1_assistant.features.formats.commands import without_commands
from r1_assistant.features.formats.safe import printable

if TYPE_CHECKING:
    from rich.console import Console


def wants_colour(stream: TextIO) -> bool:
    """Tell whether to colour what goes to a stream."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a stream is a terminal that can move its cursor."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def columns_of(stream: TextIO) -> int:
    """Count the columns to wrap text at; 100 where there is no terminal."""
    return shutil.get_terminal_size((100, 24)).columns if stream.isatty() else 100


class Writer:
    """Writes lines to a stream at once, with colour where the stream and the user want it."""

    def __init__(self, stream: TextIO, *, colour: bool = True) -> None:
        self.columns = min(columns_of(stream), 100)
        self._stream = stream
        self._console = _console(stream) if colour and wants_colour(stream) else None

    def write(self, lines: Iterable[Line]) -> None:
        """Write and flush."""
        for line in map(_harmless, lines):
            if self._console is None:
                self._stream.write("".join(text for text, _ in line).rstrip() + "\n")
            else:
                self._write_styled(self._console, line)
        self._stream.flush()

    def _write_styled(self, console: "Console", line: Line) -> None:
        from rich.text import Text

        console.print(Text.assemble(*line), soft_wrap=True)


def _harmless(line: Line) -> Line:
    """Take out what a CI service would take for a command to itself, from what others wrote."""
    return tuple(
        (without_commands(text, in_front=not at), style) for at, (text, style) in enumerate(line)
    )


class LiveLine:
    """A line at the bottom of a terminal that is written over; nothing anywhere else."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stderr
        self._console = _console(stream) if is_terminal(stream) else None
        self._shown = ""

    def show(self, text: str) -> None:
        """Put a text into the line."""
        if self._console is None:
            return
        text = shortened(printable(text), self._console.width - 1)
        if text != self._shown:
            self._erase()
            self._console.print(text, end="", style="dim", soft_wrap=True)
            self._console.file.flush()
            self._shown = text

    def clear(self) -> None:
        """Take the line away, before something is written where it is."""
        if self._console is not None and self._shown:
            self._erase()
            self._console.file.flush()
            self._shown = ""

    def _erase(self) -> None:
        from rich.control import Control
        from rich.segment import ControlType

        assert self._console is not None  # noqa: S101 - both callers checked
        self._console.control(Control(ControlType.CARRIAGE_RETURN, (ControlType.ERASE_IN_LINE, 2)))


def _console(stream: TextIO) -> "Console":
    from rich.console import Console

    return Console(file=stream, force_terminal=True, highlight=False, markup=False, emoji=False)
