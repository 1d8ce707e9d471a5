"""What a change breaks elsewhere, as the command line tells it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import review
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody

SHAPES = (
    "def area(width, height):\n    return width * height\n\n\ndef edge(side):\n    return side\n"
)
WITHOUT_AREA = "def edge(side):\n    return side\n"
USES = "from shapes import area\n\nprint(area(1, 2))\n"
SWALLOWED = "try:\n    f()\nexcept Exception:\n    pass\n"

Call = Callable[..., tuple[int, str]]


class WarmEngine(ScriptedEngine):
    """A scripted engine that can be warmed up, as the local one."""

    async def warm_up(self) -> None:
        """Do nothing."""


@pytest.fixture
def shop(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    commit_as_somebody(monkeypatch)
    shop = Workshop(tmp_path / "w")
    shop.commit({"shapes.py": SHAPES, "uses.py": USES})
    monkeypatch.chdir(shop.root)
    return shop


@pytest.fixture
def call(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> tuple[int, str]:
        code = review.run(review.parse(list(arguments)))
        return code, capsys.readouterr().out

    return call


def test_a_function_that_is_gone_is_missed_without_a_model(call: Call, shop: Workshop) -> None:
    shop.add({"shapes.py": WITHOUT_AREA})
    code, out = call("--no-model")
    assert code == 1
    assert out.startswith("shapes.py:1: error [api, confidence ")
    assert "`area` is gone, but it is still used in uses.py:1 and uses.py:3." in out
    assert "1 finding" in out


@pytest.mark.parametrize("scope", [(), ("--working",), ("--range", "HEAD~1..HEAD")])
def test_a_file_that_is_gone_is_missed_where_it_was_used(
    call: Call, shop: Workshop, scope: tuple[str, ...]
) -> None:
    shop.git("rm", "--quiet", "shapes.py")
    if "--range" in scope:
        shop.commit()
    code, out = call(*scope)
    assert code == 1
    assert out.startswith("uses.py:1: error [api, confidence ")
    assert "`area` is gone, but it is still used in uses.py:1" in " ".join(out.split())
    assert " > 1 | from shapes import area" in out


def test_a_file_under_another_name_is_missed_under_its_old_one(call: Call, shop: Workshop) -> None:
    shop.git("mv", "shapes.py", "flat.py")
    code, out = call("--format", "json")
    (finding,) = json.loads(out)["findings"]
    assert (code, finding["path"], finding["category"]) == (1, "flat.py", "api")
    assert "uses.py:1" in finding["message"]


def test_a_file_that_nobody_uses_may_go(call: Call, shop: Workshop) -> None:
    shop.git("rm", "--quiet", "uses.py")
    assert call() == (0, "Nothing to review in the staged changes: 1 file (deleted).\n")


def test_without_an_index_nothing_is_known_elsewhere(call: Call, shop: Workshop) -> None:
    shop.commit({".r1.toml": "[index]\nenabled = false\n"})
    shop.add({"shapes.py": WITHOUT_AREA})
    assert call("--no-model")[0] == 0
    shop.commit({".r1.toml": "[index]\nenabled = true\n", "shapes.py": SHAPES})
    shop.add({"shapes.py": WITHOUT_AREA})
    assert call("--no-model")[0] == 1


@pytest.fixture
def _engine(monkeypatch: pytest.MonkeyPatch) -> None:
    info = ModelInfo("scripted", "Scripted", 4096, False, False)
    engine = WarmEngine(lambda _: Scripted("Nobody hears of what failed here."), info=info)
    folder = Path()
    model = InstalledModel("scripted", "", folder, 9, False, False, "", 0, "cpu", folder)
    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "local_engine", lambda *_: engine)


@pytest.mark.usefixtures("_engine")
def test_a_caller_that_is_stale_is_told_beside_what_the_model_says(
    call: Call, shop: Workshop
) -> None:
    shapes = SHAPES.replace("(width, height)", "(width, height, unit)")
    shop.add({"shapes.py": shapes, "b.py": SWALLOWED})
    code, out = call("--format", "json")
    findings = {one["path"]: one for one in json.loads(out)["findings"]}
    assert code == 1
    assert set(findings) == {"shapes.py", "b.py"}
    assert findings["shapes.py"]["line"] == 1
    assert "Not all callers follow `area`: uses.py:3" in findings["shapes.py"]["message"]
    assert "Nobody hears of what failed here." in findings["b.py"]["message"]


@pytest.mark.usefixtures("_engine")
def test_what_is_staged_counts_and_not_what_is_on_the_disk(call: Call, shop: Workshop) -> None:
    shop.add({"shapes.py": WITHOUT_AREA, "uses.py": "from shapes import edge\n"})
    shop.write({"uses.py": USES, "shapes.py": SHAPES})
    assert call()[0] == 0
    shop.add({"uses.py": USES + "print(1)\n", "shapes.py": WITHOUT_AREA})
    shop.write({"uses.py": "", "shapes.py": SHAPES})
    code, out = call()
    assert code == 1
    assert "still used in uses.py:1 and uses.py:3" in " ".join(out.split())
