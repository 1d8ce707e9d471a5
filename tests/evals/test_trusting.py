import json
from pathlib import Path

import pytest

from evals.cases import Case
from evals.trusting import Counted, measure, write
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine
from r1_assistant.features.review import trust

OLD = "import os\n\n\ndef total(rows):\n    return sum(rows)\n"
WRITER = ModelInfo("writer", "Writer", 4096, True, False)


def case(planted: bool, new: str) -> Case:
    group, lines = ("slip", (5,)) if planted else ("version", ())
    return Case("1", "train", "p", "python", "a.py", OLD, new, group, "k", lines)  # type: ignore[arg-type]


def claim(line: int) -> Scripted:
    said = {"severity": "error", "category": "bug", "message": "It gives a wrong result then."}
    return Scripted(json.dumps({"findings": [{"line": line, **said}]}))


async def test_claims_are_counted_by_where_they_are() -> None:
    cases = [
        case(True, OLD.replace("sum", "len")),
        case(False, OLD.replace("sum", "len")),
        case(False, OLD.replace("rows)\n", "rows) or os\n")),
    ]
    writer = ScriptedEngine([claim(5), claim(5), Scripted('{"findings":[]}')], info=WRITER)
    counted = await measure(cases, writer, ScriptedEngine())
    assert (counted.claims + counted.true_named + counted.false_named) == 2
    assert counted.right + counted.true_named == 1


def test_a_model_that_accuses_everybody_is_worth_nothing() -> None:
    counted = Counted(100, 8, 20, 20, 20, 20)
    assert counted.alone == pytest.approx(9 / 111)
    assert counted.lift == pytest.approx(0)
    assert counted.denial == pytest.approx(0)


def test_a_model_that_knows_lifts_and_denies() -> None:
    counted = Counted(40, 36, 18, 20, 1, 20)
    assert counted.alone > 0.7
    assert counted.lift > 1
    assert counted.denial < -1


def test_what_was_written_is_what_reviews_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R1_HOME", str(tmp_path))
    file = tmp_path / "data" / "weights" / trust.FILE
    write(file, "one", Counted(1), 3)
    write(file, "other", Counted(40, 36, 18, 20, 1, 20), 60)
    write(file, "one", Counted(50, 5), 60)
    trust.trust_for.cache_clear()
    assert trust.trust_for("one").alone == pytest.approx(6 / 61, abs=1e-4)
    assert trust.trust_for("other").lift > 1
    assert not trust.trust_for("neither").measured
    assert file.read_text().count('["one"]') == 1
    trust.trust_for.cache_clear()
