"""Blobs of a repository, many at a time; the large ones are never read."""

from collections.abc import Iterable

from r1_assistant.git.discovery import Repository


def sizes(repository: Repository, ids: Iterable[str]) -> dict[str, int]:
    """Look up sizes in bytes; ids that the repository does not have are left out."""
    asked = sorted(set(ids))
    if not asked:
        return {}
    answer = repository.quick("cat-file", "--batch-check", stdin=_lines(asked))
    fields = [line.split(" ") for line in answer.decode("ascii").split("\n")]
    return {object_id: int(size[0]) for object_id, _, *size in fields[:-1] if size}


def contents(repository: Repository, ids: Iterable[str]) -> dict[str, bytes]:
    """Read blobs, all by one git process; those that are not there are left out."""
    asked = sorted(set(ids))
    if not asked:
        return {}
    answer = repository.quick("cat-file", "--batch", stdin=_lines(asked))
    found, at = {}, 0
    for object_id in asked:
        end = answer.index(b"\n", at)
        header, at = answer[at:end].split(b" "), end + 1
        if len(header) == 3:
            size = int(header[2])
            found[object_id] = answer[at : at + size]
            at += size + 1
    return found


def resolve(repository: Repository, names: Iterable[str]) -> list[str | None]:
    """Find the ids of commits, tags and trees; None for what is none of these, or not there.

    The names go through a pipe, where none can be taken for an option. They hold no line feed.
    """
    answer = repository.quick("cat-file", "--batch-check", stdin=_lines(names))
    fields = [line.split(" ") for line in answer.decode(errors="replace").split("\n")[:-1]]
    return [each[0] if each[1] in ("commit", "tag", "tree") else None for each in fields]


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode(errors="surrogateescape")
