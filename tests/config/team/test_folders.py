"""The files of folders, read from a repository."""

from pathlib import Path

from r1_assistant.config.settings import load_settings
from r1_assistant.config.team.folders import MOST_FOLDERS, folders_above, team_for
from r1_assistant.config.team.holding import Team


def write(root: Path, **files: str) -> None:
    for folder, text in files.items():
        place = root if folder == "top" else root / folder.replace("_", "/")
        place.mkdir(parents=True, exist_ok=True)
        (place / ".r1.toml").write_text(text, encoding="utf-8")


def test_files_above_a_change_are_read_and_no_others(tmp_path: Path) -> None:
    write(tmp_path, top='include = ["a/"]', a='exclude = ["x"]', a_b="root = true", c="= broken")
    top, _ = load_settings(tmp_path)
    team, problems = team_for(top.team, tmp_path, ["a/b/c/x.py", "y.py"])
    assert [file.origin for file in team.files] == [".r1.toml", "a/.r1.toml", "a/b/.r1.toml"]
    assert problems == []


def test_problems_name_their_file(tmp_path: Path) -> None:
    write(
        tmp_path, a='fail_on = "error"\nexclud = []', b="= broken", c='[severity]\n"rule:x"="off"'
    )
    (tmp_path / "d" / ".r1.toml").mkdir(parents=True)
    _, problems = team_for(Team(), tmp_path, [f"{name}/x.py" for name in "abcd"])
    assert [problem.split(":")[0] for problem in problems] == [
        *("a/.r1.toml", "a/.r1.toml", "b/.r1.toml", "d/.r1.toml", "c/.r1.toml"),
    ]


def test_what_leads_out_is_not_read(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(tmp_path, outside='exclude = ["x"]')
    (root / "a").mkdir(parents=True)
    (root / "a" / ".r1.toml").symlink_to(tmp_path / "outside" / ".r1.toml")
    team, (problem,) = team_for(Team(), root, ["a/x.py", "../outside/x.py"])
    assert not team
    assert "leads out of the repository" in problem


def test_a_change_all_over_the_place_is_bounded(tmp_path: Path) -> None:
    paths = [f"f{number}/x.py" for number in range(MOST_FOLDERS + 1)]
    _, (problem,) = team_for(Team(), tmp_path, paths)
    assert f"in {MOST_FOLDERS + 1} folders" in problem


def test_folders_above_a_path() -> None:
    assert folders_above("a/b/c.py") == ["a", "a/b"]
    assert folders_above("c.py") == folders_above("../a/c.py") == folders_above("/a/c.py") == []
