"""Suggestions for the editor: the newest request of a document wins."""

from lsprotocol import types

from r1_assistant.config.settings import CompletionSettings
from r1_assistant.domain.errors import EngineError, ModelError
from r1_assistant.features.complete.complete import CompletionConfig, Suggestion, complete
from r1_assistant.features.complete.cursor import CompletionRequest
from r1_assistant.lsp import convert
from r1_assistant.lsp.engine import engine_of
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.session import Session, language_of_document
from r1_assistant.lsp.snapshot import Snapshot
from r1_assistant.lsp.views import recent_edits, view


async def suggestion_at(
    session: Session, snapshot: Snapshot, position: types.Position, *, asked: bool = False
) -> Suggestion | None:
    """Suggest what comes at a position; None if there is nothing to say, or the text moved on.

    `asked` says that the user wants one here, whatever the settings say about suggestions.
    """
    settings = session.settings(snapshot.uri).completion
    language = language_of_document(snapshot)
    if language is None or snapshot.oversized or not (asked or _wanted(settings, snapshot)):
        return None
    request = CompletionRequest(
        path=session.path(snapshot.uri),
        language=language,
        text=snapshot.text,
        offset=convert.offset(snapshot, position),
        tree=await session.tree(snapshot),
        workspace=view(session, snapshot.uri),
        recent=recent_edits(session, snapshot.uri, position.line + 1),
    )
    config = CompletionConfig(max_tokens=settings.max_tokens)

    async def work(_: Job[Suggestion | None]) -> Suggestion | None:
        return await complete(request, config, await engine_of(session), session.completions)

    job = session.jobs.start("completion", work, place=snapshot.uri)
    try:
        found = await job.owned()
    except (Stopped, ModelError, EngineError):  # a suggestion that fails is none
        return None
    return None if _moved_on(session, snapshot) else found


def _wanted(settings: CompletionSettings, snapshot: Snapshot) -> bool:
    """Tell whether code is suggested as it is typed."""
    return settings.enabled and snapshot.language_id not in settings.disabled_languages


def _moved_on(session: Session, snapshot: Snapshot) -> bool:
    document = session.documents.get(snapshot.uri)
    return document is None or document.version != snapshot.version
