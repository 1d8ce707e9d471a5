from pathlib import Path

import pytest

from r1_assistant.cli.action.place import place
from r1_assistant.domain.errors import UsageError


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "report").write_text("new")
    (tmp_path / "precious").write_text("old")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "workspace").mkdir()
    return tmp_path / "workspace"


def test_a_file_is_put_where_it_is_wanted(workspace: Path) -> None:
    target = place(workspace.parent / "report", "out/r1.sarif", workspace)
    assert target == workspace / "out" / "r1.sarif"
    assert target.read_text() == "new"
    assert list(target.parent.iterdir()) == [target]


def test_a_link_of_that_name_is_replaced_and_not_followed(workspace: Path) -> None:
    (workspace / "r1.sarif").symlink_to(workspace.parent / "precious")
    place(workspace.parent / "report", "r1.sarif", workspace)
    assert (workspace.parent / "precious").read_text() == "old"
    assert (workspace / "r1.sarif").read_text() == "new"


@pytest.mark.parametrize("wanted", ["out/r1.sarif", "out/deeper/r1.sarif", "../elsewhere/r1.sarif"])
def test_a_folder_that_leads_out_is_refused(workspace: Path, wanted: str) -> None:
    (workspace / "out").symlink_to(workspace.parent / "elsewhere")
    with pytest.raises(UsageError, match="outside of the workspace"):
        place(workspace.parent / "report", wanted, workspace)
    assert not list((workspace.parent / "elsewhere").iterdir())


def test_the_author_may_name_a_place_elsewhere_in_full(workspace: Path) -> None:
    wanted = workspace.parent / "elsewhere" / "r1.sarif"
    assert place(workspace.parent / "report", str(wanted), workspace) == wanted


def test_what_cannot_be_written_is_told(workspace: Path) -> None:
    (workspace / "out").write_text("a file")
    with pytest.raises(UsageError, match="cannot be written"):
        place(workspace.parent / "report", "out/r1.sarif", workspace)
