"""Commands: what they do, what comes of them, and how wrong ones are refused."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from support.language_client import EditorClient, abilities, span

from .conftest import Asked, StartEditor

URI = "file:///project/sums.py"
SOURCE = "def add(first, second):\n    return first + second\n"
HERE = {"uri": URI, "position": {"line": 0, "character": 5}}
OURS = abilities(experimental={"r1": True})
INVALID_PARAMS = -32602


def streamed(editor: EditorClient, part: str) -> str:
    sent = editor.came("r1/stream")
    return "".join(one.delta for one in sent if getattr(one, "part", None) == part)


async def test_an_explanation_is_streamed_and_answered(
    start_editor: StartEditor, asked: Asked
) -> None:
    editor = await start_editor({"reasoning": "Two things are added."}, can=OURS)
    editor.open(URI, SOURCE)
    result = await editor.command("r1.explain", {**HERE, "id": "mine"})
    assert result == {
        "id": "mine",
        "title": "Explanation of add",
        "answer": "It adds two numbers.",
        "reasoning": "Two things are added.",
        "stopped": False,
        "links": [],
    }
    assert streamed(editor, "reasoning") == "Two things are added."
    assert streamed(editor, "answer") == "It adds two numbers."
    parts = editor.came("r1/stream")
    assert {one.id for one in parts} == {"mine"}
    assert (parts[-1].done, parts[-1].stopped) == (True, False)
    assert editor.messages == []  # such a client shows texts itself
    again = await editor.command("r1.explain", HERE)
    assert again["answer"] == "It adds two numbers."
    assert len(asked()) == 1


async def test_an_explanation_is_shown_by_any_editor(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    await editor.command("r1.explain", {"uri": URI, "range": _json(span(1, 0, 1, 10))})
    assert editor.messages[-1].message.endswith("It adds two numbers.")
    assert editor.came("r1/stream") == []


async def test_a_long_text_opens_as_a_document(start_editor: StartEditor) -> None:
    can = abilities(window__showDocument={"support": True})
    editor = await start_editor({"answer": "It adds. " * 500}, can=can)
    editor.open(URI, SOURCE)
    await editor.command("r1.explain", HERE)
    (shown,) = editor.shown_documents
    assert shown.uri.endswith("Explanation-of-add.md")


async def test_a_problem_is_explained(start_editor: StartEditor, asked: Asked) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    problem = {"range": _json(span(1, 11)), "message": "Operator '+' not there", "source": "mypy"}
    await editor.command(
        "r1.explain", {"uri": URI, "range": problem["range"], "diagnostic": problem}
    )
    ((_, prompt),) = asked()
    assert "Operator '+' not there" in prompt
    assert "`mypy`" in prompt


async def test_names_of_an_explanation_lead_to_their_definitions(
    start_editor: StartEditor, root: Path
) -> None:
    (root / "rates.py").write_text("# é\n\ndef rate(x):\n    return x\n\ndef help(): ...\n")
    text = "from rates import rate\n\ndef help(): ...\n\ndef add(one):\n    return rate(one)\n"
    answer = "`add` gives `rate(one)`, says `help`; `one` and `nowhere` and `print` stay."
    editor = await start_editor({"answer": answer}, root=root, options={}, can=OURS)
    await editor.until(lambda: "Indexing a project" in editor.ended())
    here, there = (root / "shop.py").as_uri(), (root / "rates.py").as_uri()
    editor.open(here, text)
    result = await editor.command("r1.explain", {"uri": here, "position": _at(4, 5)})
    add = {"name": "add", "uri": here, "range": _json(span(4, 4, end=7))}
    rate = {"name": "rate(one)", "uri": there, "range": _json(span(2, 4, end=8))}
    own_help = {"name": "help", "uri": here, "range": _json(span(2, 4, end=8))}
    assert result["links"] == [add, rate, own_help]
    # what is explained at its use stands in the other file, and so does what it names
    result = await editor.command("r1.explain", {"uri": here, "position": _at(5, 12)})
    assert result["links"] == [
        add,
        rate,
        own_help | {"uri": there, "range": _json(span(5, 4, end=8))},
    ]


async def test_a_definition_that_is_gone_is_no_link(start_editor: StartEditor, root: Path) -> None:
    other = root / "rates.py"
    other.write_text("def rate(x):\n    return x\n")
    editor = await start_editor({"answer": "See `rate`."}, root=root, options={}, can=OURS)
    await editor.until(lambda: "Indexing a project" in editor.ended())
    uri = (root / "shop.py").as_uri()
    editor.open(uri, "from rates import rate\n\ndef add(first):\n    return rate(first)\n")
    other.write_text("# nothing\n")  # and nobody has told the server
    result = await editor.command("r1.explain", {"uri": uri, "position": _at(2, 5)})
    assert result["answer"] == "See `rate`."
    assert result["links"] == []


async def test_one_piece_of_work_is_stopped(start_editor: StartEditor, tmp_path: Path) -> None:
    script = {"gate": str(tmp_path / "never"), "free": 1, "piece": 2}
    editor = await start_editor(script, can=OURS)
    editor.open(URI, SOURCE)
    task = await editor.begun(editor.command("r1.explain", {**HERE, "id": "mine"}))
    await editor.until(lambda: editor.came("r1/stream"))
    assert await editor.command("r1.stop", "another") == 0
    assert not task.done()
    assert await editor.command("r1.stop", "mine") == 1
    result = await task
    assert (result["stopped"], result["answer"]) == (True, "It")
    last = editor.came("r1/stream")[-1]
    assert (last.done, last.stopped) == (True, True)
    assert await editor.command("r1.stop") == 0


async def test_all_work_is_stopped(start_editor: StartEditor, tmp_path: Path) -> None:
    editor = await start_editor({"gate": str(tmp_path / "never")}, can=OURS)
    editor.open(URI, SOURCE + "\n\ntry:\n    add(1, 2)\nexcept Exception:\n    pass\n")
    explaining = await editor.begun(editor.command("r1.explain", HERE))
    reviewing = await editor.begun(editor.command("r1.reviewFile", {"uri": URI}))
    async with asyncio.timeout(10):
        while len((await editor.command("r1.status"))["jobs"]) < 2:
            pass
    assert await editor.command("r1.stop") == 2
    assert (await explaining)["stopped"]
    assert (await reviewing)["stopped"]


async def test_a_long_thought_is_ended(start_editor: StartEditor, asked: Asked) -> None:
    script = {"reasoning": "hm " * 20_000, "piece": 3, "pause": 0.005}
    editor = await start_editor(script, can=OURS)
    editor.open(URI, SOURCE)
    task = await editor.begun(editor.command("r1.explain", {**HERE, "id": "mine"}))
    await editor.until(lambda: "hm hm" in streamed(editor, "reasoning"))
    assert await editor.command("r1.answerNow", "mine") == 1
    assert await editor.command("r1.answerNow", "another") == 0
    result = await task
    assert result["answer"] == "It adds two numbers."
    assert not result["stopped"]
    assert 0 < len(result["reasoning"]) < 60_000


async def test_a_cancelled_request_ends_its_work(start_editor: StartEditor, tmp_path: Path) -> None:
    editor = await start_editor({"gate": str(tmp_path / "never")}, can=OURS)
    editor.open(URI, SOURCE)
    params = types.ExecuteCommandParams("r1.explain", [HERE])
    asking = editor.protocol.send_request_async("workspace/executeCommand", params, msg_id="x")
    task = await editor.begun(asking)
    editor.cancel_request(types.CancelParams("x"))
    with pytest.raises(JsonRpcException) as raised:
        await task
    assert raised.value.code == -32800
    assert (await editor.command("r1.status"))["jobs"] == []


async def test_the_status_says_what_there_is(start_editor: StartEditor, root: Path) -> None:
    (root / "sums.py").write_text(SOURCE)
    (root / "data.py").write_bytes(b"\0")
    editor = await start_editor(root=root, options={})
    await editor.until(lambda: "Indexing a project" in editor.ended())
    status = await editor.command("r1.status")
    assert status["installed"] is True
    assert (status["model"], status["state"], status["queue"]) == ("scripted", "ready", 0)
    (index,) = status["index"]
    assert (index["root"], index["files"], index["symbols"]) == (str(root), 1, 1)
    assert sum(index["skipped"].values()) == 1
    asked_for = await editor.protocol.send_request_async("r1/status", None)
    assert asked_for.model == "scripted"
    assert (asked_for.title, asked_for.contextLength) == ("Scripted", 4096)
    assert asked_for.tokensPerSecond == 0


async def test_the_status_without_a_model(start_editor: StartEditor) -> None:
    editor = await start_editor({"missing": True})
    assert (await editor.command("r1.status"))["installed"] is False


WRONG: list[tuple[str, list[Any], str]] = [
    ("r1.explain", [], "r1.explain takes one object"),
    ("r1.explain", [URI], "r1.explain takes one object"),
    ("r1.explain", [{}], '"uri" must be a text'),
    ("r1.explain", [{"uri": 5}], '"uri" must be a text'),
    ("r1.explain", [{"uri": "file:///closed.py"}], "is not open"),
    ("r1.explain", [{"uri": URI}], '"range" must be a range'),
    ("r1.explain", [{"uri": URI, "range": [1, 2]}], '"range" must be a range'),
    ("r1.explain", [{"uri": URI, "position": "top"}], "must be a range"),
    ("r1.explain", [{**HERE, "diagnostic": 5}], '"diagnostic" must be a diagnostic'),
    ("r1.explain", [{**HERE, "id": 5}], '"id" must be a text'),
    (
        "r1.explain",
        [{"uri": URI, "position": {"line": 9, "character": 0}}],
        "There is no symbol here",
    ),
    ("r1.ask", [], "r1.ask takes one object"),
    ("r1.ask", [{"fingerprint": "none"}], '"question" must be a text'),
    ("r1.ask", [{"question": "  ", "fingerprint": "none"}], '"question" must be a text'),
    ("r1.ask", [{"question": "x" * 5000, "fingerprint": "none"}], "The question is too long"),
    ("r1.ask", [{"question": "Why?"}], '"fingerprint" must be a text'),
    ("r1.ask", [{"question": "Why?", "fingerprint": "none"}], "No finding of this fingerprint"),
    ("r1.ask", [{"question": "Why?", "history": [5]}], '"history" must be a list'),
    ("r1.ask", [{"question": "Why?", "history": [{"question": "?"}]}], '"answer" must be a text'),
    ("r1.edit", [], "r1.edit takes one object"),
    ("r1.edit", [{"edit": "doc"}], "not the data of a code action"),
    ("r1.preview", [{"edit": "doc", "uri": URI, "version": 1, "start": [], "end": 1}], "data"),
    ("r1.reviewFile", [{"uri": ""}], '"uri" must be a text'),
    ("r1.reviewSelection", [{"uri": URI}], '"range" must be a range'),
    ("r1.reviewChanges", [{"scope": "all"}], '"scope" must be one of'),
    ("r1.reviewChanges", [{"scope": "range"}], '"range" must name commits'),
    ("r1.reviewChanges", [{"scope": "working"}], "No folder is open"),
    ("r1.dismiss", [{"fingerprint": "none"}], "No finding of this fingerprint"),
    ("r1.dismiss", [], "r1.dismiss takes one object"),
    ("r1.showReasoning", [{"fingerprint": "none"}], "No finding of this fingerprint"),
    ("r1.showReasoning", [], "r1.showReasoning takes one object"),
    ("r1.stop", [5], '"id" must be a text'),
    ("r1.answerNow", [[1]], '"id" must be a text'),
    ("r1.installModel", [{"id": 7}], '"id" must be a text'),
    ("r1.unknown", [], "r1.unknown is not a command of this server"),
]


async def test_wrong_arguments_are_refused_with_a_sentence(start_editor: StartEditor) -> None:
    editor = await start_editor()
    editor.open(URI, SOURCE)
    for command, arguments, sentence in WRONG:
        with pytest.raises(JsonRpcException) as raised:
            await editor.command(command, *arguments)
        told = f"{command} {arguments}: {raised.value.code} {raised.value.message}"
        assert raised.value.code == INVALID_PARAMS, told
        assert sentence in raised.value.message, told
        assert raised.value.message.rstrip().endswith("."), told


@pytest.mark.parametrize("params", [None, {}, {"fingerprint": 5}, {"fingerprint": "none"}])
async def test_reasoning_of_no_finding_is_refused(
    start_editor: StartEditor, params: object
) -> None:
    editor = await start_editor()
    with pytest.raises(JsonRpcException, match="No finding") as raised:
        await editor.protocol.send_request_async("r1/reasoning", params)
    assert raised.value.code == INVALID_PARAMS


def _at(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def _json(where: types.Range) -> dict[str, Any]:
    ends = {"start": where.start, "end": where.end}
    return {name: {"line": at.line, "character": at.character} for name, at in ends.items()}
