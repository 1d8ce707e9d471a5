"""The model for other programs: conversations, and what texts cost."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from support.language_client import EditorClient, abilities

from .conftest import Asked, StartEditor

OURS = abilities(experimental={"r1": True})
HELLO = {"role": "user", "content": "Hello?"}
INVALID_PARAMS, REQUEST_FAILED, REQUEST_CANCELLED = -32602, -32803, -32800


def streamed(editor: EditorClient, part: str) -> str:
    sent = editor.came("r1/stream")
    return "".join(one.delta for one in sent if getattr(one, "part", None) == part)


async def talk(editor: EditorClient, *messages: object, **more: object) -> dict[str, Any]:
    params = {"id": "mine", "messages": list(messages) or [HELLO], **more}
    answer = await editor.protocol.send_request_async("r1/chat", params)
    return dict(answer._asdict())


async def test_a_conversation_is_streamed_and_answered(
    start_editor: StartEditor, asked: Asked
) -> None:
    editor = await start_editor({"answer": "Hello to you.", "reasoning": "Who?"}, can=OURS)
    before = [{"role": "system", "content": "Be kind."}, HELLO]
    before += [{"role": "assistant", "content": "Yes?"}, {"role": "user", "content": "Well?"}]
    result = await talk(editor, *before)
    assert result == {
        "id": "mine",
        "answer": "Hello to you.",
        "reasoning": "Who?",
        "stopped": False,
    }
    assert (streamed(editor, "reasoning"), streamed(editor, "answer")) == ("Who?", "Hello to you.")
    parts = editor.came("r1/stream")
    assert {one.id for one in parts} == {"mine"}
    assert (parts[-1].done, parts[-1].stopped) == (True, False)
    assert asked() == [("chat", "Be kind.\nHello?\nYes?\nWell?")]
    assert editor.messages == []


async def test_a_thought_that_is_not_wanted_is_not_had(start_editor: StartEditor) -> None:
    editor = await start_editor({"answer": "Yes.", "reasoning": "Hm."})
    result = await talk(editor, maxTokens=5, reasoningTokens=0)
    assert (result["answer"], result["reasoning"]) == ("Yes.", "")
    assert editor.came("r1/stream") == []  # this editor has not asked for it


async def test_it_is_stopped_by_its_id(start_editor: StartEditor, tmp_path: Path) -> None:
    script = {"gate": str(tmp_path / "never"), "free": 1, "piece": 2}
    editor = await start_editor(script, can=OURS)
    task = await editor.begun(talk(editor))
    await editor.until(lambda: editor.came("r1/stream"))
    assert [job["kind"] for job in (await editor.command("r1.status"))["jobs"]] == ["chat"]
    assert await editor.command("r1.stop", "mine") == 1
    result = await task
    assert (result["stopped"], result["answer"]) == (True, "It")


async def test_its_thought_is_ended(start_editor: StartEditor) -> None:
    script = {"reasoning": "hm " * 20_000, "piece": 3, "pause": 0.005}
    editor = await start_editor(script, can=OURS)
    task = await editor.begun(talk(editor))
    await editor.until(lambda: "hm hm" in streamed(editor, "reasoning"))
    assert await editor.command("r1.answerNow", "mine") == 1
    result = await task
    assert (result["answer"], result["stopped"]) == ("It adds two numbers.", False)
    assert len(result["reasoning"]) < 60_000


async def test_a_cancelled_request_ends_the_work(start_editor: StartEditor, tmp_path: Path) -> None:
    editor = await start_editor({"gate": str(tmp_path / "never"), "free": 1}, can=OURS)
    params = {"messages": [HELLO]}
    asking = editor.protocol.send_request_async("r1/chat", params, msg_id="x")
    task = await editor.begun(asking)
    await editor.until(lambda: editor.came("r1/stream"))
    editor.cancel_request(types.CancelParams("x"))
    with pytest.raises(JsonRpcException) as raised:
        await task
    assert raised.value.code == REQUEST_CANCELLED
    async with asyncio.timeout(10):
        while (await editor.command("r1.status"))["jobs"]:
            pass


async def test_two_conversations_at_once_are_two(start_editor: StartEditor, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    editor = await start_editor({"answer": "Yes.", "gate": str(gate)}, can=OURS)
    tasks = [await editor.begun(talk(editor, id=id)) for id in ("one", "other")]
    async with asyncio.timeout(10):
        while len((await editor.command("r1.status"))["jobs"]) < 2:
            pass
    gate.touch()
    results = await asyncio.gather(*tasks)
    assert [(one["id"], one["answer"]) for one in results] == [("one", "Yes."), ("other", "Yes.")]


async def test_a_failure_is_a_sentence(start_editor: StartEditor) -> None:
    editor = await start_editor({"error": "The model's process died."}, can=OURS)
    with pytest.raises(JsonRpcException, match="The model's process died") as raised:
        await talk(editor)
    assert raised.value.code == REQUEST_FAILED
    assert editor.came("r1/stream")[-1].done


WRONG: list[tuple[Any, str]] = [
    (None, "r1/chat takes one object"),
    ([], "r1/chat takes one object"),
    ({}, '"messages" must be a list'),
    ({"messages": []}, '"messages" must be a list'),
    ({"messages": ["hello"]}, 'A message has a "role"'),
    ({"messages": [{"role": "tool", "content": "x"}]}, 'A message has a "role"'),
    ({"messages": [{"role": [], "content": "x"}]}, 'A message has a "role"'),
    ({"messages": [{"role": "user", "content": 5}]}, 'A message has a "role"'),
    ({"messages": [{"role": "system", "content": "x"}]}, "The last message must be"),
    ({"messages": [HELLO | {"content": " "}]}, "The last message must be"),
    ({"messages": [HELLO], "id": 5}, '"id" must be a text'),
    ({"messages": [HELLO], "maxTokens": 0}, '"maxTokens" must be a whole number of at least 1'),
    ({"messages": [HELLO], "maxTokens": True}, '"maxTokens" must be a whole number'),
    ({"messages": [HELLO], "reasoningTokens": 1.5}, '"reasoningTokens" must be a whole number'),
]


async def test_wrong_conversations_are_refused_with_a_sentence(start_editor: StartEditor) -> None:
    editor = await start_editor()
    for params, sentence in WRONG:
        with pytest.raises(JsonRpcException) as raised:
            await editor.protocol.send_request_async("r1/chat", params)
        assert raised.value.code == INVALID_PARAMS, params
        assert sentence in raised.value.message, params


async def test_texts_are_counted(start_editor: StartEditor) -> None:
    editor = await start_editor()
    counted = await count(editor, {"texts": ["one two", "", "\ud83d"]})
    assert counted == [2, 0, 1]  # the scripted model counts words
    assert await count(editor, {"texts": []}) == []


@pytest.mark.parametrize("params", [None, {}, {"texts": "x"}, {"texts": [5]}])
async def test_what_is_no_text_is_not_counted(start_editor: StartEditor, params: Any) -> None:
    editor = await start_editor()
    with pytest.raises(JsonRpcException) as raised:
        await count(editor, params)
    assert raised.value.code == INVALID_PARAMS


async def test_without_a_model_nothing_is_estimated(start_editor: StartEditor) -> None:
    editor = await start_editor({"missing": True})
    with pytest.raises(JsonRpcException, match="No model is installed") as raised:
        await count(editor, {"texts": ["one"]})
    assert raised.value.code == REQUEST_FAILED
    with pytest.raises(JsonRpcException, match="No model is installed"):
        await talk(editor)


async def count(editor: EditorClient, params: Any) -> list[int]:
    answer = await editor.protocol.send_request_async("r1/countTokens", params)
    return list(answer.counts)
