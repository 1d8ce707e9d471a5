"""The command that shows contexts, on a small repository."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from r1_assistant.cli import context
from r1_assistant.domain.errors import UsageError
from support.git_workshop import Workshop, commit_as_somebody

SHAPES = "def area(width, height):\n    depth = 0\n    return width * height + depth\n"
USES = (
    "from shapes import area\n\n\ndef total(rooms):\n    return sum(area(a, b) for a, b in rooms)\n"
)
CALLER = "from uses import total\n\nprint(total([]))\n"
AT = "uses.py:5:21"
"""Behind the bracket of the call of `area`."""

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    shop = Workshop(tmp_path / "w")
    shop.commit({"shapes.py": SHAPES, "uses.py": USES, "caller.py": CALLER})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def call(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["context", *arguments])
        code = context.main()
        return code, *capsys.readouterr()

    return call


def shown(call: Call, *arguments: str) -> dict[str, Any]:
    code, out, err = call(*arguments, "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    assert isinstance(values, dict)
    return values


def test_a_completion_s_context(call: Call) -> None:
    code, out, err = call(AT)
    assert (code, err) == (0, "")
    first, *rest = out.splitlines()
    assert first.startswith("completion: ")
    assert " of 1500 tokens (a guess of the tokens" in first
    assert "── is imported · shapes.py:1 · " in out
    assert "def area(width, height)" in rest
    assert "    return sum(▮area(a, b) for a, b in rooms)" not in rest
    assert "    return sum(area(▮a, b) for a, b in rooms)" in rest
    assert "depth" not in out


def test_a_symbol_s_context(call: Call) -> None:
    values = shown(call, "uses.py:4:5", "--for", "symbol")
    reasons = {(one["reason"], one["path"]) for one in values["snippets"]}
    assert ("what it is about", "uses.py") in reasons
    assert ("is used here", "shapes.py") in reasons
    assert ("calls it", "caller.py") in reasons
    assert (values["before"], values["after"]) == ("", "")
    assert values["tokens"] <= values["budget"] == 1500


@pytest.mark.parametrize("kind", ["completion", "symbol", "hunk"])
@pytest.mark.parametrize("budget", ["-1", "1", "20", "40"])
def test_a_budget_holds(call: Call, shop: Workshop, kind: str, budget: str) -> None:
    shop.write({"uses.py": USES.replace("sum(", "max(")})
    values = shown(call, AT, "--for", kind, "--budget", budget)
    assert values["tokens"] <= values["budget"] == max(1, int(budget))
    assert values["left_out"]
    assert set(values["left_out"][0]) == {"path", "line", "end_line", "reason", "score"}


def test_a_hunk_s_context(call: Call, shop: Workshop) -> None:
    assert call("uses.py:1", "--for", "hunk")[0] == 2
    shop.write({"uses.py": USES.replace("sum(", "max(")})
    values = shown(call, "uses.py:1", "--for", "hunk")
    texts = {one["reason"]: one["text"] for one in values["snippets"]}
    assert "max(area" in texts["what it is about"]
    assert "sum(area" in texts["what was there before"]
    assert texts["is used here"] == "def area(width, height)"
    code, _, err = call("uses.py:99", "--for", "hunk")
    assert code == 2
    assert "uses.py has no change at or after line 99" in err


def test_a_hunk_below_another_root(call: Call, shop: Workshop) -> None:
    files = {f"sub/{name}": text for name, text in (("shapes.py", SHAPES), ("uses.py", USES))}
    shop.commit({**files, "shapes.py": "", "uses.py": ""})
    shop.write({"sub/uses.py": USES.replace("sum(", "max(")})
    values = shown(call, "sub/uses.py:5", "--for", "hunk", "--root", "sub")
    found = {one["reason"]: (one["path"], one["text"]) for one in values["snippets"]}
    assert found["is used here"] == ("sub/shapes.py", "def area(width, height)")


def test_places_outside_of_the_text_are_the_nearest_inside(call: Call) -> None:
    end = shown(call, "uses.py:99:99")
    assert (end["before"][-6:], end["after"]) == ("rooms)\n"[-6:], "")
    start = shown(call, "uses.py:0:0")
    assert start["before"] == ""
    assert start["after"].startswith("from shapes")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.py:3:4", ("a.py", 3, 4)),
        ("a.py:3", ("a.py", 3, 1)),
        ("C:\\a b.py:3:4", ("C:\\a b.py", 3, 4)),
        ("C:\\a.py:3", ("C:\\a.py", 3, 1)),
        ("a:1.py:3:4", ("a:1.py", 3, 4)),
    ],
)
def test_places(text: str, expected: tuple[str, int, int]) -> None:
    assert context.place(text) == expected


@pytest.mark.parametrize("text", ["", "a.py", "a.py:", "a.py:x", ":3", "a.py:-1", "a.py:1:y"])
def test_what_is_no_place(text: str) -> None:
    with pytest.raises(UsageError, match="names no place"):
        context.place(text)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.py:1:1"], "There is no file"),
        (["large.py:1:1"], "can't be read, or is larger than 1 MB"),
        (["."], "names no place"),
        ([".:1"], "There is no file"),
        (["../outside.py:1:1", "--root", "."], "is not below"),
        ([AT, "--root", "nowhere"], "is not below"),
        ([AT, "--tokenizer", "uses.py"], "is no tokenizer"),
        ([AT, "--tokenizer", "nothing.json"], "nothing.json"),
    ],
)
def test_mistakes_are_told(call: Call, tmp_path: Path, arguments: list[str], words: str) -> None:
    (tmp_path / "outside.py").write_text(USES)
    (tmp_path / "w" / "large.py").write_text("x = 1\n" * 400_000)
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_a_file_without_a_repository(call: Call, tmp_path: Path) -> None:
    (tmp_path / "shapes.py").write_text(SHAPES)
    (tmp_path / "uses.py").write_text(USES)
    values = shown(call, f"{tmp_path / 'uses.py'}:5:21")
    assert "shapes.py" in {one["path"] for one in values["snippets"]}
    assert call(f"{tmp_path / 'uses.py'}:5:21", "--for", "hunk")[0] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="names of files")
def test_nothing_in_a_repository_speaks_to_the_terminal(call: Call, shop: Workshop) -> None:
    evil = "\x1b]0;owned\x07\x9b2J\u202e"
    text = f'def area(width, height, mark="{evil}"):\n    return 1\n'
    shop.commit({"shapes.py": "", f"pack{evil}/uses2.py": text, "uses.py": f"# {evil}\n\n{USES}"})
    shop.commit({"uses.py": f"# {evil}\n\narea(▮)\n".replace("▮", "")})
    for kind, place in (("completion", "uses.py:3:6"), ("symbol", "uses.py:3:2")):
        for budget in ("1500", "30"):
            code, out, err = call(place, "--for", kind, "--budget", budget)
            assert code == 0
            assert "uses2.py" in out
            for char in ("\x1b", "\x07", "\x9b", "\u202e"):
                assert char not in out + err


def test_the_command_itself(shop: Workshop, home: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "r1_assistant.context", AT, "--budget", "100"],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "def area(width, height)" in done.stdout
    assert "\\u25ae" in done.stdout
