"""Projects whose comments say what the context at a cursor must show, and what it must not.

The cursor is `▮`. Comments with `R1` are taken out before anything reads the files:

    R1 completion 300        what is asked for, and the budget in tokens
    R1 + REASON: TEXT        a snippet for this reason ("any" for all of them) has this text
    R1 - TEXT                nothing that is shown has this text
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from r1_assistant.context.contexts import Context, Document, for_completion, for_symbol
from r1_assistant.context.contexts.shown import shown
from support.memory_workspace import MemoryWorkspace

CURSOR = "▮"
_MARK = re.compile(r"^[ \t]*(?:#|//|--|%)[ \t]*R1 (.*)\n", re.MULTILINE)
_TOKEN = re.compile(r"\w{1,6}|[^\w\s]|\s+")


def count(text: str) -> int:
    """Count tokens as a model might."""
    return len(_TOKEN.findall(text))


@dataclass
class Project:
    """The files of a project, where its cursor is, and what is expected there."""

    files: dict[str, str] = field(default_factory=dict)
    path: str = ""
    offset: int = 0
    kind: str = ""
    budget: int = 0
    wanted: list[tuple[str, str]] = field(default_factory=list)
    unwanted: list[str] = field(default_factory=list)

    @property
    def document(self) -> Document:
        return Document.of(self.path, self.files[self.path])

    @property
    def workspace(self) -> MemoryWorkspace:
        return MemoryWorkspace(self.files)

    def context(self) -> Context:
        make = {"completion": for_completion, "symbol": for_symbol}[self.kind]
        return make(self.document, self.offset, self.workspace, self.budget, count)


def project(folder: Path) -> Project:
    """Read a project."""
    found = Project()
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        path = file.relative_to(folder).as_posix()
        raw = file.read_text("utf-8")
        for mark in _MARK.findall(raw):
            _note(found, mark)
        text = _MARK.sub("", raw)
        if CURSOR in text:
            found.path, found.offset = path, text.index(CURSOR)
            text = text.replace(CURSOR, "")
        found.files[path] = text
    assert found.path, f"{folder} has no cursor"
    return found


def faults(found: Project, context: Context) -> list[str]:
    """Say what of the expectations doesn't hold."""
    told = []
    texts = [(one.reason.value, _flat(f"{one.within} {one.text}")) for one in context.snippets]
    for reason, text in found.wanted:
        if not any(reason in (why, "any") and _flat(text) in shown for why, shown in texts):
            told.append(f"missing: {reason}: {text}")
    everything = _flat(shown(context.snippets))
    told += [f"should not be there: {text}" for text in found.unwanted if _flat(text) in everything]
    return told


def _note(found: Project, mark: str) -> None:
    sign, _, rest = mark.partition(" ")
    actions: dict[str, Callable[[], None]] = {
        "+": lambda: found.wanted.append((rest.partition(": ")[0], rest.partition(": ")[2])),
        "-": lambda: found.unwanted.append(rest),
    }
    if sign in actions:
        actions[sign]()
    else:
        found.kind, found.budget = sign, int(rest)


def _flat(text: str) -> str:
    return " ".join(text.split())
