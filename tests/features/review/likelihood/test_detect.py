import math
from collections.abc import Sequence

import pytest

from r1_assistant.domain.errors import ContextTooLong, EngineCrashed, R1Error, ScoringUnsupported
from r1_assistant.domain.generation import TokenScore
from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.features.review.likelihood.detect import Likelihood, LineSuspicion, slips
from r1_assistant.features.review.likelihood.lexemes import KINDS
from support.scores import USUAL, table, view_of

OLD = "def f(a, b):\n    if a < b:\n        return a\n    return b\n"
NEW = OLD.replace("<", ">")


async def lines(
    old: str, new: str, engine: ScriptedEngine, path: str = "a.py"
) -> tuple[LineSuspicion, ...]:
    return (await slips(view_of(path, old, new), engine)).lines


async def test_a_slip_is_taken_back_without_scoring_more() -> None:
    engine = ScriptedEngine(scores=table({">": 5.5}))
    (found,) = await lines(OLD, NEW, engine)
    assert (found.line, found.fix) == (2, "    if a < b:")
    assert (found.written, found.expected) == (">", "<")
    assert found.features["fix.gain"] == pytest.approx(5.5 - USUAL)
    assert found.features["fix.gain_operator"] == found.features["fix.gain"]
    assert found.features["fix.is_comparison"] == found.features["fix.undo"] == 1.0
    assert found.features["hunk.contrast"] > 0
    assert found.basis == (
        "this line is unlikely as written; `<`, which stood there before, is what the surrounding "
        "code suggests (148 times as likely)"
    )


async def test_a_repaired_slip_is_named_with_no_fix() -> None:
    (found,) = await lines(NEW, OLD, ScriptedEngine(scores=table({">": 5.5})))
    assert (found.line, found.fix, found.written, found.expected) == (2, "", "", "")
    assert found.features["fix.gain"] == pytest.approx(USUAL - 5.5)
    assert found.features["hunk.contrast"] < 0


async def test_new_code_has_what_the_model_expected() -> None:
    engine = ScriptedEngine(scores=table({">=": 6.0}, {">=": "<"}))
    new = OLD.replace("    return b\n", "    if a >= b:\n        return 1\n    return b\n")
    found, *others = await lines(OLD, new, engine)
    assert (found.line, found.fix) == (4, "    if a < b:")
    assert found.features["fix.undo"] == found.features["line.paired"] == 0.0
    assert found.features["fix.gain_own"] == pytest.approx(6.0 - USUAL)
    assert "which stood there" not in found.basis
    assert [each.line for each in others] == [5]
    assert any(
        text.endswith("    if a < b:\n        return 1\n    return b\n") for text in engine.scored
    )


async def test_each_change_of_a_line_is_taken_back_by_itself() -> None:
    old = "x = limit(a, b) + offset\n"
    new = "x = limit(a, c) - offset\n"
    (found,) = await lines(old, new, ScriptedEngine(scores=table({"-": 6.0})))
    assert found.fix == "x = limit(a, c) + offset"
    assert (found.written, found.expected) == ("-", "+")
    assert found.features["fix.runner_up"] == pytest.approx(found.features["fix.gain"])


@pytest.mark.parametrize(
    ("old", "new", "path", "costs"),
    [
        ("if not a:\n", "if a:\n", "a.py", {"if a:": 0.0, "a": 4.0}),
        ("x = f(a, b)\n", "x = f(b, a)\n", "a.py", {"b": 4.0}),
        ("x = a[n - 1]  # last\n", "x = a[n]  # last\n", "a.py", {"]": 5.0}),
        ("  if (!a) {\n", "  if (a) {\n", "a.js", {"(": 5.0}),
    ],
)
async def test_the_old_line_comes_back_exactly(
    old: str, new: str, path: str, costs: dict[str, float]
) -> None:
    for behind in ("", "\n\n\nmore = 1\n"):
        engine = ScriptedEngine(scores=table(costs))
        (found,) = await lines(old + behind, new + behind, engine, path)
        assert found.features["fix.tried"] >= 1
        assert found.fix in ("", old.rstrip("\n"))


async def test_names_that_are_given_are_nobodys_slip() -> None:
    engine = ScriptedEngine(scores=table({"total": 9.0}, {"total": "limit"}))
    (found,) = await lines("limit = 1\n", "limit = 1\ntotal = limit\n", engine)
    assert found.features["line.name"] > 8
    assert found.features["fix.tried"] == 0
    assert found.fix == ""


async def test_a_name_is_completed_from_what_is_near() -> None:
    engine = ScriptedEngine(scores=table({"limit": 7.0}, {"limit": "val"}))
    old = "for value in values:\n    use(value)\n"
    found, *_ = await lines(old, old + "    found.append(limit)\n", engine)
    assert found.fix == "    found.append(value)"
    assert found.features["fix.is_name"] == 1.0
    assert found.features["fix.gain_free"] == found.features["fix.gain"]


async def test_every_line_has_the_same_finite_features() -> None:
    engine = ScriptedEngine(scores=table({"<": 3.0}))
    names: set[frozenset[str]] = set()
    for old, new in ((OLD, NEW), (NEW, OLD), ("", OLD), (OLD, OLD + "x = 1\n")):
        found = await slips(view_of("a.py", old, new), engine)
        assert found.lines
        for each in found.lines:
            names.add(frozenset(each.features))
            assert all(math.isfinite(value) for value in each.features.values())
            assert sum(each.features[f"fix.is_{kind}"] for kind in KINDS) <= 1
        assert found.features.items() <= found.lines[0].features.items()
    assert len(names) == 1


async def test_a_hunk_that_only_removes_has_no_lines() -> None:
    found = await slips(
        view_of("a.py", OLD, OLD.replace("        return a\n", "")), ScriptedEngine()
    )
    assert found.lines == ()
    assert found.features["hunk.removed_tokens"] > 0


async def test_only_subjects_are_named() -> None:
    from dataclasses import replace

    view = view_of("a.py", OLD, OLD.replace("return", "yield"))
    found = await slips(replace(view, subjects=frozenset({4})), ScriptedEngine())
    assert [each.line for each in found.lines] == [4]


class Failing(ScriptedEngine):
    def __init__(self, error: R1Error) -> None:
        super().__init__()
        self.error = error

    async def score_each(self, texts: Sequence[str]) -> tuple[tuple[TokenScore, ...], ...]:
        raise self.error


@pytest.mark.parametrize("kind", [ScoringUnsupported, ContextTooLong])
async def test_a_model_that_cannot_tell_tells_nothing(kind: type[R1Error]) -> None:
    assert await slips(view_of("a.py", OLD, NEW), Failing(kind("No."))) == Likelihood()


async def test_a_crash_is_not_hidden() -> None:
    with pytest.raises(EngineCrashed):
        await slips(view_of("a.py", OLD, NEW), Failing(EngineCrashed("It ended.")))


async def test_what_stood_there_goes_before_a_suggestion_as_good() -> None:
    engine = ScriptedEngine(scores=table({"<=": 8.0, ">=": 1.5}, {"<=": "=="}))
    (found,) = await lines("if a >= b:\n", "if a <= b:\n", engine)
    assert found.features["fix.tried"] > 1
    assert found.fix == "if a >= b:"
    engine = ScriptedEngine(scores=table({"<=": 8.0, ">=": 5.5}, {"<=": "=="}))
    (found,) = await lines("if a >= b:\n", "if a <= b:\n", engine)
    assert found.fix == "if a == b:"
