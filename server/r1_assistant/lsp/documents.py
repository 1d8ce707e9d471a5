"""The texts that are open in the editor, kept in step with it.

An edit replaces a slice of a list of lines, so its cost is that of the lines it touches, not that
of the document.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from r1_assistant.lsp.bulk import weigh
from r1_assistant.lsp.positions import (
    Encoding,
    Range,
    content_length,
    split_lines,
    to_code_points,
)
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.uris import key_of


@dataclass(frozen=True, slots=True)
class Change:
    """New text for a range, or for the whole document if there is no range."""

    range: Range | None
    text: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change did: `old_lines` lines from `first_line` (0-based) on became `new_lines`.

    Lines whose content stayed the same at either end are not counted, so 0 old lines is an
    insertion before `first_line`, and a line above or below which something was typed goes on.
    """

    first_line: int
    old_lines: int
    new_lines: int


class Document:
    """An open text; its store edits it, everybody else takes snapshots."""

    def __init__(
        self, uri: str, language_id: str, version: int, text: str, encoding: Encoding
    ) -> None:
        self.uri = uri
        self.language_id = language_id
        self.version = version
        self.encoding = encoding
        self.lines = split_lines(text)
        self._bulk = weigh(text, self.lines)
        self._snapshot: Snapshot | None = None

    @property
    def oversized(self) -> str:
        """Why not to analyse the text ("larger than 5 MB", "binary", "minified"), or empty."""
        return self._bulk.reason

    def snapshot(self) -> Snapshot:
        """Give the text as it is now; the same object until the next change."""
        if self._snapshot is None:
            self._snapshot = Snapshot(
                self.uri,
                self.language_id,
                self.version,
                tuple(self.lines),
                self.encoding,
                self.oversized,
            )
        return self._snapshot

    def apply(self, changes: Iterable[Change], version: int) -> tuple[Applied, ...]:
        """Make changes, each on what the one before it left; positions are clamped to the text."""
        self.version = version
        self._snapshot = None
        return tuple(self._apply(change) for change in changes)

    def _apply(self, change: Change) -> Applied:
        if change.range is None:
            return self._replace_all(change.text)
        start_line, start_character, end_line, end_character = change.range
        start = self._place(start_line, start_character)
        end = self._place(end_line, end_character)
        return self._replace(min(start, end), max(start, end), change.text)

    def _place(self, line: int, character: int) -> tuple[int, int]:
        """Convert to a line that there is, and a column in code points."""
        if line < 0:
            return 0, 0
        if line >= len(self.lines):
            return len(self.lines) - 1, len(self.lines[-1])
        return line, to_code_points(self.lines[line], character, self.encoding)

    def _replace_all(self, text: str) -> Applied:
        old, self.lines = self.lines, split_lines(text)
        self._bulk = weigh(text, self.lines)
        return _applied(0, old, self.lines)

    def _replace(self, start: tuple[int, int], end: tuple[int, int], text: str) -> Applied:
        first, column = start
        last, end_column = end
        removed = self._between(start, end)
        new = split_lines(text)
        new[0] = self.lines[first][:column] + new[0]
        new[-1] += self.lines[last][end_column:]
        if first and new[0] == "\n" and self.lines[first - 1].endswith("\r"):
            first -= 1
            new[0] = self.lines[first] + "\n"
        if len(new) > 1 and new[-1] == "\n" and new[-2].endswith("\r"):
            new[-2:] = [new[-2] + "\n"]
        old = self.lines[first : last + 1]
        self.lines[first : last + 1] = new
        self._bulk += weigh(text, new) - weigh(removed, old)
        return _applied(first, old, new)

    def _between(self, start: tuple[int, int], end: tuple[int, int]) -> str:
        (first, column), (last, end_column) = start, end
        if first == last:
            return self.lines[first][column:end_column]
        inner = "".join(self.lines[first + 1 : last])
        return self.lines[first][column:] + inner + self.lines[last][:end_column]


@dataclass(frozen=True, slots=True)
class Update:
    """What came of a client's changes; `problem` is for the log, and empty if there was none."""

    applied: tuple[Applied, ...]
    problem: str = ""


class Documents:
    """All open documents, by URI however it is written.

    `encoding` is what clients count columns in from the next document on: the server sets it when
    it has agreed on one.
    """

    def __init__(self, encoding: Encoding = Encoding.UTF16) -> None:
        self.encoding = encoding
        self._by_key: dict[str, Document] = {}

    def open(self, uri: str, language_id: str, version: int, text: str) -> Document:
        """Take a document in; one that was open already is replaced."""
        document = Document(uri, language_id, version, text, self.encoding)
        self._by_key[key_of(uri)] = document
        return document

    def change(self, uri: str, version: int, changes: Iterable[Change]) -> Update:
        """Edit a document; nothing happens to one that is not open."""
        document = self.get(uri)
        if document is None:
            return Update((), "changed without being open")
        before = document.version
        problem = f"version {version} came after {before}" if version <= before else ""
        return Update(document.apply(changes, version), problem)

    def close(self, uri: str) -> Document | None:
        """Forget a document, and give what it was last; None if it was not open."""
        return self._by_key.pop(key_of(uri), None)

    def get(self, uri: str) -> Document | None:
        """Find an open document."""
        return self._by_key.get(key_of(uri))

    def all(self) -> tuple[Document, ...]:
        """Give all open documents, in the order of their opening."""
        return tuple(self._by_key.values())


def _applied(first: int, old: Sequence[str], new: Sequence[str]) -> Applied:
    shorter = min(len(old), len(new))
    head = _common(old, new, shorter)
    tail = _common(old[::-1], new[::-1], shorter - head)
    return Applied(first + head, len(old) - head - tail, len(new) - head - tail)


def _common(old: Sequence[str], new: Sequence[str], most: int) -> int:
    """Count lines, from the beginning, with the same content whatever their ends."""
    for index in range(most):
        a, b = old[index], new[index]
        if a != b and a[: content_length(a)] != b[: content_length(b)]:
            return index
    return most
