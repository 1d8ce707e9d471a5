"""What hooks run, and how they are put in and taken out, with real repositories."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.cli import hook, review
from r1_assistant.cli.skipping import why_skipped
from support.git_workshop import Workshop, commit_as_somebody

Run = Callable[..., tuple[int, str, str]]

BUG = "try:\n    f()\nexcept Exception:\n    pass\n"
PLACE = "a.py:3: warning [error-handling"


@pytest.fixture
def shop(
    home: Path, tmp_path: Path, isolated: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> Workshop:
    """A repository with a commit, and no model installed."""
    shop = Workshop(tmp_path / "repository")
    shop.commit({"b.py": "x = 1\n"})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nothing of the user's git, nor of a hook that the tests run in."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    commit_as_somebody(monkeypatch)
    for name in ("SKIP", "R1_SKIP", *(f"PRE_COMMIT_{each}" for each in REFS)):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


REFS = ("FROM_REF", "TO_REF", "REMOTE_NAME", "LOCAL_BRANCH")


@pytest.fixture
def r1_review(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(review.main, monkeypatch, capsys)


@pytest.fixture
def run_hook(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(hook.main, monkeypatch, capsys)


def runner(
    main: Callable[[], int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["r1-review", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main()
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.mark.parametrize(
    ("variables", "in_hook", "anywhere"),
    [
        ({}, False, False),
        ({"R1_SKIP": "1"}, True, True),
        ({"R1_SKIP": "true"}, True, True),
        ({"R1_SKIP": "0"}, False, False),
        ({"R1_SKIP": ""}, False, False),
        ({"SKIP": "r1-review"}, True, False),
        ({"SKIP": "mypy, r1-review"}, True, False),
        ({"SKIP": "r1-review-advisory"}, False, False),
    ],
)
def test_what_is_skipped(variables: dict[str, str], in_hook: bool, anywhere: bool) -> None:
    assert bool(why_skipped(variables, own_hook=True)) == in_hook
    assert bool(why_skipped(variables)) == anywhere


def test_a_review_that_is_left_out_says_so_in_a_line(
    shop: Workshop, r1_review: Run, run_hook: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.add({"a.py": BUG})
    monkeypatch.setenv("SKIP", "r1-review")
    assert run_hook("pre-commit") == (0, "", "r1-review: not reviewed, as SKIP lists r1-review.\n")
    assert r1_review("--no-model")[0] == 1
    monkeypatch.setenv("R1_SKIP", "1")
    assert r1_review("--no-model") == (0, "", "r1-review: not reviewed, as R1_SKIP is 1.\n")


def test_without_a_model_advice_passes_and_a_gate_says_what_to_do(
    shop: Workshop, r1_review: Run, run_hook: Run
) -> None:
    shop.add({"a.py": BUG})
    code, out, err = r1_review("--advisory")
    assert (code, out, err.count("\n")) == (0, "", 1)
    assert err.startswith("r1-review: not reviewed: No model is installed. Run: r1-model install")
    assert run_hook("pre-commit", "--advisory") == (code, out, err)
    for program, arguments in ((r1_review, ()), (run_hook, ("pre-commit",))):
        code, out, err = program(*arguments)
        assert (code, out) == (2, "")
        assert err.startswith("r1-review: No model is installed. Run: r1-model install")
        assert "r1-review --no-model" in err
    assert run_hook("pre-commit", "--no-model")[0] == 1


def test_what_pre_commit_pushes_is_reviewed(
    shop: Workshop, r1_review: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = shop.git("rev-parse", "HEAD")
    second = shop.commit({"a.py": BUG})
    shop.add({"c.py": BUG})
    monkeypatch.setenv("PRE_COMMIT_FROM_REF", first)
    monkeypatch.setenv("PRE_COMMIT_TO_REF", second)
    monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
    code, out, _ = r1_review("--no-model")
    assert (code, PLACE in out, "c.py" in out) == (1, True, False)
    assert r1_review("--no-model", "b.py")[1] == "No pushed changes to review.\n"
    code, out, _ = r1_review("--no-model", "--working")
    assert "c.py:3" in out
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "0" * 40)
    assert r1_review("--no-model") == (0, "No pushed changes to review.\n", "")
    monkeypatch.setenv("PRE_COMMIT_TO_REF", "e" * 40)
    code, _, err = r1_review("--no-model")
    assert code == 2
    assert "There is no commit" in err


def test_what_git_pushes_is_reviewed_branch_by_branch(shop: Workshop, run_hook: Run) -> None:
    base, zeros = shop.git("rev-parse", "HEAD"), "0" * 40
    main = shop.commit({"a.py": BUG})
    shop.git("switch", "--quiet", "--create", "side", base)
    side = shop.commit({"c.py": BUG})
    lines = [
        f"refs/heads/main {main} refs/heads/main {base}",
        f"refs/heads/side {side} refs/heads/side {zeros}",
        f"refs/tags/v1 {base} refs/tags/v1 {zeros}",
        f"(delete) {zeros} refs/heads/gone {base}",
    ]
    arguments = ("pre-push", "--no-model", "--", "origin", "https://host/repository")
    code, out, _ = run_hook(*arguments, stdin="\n".join(lines) + "\n")
    assert code == 1
    assert [line for line in out.split("\n") if ": warning" in line] == [
        line for line in out.split("\n") if line.startswith(("a.py:3:", "c.py:3:"))
    ]
    assert out.count(": warning") == 2
    assert run_hook(*arguments, stdin=lines[-1]) == (0, "No pushed changes to review.\n", "")
    assert run_hook(*arguments)[0] == 0


def test_a_hook_is_put_in_and_taken_out(shop: Workshop, r1_review: Run) -> None:
    path = shop.root / ".git/hooks/pre-commit"
    code, out, err = r1_review("--install-hook", "--no-model", "--time-limit", "20")
    place = str(Path(".git/hooks/pre-commit"))
    told = f"{place} reviews before each commit from now on (R1_SKIP=1 leaves it out).\n"
    assert (code, out, err) == (0, told, "")
    text = path.read_text()
    assert "cli.hook pre-commit --time-limit 20 --no-model || {" in text
    assert r1_review("--install-hook", "--no-model", "--time-limit=20")[1] == (
        f"{place} reviews already before each commit; nothing changed.\n"
    )
    assert path.read_text() == text
    assert r1_review("--uninstall-hook") == (0, f"{place}: removed.\n", "")
    assert not path.exists()
    assert r1_review("--uninstall-hook") == (
        0,
        "Nothing to do: no review in git's pre-commit or pre-push hook.\n",
        "",
    )


def test_both_hooks_and_what_is_missing(shop: Workshop, r1_review: Run) -> None:
    path = shop.root / ".git/hooks/pre-push"
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    code, out, _ = r1_review("--install-hook", "pre-push")
    assert (code, out.count("\n")) == (0, 2)
    assert "becomes pre-push.before-r1, and runs first. No model is installed. Run: " in out
    r1_review("--install-hook")
    code, out, _ = r1_review("--uninstall-hook", "pre-push")
    place = Path(".git/hooks/pre-push")
    assert out == f"{place}: the hook that was there before is back.\n"
    assert path.read_text() == "#!/bin/sh\nexit 0\n"
    assert "pre-commit: removed" in r1_review("--uninstall-hook")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--install-hook", "--working"], "A hook reviews what is committed or pushed."),
        (["--install-hook", "pre-commit", "a.py"], "A hook reviews what is committed or pushed."),
    ],
)
def test_what_makes_no_sense_is_a_sentence(
    shop: Workshop, r1_review: Run, arguments: list[str], words: str
) -> None:
    code, _, err = r1_review(*arguments)
    assert (code, words in err) == (2, True)


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "soon", ""])
def test_a_limit_is_a_number_of_seconds(
    r1_review: Run, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as raised:
        r1_review(f"--time-limit={text}")
    assert raised.value.code == 2
    assert "is not a number of seconds above 0" in capsys.readouterr().err


def test_outside_of_a_repository_there_is_no_hook(
    home: Path, tmp_path: Path, isolated: pytest.MonkeyPatch, r1_review: Run
) -> None:
    isolated.chdir(tmp_path)
    for option in ("--install-hook", "--uninstall-hook"):
        code, _, err = r1_review(option)
        assert code == 2
        assert "There is no git repository here." in err
