"""What a push brings, with a real remote."""

from pathlib import Path

import pytest

from r1_assistant.domain.errors import GitError
from r1_assistant.git.hooks.pushes import Pushed
from r1_assistant.git.push import pushed, tips
from support.git_workshop import Workshop

TEN = "".join(f"line {n}\n" for n in range(1, 11))


@pytest.fixture
def shop(workshop: Workshop, tmp_path: Path) -> Workshop:
    """A repository whose main branch is on its remote."""
    Workshop(tmp_path / "remote", "--bare")
    workshop.git("remote", "add", "origin", str(tmp_path / "remote"))
    workshop.commit({"a.py": TEN, "b.py": TEN})
    workshop.git("push", "--quiet", "origin", "main")
    return workshop


def paths(shop: Workshop, new: str = "HEAD", old: str = "", **more: list[str]) -> list[str]:
    return [file.path for file in pushed(shop.root, Pushed(new, old), **more).files]


def test_new_commits_of_a_branch_that_is_there(shop: Workshop) -> None:
    old = shop.git("rev-parse", "HEAD")
    shop.commit({"a.py": TEN + "more\n"})
    shop.commit({"c.py": "x\n"})
    assert paths(shop, old=old) == ["a.py", "c.py"]
    assert [file.path for file in pushed(shop.root, Pushed("HEAD", old), ["c.py"]).files] == [
        "c.py"
    ]


def test_a_new_branch_brings_its_own_commits(shop: Workshop) -> None:
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"side.py": "x\n"})
    assert paths(shop) == ["side.py"]


def test_a_deleted_branch_and_one_set_back_bring_nothing(shop: Workshop) -> None:
    first = shop.git("rev-parse", "HEAD")
    shop.commit({"c.py": "x\n"})
    shop.git("push", "--quiet", "origin", "main")
    assert paths(shop, "", first) == []
    assert paths(shop, first, shop.git("rev-parse", "HEAD")) == []


def test_a_rebased_branch_brings_no_more_than_its_own(shop: Workshop) -> None:
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"side.py": "x\n"})
    shop.git("push", "--quiet", "origin", "side")
    old = shop.git("rev-parse", "HEAD")
    shop.git("switch", "--quiet", "main")
    shop.commit({"others.py": "x\n"})
    shop.git("push", "--quiet", "origin", "main")
    shop.git("rebase", "--quiet", "main", "side")
    assert paths(shop, old=old) == ["side.py"]


def test_what_was_merged_from_the_remote_is_not_brought(shop: Workshop) -> None:
    shop.git("switch", "--quiet", "--create", "side")
    shop.commit({"side.py": "x\n", "a.py": TEN.replace("line 1\n", "line one\n")})
    shop.git("push", "--quiet", "origin", "side")
    old = shop.git("rev-parse", "HEAD")
    shop.git("switch", "--quiet", "main")
    shop.commit({"others.py": "x\n", "a.py": TEN.replace("line 9\n", "line nine\n")})
    shop.git("push", "--quiet", "origin", "main")
    shop.git("switch", "--quiet", "side")
    shop.git("merge", "--quiet", "--no-edit", "main")
    assert paths(shop, old=old) == []
    shop.commit({"more.py": "x\n"})
    assert paths(shop, old=old) == ["more.py"]


def test_without_anything_on_a_remote_it_is_everything(workshop: Workshop) -> None:
    workshop.commit({"a.py": TEN})
    workshop.commit({"b.py": TEN})
    assert paths(workshop, "refs/heads/main") == ["a.py", "b.py"]


def test_a_remote_side_that_was_not_fetched_is_left_aside(shop: Workshop) -> None:
    shop.commit({"c.py": "x\n"})
    assert paths(shop, old="e" * 40) == ["c.py"]


@pytest.mark.parametrize("name", ["d" * 40, "no-such", "no such branch", "a\nb"])
def test_what_is_not_here_is_a_sentence(shop: Workshop, name: str) -> None:
    with pytest.raises(GitError, match="There is no commit") as raised:
        paths(shop, name)
    assert "R1_SKIP=1" in raised.value.hint


def test_what_is_no_commit_has_nothing_to_review(shop: Workshop) -> None:
    assert paths(shop, shop.git("rev-parse", "HEAD:a.py")) == []
    assert paths(shop, shop.git("rev-parse", "HEAD^{tree}")) == []


def test_two_commits_that_somebody_names_are_compared(shop: Workshop) -> None:
    first = shop.git("rev-parse", "HEAD")
    shop.commit({"c.py": "x\n"})
    shop.git("push", "--quiet", "origin", "main")
    change = pushed(shop.root, Pushed("HEAD", first, to_remote=False))
    assert [file.path for file in change.files] == ["c.py"]


def test_each_commit_of_a_push_of_several_is_looked_at_once(shop: Workshop) -> None:
    shop.commit({"c.py": "x\n"})
    middle = shop.git("rev-parse", "HEAD")
    shop.git("tag", "--annotate", "--message=1", "v1")
    tag = shop.git("rev-parse", "v1")
    shop.git("switch", "--quiet", "--create", "side")
    side = shop.commit({"side.py": "x\n"})
    shop.git("switch", "--quiet", "main")
    main = shop.commit({"d.py": "x\n"})
    all_of_them = [Pushed(each) for each in (main, side, tag, middle, main, "")]
    assert tips(shop.root, all_of_them) == [Pushed(main), Pushed(side)]
    assert paths(shop, main) == ["c.py", "d.py"]
    assert paths(shop, side, beside=[main]) == ["side.py"]
    gone = "d" * 40  # is kept, and complained of when it is looked at
    assert tips(shop.root, [Pushed(gone), Pushed(main)]) == [Pushed(gone), Pushed(main)]
    assert tips(shop.root, [Pushed(""), Pushed("")]) == []


def test_a_shallow_clone(shop: Workshop, tmp_path: Path) -> None:
    shop.commit({"c.py": "x\n"})
    shop.git("push", "--quiet", "origin", "main")
    shop.git("clone", "--quiet", "--depth=1", f"file://{tmp_path / 'remote'}", str(tmp_path / "s"))
    shallow = Workshop(tmp_path / "s")
    shallow.commit({"d.py": "x\n"})
    assert paths(shallow) == ["d.py"]
