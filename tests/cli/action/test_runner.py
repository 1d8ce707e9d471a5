import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from r1_assistant.cli.action import runner


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(tmp_path / "told"))
    return tmp_path / "told"


def test_no_value_ends_its_own_delimiter(file: Path) -> None:
    runner.output("worst", "error\nr1-0\nfindings<<x\n7\nx")
    text = file.read_text()
    match = re.fullmatch(r"worst<<(r1-[0-9a-f]{32})\n(.*)\n\1\n", text, re.DOTALL)
    assert match
    assert match[2] == "error\nr1-0\nfindings<<x\n7\nx"


@settings(deadline=None)
@given(st.text())
def test_a_message_is_one_line_and_no_second_command(message: str) -> None:
    shown = runner.escaped(message)
    assert len(shown.splitlines()) <= 1
    assert "\x1b" not in shown


def test_a_summary_that_is_too_long_is_cut_at_a_line(file: Path) -> None:
    runner.summarize("é line\n" * 200_000)
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) < 1 << 20
    assert "does not fit" in text
    assert text.startswith("é line\n")


def test_what_is_printed_in_a_group_is_no_command(capsys: pytest.CaptureFixture[str]) -> None:
    with runner.group("a\n::error::b"):
        print("::add-mask::x")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "::group::a%0A::error::b"
    token = lines[1].removeprefix("::stop-commands::")
    assert lines[2:] == ["::add-mask::x", f"::{token}::", "::endgroup::"]
    assert len(token) == 32


def test_without_a_runner_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    runner.output("a", "b")
