from collections.abc import Sequence
from pathlib import Path

from evals.cached_scores import CachedScores
from r1_assistant.domain.generation import TokenScore
from r1_assistant.engine.scripted import ScriptedEngine

RICH = TokenScore(0, 3, 1.5, "abc", 0.25, 0.75, (("abc", 0.25), ("\ud7ff", 2.0)))


class Counting(ScriptedEngine):
    """Counts the texts that it scored, in the calls that came."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[str, ...]] = []

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        self.calls.append(tuple(texts))
        return tuple((RICH,) * len(text) for text in texts)


async def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "scores.sqlite"
    first = Counting()
    one = CachedScores(first, "model", file)
    fresh = await one.score_each(["a", "bb", "a"])
    assert first.calls == [("a", "bb")]
    await one.aclose()
    assert first.closed
    second = Counting()
    again = CachedScores(second, "model", file)
    assert await again.score_each(["bb", "a"]) == (fresh[1], fresh[0])
    assert second.calls == []
    assert fresh[0] == (RICH,)
    await again.aclose()


async def test_only_what_is_missing_is_asked(tmp_path: Path) -> None:
    engine = Counting()
    scores = CachedScores(engine, "model", tmp_path / "scores.sqlite")
    await scores.score_each(["a"])
    await scores.score_each(["a", "ccc", "a", "dd"])
    assert engine.calls == [("a",), ("ccc", "dd")]
    await scores.aclose()


async def test_models_are_kept_apart(tmp_path: Path) -> None:
    file = tmp_path / "scores.sqlite"
    for model in ("one", "other"):
        engine = Counting()
        scores = CachedScores(engine, model, file)
        await scores.score_each(["a"])
        assert engine.calls == [("a",)]
        await scores.aclose()


async def test_what_the_cache_saves_is_counted(tmp_path: Path) -> None:
    scores = CachedScores(Counting(), "model", tmp_path / "scores.sqlite")
    await scores.score_each(["a"])
    with scores._store as store:
        store.execute("UPDATE scores SET seconds = 100")
    before = scores.saved
    await scores.score_each(["a"])
    assert 99 < scores.saved - before < 100
    await scores.aclose()


async def test_a_single_text_is_scored_by_the_engine(tmp_path: Path) -> None:
    engine = ScriptedEngine()
    scores = CachedScores(engine, "scripted", tmp_path / "scores.sqlite")
    assert await scores.score("a b c") == await engine.score("a b c")
    assert await scores.score("a b c") == await engine.score("a b c")
    assert await scores.count_tokens("a b c") == 3
    assert (await scores.info()).id == "scripted"
    await scores.aclose()
