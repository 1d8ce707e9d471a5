"""What a model writes for the client: streamed as it comes, stopped and hurried by its id."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from r1_assistant.domain.generation import Event, Finished, Part
from r1_assistant.lsp import ext
from r1_assistant.lsp.jobs import Job, Stopped
from r1_assistant.lsp.progress import Progress
from r1_assistant.lsp.session import Explanation, Session

Work = Callable[[Job[Explanation]], Coroutine[Any, Any, Explanation]]


async def written(
    session: Session, kind: str, work: Work, *, place: str = "", id: str | None = None
) -> dict[str, Any]:
    """Have something written, and give what the client is answered.

    `work` writes with `write`, or streams what is known. An older job of the same kind and `place`,
    or of the same `id`, is stopped; what was written until then is its answer. Raises EngineError.
    """
    job = session.jobs.start(kind, work, place=place, id=id)
    whole = False
    try:
        outcome = await job.owned()
        whole = True
    except Stopped:
        outcome = job.so_far or Explanation()
    finally:
        ext.stream_end(session, job.id, stopped=not whole)
    return {
        "id": job.id,
        "answer": outcome.answer,
        "reasoning": outcome.reasoning,
        "stopped": not whole,
    }


async def write(
    session: Session,
    job: Job[Explanation],
    events: AsyncIterator[Event],
    tell: Callable[[Explanation], None] = lambda _: None,
) -> Explanation:
    """Send on what a model writes, and collect it; raises EngineError."""
    job.so_far = so_far = Explanation()
    async for event in events:
        if isinstance(event, Finished):
            continue
        if event.part is Part.ANSWER:
            so_far.answer += event.text
        else:
            so_far.reasoning += event.text
        ext.stream(session, job.id, event.part, event.text)
        tell(so_far)
    return so_far


def reporting(shown: Progress) -> Callable[[Explanation], None]:
    """Report how much has been thought or written."""

    def report(so_far: Explanation) -> None:
        doing = "writing" if so_far.answer else "thinking"
        words = len((so_far.answer or so_far.reasoning).split())
        shown.report(f"{doing}: {words} words")

    return report
