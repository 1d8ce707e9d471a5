"""Reviews with little time: what comes first, and what is told of the rest."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.errors import OutOfTime
from r1_assistant.domain.finding import Finding
from r1_assistant.domain.generation import ModelInfo, TokenScore
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.kept_texts import KeptTexts
from r1_assistant.features.review import limited
from r1_assistant.features.review.config import Effort, ReviewConfig, Stage
from r1_assistant.features.review.decide import by_rule
from r1_assistant.features.review.events import Done, Found, Progress, Stats
from r1_assistant.features.review.kept import KeptReviews
from r1_assistant.features.review.limit import Limit
from r1_assistant.features.review.models import Models
from r1_assistant.features.review.pipeline import review
from r1_assistant.features.review.timed import TimedEngine, in_time
from support.changes import change_of

INFO = ModelInfo("coder", "Coder", 4096, False, True, digest="d1")
SWALLOWED = "try:\n    f()\nexcept Exception:\n    pass\n"
CLEAN = "for a in items:\n    f(a)\n"
WORDS = "When f fails, nobody hears of it."


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Slow(ScriptedEngine):
    """A model that takes some time, by the clock, to score a hunk's two sides."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        super().__init__(lambda _: Scripted(WORDS), info=INFO)
        self._clock, self._seconds = clock, seconds

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        scores = await super().score_each(texts)
        self._clock.now += self._seconds
        return scores


def files(**new: str) -> Change:
    changes = [change_of(f"{name}.py", "", text) for name, text in new.items()]
    return Change("test", tuple(file for change in changes for file in change.files))


CHANGE = files(a=CLEAN, b=SWALLOWED, c=CLEAN + "    g(a)\n", test_d=CLEAN)


async def run(
    models: Models,
    limit: Limit | None,
    kept: KeptReviews | None = None,
    change: Change = CHANGE,
    stages: frozenset[Stage] = frozenset(Stage),
) -> tuple[list[str], list[Finding], Stats]:
    """Review; gives the paths in the order in which they were decided about, and the rest."""
    effort: Effort = "quick" if models.writer is None else "normal"
    config = ReviewConfig(effort=effort, stages=stages)
    events = [e async for e in review(change, config, models, kept=kept, limit=limit)]
    assert isinstance(events[-1], Done)
    order = [e.path for e in events if isinstance(e, Progress) and not e.writing]
    return order, [e.finding for e in events if isinstance(e, Found)], events[-1].stats


async def test_with_enough_time_nothing_is_left_out() -> None:
    clock = Clock()
    model = Slow(clock, 1.0)
    order, found, stats = await run(Models(model), Limit(60, 160, clock))
    assert order == ["b.py", "c.py", "a.py", "test_d.py"]
    assert [finding.path for finding in found] == ["b.py"]
    assert WORDS in found[0].message
    assert (stats.cut_short, stats.skips, stats.hunks) == ((), (), 4)
    same = await run(Models(Slow(Clock(), 0.0)), None)
    assert same[1] == found
    assert same[0] == ["a.py", "b.py", "c.py", "test_d.py"]  # without a limit as they come


async def test_the_riskiest_come_first_and_the_rest_is_told() -> None:
    clock = Clock()
    model = Slow(clock, 10.0)  # a hunk's sides, and then the neighbours of its lines
    order, found, stats = await run(Models(scorer=model), Limit(15, 115, clock))
    assert order == ["b.py", "c.py", "a.py", "test_d.py"]
    assert [finding.path for finding in found] == ["b.py"]
    left = [(skip.path, skip.line) for skip in stats.skips]
    assert left[-2:] == [("a.py", 1), ("test_d.py", 1)]
    assert {skip.reason for skip in stats.skips} == {f"{limited.BY_RULES}: no time left"}
    count = len(left)
    assert 2 <= count < 4
    assert stats.cut_short == (f"{count} hunks looked at by rules alone",)
    assert stats.hunks == 4


async def test_when_the_time_is_up_rules_decide_and_no_model_is_asked() -> None:
    clock = Clock()
    model = Slow(clock, 10.0)
    _, found, stats = await run(Models(model), Limit(5, 95, clock))
    alone = await run(Models(), None)
    assert [(each.path, each.confidence) for each in found] == [
        (each.path, each.confidence) for each in alone[1]
    ]
    assert (model.scored, model.requests) == ([], [])
    assert "4 hunks looked at by rules alone" in stats.cut_short
    assert "1 hunk in the rules' own words" in stats.cut_short
    assert "other programs not asked" in stats.cut_short


async def test_what_not_even_rules_saw_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()

    def slow(*arguments: object) -> object:
        clock.now += limited.FOR_RULES
        return by_rule(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(limited, "by_rule", slow)
    order, _, stats = await run(Models(), Limit(5, 100.5, clock))
    assert order == ["b.py", "c.py"]  # the largest: no more is known before rules are asked
    assert stats.hunks == 2
    assert stats.cut_short == ("2 hunks not looked at",)
    assert {skip.reason for skip in stats.skips} == {"not looked at: no time left"}


async def test_the_next_review_goes_on(tmp_path: Path) -> None:
    texts = KeptTexts(tmp_path / "kept.sqlite")
    seen = []
    for _ in range(9):
        clock = Clock()
        limit = Limit(15, 115, clock)
        _, _, stats = await run(Models(scorer=Slow(clock, 10.0)), limit, KeptReviews(texts))
        seen.append(stats.cached)
        if not stats.cut_short:
            break
    assert stats.cut_short == ()
    assert seen == sorted(seen)
    assert seen[0] == 0 < seen[-1]


async def test_a_model_that_does_not_answer_is_not_waited_for() -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    clock = Clock()
    engine = ScriptedEngine(lambda _: Scripted(WORDS), info=INFO, pause=never)
    limit = Limit(0.05, 100.05, clock)
    stages = frozenset(Stage) - {Stage.EXTERNAL}
    _, found, stats = await run(Models(engine), limit, None, files(b=SWALLOWED), stages)
    assert [finding.path for finding in found] == ["b.py"]
    assert stats.cut_short == ("1 hunk in the rules' own words",)
    assert len(engine.cancelled) == 1


async def test_a_timed_engine_answers_as_its_own_while_there_is_time() -> None:
    clock = Clock()
    own = ScriptedEngine([Scripted("Yes.")], info=INFO)
    timed = TimedEngine(own, Limit(5, 105, clock))
    assert await timed.score("a b") == await own.score("a b")
    assert await timed.count_tokens("a b") == 2
    assert await timed.count_each(["a b"]) == (2,)
    assert await timed.info() == INFO
    assert timed.status() == own.status()
    clock.now = 106
    for ask in (
        lambda: timed.score("a b"),
        lambda: timed.score_each(["a b"]),
        lambda: timed.count_tokens("a b"),
        lambda: timed.count_each(["a b"]),
    ):
        with pytest.raises(OutOfTime):
            await ask()
    await timed.aclose()
    assert own.closed


async def test_a_time_out_of_something_else_stays_one() -> None:
    async def fails() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        await in_time(fails, Limit(60, 160, Clock()))
