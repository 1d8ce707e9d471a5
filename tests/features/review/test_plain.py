import pytest

from r1_assistant.domain.generation import ModelInfo, TokenScore
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Done, Found, Started
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.features.review.plain import with_signs
from r1_assistant.features.review.select import select
from support.changes import change_of

OPINES = ReviewConfig(model_opines=True)
NOTHING = '{"findings": []}'
WHY = "data or text without a known sign of a defect"


class Scorer(ScriptedEngine):
    """A scripted engine that remembers what it scored."""

    def __init__(self, *, reasoning: bool) -> None:
        info = ModelInfo("scripted", "Scripted", 4096, reasoning, False)
        super().__init__(lambda _: Scripted(NOTHING, piece=100), info=info)
        self.scored: list[str] = []

    async def score(self, text: str) -> tuple[TokenScore, ...]:
        self.scored.append(text)
        return await super().score(text)


@pytest.mark.parametrize("path", ["README.md", "a.json", "a.html"])
async def test_a_model_that_opines_is_shown_data_and_prose(path: str) -> None:
    model = Scorer(reasoning=True)
    change = change_of(path, "a\n", "a\nThe change that matters here.\n")
    events = [event async for event in review(change, OPINES, Models(model))]
    (asked,) = model.requests
    assert "The change that matters here." in asked.messages[-1].content
    assert model.scored == []
    assert [type(event) for event in events if isinstance(event, Started | Found)] == [Started]


async def test_another_model_is_not_asked() -> None:
    model = Scorer(reasoning=False)
    change = change_of("a.yaml", "a: 1\n", "a: 1\nif: x is None\n")
    *_, done = [event async for event in review(change, ReviewConfig(), Models(model))]
    assert isinstance(done, Done)
    assert [skip.reason for skip in done.stats.skips] == [WHY]
    assert (model.requests, model.scored) == ([], [])


async def test_a_guard_in_prose_is_no_guard() -> None:
    old, new = "Stop if config is None.\n", "Then config.load() runs.\n"
    change = change_of("a.md", old, new)
    model = Scorer(reasoning=True)
    events = [event async for event in review(change, OPINES, Models(model))]
    assert not any(isinstance(event, Found) for event in events)
    assert "search for known kinds" not in model.requests[0].messages[-1].content


def test_code_always_stays() -> None:
    selection = select(change_of("a.py", "a = 1\n", "a = 1\nb = 2\n"), ReviewConfig())
    assert with_signs(selection) == selection
