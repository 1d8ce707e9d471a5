"""A repository's own configuration neither runs programs nor changes what is read."""

import os
import sys
from pathlib import Path

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.git.repository import between, staged, working
from support.git_workshop import Workshop, by_path

TEN = "".join(f"line {n}\n\n" for n in range(1, 11))


def prepared(shop: Workshop) -> None:
    shop.commit({"a.py": TEN, "moved.py": "".join(f"m{n}\n" for n in range(9))})
    (shop.root / "moved.py").rename(shop.root / "renamed.py")
    shop.commit({"a.py": TEN.replace("line 3\n", "three\n")})
    shop.add({"a.py": TEN.replace("line 7\n", "seven\n")})
    shop.write({"a.py": TEN.replace("line 9\n", "nine\n")})


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workshop, list[Change]]:
    """A repository that tests leave as it was, and what is in it."""
    shop = Workshop(tmp_path_factory.mktemp("isolation") / "it")
    prepared(shop)
    return shop, everything(shop)


def everything(shop: Workshop) -> list[Change]:
    return [staged(shop.root), working(shop.root), between(shop.root, "HEAD~1..HEAD")]


@pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
def test_no_program_of_the_repository_runs(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepared(workshop)
    expected = everything(workshop)
    mark, script = tmp_path / "ran", tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\necho $0 $@ >> {mark}\ncat\n")
    script.chmod(0o755)
    quoted = str(script)
    for hook in ("pre-commit", "post-index-change", "fsmonitor-watchman"):
        target = workshop.root / ".git/hooks" / hook
        target.parent.mkdir(exist_ok=True)
        target.write_text(script.read_text())
        target.chmod(0o755)
    (workshop.root / ".git/info/attributes").write_text("*.py diff=evil filter=evil=x.y\n")
    for key, value in {
        "core.fsmonitor": quoted,
        "core.pager": quoted,
        "core.sshCommand": quoted,
        "diff.external": quoted,
        "diff.evil.command": quoted,
        "diff.evil.textconv": quoted,
        "filter.evil=x.y.clean": quoted,
        "filter.evil=x.y.smudge": quoted,
        "filter.evil=x.y.process": quoted,
        "filter.evil=x.y.required": "true",
        "pager.diff": quoted,
        "alias.diff": f"!{quoted}",
        "interactive.diffFilter": quoted,
    }.items():
        workshop.git("config", key, value)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", quoted)
    (workshop.root / "a.py").touch()  # what git remembers of the file no longer holds
    os.utime(workshop.root / "a.py", (1, 1))
    assert everything(workshop) == expected
    assert not mark.exists(), mark.read_text()
    monkeypatch.delenv("GIT_EXTERNAL_DIFF")
    for command in (["diff", "--ext-diff", "HEAD"], ["status"]):
        workshop.git(*command, check=False)
        assert mark.exists()  # so it does run without our care
        mark.unlink()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("color.ui", "always"),
        ("color.diff", "always"),
        ("core.quotePath", "true"),
        ("diff.noprefix", "true"),
        ("diff.mnemonicPrefix", "true"),
        ("diff.context", "0"),
        ("diff.interHunkContext", "9"),
        ("diff.algorithm", "patience"),
        ("diff.renames", "false"),
        ("diff.relative", "true"),
        ("diff.suppressBlankEmpty", "true"),
        ("diff.wsErrorHighlight", "all"),
        ("diff.colorMoved", "zebra"),
        ("diff.wordRegex", "."),
        ("diff.autoRefreshIndex", "false"),
        ("diff.orderFile", "no/such/file"),
        ("diff.submodule", "log"),
        ("diff.indentHeuristic", "false"),
        ("core.abbrev", "4"),
    ],
)
def test_configuration_does_not_show(
    shared: tuple[Workshop, list[Change]], key: str, value: str
) -> None:
    shop, expected = shared
    shop.git("config", key, value)
    found = everything(shop)
    shop.git("config", "--unset", key)
    assert found == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_DIFF_OPTS", "-u0"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_ICASE_PATHSPECS", "1"),
        ("GIT_GLOB_PATHSPECS", "1"),
        ("GIT_TRACE", "1"),
        ("GIT_PREFIX", "folder/"),
        ("GIT_CONFIG_PARAMETERS", "'color.ui=always' 'diff.noprefix=true'"),
        ("LC_ALL", "de_DE.UTF-8"),
    ],
)
def test_the_environment_does_not_show(
    shared: tuple[Workshop, list[Change]], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    shop, expected = shared
    monkeypatch.setenv(name, value)
    assert everything(shop) == expected


def test_the_index_is_left_alone(workshop: Workshop) -> None:
    prepared(workshop)
    index = workshop.root / ".git/index"
    os.utime(workshop.root / "renamed.py", (1, 1))
    before = index.read_bytes()
    everything(workshop)
    assert index.read_bytes() == before


def test_submodules_are_not_looked_into(workshop: Workshop) -> None:
    library = Workshop(workshop.root / "library")
    library.commit({"a.py": "a\n"})
    workshop.commit()
    library.write({"a.py": "b\n", "new.py": "c\n"})
    assert working(workshop.root).files == ()
    library.commit()
    assert {path: file.skipped for path, file in by_path(working(workshop.root)).items()} == {
        "library": "submodule"
    }


def test_settings_of_the_user_s_environment_stay(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A `safe.directory` given by GIT_CONFIG_COUNT goes on to hold when filters are added."""
    prepared(workshop)
    expected = working(workshop.root)
    workshop.git("config", "filter.local.clean", "false")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    assert working(workshop.root) == expected
