import os
from pathlib import Path

import pytest

from r1_assistant.domain.errors import GitHubError
from r1_assistant.github.address import Api
from r1_assistant.github.token import take_token

PUBLIC = Api("https://api.github.com", "github.com")
ELSEWHERE = Api("https://ghe.example/api/v3", "ghe.example")


def gh(folder: Path, script: str) -> Path:
    """Put a program named gh into a folder."""
    folder.mkdir()
    file = folder / "gh"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return folder


def test_the_variables_are_taken_out_of_the_environment() -> None:
    names = ("GITHUB_TOKEN", "GH_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN")
    environment = dict.fromkeys(names, "other") | {"GITHUB_TOKEN": " first\n", "PATH": ""}
    assert take_token(PUBLIC, environment) == "first"
    assert environment == {"PATH": ""}


def test_one_variable_stands_in_for_the_other() -> None:
    assert take_token(PUBLIC, {"GITHUB_TOKEN": "", "GH_TOKEN": "second"}) == "second"


def test_the_variable_of_enterprise_servers_is_for_these() -> None:
    tokens = {"GITHUB_TOKEN": "first", "GH_ENTERPRISE_TOKEN": "theirs"}
    assert take_token(ELSEWHERE, dict(tokens)) == "theirs"
    assert take_token(PUBLIC, dict(tokens)) == "first"
    assert take_token(PUBLIC, {"GH_ENTERPRISE_TOKEN": "theirs", "PATH": ""}) is None


def test_a_text_that_is_no_token_is_not_shown() -> None:
    with pytest.raises(GitHubError, match="no token has") as raised:
        take_token(PUBLIC, {"GITHUB_TOKEN": "se cret\nX-Header: 1"})
    assert "cret" not in str(raised.value)


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_gh_is_asked_for_the_host_of_the_api(tmp_path: Path) -> None:
    script = '[ "$1 $2 $3" = "auth token --hostname" ] && [ "$4" = github.com ] && echo of-gh'
    path = {"PATH": str(gh(tmp_path / "bin", script))}
    assert take_token(PUBLIC, dict(path)) == "of-gh"
    assert take_token(ELSEWHERE, dict(path)) is None


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_gh_is_not_taken_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = gh(tmp_path / "repository", "echo planted > ran; echo planted")
    monkeypatch.chdir(folder)
    assert take_token(PUBLIC, {"PATH": f".{os.pathsep}{os.pathsep}bin"}) is None
    assert not (folder / "ran").exists()


def test_no_token(tmp_path: Path) -> None:
    assert take_token(PUBLIC, {"PATH": str(tmp_path)}) is None
