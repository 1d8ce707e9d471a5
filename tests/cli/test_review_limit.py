"""`--time-limit`: what is told, and that the next review goes on."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import review
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.limit import limit_from_now
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop

BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"
CLEAN = "def g(items):\n    for a in items:\n        input(a)\n"
INFO = ModelInfo("scripted", "Scripted", 4096, False, False, digest="d")

Call = Callable[..., tuple[int, str, str]]


class Loading(ScriptedEngine):
    """A model that is loaded when it is told to be, and answers then."""

    def __init__(self) -> None:
        super().__init__(lambda _: Scripted("Nobody hears of what failed here."), info=INFO)
        self.loads = True

    async def warm_up(self) -> None:
        """Load, maybe for ever."""
        if not self.loads:
            await asyncio.Event().wait()


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Loading:
    engine = Loading()
    folder = Path()
    model = InstalledModel("scripted", "", folder, 9, False, False, "d", 0, "cpu", folder)
    monkeypatch.setattr(app, "installed_model", lambda _: model)
    monkeypatch.setattr(app, "score_model", lambda _: None)
    monkeypatch.setattr(app, "local_engine", lambda *_: engine)
    return engine


@pytest.fixture
def call(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Review in a repository with two new files; of the seconds given, some are over already."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    shop = Workshop(tmp_path / "repository")
    shop.add({"a.py": CLEAN, "b.py": BUG, ".r1.toml": "index.enabled = false\n"})
    monkeypatch.chdir(shop.root)

    def call(*arguments: str, over: float = 0.0) -> tuple[int, str, str]:
        options = review.parse(list(arguments))
        if over:
            options.time_limit = limit_from_now(options.time_limit.seconds - over)
        code = review.run(options)
        return code, *capsys.readouterr()

    return call


def test_with_time_enough_it_is_as_ever_and_kept(call: Call, engine: Loading) -> None:
    code, out, err = call("--time-limit", "600")
    assert (code, err) == (1, "")
    assert "Nobody hears of what failed here." in " ".join(out.split())
    assert "1 finding in 2 hunks of 2 files (scripted" in out
    assert "The time was up" not in out
    asked = len(engine.requests)
    code, out, _ = call("--time-limit", "0.001")  # the answer is there
    assert (code, "all from the cache" in out) == (1, True)
    assert len(engine.requests) == asked


def test_a_model_that_is_not_loaded_in_time_is_done_without(call: Call, engine: Loading) -> None:
    engine.loads = False
    code, out, err = call("--time-limit", "60", over=60)
    assert err == "r1-review: The model was not loaded when the time was up; rules alone decided.\n"
    assert code == 1  # what was reviewed counts
    assert "b.py:4: warning" in out
    assert "in 2 hunks of 2 files (0." in out
    assert "2 hunks looked at by rules alone" in out
    assert "The next review goes on with b.py:1, a.py:1." in " ".join(out.split())
    assert (engine.requests, engine.scored) == ([], [])
    engine.loads = True
    code, out, err = call()  # nothing of that was kept as the answer
    assert (code, err) == (1, "")
    assert "from the cache" not in out
    assert "The time was up" not in out


def test_the_document_has_it_too(call: Call, engine: Loading) -> None:
    engine.loads = False
    _, out, _ = call("--time-limit", "60", "--format", "json", over=60)
    document = json.loads(out)
    assert document["model"] is None
    assert "2 hunks looked at by rules alone" in document["stats"]["cut_short"]
    places = [(skip["path"], skip["reason"]) for skip in document["stats"]["skipped"]]
    reason = "looked at by rules alone: no time left"
    assert [place for place in places if place[1] == reason] == [
        ("b.py", reason),
        ("a.py", reason),
    ]
    _, out, _ = call("--time-limit", "60", "--format", "json", "--no-model", over=60)
    assert json.loads(out)["stats"]["cut_short"] == ["other programs not asked"]
