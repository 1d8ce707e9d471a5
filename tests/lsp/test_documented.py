"""docs/lsp-extensions.md says what the code does: the same methods, commands and members."""

import re
from pathlib import Path

import pytest

from r1_assistant.domain.finding import Category, Finding, Severity
from r1_assistant.domain.generation import EngineStatus
from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.lsp import ext
from r1_assistant.lsp.commands import COMMANDS
from r1_assistant.lsp.diagnostics import publish
from r1_assistant.lsp.handlers import REQUESTS
from r1_assistant.lsp.handlers.code_action import EXPLAIN, KINDS, REVIEW
from r1_assistant.lsp.handlers.models import models
from r1_assistant.lsp.session import Call
from support.lsp_fixtures import Editor

TEXT = (Path(__file__).parents[2] / "docs" / "lsp-extensions.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Give what is below a heading, up to the next one of its kind."""
    found = re.search(rf"^## {re.escape(title)}.*?\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.M)
    assert found, title
    return found[1]


def headings(text: str) -> list[str]:
    return re.findall(r"^### `(.+?)`", text, re.M)


def first_column(text: str) -> list[str]:
    return re.findall(r"^\| `(.+?)` \|", text, re.M)


def test_notifications_are_documented_and_documented_ones_exist() -> None:
    assert headings(section("Notifications from the server")) == list(ext.NOTIFICATIONS)


def test_requests_are_documented_and_documented_ones_exist() -> None:
    assert headings(section("Requests to the server")) == list(ext.REQUESTS)


def test_every_custom_request_is_handled_and_no_other() -> None:
    assert {method for method in REQUESTS if method.startswith("r1/")} == set(ext.REQUESTS)


def test_every_method_of_the_module_is_listed() -> None:
    named = {value for value in vars(ext).values() if isinstance(value, str)}
    assert {value for value in named if value.startswith("r1/")} == {
        *ext.NOTIFICATIONS,
        *ext.REQUESTS,
    }


def test_commands_are_documented_and_documented_ones_exist() -> None:
    assert sorted(first_column(section("Commands"))) == sorted(COMMANDS)


def test_kinds_of_code_actions_are_documented_and_announced() -> None:
    documented = set(re.findall(r"`(r1\.[a-z]+)`", section("Code actions"))) - {"r1.edit"}
    assert documented == {EXPLAIN, REVIEW}
    announced = {str(getattr(kind, "value", kind)) for kind in KINDS}
    assert documented <= announced


def test_members_of_the_status_are_documented_and_documented_ones_exist() -> None:
    part = section("Notifications from the server").split("### `r1/status`")[1]
    values = ext.status_values(Editor(ScriptedEngine()).session, EngineStatus())
    assert first_column(part) == list(values)


def test_members_of_findings_are_documented_and_documented_ones_exist() -> None:
    editor, uri = Editor(r1=True), "file:///a.py"
    finding = Finding("a.py", 1, 1, Severity.INFO, Category.API, 0.5, "m", "x", "y", "r", "seen")
    editor.session.findings.add(uri, finding, ["x\n"])
    publish(editor.session, uri)
    (sent,) = [params for method, params in editor.told if method == ext.FINDINGS]
    part = section("Notifications from the server").split("### `r1/status`")[0]
    documented = first_column(part.split("| of a finding |")[1])
    assert documented == list(sent["findings"][0])


@pytest.mark.usefixtures("home")
async def test_members_of_models_are_documented_and_documented_ones_exist() -> None:
    answer = await models(Call(Editor().session, None), None)
    part = section("Requests to the server").split("| of a model |")[1].split("###")[0]
    assert {name for model in answer["models"] for name in model} == set(first_column(part))
    assert f"`{{{', '.join(answer)}}}`" in TEXT


def test_nothing_of_ours_is_mentioned_that_does_not_exist() -> None:
    known = {*ext.NOTIFICATIONS, *ext.REQUESTS, *COMMANDS, EXPLAIN, REVIEW}
    assert set(re.findall(r"`(r1[./][A-Za-z]+)`", TEXT)) <= known
