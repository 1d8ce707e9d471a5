"""The findings that the editor shows, which follow their lines through edits."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from r1_assistant.domain.finding import Finding
from r1_assistant.lsp.documents import Applied
from r1_assistant.lsp.placing import bare, moved, nearest, placed
from r1_assistant.lsp.uris import key_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Which review a finding comes from: the job's id, what it was about, and its folder.

    `folder` is what paths of findings are relative to; None for what is no file.
    """

    job: str = ""
    place: str = ""
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding where it is now.

    `line` is 1-based. `found` are its lines as they were reviewed and `now` as they are, which may
    differ in white space around them; both without line ends.
    """

    uri: str
    finding: Finding
    line: int
    found: tuple[str, ...]
    now: tuple[str, ...]
    origin: Origin

    @property
    def end_line(self) -> int:
        """The last line, 1-based."""
        return self.line + len(self.now) - 1

    @property
    def fix(self) -> str | None:
        """What replaces the lines, as long as they are what it was written for.

        Re-indented lines keep their finding, but how a fix must be indented then is not known.
        """
        return self.finding.fix if self.now == self.found else None

    @property
    def diff(self) -> str | None:
        """The fix as lines that go, after `-`, and lines that come, after `+`; None without one."""
        if self.fix is None:
            return None
        come = self.fix.split("\n") if self.fix else []
        return "\n".join([*(f"-{line}" for line in self.now), *(f"+{line}" for line in come)])


class Findings:
    """What is shown, by document; a finding is there once, whoever has found it."""

    def __init__(self) -> None:
        self._shown: dict[str, dict[str, Shown]] = {}
        self._revisions: dict[str, int] = {}
        self._numbers = itertools.count(1)

    def add(
        self,
        uri: str,
        finding: Finding,
        lines: Sequence[str],
        now: Sequence[str] | None = None,
        origin: Origin | None = None,
    ) -> Shown | None:
        """Show a finding of a text (`lines`), placed in what the document is `now`.

        None, and nothing is shown, if its lines are not in the document any more.
        """
        span = (finding.line - 1, finding.end_line)
        at = span[0] if now is None else placed(span, lines, now)
        found = tuple(map(bare, lines[span[0] : span[1]]))
        if at is None or not found:
            return None
        text = tuple(map(bare, (lines if now is None else now)[at : at + len(found)]))
        shown = Shown(uri, finding, at + 1, found, text, origin or Origin())
        self._shown.setdefault(key_of(uri), {})[finding.fingerprint] = shown
        self._touch(uri)
        return shown

    def follow(self, uri: str, applied: Iterable[Applied], lines: Sequence[str]) -> bool:
        """Move findings along with edits that led to `lines`; those whose lines changed go away.

        Returns whether anything is now shown elsewhere, or no more.
        """
        edits = tuple(applied)

        def find(shown: Shown) -> int | None:
            within = moved((shown.line - 1, shown.end_line), edits)
            return nearest(shown.found, lines, within, shown.line - 1)

        return self._place_anew(uri, lines, find)

    def settle(self, uri: str, lines: Sequence[str]) -> bool:
        """Find the findings' lines in a text that came about unseen: opened, or given back."""
        everywhere = (0, len(lines))
        return self._place_anew(
            uri, lines, lambda shown: nearest(shown.found, lines, everywhere, shown.line - 1)
        )

    def of(self, uri: str) -> tuple[Shown, ...]:
        """Give a document's findings, by line and the worst of a line first."""
        shown = self._shown.get(key_of(uri), {}).values()
        return tuple(sorted(shown, key=lambda one: (one.line, one.finding.severity.rank)))

    def at(self, uri: str, first: int, last: int) -> tuple[Shown, ...]:
        """Give the findings that touch the lines `first` to `last`, 1-based."""
        return tuple(one for one in self.of(uri) if one.line <= last and one.end_line >= first)

    def all(self) -> tuple[Shown, ...]:
        """Give all findings."""
        return tuple(one for shown in self._shown.values() for one in shown.values())

    def find(self, fingerprint: str) -> Shown | None:
        """Look a finding up."""
        return next((one for one in self.all() if one.finding.fingerprint == fingerprint), None)

    def drop(self, which: Callable[[Shown], bool]) -> tuple[str, ...]:
        """Take findings away; returns the documents that had them."""
        gone = [one for one in self.all() if which(one)]
        for one in gone:
            del self._shown[key_of(one.uri)][one.finding.fingerprint]
            self._touch(one.uri)
        return tuple(dict.fromkeys(one.uri for one in gone))

    def revision(self, uri: str) -> int:
        """Give a number that changes with a document's findings; 0 if it never had any."""
        return self._revisions.get(key_of(uri), 0)

    def _place_anew(
        self, uri: str, lines: Sequence[str], find: Callable[[Shown], int | None]
    ) -> bool:
        before = self._shown.get(key_of(uri))
        if not before:
            return False
        after: dict[str, Shown] = {}
        for fingerprint, shown in before.items():
            at = find(shown)
            if at is not None:
                now = tuple(map(bare, lines[at : at + len(shown.found)]))
                after[fingerprint] = replace(shown, uri=uri, line=at + 1, now=now)
        if after == before:
            return False
        self._shown[key_of(uri)] = after
        self._touch(uri)
        return True

    def _touch(self, uri: str) -> None:
        self._revisions[key_of(uri)] = next(self._numbers)
