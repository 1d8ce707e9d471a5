from collections.abc import Callable

import pytest

from r1_assistant.domain.change import Change, FileStatus
from r1_assistant.domain.errors import GitHubError
from r1_assistant.github import change as changes
from r1_assistant.github.address import PullAddress, RepositoryName
from r1_assistant.github.change import change_of
from r1_assistant.github.client import Client
from r1_assistant.github.files import listed_files
from r1_assistant.github.known import fetch_known
from r1_assistant.github.pull import Pull, fetch_pull, pull_of_branch
from r1_assistant.github.source import ApiSource
from r1_assistant.github.tree import Tree
from support.git_workshop import by_path
from support.github.fixtures import BASE, SWALLOWED
from support.github.world import World

ADDRESS = PullAddress(RepositoryName("octo", "app"), 1)


def pull_and_tree(client: Client) -> tuple[Pull, Tree]:
    pull = fetch_pull(client, ADDRESS)
    return pull, Tree(client, pull.repository, pull.base)


def fetched(client: Client, *paths: str) -> tuple[Change, list[str]]:
    return change_of(client, *pull_and_tree(client), paths)


def test_hunks_and_both_texts(world: World, client: Client) -> None:
    change, problems = fetched(client)
    (file,) = change.files
    assert (file.path, file.old_text, file.new_text) == ("a.py", BASE, SWALLOWED)
    assert [line.text for line in file.hunks[0].added][-1] == "        pass"
    assert not problems


def test_the_base_may_have_moved_on(world: World, client: Client) -> None:
    world.git("checkout", "--quiet", "main")
    world.repository.commit({"a.py": "moved on\n", "z.py": "z\n"})
    (file,) = fetched(client)[0].files
    assert (file.path, file.old_text) == ("a.py", BASE)


def test_every_kind_of_file(world: World, client: Client) -> None:
    world.git("checkout", "--quiet", "main")
    lines = "".join(f"line {n}\n" for n in range(20))
    world.repository.commit({"old.py": lines, "gone.py": "x = 1\n", "ü name.py": "a\n"})
    world.git("checkout", "--quiet", "-B", "topic")
    world.git("mv", "old.py", "new.py")
    world.git("rm", "--quiet", "gone.py")
    world.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    world.repository.write({"new.py": lines + "more\n", "b.bin": b"\0\1", "ü name.py": "b\n"})
    world.repository.write(
        {"poetry.lock": "a\n", "crlf.txt": b"a\r\nb\r\n", "latin.py": b"x = '\xe9'\n"}
    )
    world.git("add", "new.py", "b.bin", "ü name.py", "poetry.lock", "crlf.txt", "latin.py")
    world.git("commit", "--quiet", "--message=kinds")
    for refused in (0, 406):
        world.diff_refused = refused
        files = by_path(fetched(client)[0])
        assert files["new.py"].status is FileStatus.RENAMED
        assert files["new.py"].old_path == "old.py"
        assert files["new.py"].old_text == lines
        assert files["gone.py"].skipped == "deleted"
        assert files["module"].skipped == "submodule"
        assert files["b.bin"].skipped.startswith("binary")
        assert files["poetry.lock"].skipped == "generated"
        assert files["ü name.py"].new_text == "b\n"
        assert files["crlf.txt"].crlf
        assert files["crlf.txt"].new_text == "a\nb\n"
        assert files["latin.py"].new_text == "x = 'é'\n"
        assert files["latin.py"].hunks[0].lines[0].text == "x = 'é'"


def test_a_diff_that_github_does_not_make(world: World, client: Client) -> None:
    world.diff_refused, world.most = 406, 1
    world.repository.commit({"b.py": "b\n", "large.py": "x\n" * 9})
    world.without_patch = {"large.py"}
    files = by_path(fetched(client)[0])
    assert files["a.py"].new_text == SWALLOWED
    assert files["b.py"].hunks
    assert files["large.py"].skipped == "too large for GitHub's diff"
    paths = [asked.path for asked in world.asked if asked.path.endswith("/files")]
    assert len(paths) == 3


def test_more_files_than_github_lists(world: World, client: Client) -> None:
    world.pulls[1].more_files = 3500
    change, problems = fetched(client)
    assert len(change.files) == 1
    assert problems == ["3500 of 3501 changed files are not listed by GitHub"]


def test_no_more_texts_than_there_is_room_for(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_TEXTS", 1)
    world.repository.commit({"b.py": "b\n"})
    files = by_path(fetched(client)[0])
    assert files["a.py"].new_text
    assert files["b.py"].new_text is None
    assert files["b.py"].hunks


def test_a_large_file_is_reviewed_by_its_hunks(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MAX_BYTES", 10)
    (file,) = fetched(client)[0].files
    assert file.hunks
    assert file.new_text is None


def test_only_some_paths(world: World, client: Client) -> None:
    world.repository.commit({"src/b.py": "b\n", "srcs/c.py": "c\n"})
    assert [file.path for file in fetched(client, "src/")[0].files] == ["src/b.py"]
    assert [file.path for file in fetched(client, "./a.py")[0].files] == ["a.py"]


def test_nothing_is_changed(world: World, client: Client) -> None:
    world.git("branch", "--force", "same", "main")
    world.pulls[1].head = "same"
    change, problems = fetched(client)
    assert not change.files
    assert not problems


def test_a_file_that_says_it_is_generated_beyond_the_hunk(world: World, client: Client) -> None:
    lines = "".join(f"x{n} = 1\n" for n in range(30))
    world.git("checkout", "--quiet", "main")
    world.repository.commit({"g.py": f"# @generated\n{lines}"})
    world.git("checkout", "--quiet", "-B", "topic")
    world.repository.commit({"g.py": f"# @generated\n{lines}y = 2\n"})
    assert by_path(fetched(client)[0])["g.py"].skipped == "generated"


def test_files_of_a_commit(world: World, client: Client) -> None:
    (world.repository.root / "link").symlink_to("a.py")
    world.repository.commit(
        {
            ".r1.toml": "max_findings = 3\r\n",
            "d/e/f.md": "f\n",
            "d/g.md": "g\n",
            "bin": b"\xff\xfe\0",
        }
    )
    for limit in (100_000, 2):
        world.tree_limit = limit
        pull = fetch_pull(client, ADDRESS)
        source = ApiSource(Tree(client, pull.repository, pull.head))
        assert source.read(".r1.toml") == "max_findings = 3\n"
        assert source.read("d/e/f.md") == "f\n"
        assert source.read("d") is None
        assert source.read("nothing") is None
        assert source.read("a.py/x") is None
        assert source.files("d") == ["d/e/f.md", "d/g.md"]
        assert source.files("a.py") == []
        assert source.files("nothing") == []
        with pytest.raises(ValueError, match="not followed"):
            source.read("link")
        with pytest.raises(ValueError, match="codec"):
            source.read("bin")


@pytest.mark.parametrize("answer", [None, 1, "x", [], [1], {}, {"tree": [{}], "base": {"repo": 1}}])
def test_an_answer_that_is_not_understood(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    pull, tree = pull_and_tree(client)
    entry = tree.entry("a.py")
    assert entry is not None
    monkeypatch.setattr(client, "_json", lambda _: answer)
    asked: list[Callable[[], object]] = [
        lambda: fetch_pull(client, ADDRESS),
        lambda: Tree(client, pull.repository, pull.base).entry("a.py"),
        lambda: tree.data(entry),
        lambda: change_of(client, pull, tree),
        lambda: fetch_known(client, pull),
    ]
    if answer:  # no entries are no files, and no pull requests
        asked += [lambda: listed_files(client, pull)]
        asked += [lambda: pull_of_branch(client, ADDRESS.repository, "octo:topic")]
    for ask in asked:
        with pytest.raises(GitHubError):
            ask()
