from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from r1_assistant.config.paths import settings_file
from r1_assistant.config.schema import SETTINGS
from r1_assistant.config.settings import (
    CompletionSettings,
    HoverSettings,
    Settings,
    documented_settings,
    layered,
    load_settings,
    user_model,
)
from r1_assistant.config.team.holding import Team

pytestmark = pytest.mark.usefixtures("home")


def user_file(text: str) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, encoding="utf-8")


def value_of(settings: Settings, key: str) -> object:
    value: object = settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def test_without_any_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == load_settings(None) == (Settings(), [])


def test_the_user_goes_before_the_workspace_and_the_editor_before_both(tmp_path: Path) -> None:
    user_file('model = "tiny"\nfail_on = "info"\nexclude = ["b"]\n[hover]\nwait_ms = 5\n')
    (tmp_path / ".r1.toml").write_text(
        'fail_on = "never"\nmax_findings = 3\nexclude = ["a"]\n[hover]\nwait_ms = 6\n'
        "enabled = false\n",
        encoding="utf-8",
    )
    editor = {"hover": {"wait_ms": 7}, "exclude": ["c"], "completion.max_tokens": 8}
    settings, problems = layered(tmp_path, editor, trusted=True)
    assert problems == []
    assert [file.exclude for file in settings.team.chain("x")] == [("a",), ("b",), ("c",)]
    assert replace(settings, team=Team()) == Settings(
        "tiny",
        "info",
        3,
        ("a", "b", "c"),
        hover=HoverSettings(enabled=False, wait_ms=7),
        completion=CompletionSettings(max_tokens=8),
    )
    assert load_settings(tmp_path)[0].hover == HoverSettings(enabled=False, wait_ms=5)


def test_a_wrong_value_keeps_that_of_the_layer_below(tmp_path: Path) -> None:
    user_file("[hover]\nwait_ms = 10001\n")
    (tmp_path / ".r1.toml").write_text("hover.wait-ms = 20\n", encoding="utf-8")
    settings, problems = layered(tmp_path, {"hover.wait_ms": "soon"}, trusted=False)
    assert settings.hover.wait_ms == 20
    expected = '"hover.wait_ms" must be a whole number from 0 to 10000'
    where = (settings_file(), "The editor's settings")
    assert problems == [f"{place}: {expected}" for place in where]


@pytest.mark.parametrize("trusted", [False, None, True])
def test_who_chooses_the_model_depends_on_trust(tmp_path: Path, trusted: bool | None) -> None:
    user_file('model = "mine"\n')
    (tmp_path / ".r1.toml").write_text('model = "theirs"\n', encoding="utf-8")
    settings, problems = layered(tmp_path, {"model": "editors"}, trusted=trusted)
    assert settings.model == ("mine" if trusted is False else "editors")
    assert len(problems) == {True: 0, None: 1, False: 2}[trusted]
    assert all("the user's choice" in problem for problem in problems)
    settings_file().unlink()
    assert layered(tmp_path, {}, trusted=trusted)[0].model == ("theirs" if trusted else None)


@profile(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(sorted(SETTINGS)), st.integers() | st.text() | st.booleans())
)
def test_any_editor_leaves_settings_of_the_right_types(editor: dict[str, object]) -> None:
    settings, problems = layered(None, editor, trusted=True)
    assert len(problems) <= len(editor)
    for documented in documented_settings():
        if documented.default is not None:
            assert type(value_of(settings, documented.key)) is type(documented.default)


def test_every_setting_is_documented_and_has_a_default() -> None:
    documented = {setting.key: setting for setting in documented_settings()}
    assert set(documented) == set(SETTINGS)
    assert documented["hover.wait_ms"].default == 1200
    assert all(setting.description for setting in documented.values())


def test_every_default_can_be_written_down() -> None:
    written = {s.key: s.default for s in documented_settings()}
    assert layered(None, written, trusted=True) == (Settings(), [])


def test_the_users_model() -> None:
    assert user_model() is None
    user_file('model = "tiny"\nfail_on = 3\n')
    assert user_model() == "tiny"


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
