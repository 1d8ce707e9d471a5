"""A commit as the source of settings, notes and baselines."""

from pathlib import Path

import pytest

from r1_assistant.config.settings import load_settings
from r1_assistant.config.source import MAX_BYTES
from r1_assistant.config.team.folders import team_for
from r1_assistant.config.team.holding import Team
from r1_assistant.domain.errors import GitError
from r1_assistant.features.instructions import instructions_for
from r1_assistant.features.review.suppression.baseline import FILE, read_baseline
from r1_assistant.git.commit_source import CommitSource
from support.git_workshop import Workshop


def test_it_reads_the_commit_and_not_the_work_tree(workshop: Workshop) -> None:
    base = workshop.commit({"a/b.toml": b"\xef\xbb\xbfx = 1\r\n", "a/é ü.md": "y", "c": ""})
    workshop.commit({"a/b.toml": "x = 2\n", "a/new": ""})
    (workshop.root / "a" / "untracked").write_text("")
    source = CommitSource(workshop.root / "a", base)
    assert source.read("a/b.toml") == "x = 1\n"
    assert source.files("a") == ["a/b.toml", "a/é ü.md"]
    assert CommitSource(workshop.root, "HEAD~1").files("a") == source.files("a")


@pytest.mark.parametrize("path", ["none", "a", "a/none", "a/b/none", "../a/b", "/a/b", "a*", ""])
def test_what_is_no_file_is_none(workshop: Workshop, path: str) -> None:
    source = CommitSource(workshop.root, workshop.commit({"a/b": "x"}))
    assert source.read(path) is None
    assert source.read("a/b") == source.read("./a//b") == "x"
    assert source.files("none") == source.files("a/b") == []


def test_links_and_large_files_are_not_read(workshop: Workshop) -> None:
    workshop.write({"secret": "s", "folder/x": "", "large": " " * (MAX_BYTES + 1), "odd": b"\xff"})
    (workshop.root / "link").symlink_to("secret")
    (workshop.root / "way").symlink_to("folder")
    source = CommitSource(workshop.root, workshop.commit())
    for name, why in (("link", "link"), ("way", "link"), ("large", "larger"), ("odd", "utf-8")):
        with pytest.raises(ValueError, match=why):
            source.read(name)
    assert source.read("way/x") is None
    assert source.files("way") == []


def test_no_program_of_the_repository_is_run(workshop: Workshop) -> None:
    base = workshop.commit({"a": "text\n", ".gitattributes": "* filter=f diff=d\n"})
    trace = workshop.root / "ran"
    for key in ("filter.f.smudge", "filter.f.clean", "diff.d.textconv", "core.fsmonitor"):
        workshop.git("config", key, f"touch '{trace}'; cat")
    assert CommitSource(workshop.root, base).read("a") == "text\n"
    assert not trace.exists()


def test_a_partial_clone_fetches_nothing(workshop: Workshop, tmp_path: Path) -> None:
    workshop.commit({".r1.toml": "max_findings = 3\n"})
    workshop.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    address = workshop.root.as_uri()
    workshop.git("clone", "-q", "--no-checkout", "--filter=blob:none", address, str(clone))
    settings, (problem,) = load_settings(CommitSource(clone, "HEAD"))
    assert settings.max_findings != 3
    assert ".r1.toml: this cannot be read" in problem


@pytest.mark.parametrize("commit", ["", "none", "0" * 40, "x tree", "--all", "HEAD\nHEAD", "\0"])
def test_a_commit_that_is_not_there(workshop: Workshop, commit: str) -> None:
    workshop.commit({"a": ""})
    with pytest.raises(GitError, match="There is no commit"):
        CommitSource(workshop.root, commit)


def test_everything_is_read_from_the_commit(workshop: Workshop) -> None:
    base = workshop.commit(
        {
            ".r1.toml": "max_findings = 3\n",
            "AGENTS.md": "Top.",
            ".github/instructions/a.instructions.md": '---\napplyTo: "*.py"\n---\nTyped.',
            FILE: '{"version": 1, "findings": [{"fingerprint": "abc"}]}',
        }
    )
    workshop.commit({".r1.toml": "max_findings = 9\n", "AGENTS.md": "Theirs.", FILE: "{}"})
    source = CommitSource(workshop.root, base)
    assert load_settings(source)[0].max_findings == 3
    notes, problems = instructions_for(source, "a.py")
    assert (notes.count("Top."), notes.count("Typed."), notes.count("Theirs."), problems) == (
        1,
        1,
        0,
        [],
    )
    assert read_baseline(source) == (frozenset({"abc"}), [])


def test_the_project_file_counts_in_a_commit(workshop: Workshop) -> None:
    base = workshop.commit({"pyproject.toml": "[tool.r1]\nmax_findings = 4\nnonsense = 1\n"})
    settings, (problem,) = load_settings(CommitSource(workshop.root, base))
    assert settings.max_findings == 4
    assert problem.startswith('pyproject.toml: "nonsense"')


def test_folders_of_a_commit_have_their_say(workshop: Workshop) -> None:
    base = workshop.commit({"api/.r1.toml": 'exclude = ["old/"]\n'})
    workshop.commit({"api/.r1.toml": "root = true\n", "api/v1/.r1.toml": 'exclude = ["*"]\n'})
    team, problems = team_for(Team(), CommitSource(workshop.root, base), ["api/v1/a.py"])
    assert [file.origin for file in team.files] == ["api/.r1.toml"]
    assert (team.why_not("api/old/a.py"), team.why_not("api/v1/a.py")) == ("excluded", "")
    assert problems == []
