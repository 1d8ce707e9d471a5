"""What holds for any texts and any bytes."""

import subprocess
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from r1_assistant.domain.change import FileChange, LineKind
from r1_assistant.git.decode import decode_text
from r1_assistant.git.patch import parse_patch

_LINES = ["", "a", "b", "same", "\r", "x\r", "-- ", "--- a", "+++ b", "@@ -1 +1 @@", "\\ no", "é"]
_LINES += ["diff --git a/x b/x", "\x0c", "\u2028", "\x85", "z\rz", "\ufeff", " ", "\t"]
texts = st.builds(
    lambda lines, end: "\n".join(lines) + end,
    st.lists(st.sampled_from(_LINES), max_size=25),
    st.sampled_from(["", "\n", "\r\n"]),
)
pieces = st.sampled_from(
    [
        b"diff --git a/x b/x\n",
        b"diff --git ",
        b'"a/\\303\\',
        b"--- a/x\n",
        b"+++ b/x\n",
        b"--- /dev/null\n",
        b"@@ -1,2 +1,2 @@\n",
        b"@@ -0,0 +1,3 @@ f\n",
        b"rename from ..\n",
        b"new file mode 160000\n",
        b"GIT binary patch\n",
        b"\\ No newline\n",
        b"+a\n",
        b"-a\r\n",
        b" a\n",
        b"\n",
        b"\0",
        b"\xff\xfe",
        b"\xe9",
    ]
)


def unified(old: str, new: str, context: int) -> bytes:
    """Let git compare two texts."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("old", old), ("new", new)):
            Path(folder, name).write_bytes(text.encode())
        options = ("--no-index", "--no-color", "--no-ext-diff", "--text", f"-U{context}")
        return subprocess.run(
            ["git", "diff", *options, "old", "new"], cwd=folder, capture_output=True, check=False
        ).stdout


def applied(old: str, file: FileChange) -> str:
    """Put the hunks of a change into the old text."""
    lines, result, at = old.split("\n"), [], 0
    for hunk in file.hunks:
        start = hunk.old_start - 1 if hunk.old_count else hunk.old_start
        result += lines[at:start]
        for line in hunk.lines:
            if line.old_number is not None:
                assert lines[line.old_number - 1] == line.text
            if line.kind is not LineKind.REMOVED:
                result.append(line.text)
                assert line.new_number == len(result)
        at = start + hunk.old_count
    return "\n".join(result + lines[at:])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=texts, new=texts, context=st.integers(0, 3))
def test_hunks_lead_from_the_old_text_to_the_new_one(old: str, new: str, context: int) -> None:
    change, problems = parse_patch(unified(old, new, context))
    if old == new:
        assert change.files == ()
        return
    assert problems == []
    (file,) = change.files
    before, after = (decode_text(text.encode()).content for text in (old, new))
    # Whether the last line ends is no part of a hunk's lines.
    assert applied(before, file).rstrip("\n") == after.rstrip("\n")


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(), st.lists(pieces, max_size=30).map(b"".join)))
def test_any_bytes_are_a_patch_with_problems(data: bytes) -> None:
    change, problems = parse_patch(data)
    assert change.files or problems
    for file in change.files:
        assert file.path
        assert not file.path.startswith("/")
        assert ".." not in file.path.split("/")
        assert bool(file.skipped) != bool(file.hunks)
        for line in (line for hunk in file.hunks for line in hunk.lines):
            assert "\n" not in line.text
            assert (line.old_number or 1) > 0
            assert (line.new_number or 1) > 0


@given(st.binary())
def test_any_bytes_are_a_text(data: bytes) -> None:
    text = decode_text(data)
    assert "\r\n" not in text.content
    if not text.crlf and b"\r" not in data and text.encoding != "utf-16":
        assert text.content.encode(text.encoding) == data
