import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from r1_assistant.config.edit import write_user_model
from r1_assistant.config.paths import models_dir, settings_file
from r1_assistant.domain.errors import ModelError, ModelNotInstalled
from r1_assistant.models import watch
from r1_assistant.models.importing import import_model
from r1_assistant.models.store import InstalledModel, remove_model, resolve_model
from r1_assistant.models.watch import ModelChoice

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def add(tiny_folder: Path) -> Callable[[str], InstalledModel]:
    return lambda model_id: import_model(tiny_folder, model_id=model_id)


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What was looked for in the store itself."""
    calls: list[str | None] = []

    def resolve(wanted: str | None = None) -> InstalledModel:
        calls.append(wanted)
        return resolve_model(wanted)

    monkeypatch.setattr(watch, "resolve_model", resolve)
    return calls


def let_time_pass() -> None:
    """Make everything as old as if it had been there for a while."""
    for path in (models_dir(), settings_file(), *models_dir().glob("*")):
        if path.exists():
            then = path.stat().st_mtime_ns - 10_000_000_000
            os.utime(path, ns=(then, then))


def test_a_model_is_picked_up_once_it_is_there(add: Callable[[str], InstalledModel]) -> None:
    choice = ModelChoice()
    for _ in range(2):
        with pytest.raises(ModelNotInstalled, match="r1-model install"):
            choice.current()
    model = add("one")
    assert choice.current() == model
    remove_model("one")
    with pytest.raises(ModelNotInstalled):
        choice.current()


def test_settings_and_environment_count_at_once(
    add: Callable[[str], InstalledModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = add("one"), add("two")
    choice = ModelChoice()
    with pytest.raises(ModelNotInstalled, match="None of the installed models is chosen"):
        choice.current()
    write_user_model("one")
    assert choice.current() == one
    write_user_model("two")
    assert choice.current() == two
    let_time_pass()
    assert choice.current() == two
    monkeypatch.setenv("R1_MODEL", "one")
    assert choice.current() == one
    assert choice.current("two") == two
    assert choice.current() == one
    with pytest.raises(ModelNotInstalled, match="three"):
        choice.current("three")


def test_what_did_not_change_is_not_read_again(
    add: Callable[[str], InstalledModel], resolved: list[str | None]
) -> None:
    choice = ModelChoice()
    add("one")
    let_time_pass()
    for _ in range(5):
        choice.current()
    assert len(resolved) == 1
    add("two")
    choice.current("two")
    choice.current("two")
    assert len(resolved) == 3  # a change of just now may be followed by another of the same time
    let_time_pass()
    choice.current("two")
    choice.current("two")
    assert len(resolved) == 4


def test_that_there_is_none_is_remembered_too(resolved: list[str | None]) -> None:
    choice = ModelChoice()
    for _ in range(5):
        with pytest.raises(ModelNotInstalled):
            choice.current()
    assert len(resolved) == 1


def test_files_that_are_gone_are_noticed(add: Callable[[str], InstalledModel]) -> None:
    model = add("one")
    choice = ModelChoice()
    let_time_pass()
    assert choice.current() == model
    (model.folder / "genai_config.json").unlink()
    with pytest.raises(ModelError, match="are gone"):
        choice.current()
    shutil.rmtree(model.home)
    with pytest.raises(ModelNotInstalled):
        choice.current()


def test_it_may_be_asked_on_each_request(add: Callable[[str], InstalledModel]) -> None:
    add("one")
    choice = ModelChoice()
    let_time_pass()
    choice.current()
    times = []
    for _ in range(10):
        begun = time.perf_counter()
        for _ in range(100):
            choice.current()
        times.append((time.perf_counter() - begun) / 100)
    assert min(times) < 0.0002
