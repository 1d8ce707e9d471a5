import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.domain.change import Change
from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.domain.generation import Urgency
from r1_assistant.features.kept_texts import KeptTexts
from r1_assistant.features.review.answered import Answer, answer_key, keep_answer, kept_answer
from r1_assistant.features.review.config import ReviewConfig, Stage
from r1_assistant.features.review.events import Stats
from r1_assistant.features.review.skip import Skip
from support.changes import change_of

CONFIG = ReviewConfig()
FINDING = Finding(
    "a.py", 2, 3, Severity.WARNING, Category.API, 0.75, "It is so.", "x = 1", None, "Aha.",
    "It shows.", "slip", 4,
)  # fmt: skip
STATS = Stats(
    files=1,
    hunks=2,
    skips=(Skip("b.py", 3, "binary"),),
    findings=1,
    worst=Severity.WARNING,
    dropped={"it says nothing": 1},
    suppressed={"dismissed": 2},
    seconds=1.5,
)
KEPT = Answer((FINDING, replace(FINDING, fix="", occurrence=0)), STATS)


def change(old: str = "x = 1\n", new: str = "x = 2\n", path: str = "a.py") -> Change:
    file = replace(change_of(path, old, new).files[0], old_text=old, new_text=new)
    return Change("staged changes", (file,))


@pytest.fixture
def texts(tmp_path: Path) -> KeptTexts:
    return KeptTexts(tmp_path / "kept.sqlite")


def test_an_answer_comes_back_as_it_was(texts: KeptTexts) -> None:
    assert kept_answer(texts, "name") is None
    keep_answer(texts, "name", KEPT)
    assert kept_answer(texts, "name") == KEPT
    keep_answer(texts, "none", Answer((), Stats()))
    assert kept_answer(texts, "none") == Answer((), Stats())


def test_a_damaged_file_is_as_none(texts: KeptTexts, tmp_path: Path) -> None:
    keep_answer(texts, "name", KEPT)
    for ending in ("-wal", "-shm"):
        (tmp_path / f"kept.sqlite{ending}").unlink(missing_ok=True)
    (tmp_path / "kept.sqlite").write_bytes(b"no database at all" * 100)
    assert kept_answer(texts, "name") is None
    keep_answer(texts, "name", KEPT)
    assert kept_answer(texts, "name") == KEPT


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "3",
        "null",
        "{}",
        '{"findings": [], "stats": {}}',
        '{"findings": [{}], "stats": {"worst": null, "skips": []}}',
        '{"findings": [], "stats": {"worst": "awful", "skips": []}}',
        '{"findings": 3, "stats": {"worst": null, "skips": []}}',
        '{"findings": [], "stats": []}',
    ],
)
def test_an_answer_of_another_form_is_as_none(texts: KeptTexts, text: str) -> None:
    texts.put("name", text)
    assert kept_answer(texts, "name") is None


def test_a_row_that_is_no_text_is_as_none(texts: KeptTexts, tmp_path: Path) -> None:
    keep_answer(texts, "name", KEPT)
    with sqlite3.connect(tmp_path / "kept.sqlite") as database:
        database.execute("UPDATE texts SET text = 'garbage'")
    database.close()
    assert kept_answer(texts, "name") is None


def name(**more: object) -> str:
    values: dict[str, object] = {
        "change": change(),
        "config": CONFIG,
        "models": ["m1"],
        "known": {"f1": "dismissed"},
        "commit": "c1",
    }
    return answer_key(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "more",
    [
        {"models": []},
        {"models": ["m2"]},
        {"models": ["m1", "m2"]},
        {"known": {}},
        {"known": {"f1": "in the baseline"}},
        {"commit": "c2"},
        {"config": replace(CONFIG, effort="high")},
        {"config": replace(CONFIG, seed=1)},
        {"config": replace(CONFIG, max_findings=1)},
        {"config": replace(CONFIG, instructions="Mind the gap.")},
        {"config": replace(CONFIG, exclude=("a",))},
        {"config": replace(CONFIG, stages=frozenset({Stage.RULES}))},
        {"change": change(new="x = 3\n")},
        {"change": change(old="x = 0\n")},
        {"change": change(path="b.py")},
        {"change": Change("staged changes", change().files * 2)},
        {"change": replace(change(), title="working tree changes")},
        {"change": Change("staged changes", (replace(change().files[0], old_path="b.py"),))},
        {"change": Change("staged changes", (replace(change().files[0], skipped="binary"),))},
    ],
)
def test_whatever_differs_makes_another_name(more: dict[str, object]) -> None:
    assert name(**more) != name()


def test_what_makes_no_difference_makes_the_same_name() -> None:
    assert name() == name(change=change(), models=("m1",))
    assert name(config=replace(CONFIG, urgency=Urgency.BACKGROUND)) == name()
    assert name(known={"a": "1", "b": "2"}) == name(known={"b": "2", "a": "1"})


def test_a_patch_is_named_by_its_hunks() -> None:
    one, other = (change_of("a.py", "x = 1\n", text) for text in ("x = 2\n", "x = 3\n"))
    assert name(change=one) != name(change=other)


def test_an_answer_that_time_cut_short_is_not_kept(texts: KeptTexts) -> None:
    keep_answer(texts, "key", replace(KEPT, stats=replace(STATS, cut_short=("a hunk",))))
    assert kept_answer(texts, "key") is None
