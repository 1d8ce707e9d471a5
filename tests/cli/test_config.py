"""`r1-review config`."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.cli import config, review
from r1_assistant.config.paths import settings_file
from support.git_workshop import Workshop

TOP = """\
# what holds everywhere
fail-on = "error"
exclude = ["*.gen.py"]

[severity]
debug-output = "off"

[[paths]]
match = ["api/**"]
instructions = "Say what a caller notices."

[[rules]]
name = "no-print"
text = "No print."
languages = ["python"]
"""
BELOW = """\
fail_on = "never"
exclude = ["old/"]
[severity]
debug-output = "info"
"""

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    shop = Workshop(tmp_path / "w")
    shop.write({".r1.toml": TOP, "api/.r1.toml": BELOW, "AGENTS.md": "Mind the gap.\n"})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def call(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str]:
        code = config.main(list(arguments))
        return code, capsys.readouterr().out

    return call


def test_everything_is_said_with_its_place(call: Call) -> None:
    code, out = call("--explain", "api/v1/users.py")
    assert code == 0
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "api/v1/users.py (python) would be reviewed."
    for row in (
        "fail_on error .r1.toml:2",
        "max_findings 10 default",
        "debug-output info api/.r1.toml:4, over off in .r1.toml:6",
        "rule:no-print (warning, maintainability, checked by the model) · .r1.toml:12",
        ".r1.toml:8",
        "Say what a caller notices.",
        "AGENTS.md",
        "Mind the gap.",
        'api/.r1.toml: "fail_on" is about a whole review; it counts in the file at the top alone',
    ):
        assert row in rows


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("a.gen.py", "excluded, by .r1.toml:3"),
        ("api/old/a.py", "excluded, by api/.r1.toml:2"),
        ("package-lock.json", "lock file"),
        ("a.unknown", "not source code"),
    ],
)
def test_what_is_not_reviewed_has_a_reason(call: Call, path: str, words: str) -> None:
    assert f"would not be reviewed: {words}." in call("--explain", path)[1]


def test_json_has_the_same(call: Call) -> None:
    values: dict[str, Any] = json.loads(call("--explain", "api/a.py", "--json")[1])
    assert (values["path"], values["reviewed"], values["language"]) == ("api/a.py", True, "python")
    settings = {one["key"]: (one["value"], one["place"]) for one in values["settings"]}
    assert settings["fail_on"] == ("error", {"origin": ".r1.toml", "line": 2})
    assert settings["exclude"][0] == ["*.gen.py"]
    assert [one["name"] for one in values["rules"]] == ["no-print"]
    assert values["severities"][0]["over"] == [["off", {"origin": ".r1.toml", "line": 6}]]
    assert len(values["problems"]) == 1


def test_the_user_and_the_environment_go_first(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text('max_findings = 3\nexclude = ["b"]\nseverity = { bug = "info" }\n')
    monkeypatch.setenv("R1_MODEL", "tiny")
    rows = [" ".join(line.split()) for line in call("--explain", "a.py")[1].splitlines()]
    assert "model tiny $R1_MODEL" in rows
    assert "max_findings 3 the user's settings:1" in rows
    assert 'exclude ["*.gen.py", "b"] the user\'s settings:2' in rows
    assert "bug info the user's settings:3" in rows


def test_a_project_file_has_its_lines(call: Call, shop: Workshop) -> None:
    (shop.root / ".r1.toml").unlink()
    shop.write({"pyproject.toml": '[project]\nname = "x"\n\n[tool.r1]\nmax_findings = 2\n'})
    rows = [" ".join(line.split()) for line in call("--explain", "a.py")[1].splitlines()]
    assert "max_findings 2 pyproject.toml:5" in rows


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", ".", ""])
def test_what_is_outside_is_refused(call: Call, path: str) -> None:
    assert call("--explain", path) == (2, "")


def test_a_place_is_taken_from_where_one_stands(
    call: Call, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.root / "api")
    assert call("--explain", "old/a.py")[1].startswith("api/old/a.py (python) would not be")


def test_control_characters_do_not_reach_the_terminal(call: Call, shop: Workshop) -> None:
    shop.write({"AGENTS.md": "a\x1b[31mb\n"})
    assert "\x1b" not in call("--explain", "a\x1b.py")[1]


def test_the_schema_is_printed(call: Call) -> None:
    code, out = call("--schema")
    assert (code, json.loads(out)["title"]) == (0, "Settings of R1 Assistant")


def test_a_folder_of_that_name_is_still_reviewed(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write({"config/a.py": "x = 1\n"})
    for words, expected in (
        (["config", "--schema"], '"$schema"'),
        (["./config"], "No staged changes"),
    ):
        monkeypatch.setattr(sys, "argv", ["r1-review", *words])
        assert review.main() == 0
        assert expected in capsys.readouterr().out
