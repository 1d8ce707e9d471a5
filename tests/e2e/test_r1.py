"""R1's way from end to end, without its weights: import, load, think, answer, review.

The model is a stand-in with R1's shape, tokens and chat form; what it thinks and says is known.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from r1_assistant import app
from r1_assistant.cli import model as model_program
from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import (
    Delta,
    Finished,
    GenerationControl,
    GenerationRequest,
    Message,
    ModelInfo,
    Part,
    Role,
)
from r1_assistant.engine.host import LocalEngine
from r1_assistant.engine.reasoning import R1_TEMPERATURE, R1_TOP_P, sampling_for
from r1_assistant.features.chat import ChatConfig, chat
from r1_assistant.models.manifest import read_manifest
from r1_assistant.models.store import InstalledModel
from support.git_workshop import Workshop, commit_as_somebody
from support.programs import Ended

pytestmark = pytest.mark.e2e

THOUGHT = "Wait, the bound is off by one."
ANSWER = "It adds two numbers!"
BUG = "def f(x):\n    try:\n        input(x)\n    except Exception:\n        pass\n"


@pytest.fixture
def repository(tmp_path: Path, r1_home: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("R1_MODEL", raising=False)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    monkeypatch.setenv("R1_HOME", str(r1_home))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    commit_as_somebody(monkeypatch)
    workshop = Workshop(tmp_path / "repository")
    workshop.commit({"a.py": "def f(x):\n    input(x)\n"})
    return workshop


def review(workshop: Workshop, *arguments: str) -> Ended:
    command = [sys.executable, "-m", "r1_assistant.cli.review", *arguments]
    done = subprocess.run(command, cwd=workshop.root, capture_output=True, timeout=300)
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_import_knows_a_reasoning_model(r1_model: InstalledModel) -> None:
    assert (r1_model.reasoning, r1_model.fill_in_the_middle) == (True, False)
    assert (r1_model.title, r1_model.device) == ("Stand-in for R1", "cpu")
    manifest = read_manifest(r1_model.home)
    assert manifest is not None
    assert manifest.reasoning
    sampling = sampling_for(app.model_info(r1_model), seed=4)
    assert (sampling.temperature, sampling.top_p, sampling.seed) == (R1_TEMPERATURE, R1_TOP_P, 4)


async def ask(
    model: InstalledModel, *messages: Message, answer_at: int = -1
) -> tuple[str, str, Finished]:
    """Ask for a thought and an answer; after some pieces of text, for the answer at once."""
    engine, control = app.local_engine(model), GenerationControl()
    sampling = sampling_for(await engine.info(), seed=1)
    request = GenerationRequest(messages, 30, 60, sampling=sampling)
    parts, pieces = {Part.REASONING: "", Part.ANSWER: ""}, 0
    try:
        if answer_at == 0:
            control.answer_now()
        async for event in engine.generate(request, control):
            if isinstance(event, Delta):
                parts[event.part] += event.text
                pieces += 1
            else:
                finished = event
            if pieces == answer_at:
                control.answer_now()
    finally:
        await engine.aclose()
    return parts[Part.REASONING].strip(), parts[Part.ANSWER], finished


@pytest.mark.asyncio
async def test_the_engine_folds_the_system_text_thinks_and_answers(
    r1_model: InstalledModel,
) -> None:
    apart = await ask(r1_model, Message(Role.SYSTEM, "Be short."), Message(Role.USER, "Why?"))
    folded = await ask(r1_model, Message(Role.USER, "Be short.\n\nWhy?"))
    for thought, answer, finished in (apart, folded):
        assert (thought, answer, finished.reason) == (THOUGHT, ANSWER, "stop")
    assert apart[2].prompt_tokens == folded[2].prompt_tokens


@pytest.mark.asyncio
async def test_an_answer_that_is_wanted_before_the_beginning_has_no_thought(
    r1_model: InstalledModel,
) -> None:
    thought, answer, finished = await ask(r1_model, Message(Role.USER, "Why?"), answer_at=0)
    assert (thought, answer, finished.reasoning_tokens) == ("", ANSWER, 0)


@pytest.mark.asyncio
async def test_an_answer_can_be_wanted_amid_the_thought(r1_model: InstalledModel) -> None:
    thought, answer, _ = await ask(r1_model, Message(Role.USER, "Why?"), answer_at=1)
    assert THOUGHT.startswith(thought)
    assert answer == ANSWER


def test_a_review_thinks_before_it_words_a_finding(repository: Workshop) -> None:
    repository.add({"a.py": BUG})
    done = review(repository, "--format", "json")
    assert done.code == 1, done.err
    findings = done.document["findings"]
    (found,) = [each for each in findings if each["line"] == 4]
    assert found["severity"] == "warning"
    assert found["reasoning"].strip() == THOUGHT
    stats = done.document["stats"]
    assert stats["generated_tokens"] >= 10
    again = review(repository, "--format", "json")
    assert [each["reasoning"] for each in again.document["findings"]] == [
        each["reasoning"] for each in findings
    ]


def test_a_review_may_ask_for_no_thought(repository: Workshop) -> None:
    repository.add({"a.py": BUG})
    done = review(repository, "--format", "json", "--no-model")
    assert done.code == 1, done.err
    assert all(each["reasoning"] != THOUGHT for each in done.document["findings"])
    assert json.loads(done.out)["findings"]


def test_what_is_known_of_it_is_told(
    r1_model: InstalledModel, capsys: pytest.CaptureFixture[str]
) -> None:
    assert model_program.run(["info", r1_model.id, "--verify"]) == 0
    facts = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()[:-1])
    assert (facts["reasoning"], facts["completion"], facts["device"]) == ("yes", "no", "cpu")
    assert model_program.run(["list"]) == 0
    assert "review, reason" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", "could not be loaded: The model's chat template cannot be read"),
        ("{{ 1 / 0 }}", "The model's chat template failed: division by zero"),
    ],
)
@pytest.mark.asyncio
async def test_a_broken_template_is_one_sentence(
    older_r1_folder: Path, tmp_path: Path, template: str, message: str
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in older_r1_folder.iterdir():
        (folder / path.name).symlink_to(path)
    config = folder / "tokenizer_config.json"
    config.unlink()
    config.write_text(json.dumps({"chat_template": template}), encoding="utf-8")
    info = ModelInfo("broken", "Broken", 4096, True, False, "cpu")
    engine = LocalEngine(folder, info, log_file=tmp_path / "log")
    try:
        with pytest.raises(EngineError, match=message):
            async for _ in engine.generate(GenerationRequest((Message(Role.USER, "Why?"),))):
                pass
    finally:
        await engine.aclose()


@pytest.mark.asyncio
async def test_a_conversation_is_folded_thought_about_and_answered(
    r1_model: InstalledModel,
) -> None:
    engine = app.local_engine(r1_model)
    turns = [
        Message(Role.SYSTEM, "Be short."),
        Message(Role.USER, "Why?"),
        Message(Role.ASSISTANT, "<think>\nHm.\n</think>\n\nSo."),
        Message(Role.USER, "What is <think>?"),
    ]
    parts = {Part.REASONING: "", Part.ANSWER: ""}
    try:
        async for event in chat(turns, ChatConfig(60, 30), engine):
            if isinstance(event, Delta):
                parts[event.part] += event.text
    finally:
        await engine.aclose()
    assert (parts[Part.REASONING].strip(), parts[Part.ANSWER]) == (THOUGHT, ANSWER)
