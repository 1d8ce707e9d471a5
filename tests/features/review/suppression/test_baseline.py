import json
from pathlib import Path

import pytest

from r1_assistant.domain.errors import UsageError
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.features.review.suppression.baseline import read_baseline, write_baseline


def finding(path: str, quote: str) -> Finding:
    severity, category = Severity.ERROR, Category.BUG
    return Finding(path, 3, 3, severity, category, 0.9, "m", quote, None, "", kind="slip")


def test_what_was_written_is_read(tmp_path: Path) -> None:
    one, other = finding("b.py", "x = 1"), finding("a.py", "y = 2")
    file = tmp_path / "baseline.json"
    assert write_baseline(file, [one, other, one]) == 2
    assert read_baseline(file) == ({one.fingerprint, other.fingerprint}, [])
    rows = json.loads(file.read_text())["findings"]
    assert [(row["path"], row["kind"], row["line"]) for row in rows] == [
        ("a.py", "slip", "y = 2"),
        ("b.py", "slip", "x = 1"),
    ]


def test_without_a_file_there_is_no_baseline(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "none.json") == (frozenset(), [])


@pytest.mark.parametrize("text", ["{", "[]", '{"version": 9}', "[" * 100_000, "null"])
def test_a_bad_file_is_named_and_counts_as_empty(tmp_path: Path, text: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(text)
    known, (problem,) = read_baseline(file)
    assert known == frozenset()
    assert str(file) in problem


@pytest.mark.parametrize("entries", ['"x"', "[1, {}, {}]", '[{"fingerprint": 3}]'])
def test_entries_of_another_form_are_passed_over(tmp_path: Path, entries: str) -> None:
    file = tmp_path / "baseline.json"
    file.write_text(f'{{"version": 1, "findings": {entries}}}')
    assert read_baseline(file) == (frozenset(), [])


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_baseline(tmp_path / "missing" / "baseline.json", [])
