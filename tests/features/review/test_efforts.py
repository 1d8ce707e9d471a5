"""What a review costs, by its effort, its models and the stages that take part."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Finding, Severity
from r1_assistant.domain.generation import GenerationRequest, ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review import limited
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.events import Done, Found, Started, Stats
from r1_assistant.features.review.pipeline import Models, review
from r1_assistant.features.review.trust import UNMEASURED_ALONE
from support.changes import change_of

CODER = ModelInfo("coder", "Coder", 4096, False, True)
REASONER = ModelInfo("r1", "R1", 4096, True, False)
SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
OLD = "def total(order):\n    if order is None:\n        return 0\n    return order.price\n"
NEW = "def total(order):\n    return order.price\n"
WORDS = "When that fails, nobody hears of it."


async def run(
    change: Change, models: Models, config: ReviewConfig | None = None
) -> tuple[list[Finding], Stats]:
    events = [each async for each in review(change, config or ReviewConfig(), models)]
    assert isinstance(events[0], Started)
    assert (events[0].model is None) == (models.writer is None)
    assert isinstance(events[-1], Done)
    return [each.finding for each in events if isinstance(each, Found)], events[-1].stats


def whole(old: str, new: str) -> Change:
    file = replace(change_of("a.py", old, new).files[0], old_text=old, new_text=new)
    return Change("test", (file,))


async def test_without_any_model_rules_decide_in_their_own_words() -> None:
    (found,), stats = await run(whole("", SWALLOWED), Models())
    assert (found.line, found.kind) == (3, "swallowed-exception")
    assert found.message.endswith("Catch only the error that is expected here, and report it.")
    assert (stats.prompt_tokens, stats.generated_tokens, stats.cached) == (0, 0, 0)


async def test_a_guard_that_is_gone_comes_back_as_a_fix_of_several_lines() -> None:
    (found,), _ = await run(whole(OLD, NEW), Models())
    assert found.kind == "dropped-guard"
    assert found.fix is not None
    lines = NEW.splitlines()
    lines[found.line - 1 : found.end_line] = found.fix.split("\n")
    assert "\n".join([*lines, ""]) == OLD
    assert found.basis


async def test_the_scorer_is_not_asked_for_words_nor_the_writer_for_scores() -> None:
    writer = ScriptedEngine(lambda _: Scripted(WORDS), info=CODER)
    scorer = ScriptedEngine(info=replace(CODER, id="small"))
    (found,), _ = await run(whole("", SWALLOWED), Models(writer, scorer))
    assert WORDS in found.message
    assert (len(writer.requests), writer.scored) == (1, [])
    assert scorer.requests == []
    assert scorer.scored


async def test_a_quick_review_only_scores() -> None:
    scorer = ScriptedEngine(info=CODER)
    config = ReviewConfig(effort="quick")
    (found,), stats = await run(whole("", SWALLOWED), Models(scorer=scorer), config)
    assert found.line == 3
    assert scorer.requests == []
    assert scorer.scored
    assert stats.generated_tokens == 0


@pytest.mark.parametrize(
    ("config", "asked"),
    [
        (ReviewConfig(), True),
        (ReviewConfig(effort="high"), True),
        (ReviewConfig(effort="quick"), False),
        (ReviewConfig(stages=frozenset(Stage) - {Stage.EXTERNAL}), False),
    ],
)
async def test_other_programs_are_asked_unless_it_is_to_be_quick(
    config: ReviewConfig, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[Sequence[Any]] = []

    async def external(pieces: Sequence[Any]) -> dict[str, list[Any]]:
        calls.append(pieces)
        return {}

    monkeypatch.setattr(limited, "external", external)
    await run(whole("", SWALLOWED), Models(), config)
    assert bool(calls) == asked


async def test_without_its_rules_a_review_has_no_evidence() -> None:
    config = ReviewConfig(stages=frozenset(Stage) - {Stage.RULES})
    found, stats = await run(whole("", SWALLOWED), Models(), config)
    assert (found, stats.hunks) == ([], 1)


async def test_without_the_gate_even_what_changes_nothing_is_looked_at() -> None:
    change = whole("x = [1, 2]\n", "x = [\n    1,\n    2,\n]\n")
    _, stats = await run(change, Models())
    assert (stats.hunks, len(stats.skips)) == (0, 1)
    _, stats = await run(change, Models(), ReviewConfig(stages=frozenset({Stage.RULES})))
    assert (stats.hunks, stats.skips) == (1, ())


def opinion(*lines: int) -> str:
    said = "It fails for an empty list."
    rest = {"message": said, "severity": "error", "category": "bug"}
    return json.dumps({"findings": [{"line": line, **rest} for line in lines]})


def by_seed(answers: dict[int, str]) -> ScriptedEngine:
    def reply(request: GenerationRequest) -> Scripted:
        return Scripted(answers[request.sampling.seed], piece=1000)

    return ScriptedEngine(reply, info=REASONER)


TWO = 'for a in "abc":\n    hash(a)\n'


async def test_at_high_effort_an_opinion_counts_that_comes_each_time() -> None:
    engine = by_seed({0: opinion(2), 1: opinion(1, 2), 2: opinion(2)})
    found, _ = await run(whole("", TWO), Models(engine), ReviewConfig(effort="high"))
    assert [request.sampling.seed for request in engine.requests] == [0, 1, 2]
    assert [(each.line, each.severity) for each in found] == [(2, Severity.INFO)]
    assert found[0].confidence == UNMEASURED_ALONE
    assert found[0].kind == "opinion"


async def test_a_model_that_nobody_measured_is_not_asked_once() -> None:
    engine = by_seed({0: opinion(2)})
    assert await run(whole("", TWO), Models(engine)) != ([], None)
    assert engine.requests == []


@pytest.mark.parametrize(
    "config",
    [
        ReviewConfig(effort="quick", model_opines=True),
        ReviewConfig(model_opines=True, stages=frozenset(Stage) - {Stage.OPINIONS}),
        ReviewConfig(effort="high", model_opines=False),
    ],
)
async def test_opinions_can_be_left_out(config: ReviewConfig) -> None:
    engine = by_seed({})
    found, _ = await run(whole("", TWO), Models(engine), config)
    assert (found, engine.requests) == ([], [])
