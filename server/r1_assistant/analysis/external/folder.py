"""Copies of a change's files in a folder of their own, where no configuration lies around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from r1_assistant.analysis.security.look import in_tests
from r1_assistant.analysis.sides import FileSides

_KEPT_NAMES = {"__init__.py", "__main__.py", "conftest.py"}
"""Names that rules make something of."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A file of the change, and the lines (1-based) that it adds."""

    sides: FileSides
    added: frozenset[int]

    @property
    def path(self) -> str:
        """The new side's path."""
        return self.sides.file.path

    @property
    def python(self) -> bool:
        """Whether all of it is known, and is Python."""
        return self.sides.language.name == "python" and self.sides.new.whole

    @property
    def of_tests(self) -> bool:
        """Whether it is of tests, examples or documents."""
        return in_tests(self.path)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder with both sides of files, in folders that are called by the files' numbers."""

    root: Path
    files: Sequence[Copied]

    def arguments(self) -> list[str]:
        """Give the Python files, for a command line."""
        numbers = (n for n, file in enumerate(self.files) if file.python)
        return [f"./{n}/{side}/{_name(self.files[n])}" for n in numbers for side in ("old", "new")]

    def find(self, path: str) -> tuple[Copied, str] | None:
        """Tell which file and which side ("old", "new", "added") a path in an answer means."""
        try:
            inside = Path(path).relative_to(self.root) if Path(path).is_absolute() else Path(path)
            number, side, _ = inside.parts
            return self.files[int(number)], side
        except (ValueError, IndexError):
            return None


def fill(root: Path, files: Sequence[FileSides], added: Mapping[str, frozenset[int]]) -> Folder:
    """Write the files; raises OSError."""
    copied = [Copied(sides, added.get(sides.file.path, frozenset())) for sides in files]
    folder = Folder(root.resolve(), [one for one in copied if one.added])
    for number, file in enumerate(folder.files):
        sides = {"added": _added(file)}
        if file.python:
            sides |= {"old": file.sides.old.text, "new": file.sides.new.text}
        for side, text in sides.items():
            place = folder.root / str(number) / side / _name(file)
            place.parent.mkdir(parents=True)
            place.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    return folder


def _name(file: Copied) -> str:
    name = PurePosixPath(file.path).name
    suffix = PurePosixPath(name).suffix
    return name if name in _KEPT_NAMES else f"module{suffix if suffix.isascii() else ''}"


def _added(file: Copied) -> str:
    """Keep what was added, each line in its place."""
    lines = file.sides.new.lines
    return "\n".join(line if at in file.added else "" for at, line in enumerate(lines, 1)) + "\n"
