"""Aider's repository map, the one that others use, at the same budget with the same tokenizer."""

import re
import shutil
from pathlib import Path

from bench.corpora import files
from bench.venvs import AIDER, python_with
from bench.workers import Worker


class AiderMap:
    """A repository as aider sees it; use it as a context manager. Its cache of tags is kept."""

    def __init__(self, root: Path, tokenizer: Path, budget: int) -> None:
        self._worker = Worker(python_with(AIDER), "aider_worker.py")
        self._worker.ask(
            ask="open",
            root=str(root),
            files=files(root),
            tokenizer=str(tokenizer),
            budget=budget,
        )

    def __enter__(self) -> "AiderMap":
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.__exit__()

    def map(self, chat: str | None, mentioned: set[str]) -> tuple[str, float]:
        """Give the map for a file that is worked on and names in mind, and the seconds it took."""
        answer = self._worker.ask(ask="map", chat=chat, mentioned=sorted(mentioned))
        return answer["map"], answer["seconds"]


def forget(root: Path) -> None:
    """Remove what aider keeps of a repository."""
    for folder in root.glob(".aider.tags.cache.*"):
        shutil.rmtree(folder)


def sections(text: str) -> list[tuple[str, str]]:
    """Split a map into its files' parts: (path, text without the lines at its edge)."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line[:1] in ("│", "⋮"):
            if found:
                found[-1][1].append(line[1:])
        elif line.endswith(":"):
            found.append((line[:-1], []))
    return [(path, "\n".join(lines)) for path, lines in found]


def mentioned(line: str) -> set[str]:
    """Give the names in a line of code."""
    return set(re.findall(r"[^\W\d]\w*", line))
