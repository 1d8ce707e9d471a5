"""The change of a pull request out of the API, for whoever has no clone of the repository."""

from collections.abc import Iterator, Sequence

from r1_assistant.domain.change import Change, FileChange
from r1_assistant.git.patch import parse_patch
from r1_assistant.github.client import Client
from r1_assistant.github.files import listed_files
from r1_assistant.github.pull import Pull
from r1_assistant.github.refusals import NotFound, TooLarge, Unprocessable, understood
from r1_assistant.github.texts import with_texts
from r1_assistant.github.tree import Tree

MAX_BYTES = 1_000_000
"""A larger file is reviewed by its hunks alone."""

MOST_TEXTS = 100
MOST_BYTES = 20_000_000
"""How many files are fetched whole, and how much they may have together; the first ones count."""


def change_of(
    client: Client, pull: Pull, base: Tree, paths: Sequence[str] = ()
) -> tuple[Change, list[str]]:
    """Get what a pull request changes, and say what of it could not be had.

    `base` is the tree of its base; `paths` narrow it down to files and folders of the repository.
    Raises GitHubError.
    """
    files, problems = _files(client, pull)
    if pull.files > len(files):
        left = pull.files - len(files)
        problems.append(f"{left} of {pull.files} changed files are not listed by GitHub")
    wanted = [file for file in files if _is_wanted(file.path, paths)]
    complete = tuple(_with_texts(client, pull, base, wanted))
    return Change(f"pull request {pull.address}", complete), problems


def _left_at(client: Client, pull: Pull) -> str:
    """Find the commit where a pull request left its base."""
    path, what = (
        f"{pull.repository}/compare/{pull.base}...{pull.head}",
        f"the base of {pull.address}",
    )
    try:
        # the second page has no files, which are not wanted here
        answer = client.get(path, what, per_page=1, page=2)
    except NotFound:  # no common history
        return pull.base
    with understood(what):
        return str(answer["merge_base_commit"]["sha"])


def _files(client: Client, pull: Pull) -> tuple[list[FileChange], list[str]]:
    """Get the files out of the diff; one by one where GitHub makes none of the whole."""
    try:
        diff = client.diff(pull.path, f"the pull request {pull.address}")
    except (TooLarge, Unprocessable):
        return listed_files(client, pull), []
    if not diff.strip():
        return [], []
    change, problems = parse_patch(diff.encode())
    return list(change.files), problems


def _is_wanted(path: str, paths: Sequence[str]) -> bool:
    named = [each.replace("\\", "/").removeprefix("./").rstrip("/") for each in paths]
    return not named or any(f"{path}/".startswith(f"{each}/") for each in named)


def _with_texts(
    client: Client, pull: Pull, base: Tree, files: Sequence[FileChange]
) -> Iterator[FileChange]:
    """Fetch both sides of the files that there is something to review in, as far as it goes."""
    if not any(file.hunks for file in files):
        yield from files
        return
    left_at = _left_at(client, pull)
    before = base if left_at == pull.base else Tree(client, pull.repository, left_at)
    after = Tree(client, pull.repository, pull.head)
    left, room = MOST_TEXTS, MOST_BYTES
    for file in files:
        sizes = _sizes(before, after, file) if file.hunks and left else []
        if not sizes or max(sizes) > MAX_BYTES or sum(sizes) > room:
            yield file
            continue
        left, room = left - 1, room - sum(sizes)
        yield with_texts(file, _data(before, file.old_path), _data(after, file.path))


def _sizes(before: Tree, after: Tree, file: FileChange) -> list[int]:
    entries = (before.entry(file.old_path), after.entry(file.path))
    return [entry.size for entry in entries if entry is not None]


def _data(tree: Tree, path: str) -> bytes | None:
    entry = tree.entry(path)
    return tree.data(entry) if entry is not None and entry.is_file else None
