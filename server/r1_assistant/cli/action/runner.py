"""What the runner is told: outputs, the job's summary, annotations.

Whatever comes from the change or from a model may hold line feeds and the runner's own commands, so
values go through the runner's files between delimiters that nobody can guess, messages are escaped,
and logs are shown while commands are switched off.
"""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MOST_SUMMARY = 1_000_000
"""Bytes of a step's summary; GitHub takes 1 MiB."""

_CUT = "\n\n_The rest does not fit: the review's other files have all of it._\n"


def output(name: str, value: str) -> None:
    """Set an output of the step."""
    delimiter = f"r1-{secrets.token_hex(16)}"
    _append("GITHUB_OUTPUT", f"{name}<<{delimiter}\n{value}\n{delimiter}\n")


def summarize(markdown: str) -> None:
    """Add to the job's summary, as much as a step may."""
    content = markdown.encode("utf-8", "replace")
    if len(content) > MOST_SUMMARY:
        kept = content[:MOST_SUMMARY].rpartition(b"\n")[0]
        markdown = kept.decode("utf-8", "ignore") + _CUT
    _append("GITHUB_STEP_SUMMARY", markdown.rstrip("\n") + "\n")


def annotate(kind: str, message: str) -> None:
    """Show a message of kind error, warning or notice with the run."""
    print(f"::{kind} title=R1 Assistant::{escaped(message)}", flush=True)


def escaped(message: str) -> str:
    """Write a message so that it stays one, whatever it holds."""
    shown = "".join(each if each.isprintable() or each == "\n" else "\ufffd" for each in message)
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


@contextmanager
def group(title: str) -> Iterator[None]:
    """Fold what is printed meanwhile, and let none of it be a command of the runner's."""
    token = secrets.token_hex(16)
    print(f"::group::{escaped(title)}\n::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        print(f"::{token}::\n::endgroup::", flush=True)


def _append(variable: str, text: str) -> None:
    file = os.environ.get(variable)
    if not file:
        return
    with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
