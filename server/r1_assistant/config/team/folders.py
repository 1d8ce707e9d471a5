"""The files of a team in the folders of a repository, from the top down to what is asked about."""

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from r1_assistant.config.schema import parse_toml
from r1_assistant.config.source import FolderSource, Source
from r1_assistant.config.team.holding import Team, unknown_names
from r1_assistant.config.team.model import TeamFile
from r1_assistant.config.team.parse import parse_folder

FILE = ".r1.toml"
MOST_FOLDERS = 5000
"""Folders that are looked into for one change."""


def team_for(top: Team, root: Path | Source, paths: Iterable[str]) -> tuple[Team, list[str]]:
    """Add what the folders of some files say to what the top says; and what is wrong anywhere.

    `root` is the repository's folder, or another source of its files, and `paths` are relative to
    it. Waits for the disk, or the source. Never raises.
    """
    source = FolderSource(root) if isinstance(root, Path) else root
    folders, problems = _bounded(_folders(paths))
    files = []
    for folder in folders:
        file, more = read_folder(source, folder)
        problems += more
        files += [file] if file is not None else []
    own = [file for file in top.files if not file.personal]
    personal = [file for file in top.files if file.personal]
    team = Team((*own, *files, *personal))
    return team, problems + unknown_names(team)


def read_folder(source: Source, folder: str) -> tuple[TeamFile | None, list[str]]:
    """Read the file of a folder below the top; None if there is none."""
    name = f"{folder}/{FILE}"
    try:
        text = source.read(name)
    except (OSError, ValueError) as error:
        return None, [f"{name}: this cannot be read ({error})"]
    if text is None:
        return None, []
    table, problems = parse_toml(text)
    file, more = parse_folder(table, name, folder)
    return file, [f"{name}: {problem}" for problem in (*problems, *more)]


def folders_above(path: str) -> list[str]:
    """List the folders between the top and a file, the top's own first; none for a path outside."""
    parts = PurePosixPath(path).parts[:-1]
    if ".." in parts or PurePosixPath(path).is_absolute():
        return []
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _folders(paths: Iterable[str]) -> list[str]:
    """List all folders that some files are in, those above before those below."""
    found = {folder for path in paths for folder in folders_above(path)}
    return sorted(found, key=lambda folder: (folder.count("/"), folder))


def _bounded(folders: Sequence[str]) -> tuple[Sequence[str], list[str]]:
    if len(folders) <= MOST_FOLDERS:
        return folders, []
    return folders[:MOST_FOLDERS], [
        f"the change is in {len(folders)} folders; {FILE} is read in the upper {MOST_FOLDERS} alone"
    ]
