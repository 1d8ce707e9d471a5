"""A text that has no other side, or some lines of it, as a change to review."""

from r1_assistant.domain.change import Change, DiffLine, FileChange, FileStatus, Hunk, LineKind


def change_of_text(path: str, text: str, first: int = 1, last: int | None = None) -> Change:
    r"""Make a change that adds the lines `first` to `last` (1-based, both inclusive) of a text.

    `last` None is the end. Lines may end in \n, \r\n or \r. What is outside of the lines is there
    as context. Bounds beyond the text are cut; without a line between them there is no hunk.
    """
    crlf = "\r\n" in text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    first = max(1, first)
    chosen = lines[first - 1 : last]
    hunks = (_added(first, chosen),) if chosen else ()
    whole = len(chosen) == len(lines)
    title = path if whole else f"lines {first} to {first + len(chosen) - 1} of {path}"
    file = FileChange(path, path, FileStatus.MODIFIED, hunks, new_text=text, crlf=crlf)
    return Change(title, (file,))


def _added(first: int, lines: list[str]) -> Hunk:
    added = tuple(
        DiffLine(LineKind.ADDED, text, None, number) for number, text in enumerate(lines, first)
    )
    return Hunk(first - 1, 0, first, len(lines), "", added)
