"""The way to the model: who has none is told once, and a new one is used as soon as it is there."""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from r1_assistant import app
from r1_assistant.domain.errors import ModelError, ModelNotInstalled
from r1_assistant.features.review.config import Effort
from r1_assistant.features.review.models import Models
from r1_assistant.lsp.jobs import Job
from r1_assistant.lsp.progress import Progress, progress
from r1_assistant.lsp.session import Session

if TYPE_CHECKING:
    from r1_assistant.engine.protocol import Engine

_log = logging.getLogger(__name__)

_T = TypeVar("_T")

MISSING = "model missing"
LATER = "Not now"
INSTALLER = (sys.executable, "-P", "-m", "r1_assistant.models.install_process")


async def engine_of(session: Session) -> "Engine":
    """Give the engine; raises ModelNotInstalled, after the user was told once what to do."""
    return await _or_offer(session, session.models.engine())


async def review_models(session: Session, effort: Effort) -> Models:
    """Give the models of a review; raises ModelNotInstalled as `engine_of` does."""
    engine = await engine_of(session)
    scorer = await session.models.scorer()
    return Models(scorer=scorer or engine) if effort == "quick" else Models(engine, scorer)


async def digest_of(session: Session) -> str:
    """Tell the model's files from any others; raises ModelNotInstalled as `engine_of` does."""
    return await _or_offer(session, session.models.digest())


async def has_model(session: Session) -> bool:
    """Say whether something that needs a model can work at all."""
    try:
        await session.models.digest()
    except ModelError:
        return False
    return True


async def install(session: Session, model_id: str, token: types.ProgressToken | None) -> str:
    """Install a model of the catalogue, with progress; raises ModelError. Returns its id."""

    async def work(job: Job[str]) -> str:
        title = f"Installing {model_id}"
        async with progress(session, title, token=token, cancel=job.stop) as shown:
            return await _run_installer(model_id, shown)

    job = session.jobs.start("install", work, place=model_id)
    installed = await job.owned()
    session.again(MISSING)
    await has_model(session)  # whoever shows the status is told of it
    session.inform(f"The model {installed} is installed and will be used from now on.")
    return installed


async def _or_offer(session: Session, asked: Awaitable[_T]) -> _T:
    try:
        found = await asked
    except ModelNotInstalled as error:
        if session.once(MISSING):
            session.background(_offer(session, error))
        raise
    session.again(MISSING)
    return found


async def _offer(session: Session, error: ModelNotInstalled) -> None:
    """Say what is missing, with a button that helps where the editor has buttons."""
    starter = app.starter()
    if not session.client.message_actions:
        session.warn(str(error))
        return
    button = f"Install {starter}"
    params = types.ShowMessageRequestParams(
        type=types.MessageType.Warning,
        message=f"R1: {error}",
        actions=[types.MessageActionItem(title=button), types.MessageActionItem(title=LATER)],
    )
    try:
        answer = await session.request(types.WINDOW_SHOW_MESSAGE_REQUEST, params)
        if answer is not None and answer.title == button:
            await install(session, starter, None)
    except JsonRpcException as problem:
        _log.info("The editor shows no questions: %s", problem)
    except ModelError as problem:
        session.warn(str(problem))


async def _run_installer(model_id: str, shown: Progress) -> str:
    """Install in a process of its own: converting a model would hold up the loop for seconds."""
    process = await asyncio.create_subprocess_exec(
        *INSTALLER,
        model_id,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None  # noqa: S101 - it was asked for
    last: dict[str, Any] = {}
    try:
        async for line in process.stdout:
            last = json.loads(line)
            if "stage" in last:
                shown.report(str(last["stage"]), last["done"] / max(1, last["total"]))
        await process.wait()
    finally:
        if process.returncode is None and process.stdin is not None:
            process.stdin.close()  # it ends what it has started, and then itself
            await process.wait()
    if "installed" in last:
        return str(last["installed"])
    raise ModelError(
        str(last.get("error", f"The model {model_id} could not be installed.")),
        hint=str(last.get("hint", f"Try in a terminal: r1-model install {model_id}")),
    )
