from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import ModelInfo, Urgency
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.kept_texts import KeptTexts
from r1_assistant.features.review import kept as kept_module
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.events import Done, Found, Stats
from r1_assistant.features.review.kept import KeptReviews, words_key
from r1_assistant.features.review.pipeline import Models, review
from support.candidates import candidate
from support.changes import change_of, piece_of

INFO = ModelInfo("coder", "Coder", 4096, False, True, digest="d1")
SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
WORDS = "When that fails, nobody hears of it."


def engine(info: ModelInfo = INFO) -> ScriptedEngine:
    return ScriptedEngine(lambda _: Scripted(WORDS), info=info)


@pytest.fixture
def texts(tmp_path: Path) -> KeptTexts:
    return KeptTexts(tmp_path / "kept.sqlite")


async def run(
    texts: KeptTexts, model: ScriptedEngine, change: Change, config: ReviewConfig | None = None
) -> tuple[list[Finding], Stats]:
    kept, config = KeptReviews(texts), config or ReviewConfig()
    events = [each async for each in review(change, config, Models(model), kept=kept)]
    assert isinstance(events[-1], Done)
    return [each.finding for each in events if isinstance(each, Found)], events[-1].stats


async def test_what_was_said_is_not_asked_again(texts: KeptTexts) -> None:
    change = change_of("a.py", "", SWALLOWED)
    first, second = engine(), engine()
    found, stats = await run(texts, first, change)
    assert (len(first.requests), bool(first.scored), stats.cached) == (1, True, 0)
    again, stats = await run(texts, second, change)
    assert again == found
    assert WORDS in again[0].message
    assert (second.requests, second.scored, stats.cached, stats.hunks) == ([], [], 1, 1)


@pytest.mark.parametrize(
    ("text", "info", "config"),
    [
        (SWALLOWED.replace("input", "open"), INFO, ReviewConfig()),
        (SWALLOWED, replace(INFO, digest="d2"), ReviewConfig()),
        (SWALLOWED, INFO, ReviewConfig(seed=3)),
        (SWALLOWED, INFO, ReviewConfig(instructions="Mind the gap.")),
        (SWALLOWED, INFO, ReviewConfig(effort="high")),
    ],
)
async def test_whatever_differs_is_asked_anew(
    texts: KeptTexts, text: str, info: ModelInfo, config: ReviewConfig
) -> None:
    await run(texts, engine(), change_of("a.py", "", SWALLOWED))
    model = engine(info)
    _, stats = await run(texts, model, change_of("a.py", "", text), config)
    assert model.requests
    assert stats.cached == 0


async def test_how_much_is_shown_changes_no_words(texts: KeptTexts) -> None:
    change, model = change_of("a.py", "", SWALLOWED), engine()
    await run(texts, engine(), change)
    await run(texts, model, change, ReviewConfig(max_findings=3, urgency=Urgency.BACKGROUND))
    assert model.requests == []


async def test_likelihoods_depend_on_the_scoring_model_alone(texts: KeptTexts) -> None:
    change, model = change_of("a.py", "", SWALLOWED), engine()
    await run(texts, engine(), change)
    await run(texts, model, change, ReviewConfig(instructions="Mind the gap."))
    assert model.scored == []
    other = engine(replace(INFO, digest="d2"))
    await run(texts, other, change)
    assert other.scored


@pytest.mark.parametrize("garbage", ["{", "3", '{"lines": 3}', '[{"path": 1}]'])
async def test_what_is_damaged_is_made_anew(
    texts: KeptTexts, garbage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, model = change_of("a.py", "", SWALLOWED), engine()
    monkeypatch.setattr(texts, "get", lambda _: garbage)
    (found,), _ = await run(texts, model, change)
    assert WORDS in found.message
    assert len(model.requests) == 1
    assert model.scored


def test_words_are_named_by_evidence_prompts_and_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    piece, config = piece_of("a.py", "", "x = 1\ny = 2\n"), ReviewConfig()

    def name(
        *, number: int = 1, basis: str = "It shows.", related: str = "", **more: object
    ) -> str:
        settings = replace(config, **more)  # type: ignore[arg-type]
        return words_key(piece, [candidate(number, basis=basis)], [related], settings, INFO)

    names = [
        name(),
        name(number=2),
        name(basis="It is so."),
        name(related="def f(): ..."),
        name(stages=frozenset({Stage.RULES})),
        name(hunk_tokens=9),
        words_key(piece, [], [""], config, INFO),
    ]
    assert len(set(names)) == len(names)
    assert name(max_findings=3, max_per_hunk=1, min_confidence=0.1, exclude=("b",)) == name()
    monkeypatch.setattr(kept_module, "PROMPTS", ("review", "remark"))
    assert name() not in names


async def test_measured_features_change_no_words() -> None:
    piece, config = piece_of("a.py", "", "x = 1\n"), ReviewConfig()
    one, other = (candidate(features={"a": value}) for value in (1.0, 1.5))
    assert words_key(piece, [one], [], config, INFO) == words_key(piece, [other], [], config, INFO)
