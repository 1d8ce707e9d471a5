"""Fixes are applied to real bytes, as the standard says regions are to be read (3.30)."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.domain.change import Change, FileChange, FileStatus
from r1_assistant.features.formats import render
from r1_assistant.features.formats.reviewed import Reviewed
from r1_assistant.features.formats.sarif.fixes import fixes
from r1_assistant.features.review.events import Stats
from support.reviews import GUARD, full, reviewed

Region = dict[str, int]

LINES = st.lists(st.text("abé\U0001f600 \t", max_size=5), min_size=1, max_size=6)
FIXES = st.lists(st.text("xyz ", min_size=1, max_size=4), max_size=3).map("\n".join)


def apply(data: bytes, region: Region, text: str) -> bytes:
    """Replace a region; lines end in LF or CR LF, columns count code points."""
    rows = data.decode().splitlines(keepends=True) if b"\n" in data else [data.decode()]
    if rows and rows[-1].endswith("\n"):
        rows.append("")
    start = _offset(rows, region["startLine"], region["startColumn"])
    end = _offset(rows, region["endLine"], region["endColumn"])
    whole = "".join(rows)
    return (whole[:start] + text + whole[end:]).encode()


def _offset(rows: list[str], line: int, column: int) -> int:
    assert 1 <= line <= len(rows), "the region ends outside of the file"
    assert column - 1 <= len(rows[line - 1].rstrip("\r\n"))
    return sum(map(len, rows[: line - 1])) + column - 1


@settings(max_examples=300, deadline=None)
@given(LINES, FIXES, st.booleans(), st.booleans(), st.data())
def test_exactly_the_lines_are_replaced(
    lines: list[str], fix: str, crlf: bool, ended: bool, data: st.DataObject
) -> None:
    if not ended:
        lines[-1] += "e"  # otherwise the last line feed would be an end
    first = data.draw(st.integers(1, len(lines)))
    last = data.draw(st.integers(first, len(lines)))
    end = "\r\n" if crlf else "\n"
    text = "\n".join(lines) + "\n" * ended
    file = FileChange("a", "a", FileStatus.MODIFIED, new_text=text, crlf=crlf)
    finding = replace(GUARD, path="a", line=first, end_line=last, fix=fix)
    (made,) = fixes(finding, file)
    (replacement,) = made["artifactChanges"][0]["replacements"]
    inserted = replacement.get("insertedContent", {"text": ""})["text"]
    result = apply(text.replace("\n", end).encode(), replacement["deletedRegion"], inserted)
    kept = [*lines[: first - 1], *(fix.split("\n") if fix else []), *lines[last:]]
    expected = end.join(kept) + (end if ended and kept else "")
    assert result.decode() == expected


def test_a_deletion_inserts_nothing() -> None:
    gone = replace(GUARD, fix="")
    (result,) = json.loads(render("sarif", reviewed(gone)))["runs"][0]["results"]
    (fix,) = result["fixes"]
    assert fix["description"]["text"] == "Delete line 2."
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement == {
        "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1}
    }


def test_of_a_patch_the_hunk_is_enough() -> None:
    review = full()
    files = tuple(replace(file, new_text=None) for file in review.change.files)
    patch = Reviewed(Change("patch", files), (GUARD,), Stats(), None)
    (result,) = json.loads(render("sarif", patch))["runs"][0]["results"]
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["deletedRegion"] == {
        "startLine": 2,
        "startColumn": 1,
        "endLine": 2,
        "endColumn": 13,
    }


def test_what_no_encoding_has_is_not_proposed() -> None:
    assert fixes(replace(GUARD, fix="\ud800"), full().change.files[0]) == []
