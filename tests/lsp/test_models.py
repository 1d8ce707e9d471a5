"""The model that the server uses, as it comes and goes."""

import shutil
from pathlib import Path

import pytest

from r1_assistant.domain.errors import ModelNotInstalled
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.lsp.models import InstalledModels
from r1_assistant.models.importing import import_model


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
