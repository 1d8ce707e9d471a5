import json

import pytest

from evals import baselines, hunks
from evals.cases import Case
from evals.made import NEW, OLD, case
from r1_assistant.domain.generation import GenerationRequest, ModelInfo
from r1_assistant.engine.scripted import Scripted, ScriptedEngine


def answer(*claims: tuple[int, str]) -> Scripted:
    return Scripted(json.dumps({"findings": [{"line": n, "message": said} for n, said in claims]}))


async def test_the_model_is_believed() -> None:
    engine = ScriptedEngine([answer((2, "Zero is let through.")), answer()])
    review = baselines.plain_reviewer(engine)
    said, quiet = await review(case("a")), await review(case("b", "version"))
    (finding,) = said.findings
    assert (finding.line, finding.quote, finding.path) == (2, "if count >= 0:", "take.py")
    assert (said.score, said.place, quiet.score, quiet.findings) == (1, 2, 0, ())
    assert said.seconds_write > 0


async def test_both_sides_are_shown_and_lines_are_held_to_the_hunk() -> None:
    long = "".join(f"value_{n} = {n}\n" for n in range(1, 61))
    made = case("a", old=long, new=long.replace("= 30\n", "= 31\n"), lines=(30,))
    engine = ScriptedEngine([answer()])
    await baselines.plain_reviewer(engine)(made)
    (request,) = engine.requests
    said = request.messages[-1].content
    assert "-        value_30 = 30\n+    30  value_30 = 31" in said
    assert request.answer_schema is not None
    item = request.answer_schema["properties"]["findings"]["items"]
    assert item["properties"]["line"]["enum"] == list(range(27, 34))
    assert request.reasoning_tokens == baselines.THOUGHT_TOKENS


async def test_a_small_context_is_shown_less() -> None:
    long = "".join(f"value_{n} = {n}\n" for n in range(1, 61))
    made = case("a", old=long, new=long.replace("= 30\n", "= 31\n"), lines=(30,))
    engine = ScriptedEngine(
        [answer()], info=ModelInfo("m", "M", baselines.ANSWER_TOKENS + 240, False, False)
    )
    await baselines.plain_reviewer(engine)(made)
    assert "value_33" in engine.requests[0].messages[-1].content
    assert "value_40" not in engine.requests[0].messages[-1].content


@pytest.mark.parametrize("said", ['{"findings": [{"line": 2, "mess', "", "[]", '{"other": 1}'])
async def test_a_broken_answer_says_nothing(said: str) -> None:
    def reply(_: GenerationRequest) -> Scripted:
        return Scripted(said)

    assert (await baselines.plain_reviewer(ScriptedEngine(reply))(case("a"))).findings == ()


def test_sizes_by_hand() -> None:
    made = case("a", old="a = 1\nb = 2\n", new="a = 1\nb = f(2, 3)\n")
    assert hunks.changed_text(made) == ("b = 2", "b = f(2, 3)")
    assert baselines.sizes(made) == (5, 8, 3, 11)


def test_what_size_tells_is_learned_elsewhere() -> None:
    def set_of(planted_grows: bool) -> list[Case]:
        made = []
        for n in range(20):
            grows = (n % 2 == 0) is planted_grows
            new = OLD + "x = 1\n" * (n + 1) if grows else OLD.replace("    return []\n", "")
            made.append(case(f"{n}", "slip" if n % 2 == 0 else "version", new=new, lines=(1,)))
        return made

    good, _ = baselines.auc_size_only(set_of(True), set_of(True))
    other, _ = baselines.auc_size_only(set_of(False), set_of(False))
    against, _ = baselines.auc_size_only(set_of(True), set_of(False))
    assert (good, other, against) == (1, 1, 0)


def test_alike_sizes_tell_nothing() -> None:
    same = [case(f"{n}", "slip" if n % 2 else "version", new=NEW) for n in range(10)]
    assert baselines.auc_size_only(same, same)[0] == 0.5
