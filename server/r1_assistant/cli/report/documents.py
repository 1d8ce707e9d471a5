"""Where finished reviews are written: standard output, and the files of `--output`."""

import sys
from collections.abc import Sequence

from r1_assistant.cli.report.outputs import TEXT, Output
from r1_assistant.cli.report.whole_files import check, write
from r1_assistant.cli.report.whole_text import whole_text
from r1_assistant.domain.errors import UsageError
from r1_assistant.features.formats import COMMANDS, JSON, MARKUP, render
from r1_assistant.features.formats.commands import (
    json_without_commands,
    markup_without_commands,
    without_commands,
)
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.safe import well_formed


class Files:
    """The files of `--output`; making it raises UsageError if one of them can't be written."""

    def __init__(self, outputs: Sequence[Output], *, reasoning: bool) -> None:
        self._outputs = tuple(outputs)
        self._reasoning = reasoning
        check([output.path for output in outputs])

    def write(self, reviewed: Reviewed) -> None:
        """Write all of them, each as a whole; raises UsageError if one can't be, at the end."""
        failed: UsageError | None = None
        for output in self._outputs:
            text = self._text(output.form, reviewed)
            try:
                write(output.path, f"{well_formed(text).rstrip()}\n")
            except UsageError as error:
                failed = failed or error
        if failed:
            raise failed

    def _text(self, form: str, reviewed: Reviewed) -> str:
        if form == TEXT:
            return whole_text(reviewed, reasoning=self._reasoning)
        return render(form, reviewed)


def for_stdout(form: str, reviewed: Reviewed) -> str:
    """Render for standard output, whatever its encoding is, and whoever listens to it.

    Where a format is read as markup, what the encoding lacks is written as character references.
    """
    text = _harmless(form, render(form, reviewed))
    if form in MARKUP:
        encoding = sys.stdout.encoding or "ascii"
        text = text.encode(encoding, "xmlcharrefreplace").decode(encoding)
    return well_formed(text)


def _harmless(form: str, text: str) -> str:
    """Take out what a CI service would take for a command to itself."""
    if form in COMMANDS:
        return text
    if form in JSON:
        return json_without_commands(text)
    return markup_without_commands(text) if form in MARKUP else without_commands(text)
