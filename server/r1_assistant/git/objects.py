"""Blobs of a repository, many at a time; the large ones are never read."""

from collections.abc import Iterable

from r1_assistant.git.discovery import Repository


def sizes(repository: Repository, ids: Iterable[str]) -> dict[str, int]:
    """Look up sizes in bytes; ids that the repository does not have are left out."""
    asked = sorted(set(ids))
    if not asked:
        return {}
    answer = repository.run("cat-file", "--batch-check", stdin=_lines(asked))
    fields = [line.split(" ") for line in answer.decode("ascii").split("\n")]
    return {object_id: int(size[0]) for object_id, _, *size in fields[:-1] if size}


def contents(repository: Repository, ids: Iterable[str]) -> dict[str, bytes]:
    """Read objects that exist, all by one git process."""
    asked = sorted(set(ids))
    if not asked:
        return {}
    answer = repository.run("cat-file", "--batch", stdin=_lines(asked))
    found, at = {}, 0
    for object_id in asked:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rpartition(b" ")[2])
        found[object_id] = answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found


def resolve(repository: Repository, names: Iterable[str]) -> list[str | None]:
    """Find the ids of revisions, None for those that do not exist.

    They go through a pipe, where none can be taken for an option. Names hold no line feed.
    """
    answer = repository.run("cat-file", "--batch-check", stdin=_lines(names))
    ids = [line.split(" ") for line in answer.decode(errors="replace").split("\n")[:-1]]
    return [fields[0] if fields[-1].isdigit() else None for fields in ids]


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode(errors="surrogateescape")
