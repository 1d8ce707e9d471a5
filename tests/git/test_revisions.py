"""Ranges of commits."""

from pathlib import Path

import pytest

from r1_assistant.domain.errors import GitError, UsageError
from r1_assistant.git.repository import between, branch, root, staged
from support.git_workshop import Workshop, by_path


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """`main` and `topic` each change a file since `start`."""
    made = Workshop(tmp_path_factory.mktemp("revisions") / "it")
    made.commit({"a.py": "1\n", "b.py": "1\n"})
    made.git("tag", "start")
    made.git("checkout", "--quiet", "-b", "topic")
    made.commit({"a.py": "1\ntopic\n"})
    made.git("checkout", "--quiet", "main")
    made.commit({"b.py": "1\nmain\n"})
    made.git("checkout", "--quiet", "--orphan", "alone")
    made.commit()
    made.git("checkout", "--quiet", "main")
    made.write({"a.py": "not in any commit\n"})
    return made


@pytest.mark.parametrize(
    ("revisions", "expected"),
    [
        ("start..main", {"b.py": "1\nmain\n"}),
        ("start..", {"b.py": "1\nmain\n"}),
        ("HEAD~1..HEAD", {"b.py": "1\nmain\n"}),
        ("main^..main", {"b.py": "1\nmain\n"}),
        ("main...topic", {"a.py": "1\ntopic\n"}),
        ("...topic", {"a.py": "1\ntopic\n"}),
        ("main..topic", {"a.py": "1\ntopic\n", "b.py": "1\n"}),
        ("start..:/change", {"b.py": "1\nmain\n"}),
        ("4b825dc642cb6eb9a060e54bf8d69288fbee4904..start", {"a.py": "1\n", "b.py": "1\n"}),
        ("main..main", {}),
    ],
)
def test_ranges(shop: Workshop, revisions: str, expected: dict[str, str]) -> None:
    change = between(shop.root, revisions)
    assert {path: file.new_text for path, file in by_path(change).items()} == expected
    assert change.title == revisions


def test_paths_narrow_it_down(shop: Workshop) -> None:
    assert set(by_path(between(shop.root, "main..topic", ["b.py"]))) == {"b.py"}


@pytest.mark.parametrize(
    "revisions",
    ["main", "", "..", "...", "--output=x..y", "a..--output=x", "a..b..c", "a....b", "a\n..b"],
)
def test_other_things_are_refused(shop: Workshop, revisions: str) -> None:
    with pytest.raises(UsageError, match=r"is not a range of commits\. Write A\.\.B"):
        between(shop.root, revisions)
    assert not (shop.root / "x").exists()


@pytest.mark.parametrize("revisions", ["nope..main", "main..nope", "main...nope", "main..HEAD~99"])
def test_a_revision_that_is_not_there(shop: Workshop, revisions: str) -> None:
    with pytest.raises(GitError, match=r"There is no revision '(nope|HEAD~99)'"):
        between(shop.root, revisions)


def test_no_common_ancestor(shop: Workshop) -> None:
    with pytest.raises(GitError, match=r"no common ancestor .* with two dots"):
        between(shop.root, "main...alone")


def test_a_shallow_clone_says_so(shop: Workshop, tmp_path: Path) -> None:
    shop.git("clone", "--quiet", "--depth=1", shop.root.as_uri(), str(tmp_path / "clone"))
    with pytest.raises(GitError, match=r"HEAD~1.*`git fetch --unshallow`"):
        between(tmp_path / "clone", "HEAD~1..HEAD")


def test_a_partial_clone_does_not_fetch(shop: Workshop, tmp_path: Path) -> None:
    shop.git("config", "uploadpack.allowFilter", "true")
    source = shop.root.as_uri()
    shop.git("clone", "--quiet", "--filter=blob:none", source, str(tmp_path / "clone"))
    with pytest.raises(GitError, match=r"partial clone lacks .* git fetches them"):
        between(tmp_path / "clone", "origin/main..origin/topic")


def test_a_bare_repository_has_commits_but_no_work_tree(shop: Workshop, tmp_path: Path) -> None:
    shop.git("clone", "--quiet", "--bare", str(shop.root), str(tmp_path / "bare.git"))
    bare = tmp_path / "bare.git"
    (file,) = between(bare, "start..main", ["b.py"]).files
    assert (file.path, file.new_text) == ("b.py", "1\nmain\n")
    for needs_work_tree in (staged, root):
        with pytest.raises(GitError, match=r"no work tree here: .* --range"):
            needs_work_tree(bare)


def test_a_linked_work_tree(shop: Workshop, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    shop.git("worktree", "add", "--quiet", str(linked), "topic")
    (linked / "b.py").write_text("linked\n")
    Workshop.git(shop, "-C", str(linked), "add", ".")
    assert root(linked).samefile(linked)
    assert set(by_path(staged(linked))) == {"b.py"}
    assert set(by_path(between(linked, "start..HEAD"))) == {"a.py"}
    shop.git("worktree", "remove", "--force", str(linked))


def test_a_branch_is_compared_with_where_it_left_main(tmp_path: Path) -> None:
    made = Workshop(tmp_path / "it")
    made.commit({"a.py": "1\n", "b.py": "1\n"})
    made.git("checkout", "--quiet", "-b", "topic")
    made.commit({"a.py": "1\ntopic\n"})
    made.write({"b.py": "not in any commit\n"})
    change = branch(made.root)
    assert {path: file.new_text for path, file in by_path(change).items()} == {"a.py": "1\ntopic\n"}
    assert change.title == "main...HEAD"
    assert by_path(branch(made.root, ["b.py"])) == {}


@pytest.mark.parametrize(
    ("remote_main", "title"), [(None, "origin/main...HEAD"), ("next", "origin/next...HEAD")]
)
def test_the_remotes_main_branch_goes_first(
    shop: Workshop, tmp_path: Path, remote_main: str | None, title: str
) -> None:
    shop.git("branch", "--force", "next", "start")
    shop.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    clone = Workshop(tmp_path / "clone")
    if remote_main:
        clone.git("remote", "set-head", "origin", remote_main)
    clone.git("checkout", "--quiet", "-B", "main", "origin/main")
    clone.commit({"c.py": "1\n"})
    change = branch(clone.root)
    assert "c.py" in by_path(change)
    assert change.title == title


def test_a_branch_without_a_base_is_said(tmp_path: Path) -> None:
    made = Workshop(tmp_path / "lone")
    made.commit({"a.py": "1\n"})
    with pytest.raises(GitError, match="This branch has no base"):
        branch(made.root)
