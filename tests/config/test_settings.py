from pathlib import Path

import pytest

from r1_assistant.config.paths import settings_file
from r1_assistant.config.settings import Settings, load_settings

pytestmark = pytest.mark.usefixtures("home")


def user_file(text: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, encoding="utf-8")


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == load_settings(None) == (Settings(), [])


def test_the_workspace_goes_before_the_user(tmp_path: Path) -> None:
    user_file('model = "tiny"\nfail_on = "info"\nmax_findings = 5\nexclude = ["a"]\n')
    (tmp_path / ".r1.toml").write_text('fail_on = "never"\nexclude = ["b"]\n', encoding="utf-8")
    settings, problems = load_settings(tmp_path)
    assert problems == []
    assert settings == Settings("tiny", "never", 5, ("a", "b"))


def test_pyproject_counts_where_there_is_no_file_of_our_own(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.r1]\nmax-findings = 7\n", encoding="utf-8")
    assert load_settings(tmp_path)[0].max_findings == 7
    (tmp_path / ".r1.toml").write_text("", encoding="utf-8")
    assert load_settings(tmp_path)[0] == Settings()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"= nothing", b"[tool]\nr1 = 3", b"[[["])
def test_files_that_cannot_be_read_are_named_and_skipped(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_bytes(content)
    settings, problems = load_settings(tmp_path)
    assert settings == Settings()
    assert len(problems) == 1
    assert problems[0].startswith(str(file))


def test_a_byte_order_mark_does_not_hurt(tmp_path: Path) -> None:
    (tmp_path / ".r1.toml").write_bytes(b"\xef\xbb\xbfmax_findings = 2\n")
    assert load_settings(tmp_path)[0].max_findings == 2


def test_the_workspaces_model_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".r1.toml").write_text('model = "theirs"\n', encoding="utf-8")
    settings, problems = load_settings(tmp_path)
    assert settings.model is None
    assert "r1-model use" in problems[0]
