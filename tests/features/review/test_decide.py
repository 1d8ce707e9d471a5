from dataclasses import replace

import pytest

from r1_assistant.analysis.trace import Trace
from r1_assistant.context.overlay import NoWorkspace
from r1_assistant.domain.change import Change
from r1_assistant.domain.generation import ModelInfo
from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.features.review.confidence import UNFITTED, Weights
from r1_assistant.features.review.config import Stage
from r1_assistant.features.review.decide import Grounds, decide, merged
from r1_assistant.features.review.select import Piece
from support.candidates import candidate
from support.changes import piece_of

SWALLOWED = "try:\n    input()\nexcept Exception:\n    pass\n"
ALL = frozenset(Stage)


def piece() -> Piece:
    return piece_of("a.py", "", SWALLOWED)


def grounds(stages: frozenset[Stage] = ALL, **more: object) -> Grounds:
    base = Grounds(Change("test", (piece().file,)), NoWorkspace(), stages, UNFITTED)
    return replace(base, **more)  # type: ignore[arg-type]


def test_two_kinds_on_a_line_are_one_candidate_and_surer() -> None:
    first = candidate(4, "dropped-guard", confidence=0.8, features={"a": 1.0, "b": 1.0})
    second = candidate(4, "slip", confidence=0.6, features={"b": 2.0, "c": 2.0}, fix="x = 5")
    (one,) = merged([second, first])
    assert (one.kind, one.suspicion) == ("dropped-guard", first.suspicion)
    assert one.confidence == pytest.approx(1 - 0.2 * 0.7)
    assert one.features == {"a": 1.0, "b": 1.0, "c": 2.0}
    assert one.fix == "x = 5"


def test_a_fix_keeps_the_lines_that_it_is_for() -> None:
    whole = candidate(4, confidence=0.9, fix="if x:\n    y", end_line=6)
    (one,) = merged([whole, candidate(4, "slip", confidence=0.6, fix="x = 5")])
    assert (one.fix, one.end_line) == ("if x:\n    y", 6)


def test_what_is_rather_wrong_makes_nothing_surer() -> None:
    (one,) = merged([candidate(4, confidence=0.8), candidate(4, "slip", confidence=0.4)])
    assert one.confidence == pytest.approx(0.8)


def test_the_same_kind_twice_says_nothing_more() -> None:
    (one,) = merged([candidate(4, confidence=0.8), candidate(4, confidence=0.7)])
    assert one.confidence == 0.8


def test_lines_are_kept_apart_and_the_surest_goes_first() -> None:
    found = merged([candidate(1, confidence=0.5), candidate(9, confidence=0.9), candidate(2)])
    assert [each.number for each in found] == [9, 1, 2]


async def test_rules_alone_decide_without_a_model() -> None:
    found = await decide(piece(), grounds())
    assert {each.number for each in found} == {3}
    assert "swallowed-exception" in {each.kind for each in found}
    assert all(0 < each.confidence < 1 for each in found)


async def test_without_the_rules_there_is_what_a_model_stumbles_over() -> None:
    engine = ScriptedEngine(info=ModelInfo("m", "M", 4096, False, False))
    found = await decide(piece(), grounds(ALL - {Stage.RULES}, scorer=engine))
    assert engine.scored
    assert {each.kind for each in found} == {"slip"}


@pytest.mark.parametrize("stages", [ALL - {Stage.LIKELIHOOD}, frozenset({Stage.RULES})])
async def test_without_likelihoods_the_model_is_not_asked(stages: frozenset[Stage]) -> None:
    engine = ScriptedEngine(info=ModelInfo("m", "M", 4096, False, False))
    found = await decide(piece(), grounds(stages, scorer=engine))
    assert engine.scored == []
    assert "slip" not in {each.kind for each in found}


async def test_prose_has_no_likelihood() -> None:
    engine = ScriptedEngine(info=ModelInfo("m", "M", 4096, False, False))
    prose = piece_of("a.md", "a\n", "a\nThe change that matters here.\n")
    assert await decide(prose, grounds(scorer=engine)) == ()
    assert engine.scored == []


async def test_other_programs_have_their_say_where_they_take_part() -> None:
    outside = {"a.py": [Trace("external", 2, "x", "A program says so.")]}
    kinds = {each.kind for each in await decide(piece(), grounds(external=outside))}
    without = ALL - {Stage.EXTERNAL}
    other = {each.kind for each in await decide(piece(), grounds(without, external=outside))}
    assert kinds - other == {"external"}


async def test_without_calibration_priors_hold() -> None:
    low = Weights(bias=-20.0)
    found = await decide(piece(), grounds(weights=low))
    assert max(each.confidence for each in found) < 0.01
    found = await decide(piece(), grounds(ALL - {Stage.CALIBRATION}, weights=low))
    assert max(each.confidence for each in found) > 0.5


def test_what_another_kind_in_the_hunk_explains_is_left_out() -> None:
    lost = candidate(9, "dropped-argument", confidence=0.8)
    assert merged([lost]) == (lost,)
    sure = candidate(4, "sql-injection", confidence=0.9)
    assert merged([lost, sure]) == (sure,)
    unsure = candidate(4, "sql-injection", confidence=0.3)
    assert merged([lost, unsure]) == (lost, unsure)
