"""The whole review with a real model: a small one, which knows nothing and must do no harm."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.host import LocalEngine
from r1_assistant.features.review.config import ReviewConfig
from r1_assistant.features.review.events import Done, Found
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.models.store import InstalledModel
from support.changes import change_of

pytestmark = pytest.mark.model

NEW = "def f(a):\n    try:\n        print(a[0])\n    except Exception:\n        pass\n"


@pytest.fixture
async def engine(real_model: InstalledModel, tmp_path: Path) -> AsyncIterator[LocalEngine]:
    info = ModelInfo(real_model.id, real_model.title, real_model.context_length, False, False)
    engine = LocalEngine(real_model.folder, info, log_file=tmp_path / "engine.log")
    yield engine
    await engine.aclose()


async def test_opinions_are_held_to_the_added_lines(engine: LocalEngine) -> None:
    change = change_of("a.py", "def f(a):\n    print(a)\n", NEW)
    config = ReviewConfig(model_opines=True, reasoning_tokens=0, min_confidence=0.0)
    events = [event async for event in review(change, config, Models(engine))]
    done = events[-1]
    assert isinstance(done, Done)
    assert done.stats.hunks == 1
    assert done.stats.generated_tokens > 0
    found = [event.finding for event in events if isinstance(event, Found)]
    assert all(finding.line in (2, 3, 4, 5) for finding in found)
    assert not any("JSON" in reason for reason in done.stats.dropped)


async def test_the_same_review_twice_is_the_same(engine: LocalEngine) -> None:
    change = change_of("a.py", "def f(a):\n    print(a)\n", NEW)
    config = ReviewConfig()
    first, second = [
        [
            event.finding
            async for event in review(change, config, Models(engine))
            if isinstance(event, Found)
        ]
        for _ in range(2)
    ]
    assert first == second
    assert [finding.line for finding in first] == [4]


async def test_scores_lie_on_the_text(engine: LocalEngine) -> None:
    text = f"# a.py\n{NEW}" * 16
    scores = await engine.score(text)
    assert len(scores) > 256  # more than one chunk
    assert all(score.nll >= score.best_nll >= 0 for score in scores)
    assert "".join(text[score.start : score.end] for score in scores) in text
    first, last = scores[:100], scores[-100:]  # what was said before surprises less
    assert sum(score.nll for score in last) < sum(score.nll for score in first)
