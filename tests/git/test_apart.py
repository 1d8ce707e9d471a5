from pathlib import Path

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import GitError
from r1_assistant.git.apart import added_since
from support.git_workshop import Workshop, by_path

LINES = "".join(f"line {n}\n" for n in range(9))


def added(workshop: Workshop, base: str, head: str, *paths: str) -> Change:
    return added_since(workshop.root, base, head, paths, max_bytes=1_000_000)


def test_what_a_branch_adds_whatever_is_checked_out(workshop: Workshop) -> None:
    base = workshop.commit({"a.py": LINES, "b.py": LINES})
    head = workshop.commit({"a.py": LINES + "more\n", "b.py": "less\n"})
    workshop.git("checkout", "--quiet", base)
    later = workshop.commit({"c.py": "later\n"})
    workshop.write({"a.py": "unsaved"})
    files = by_path(added(workshop, later, head))
    assert set(files) == {"a.py", "b.py"}
    assert files["a.py"].new_text == LINES + "more\n"
    assert set(by_path(added(workshop, later, head, "b.py"))) == {"b.py"}
    assert (workshop.root / "a.py").read_text() == "unsaved"


@pytest.mark.parametrize("attributes", ["*.py -diff", "*.py binary", "*.py linguist-generated"])
def test_a_change_does_not_hide_its_files(workshop: Workshop, attributes: str) -> None:
    base = workshop.commit({"src/a.py": LINES})
    files = {".gitattributes": attributes, "src/.gitattributes": attributes}
    head = workshop.commit({**files, "src/a.py": LINES + "more\n"})
    file = by_path(added(workshop, base, head))["src/a.py"]
    assert not file.skipped
    assert file.new_text == LINES + "more\n"


def test_what_the_base_says_of_files_holds(workshop: Workshop) -> None:
    said = "gen/* linguist-generated\n"
    base = workshop.commit({".gitattributes": said, "gen/a.py": LINES, "b.py": LINES})
    head = workshop.commit({".gitattributes": "", "gen/a.py": "1\n", "b.py": "1\n"})
    files = by_path(added(workshop, base, head))
    assert files["gen/a.py"].skipped == "generated"
    assert not files["b.py"].skipped


def test_no_program_is_run(workshop: Workshop, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for key in ("diff.evil.textconv", "diff.evil.command", "filter.evil.clean", "core.fsmonitor"):
        workshop.git("config", key, f"touch '{ran}'; cat")
    base = workshop.commit({"a.py": LINES, ".gitattributes": "*.py diff=evil"})
    head = workshop.commit({"a.py": "b\n", ".gitattributes": "*.py diff=evil filter=evil"})
    ran.unlink(missing_ok=True)  # git itself, when it committed
    assert by_path(added(workshop, base, head))["a.py"].new_text == "b\n"
    assert not ran.exists()


def test_a_commit_that_is_not_there(workshop: Workshop) -> None:
    base = workshop.commit({"a.py": LINES})
    with pytest.raises(GitError):
        added(workshop, base, "1" * 40)
