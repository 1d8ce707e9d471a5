import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import ContextTooLong, EngineCrashed, ScoringUnsupported
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import Event, GenerationRequest, ModelInfo, TokenScore
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import (
    Done,
    Found,
    Progress,
    ReviewEvent,
    Started,
    Stats,
)
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.features.review.tally import Tally
from r1_assistant.features.review.whole import change_of_text
from support.changes import change_of

CODER = ModelInfo("coder", "Coder", 4096, False, True)
REASONER = ModelInfo("r1", "R1", 4096, True, False)
SWALLOWED = "try:\n    f()\nexcept Exception:\n    pass\n"
BEYOND = "for i in range(len(a) + 1):\n    f(a[i])\n"
OPINES = ReviewConfig(model_opines=True)
CLEAN = "for a in items:\n    f(a)\n"


def joined(*changes: Change) -> Change:
    return Change("test", tuple(file for change in changes for file in change.files))


def files(**new: str) -> Change:
    return joined(*(change_of(f"{name}.py", "", text) for name, text in new.items()))


async def run(
    change: Change, engine: ScriptedEngine, config: ReviewConfig | None = None
) -> tuple[list[Finding], Stats, list[ReviewEvent]]:
    events = [event async for event in review(change, config or ReviewConfig(), Models(engine))]
    assert isinstance(events[-1], Done)
    return [e.finding for e in events if isinstance(e, Found)], events[-1].stats, events


async def test_evidence_is_put_into_words() -> None:
    engine = ScriptedEngine([Scripted("When f fails, nobody hears of it.")], info=CODER)
    (finding,), stats, events = await run(files(a=SWALLOWED), engine)
    assert finding.line == 3
    assert finding.quote == "except Exception:"
    assert finding.message == (
        "This line catches every error and says nothing of it, so what failed is lost. "
        "When f fails, nobody hears of it. "
        "Catch only the error that is expected here, and report it."
    )
    assert isinstance(events[0], Started)
    silent = [e for e in events if isinstance(e, Progress) and not e.tokens_per_second]
    assert [(e.hunk, e.writing) for e in silent] == [(1, False), (1, True)]
    assert (stats.files, stats.hunks, stats.findings, stats.worst) == (1, 1, 1, Severity.WARNING)


async def test_a_line_that_can_be_put_right_gets_a_fix() -> None:
    fix = "```python\nfor i in range(len(a)):\n```"
    script = [Scripted("The last round has no element."), Scripted(fix)]
    (finding,), _, _ = await run(files(a=BEYOND), ScriptedEngine(script, info=CODER))
    assert finding.fix == "for i in range(len(a)):"
    assert "Stop before it." not in finding.message


async def test_without_a_thought_the_reasoning_is_what_was_asked_and_said() -> None:
    engine = ScriptedEngine([Scripted("When f fails, nobody hears of it.")], info=CODER)
    (finding,), _, _ = await run(files(a=SWALLOWED), engine)
    basis, question, answer = finding.reasoning.split("\n")
    assert basis == "Whatever goes wrong above ends here without a word"
    assert question.startswith("Asked: Which call can fail here, ")
    assert answer == "Answer: When f fails, nobody hears of it."


async def test_a_message_that_says_nothing_leaves_the_evidence() -> None:
    engine = ScriptedEngine([Scripted("Bug.")], info=CODER)
    (finding,), stats, _ = await run(files(a=SWALLOWED), engine)
    assert "catches every error" in finding.message
    assert stats.dropped == {"it says nothing": 1}


async def test_clean_code_costs_no_generation() -> None:
    engine = ScriptedEngine(info=CODER)
    found, stats, _ = await run(files(a=CLEAN), engine)
    assert found == []
    assert engine.requests == []
    assert stats.hunks == 1


async def test_what_is_beyond_the_limit_is_counted_and_weighs() -> None:
    script = [Scripted("It has no element."), Scripted("x")]
    change = files(a=SWALLOWED, b=BEYOND)
    config = ReviewConfig(max_findings=1)
    found, stats, _ = await run(change, ScriptedEngine(script, info=CODER), config)
    assert [finding.path for finding in found] == ["b.py"]
    assert (stats.findings, stats.withheld, stats.worst) == (1, 1, Severity.ERROR)


async def test_what_is_not_sure_enough_is_not_worded() -> None:
    config = ReviewConfig(min_confidence=0.99)
    engine = ScriptedEngine(info=CODER)
    found, stats, _ = await run(files(a=SWALLOWED), engine, config)
    assert found == []
    assert stats.dropped == {"not sure enough": 1}


def opinion(line: int, message: str = "It fails for an empty list.") -> str:
    kind = {"severity": "error", "category": "bug"}
    return json.dumps({"findings": [{"line": line, "message": message, **kind}]})


async def test_a_reasoning_model_may_add_an_opinion_and_denies_no_evidence() -> None:
    script = [
        Scripted('{"findings":[]}'),
        Scripted("When f fails, nobody hears of it."),
        Scripted(opinion(2), reasoning="Let me see."),
    ]
    engine = ScriptedEngine(script, info=REASONER)
    found, stats, _ = await run(files(a=CLEAN, b=SWALLOWED), engine, OPINES)
    assert [(finding.path, finding.line, finding.severity) for finding in found] == [
        ("b.py", 3, Severity.WARNING),
        ("a.py", 2, Severity.INFO),
    ]
    opinion_found = found[1]
    assert (opinion_found.confidence, opinion_found.reasoning) == (0.5, "Let me see.")
    assert opinion_found.kind == "opinion"
    assert "catches every error" in engine.requests[0].messages[-1].content
    assert stats.hunks == 2


async def test_an_opinion_that_evidence_supports_is_surer() -> None:
    engine = ScriptedEngine([Scripted(opinion(3))], info=REASONER)
    (finding,), _, _ = await run(files(a=SWALLOWED), engine, OPINES)
    assert finding.confidence > 0.5
    assert finding.severity == Severity.WARNING
    assert finding.kind == "swallowed-exception"
    assert finding.message == "It fails for an empty list."


@pytest.mark.parametrize("answer", [opinion(7), opinion(2, "Bug."), "I think it is fine."])
async def test_an_opinion_that_does_not_stand_is_dropped(answer: str) -> None:
    engine = ScriptedEngine([Scripted(answer)], info=REASONER)
    found, stats, _ = await run(files(a=CLEAN), engine, OPINES)
    assert found == []
    assert sum(stats.dropped.values()) == 1


async def test_a_hunk_that_does_not_fit_has_the_rules_own_words() -> None:
    script = [ContextTooLong("too long"), Scripted("Nobody hears of it then.")]
    engine = ScriptedEngine(script, info=CODER)
    found, stats, _ = await run(files(a=SWALLOWED, b="x = 1\n" + SWALLOWED), engine)
    assert ["hears" in finding.message for finding in found] == [False, True]
    assert stats.dropped == {"too long for the model's context": 1}
    assert stats.hunks == 2


async def test_a_failure_ends_the_review_after_what_was_found() -> None:
    script = [Scripted("It has no element."), EngineCrashed("it died")]
    engine = ScriptedEngine(script, info=CODER)
    seen: list[ReviewEvent] = []
    events = review(files(a=SWALLOWED, b=BEYOND), ReviewConfig(), Models(engine))
    with pytest.raises(EngineCrashed):
        await _keep(events, seen)
    assert [event.finding.path for event in seen if isinstance(event, Found)] == ["b.py"]


async def _keep(events: AsyncIterator[ReviewEvent], seen: list[ReviewEvent]) -> None:
    async for event in events:
        seen.append(event)  # noqa: PERF401 - those before a failure count


async def test_the_same_defect_in_two_hunks_is_told_once() -> None:
    script = [Scripted("Nobody hears of it then.")] * 2
    change = joined(files(a=SWALLOWED), files(a=SWALLOWED))
    found, _, _ = await run(change, ScriptedEngine(script, info=CODER))
    assert len(found) == 1


class Endless(ScriptedEngine):
    """Never ends a generation, and knows whether it was ended."""

    def __init__(self) -> None:
        super().__init__(info=CODER)
        self.begun = asyncio.Event()
        self.ended = False

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Event]:
        self.begun.set()
        try:
            await asyncio.Event().wait()
            yield  # type: ignore[misc]
        finally:
            self.ended = True


async def test_a_review_that_nobody_listens_to_ends() -> None:
    engine, tally = Endless(), Tally()
    events = review(files(a=SWALLOWED), ReviewConfig(), Models(engine), tally)
    assert isinstance(await anext(events), Started)
    await engine.begun.wait()
    await events.aclose()
    assert engine.ended
    assert tally.stats(1.0, interrupted=True).findings == 0


async def test_the_speed_of_writing_is_told() -> None:
    times = iter(range(1000))
    clock: Callable[[], float] = lambda: float(next(times))  # noqa: E731
    engine = ScriptedEngine([Scripted("Nobody hears of it then.", piece=6)], info=CODER)
    events = [
        e async for e in review(files(a=SWALLOWED), ReviewConfig(), Models(engine), None, clock)
    ]
    speeds = [e.tokens_per_second for e in events if isinstance(e, Progress)]
    assert speeds == [0, 0, 1.0, 1.0, 1.0]


class OneTokenEngine(ScriptedEngine):
    """A model that tells the likelihood of the last token only."""

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        raise ScoringUnsupported("It cannot score.")


async def test_a_model_that_cannot_score_reviews_all_the_same() -> None:
    engine = OneTokenEngine([Scripted("When f fails, nobody hears of it.")], info=CODER)
    found, _, _ = await run(files(a=SWALLOWED), engine)
    assert [finding.line for finding in found] == [3]


async def test_choosing_hunks_leaves_the_event_loop_free() -> None:
    change = change_of_text("a.py", "x = 1\n" * 50_000)
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    turning = asyncio.create_task(turn())
    async with aclosing(review(change, ReviewConfig(), Models(ScriptedEngine()))) as events:
        assert isinstance(await anext(events), Started)
    turning.cancel()
    assert turns > 50
