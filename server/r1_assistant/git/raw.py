"""The output of `git diff --raw -z --patch`: which files changed, then how."""

from dataclasses import dataclass

from r1_assistant.git.quoting import unquoted


@dataclass(frozen=True, slots=True)
class Entry:
    """A changed file: git's status letter, and mode, object id and path of both sides.

    An id of zeros stands for a side that is not there, or that only the work tree has.
    """

    status: str
    old_mode: str
    new_mode: str
    old_id: str
    new_id: str
    old_path: bytes
    new_path: bytes

    @property
    def symlink(self) -> bool:
        """Whether the new side is a symbolic link."""
        return self.new_mode == "120000"

    @property
    def submodule(self) -> bool:
        """Whether either side is another repository's commit."""
        return "160000" in (self.old_mode, self.new_mode)

    @property
    def old_file(self) -> bool:
        """Whether the old side is a regular file."""
        return self.old_mode.startswith("100")

    @property
    def new_file(self) -> bool:
        """Whether the new side is a regular file."""
        return self.new_mode.startswith("100")


def parse_raw(output: bytes) -> list[tuple[Entry, bytes]]:
    """Pair each listed file with its section of the patch: empty where git shows none."""
    entries, patch = _entries(output)
    # Lines within hunks have a sign in front, and paths in headers are quoted.
    sections = (b"\n" + patch).split(b"\ndiff --git ")[:0:-1]
    paired = []
    for entry in entries:
        names, section = b"a/%b b/%b" % (entry.old_path, entry.new_path), b""
        # A file whose type changed is removed, then added.
        while sections and unquoted(sections[-1].partition(b"\n")[0]) == names:
            section = sections.pop()
        paired.append((entry, section))
    return paired


def _entries(output: bytes) -> tuple[list[Entry], bytes]:
    entries, at = [], 0
    while output.startswith(b":", at):
        meta, at = _field(output, at)
        old_mode, new_mode, old_id, new_id, status = meta[1:].decode("ascii").split(" ")
        old_path, at = _field(output, at)
        new_path, at = _field(output, at) if status[0] in "RC" else (old_path, at)
        entries.append(Entry(status[0], old_mode, new_mode, old_id, new_id, old_path, new_path))
    return entries, output[at + 1 :]  # a zero byte comes between the list and the patch


def _field(output: bytes, at: int) -> tuple[bytes, int]:
    end = output.index(b"\0", at)
    return output[at:end], end + 1
