"""Git without whatever configures it on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.git_workshop import Workshop

_SETTINGS = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A U Thor",
    "GIT_AUTHOR_EMAIL": "author@example.com",
    "GIT_AUTHOR_DATE": "2024-01-02T03:04:05+00:00",
    "GIT_COMMITTER_NAME": "C O Mitter",
    "GIT_COMMITTER_EMAIL": "committer@example.com",
    "GIT_COMMITTER_DATE": "2024-01-02T03:04:05+00:00",
}


@pytest.fixture(scope="module", autouse=True)
def isolated_git(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Leave nothing of the user's configuration, nor of a hook that the tests run in."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("GIT_")]:
            patch.delenv(name)
        for name, value in _SETTINGS.items():
            patch.setenv(name, value)
        patch.setenv("GIT_CONFIG_GLOBAL", str(home / "gitconfig"))
        patch.setenv("HOME", str(home))
        patch.setenv("GIT_CEILING_DIRECTORIES", str(home.parent))
        yield home


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """An empty repository, in a folder whose name is as bad as names get."""
    return Workshop(tmp_path / "$HOME ~ d'été")
