"""The model that the server uses, as it comes and goes."""

import shutil
from pathlib import Path

import pytest

from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.lsp.configuration import resolve, take_initial
from r1_assistant.lsp.models import InstalledModels
from r1_assistant.lsp.status import StatusTeller
from r1_assistant.models.importing import import_model
from support.lsp_fixtures import Editor


async def test_the_status_tells_that_a_model_came_and_went(home: Path, tiny_folder: Path) -> None:
    models = InstalledModels()
    told: list[EngineStatus] = []
    models.on_status = told.append
    with pytest.raises(ModelNotInstalled):
        await models.digest()
    assert told == []
    installed = import_model(tiny_folder)
    await models.digest()
    await models.digest()
    assert [(one.model, one.title) for one in told] == [(installed.id, installed.title)]
    shutil.rmtree(installed.folder)
    models.wanted = installed.id  # asked for by name, nothing that was looked up before counts
    with pytest.raises(ModelNotInstalled):
        await models.digest()
    assert [one.model for one in told] == [installed.id, ""]
    await models.aclose()


async def test_another_device_has_the_engine_made_anew(home: Path, tiny_folder: Path) -> None:
    import_model(tiny_folder)
    models = InstalledModels()
    told: list[EngineStatus] = []
    models.on_status = told.append
    first = await models.engine()
    assert await models.engine() is first
    assert await first.count_tokens("a") == 1
    assert first.status().state == "ready"
    models.device = "npu"
    await models.digest()
    assert told[-1].state == "stopped"
    second = await models.engine()
    assert second is not first
    assert await second.count_tokens("a") == 1
    assert second.status().device == "cpu"
    assert "no build of it for the NPU is installed" in second.status().notice
    await models.aclose()
    assert first.status().state == "stopped"


async def test_a_notice_is_shown_once() -> None:
    editor = Editor()
    teller = StatusTeller(editor.session)
    for state in ("loading", "ready", "busy"):
        teller.tell(EngineStatus(state, "m", notice="m runs on the CPU."))  # type: ignore[arg-type]
    shown = [params.message for method, params in editor.told if method == "window/showMessage"]
    assert shown == ["R1: m runs on the CPU."]


@pytest.mark.parametrize(("variable", "device"), [("", "gpu"), ("cpu", "cpu"), ("tpu", "auto")])
async def test_the_settings_and_the_environment_name_the_device(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, device: str
) -> None:
    monkeypatch.setenv("R1_DEVICE", variable)
    editor = Editor()
    editor.session.models.device = "auto"
    take_initial(editor.session, {"r1": {"device": "gpu"}})
    await resolve(editor.session)
    await resolve(editor.session)
    assert editor.session.models.device == device
    shown = [params.message for method, params in editor.told if method == "window/showMessage"]
    assert len([text for text in shown if "R1_DEVICE" in text]) == (variable == "tpu")
