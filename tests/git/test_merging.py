"""What is staged while a merge is under way: what neither side has."""

import pytest

from r1_assistant.git.repository import staged
from support.git_workshop import Workshop, by_path

TEN = "".join(f"line {n}\n" for n in range(1, 11))


@pytest.fixture
def merging(workshop: Workshop) -> Workshop:
    """A merge with a conflict in a.py, which also has a change from either side."""
    workshop.commit({"a.py": TEN + TEN})
    workshop.git("switch", "--quiet", "--create", "side")
    theirs = TEN.replace("line 5\n", "theirs\n") + TEN.replace("line 9\n", "line nine\n")
    workshop.commit({"a.py": theirs, "theirs.py": "x\n"})
    workshop.git("switch", "--quiet", "main")
    workshop.commit({"a.py": TEN.replace("line 5\n", "ours\n") + TEN, "ours.py": "x\n"})
    workshop.git("merge", "--quiet", "side", check=False)
    return workshop


def test_a_resolved_conflict_is_all_there_is(merging: Workshop) -> None:
    both = TEN.replace("line 5\n", "ours and theirs\n") + TEN.replace("line 9\n", "line nine\n")
    merging.add({"a.py": both})
    (file,) = staged(merging.root).files
    (hunk,) = file.hunks
    assert [line.text for line in hunk.added] == ["ours and theirs"]
    assert file.new_text == both


def test_taking_one_side_is_nothing_new(merging: Workshop) -> None:
    merging.git("checkout", "--quiet", "--theirs", "a.py")
    merging.add({})
    assert staged(merging.root).files == ()


def test_what_is_added_to_a_merge_is_seen(merging: Workshop) -> None:
    merging.git("checkout", "--quiet", "--ours", "a.py")
    merging.add({"new.py": "x\n"})
    (merging.root / "theirs.py").unlink()
    merging.add({})
    files = by_path(staged(merging.root))
    assert "new.py" in files
    assert "ours.py" not in files


def test_conflicts_that_are_not_resolved_are_named(merging: Workshop) -> None:
    files = by_path(staged(merging.root))
    assert list(files) == ["a.py"]
    assert files["a.py"].skipped


def test_an_octopus_has_three_sides(workshop: Workshop) -> None:
    workshop.commit({"a.py": TEN})
    for name in ("one", "two"):
        workshop.git("switch", "--quiet", "--create", name, "main")
        workshop.commit({f"{name}.py": "x\n"})
    workshop.git("switch", "--quiet", "main")
    workshop.git("merge", "--quiet", "--no-commit", "--no-ff", "one", "two")
    workshop.add({"new.py": "x\n"})
    assert list(by_path(staged(workshop.root))) == ["new.py"]
