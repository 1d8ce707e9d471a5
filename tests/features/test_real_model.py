"""Explanations, edits and suggestions with a real model, which is small and must do no harm."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from r1_assistant.context.languages import language_of
from r1_assistant.context.syntax import parses_as_well
from r1_assistant.domain.generation import Delta, Finished, ModelInfo, Part
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.worker.tokens import Tokens
from r1_assistant.features.complete.ask import Wanted, completion_request
from r1_assistant.features.complete.complete import CompletionConfig, complete
from r1_assistant.features.complete.cursor import CompletionRequest, Surroundings
from r1_assistant.features.edit.propose import propose
from r1_assistant.features.edit.target import EditConfig, EditKind, Proposal
from r1_assistant.features.explain import ExplainConfig, Subject, explain
from r1_assistant.models.store import InstalledModel
from support.edits import applied, target_of

pytestmark = pytest.mark.model

CODE = "def add(a, b):\n    return a + b\n"
PYTHON = language_of("a.py")
assert PYTHON is not None


@pytest.fixture
async def engine(real_model: InstalledModel, tmp_path: Path) -> AsyncIterator[LocalEngine]:
    info = ModelInfo(real_model.id, real_model.title, real_model.context_length, False, False)
    engine = LocalEngine(real_model.folder, info, log_file=tmp_path / "engine.log")
    yield engine
    await engine.aclose()


async def test_a_brief_explanation_is_one_paragraph(engine: LocalEngine) -> None:
    subject = Subject("symbol", "a.py", "python", CODE, "add")
    events = [event async for event in explain(subject, ExplainConfig(brief=True), engine)]
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert 0 < finished.answer_tokens <= 120
    assert finished.reasoning_tokens == 0
    answer = "".join(
        event.text for event in events if isinstance(event, Delta) and event.part is Part.ANSWER
    )
    assert answer.strip()
    assert "\n\n" not in answer


@pytest.mark.parametrize("kind", [EditKind.DOC_COMMENT, EditKind.SIMPLIFY])
async def test_an_edit_breaks_nothing(engine: LocalEngine, kind: EditKind) -> None:
    text = f"import os\n\n{CODE}\n\nprint(add(1, 2))\n"
    found = await propose(kind, target_of(text, name="add"), engine, EditConfig())
    if kind is EditKind.DOC_COMMENT:
        assert isinstance(found, Proposal)
    if isinstance(found, Proposal):
        after = applied(text, found)
        assert after != text
        assert parses_as_well(text, after, PYTHON)
        assert after.startswith("import os\n\ndef add(a, b):\n")
        assert after.endswith("\n\nprint(add(1, 2))\n")


async def test_a_suggestion_is_one_line_where_one_is_wanted(engine: LocalEngine) -> None:
    text = "def add(a, b):\n    return a"
    request = CompletionRequest("a.py", PYTHON, text, len(text))
    found = await complete(request, CompletionConfig(), engine)
    assert found is None or (found.text.strip() and "\n" not in found.text)


def test_no_file_writes_control_tokens(real_model: InstalledModel) -> None:
    tokens = Tokens(real_model.folder)
    marks = [mark for mark in tokens.controls if mark.startswith("<|")]
    assert "<|im_end|>" in marks
    hostile = Surroundings("".join(marks), "".join(marks))
    info = ModelInfo("coder", "Coder", 4096, False, True)
    prompt = completion_request(hostile, PYTHON, info, Wanted(False, 8)).raw_prompt
    assert prompt is not None
    assert not {tokens.controls[mark] for mark in marks} & set(tokens.encode(prompt))
