"""Thoughts as models write them, and templates as they come: through the worker, with stand-ins."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import GenerationRequest, Message, Role
from r1_assistant.engine.codec import request_to_wire
from r1_assistant.engine.reasoning import split
from r1_assistant.engine.worker.chat import encode_chat
from r1_assistant.models.describe import describe
from r1_assistant.models.gguf import import_gguf
from support import stand_in
from support.stand_in import R1_NEWER, R1_OLDER, SMALL_R1, StandIn
from support.stand_in_files import write_gguf
from support.worker import Worker, ask

THOUGHT = "Wait, the bound is off by one."
ANSWER = "It adds two numbers!"
SCHEMA = {
    "type": "object",
    "properties": {"line": {"enum": [3]}},
    "required": ["line"],
    "additionalProperties": False,
}
NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('none') }}{% endif %}"

Make = Callable[..., Worker]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Callable[[StandIn], Path]:
    """Imports each stand-in once."""
    made: dict[object, Path] = {}

    def folder_of(kind: StandIn) -> Path:
        key = (kind.chains, kind.template)
        if key not in made:
            root = tmp_path_factory.mktemp("stand-in")
            made[key] = root / "model"
            made[key].mkdir()
            import_gguf(write_gguf(root / "model.gguf", kind), made[key])
        return made[key]

    return folder_of


@pytest.fixture
def make(folders: Callable[[StandIn], Path], tmp_path: Path) -> Make:
    """Makes workers that run a stand-in, with what its template knows of thoughts."""

    def make(
        chains: tuple[tuple[str, ...], ...] = stand_in.THINKS,
        template: str | None = None,
        *,
        plain: bool = False,
    ) -> Worker:
        folder = folders(replace(SMALL_R1, chains=chains))
        if template is not None:  # another one, or none
            folder = with_template(folder, tmp_path, template)
        return Worker(folder, reasoning=describe(folder).reasoning, plain=plain)

    return make


def with_template(folder: Path, parent: Path, template: str) -> Path:
    """Give a copy of a model with another template; with none if it is empty."""
    copy = parent / "copy"
    shutil.copytree(folder, copy)
    config = copy / "tokenizer_config.json"
    fields = json.loads(config.read_text("utf-8"))
    del fields["chat_template"]
    config.write_text(json.dumps(fields | ({"chat_template": template} if template else {})))
    return copy


PLAIN = pytest.mark.parametrize("plain", [False, True])


@PLAIN
@pytest.mark.parametrize("template", [R1_NEWER, R1_OLDER])
def test_a_thought_is_found_whoever_opens_it(make: Make, template: str, plain: bool) -> None:
    worker = make(template=template, plain=plain)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=30))
    assert (thought.strip(), answer, finished.reason) == (THOUGHT, ANSWER, "stop")
    thought, answer, finished = worker.run(ask("Why?", max_tokens=30))
    assert (thought, answer, finished.reasoning_tokens) == ("", ANSWER, 0)


def test_the_older_form_is_one_of_a_reasoning_model_too(
    folders: Callable[[StandIn], Path],
) -> None:
    assert describe(folders(replace(SMALL_R1, template=R1_OLDER))).reasoning


@PLAIN
def test_an_opening_that_is_repeated_is_no_part_of_the_thought(make: Make, plain: bool) -> None:
    worker = make(stand_in.OPENS_AGAIN, plain=plain)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=30))
    assert (thought.strip(), answer, finished.reason) == (THOUGHT, ANSWER, "stop")


@PLAIN
def test_a_thought_may_be_empty(make: Make, plain: bool) -> None:
    worker = make(stand_in.THINKS_NOTHING, plain=plain)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=30))
    assert (thought, answer, finished.reason) == ("", ANSWER, "stop")
    assert finished.reasoning_tokens == 1


@PLAIN
def test_an_empty_thought_goes_before_json_too(make: Make, plain: bool) -> None:
    worker = make(stand_in.THINKS_NOTHING, plain=plain)
    asked = ask("Why?", reasoning_tokens=50, max_tokens=30, answer_schema=SCHEMA)
    assert worker.run(asked)[:2] == ("", '{"line":3}')


@PLAIN
@pytest.mark.parametrize("schema", [None, SCHEMA])
def test_a_thought_without_an_end_ends_with_its_budget(
    make: Make, plain: bool, schema: dict[str, object] | None
) -> None:
    worker = make(stand_in.THINKS_ON, plain=plain)
    asked = ask("Why?", reasoning_tokens=20, max_tokens=30, answer_schema=schema)
    thought, answer, finished = worker.run(asked)
    assert thought.startswith(f"{THOUGHT}Wait, the bound")
    assert finished.reasoning_tokens == 20
    assert finished.reason == "stop"
    assert answer == (ANSWER if schema is None else '{"line":3}')


def test_an_end_of_text_amid_a_thought_ends_the_thought(make: Make) -> None:
    worker = make(stand_in.ENDS_AMID_ITS_THOUGHT)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=30))
    assert (thought.strip(), answer, finished.reason) == (THOUGHT, ANSWER, "stop")


def test_an_npu_is_held_to_its_thought_by_the_grammar(make: Make) -> None:
    worker = make(stand_in.ENDS_AMID_ITS_THOUGHT, plain=True)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=15, max_tokens=30))
    assert thought.startswith(THOUGHT)
    assert finished.reason in ("stop", "length")
    assert "think>" not in thought + answer


@PLAIN
def test_stop_texts_count_in_the_answer_alone(make: Make, plain: bool) -> None:
    worker = make(plain=plain)
    asked = ask("Why?", reasoning_tokens=50, max_tokens=30, stop=("bound", " numb"))
    thought, answer, finished = worker.run(asked)
    assert (thought.strip(), answer, finished.reason) == (THOUGHT, "It adds two", "stop")


@PLAIN
def test_the_length_of_an_answer_is_bounded_after_a_thought_too(make: Make, plain: bool) -> None:
    worker = make(plain=plain)
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=3))
    assert thought.strip() == THOUGHT
    assert ANSWER.startswith(answer)
    assert answer != ANSWER
    assert finished.reason == "length"


@PLAIN
def test_a_context_may_end_amid_the_thought(make: Make, plain: bool) -> None:
    worker = make(stand_in.THINKS_ON, plain=plain)
    thought, answer, finished = worker.run(ask("x" * 1000, reasoning_tokens=900, max_tokens=900))
    assert thought.startswith("Wait")
    assert (answer, finished.reason) == ("", "length")


def test_a_template_that_wants_no_system_role_gets_none(make: Make) -> None:
    worker = make(template=NO_SYSTEM + R1_NEWER)
    turns = (Message(Role.SYSTEM, "Be short."), Message(Role.USER, "Why?"))
    asked = GenerationRequest(turns, reasoning_tokens=50, max_tokens=30)
    thought, answer, finished = worker.run(asked)
    assert (thought.strip(), answer) == (THOUGHT, ANSWER)
    folded = GenerationRequest(
        (Message(Role.USER, "Be short.\n\nWhy?"),), reasoning_tokens=50, max_tokens=30
    )
    assert worker.run(folded)[2].prompt_tokens == finished.prompt_tokens


@pytest.mark.parametrize("wanted", [0, 50])
def test_a_model_without_a_template_is_asked_in_a_plain_form(make: Make, wanted: int) -> None:
    worker = make(template="")
    thought, answer, _ = worker.run(ask("Why?", reasoning_tokens=wanted, max_tokens=30))
    assert (thought.strip(), answer) == (THOUGHT if wanted else "", ANSWER)


def test_a_template_that_cannot_be_read_is_told_when_the_model_is_loaded(make: Make) -> None:
    with pytest.raises(EngineError, match="chat template cannot be read"):
        make(template="{% for %}")


@pytest.mark.parametrize("template", ["{{ messages[7].content }}", "{{ 1 / 0 }}"])
def test_a_template_that_fails_is_told_and_the_worker_goes_on(make: Make, template: str) -> None:
    worker = make(template=template)
    frames = worker.call({"op": "generate", "request": {"messages": [["user", "Why?"]]}})
    assert frames[-1]["op"] == "error"
    raw = GenerationRequest(raw_prompt="Why? <think>\n", reasoning_tokens=50, max_tokens=30)
    assert worker.run(raw)[1] == ANSWER


@PLAIN
def test_an_answer_that_has_no_room_left_is_none(make: Make, plain: bool) -> None:
    """The context has 1024 tokens; a person ends the thought when there are some left."""
    worker = make(stand_in.THINKS_ON, plain=plain)
    room = 1024 - len(worker.served._tokens.encode("x" * 990))
    asked = ask("x" * 990, reasoning_tokens=900, max_tokens=900)
    thought, answer, finished = worker.run(asked, turns=room - 6 if plain else room)
    assert thought.startswith("Wait")
    assert (answer, finished.reason) == ("", "length")


@PLAIN
def test_an_answer_without_a_thought_goes_on_when_it_is_wanted_at_once(
    make: Make, plain: bool
) -> None:
    assert make(plain=plain).run(ask("Why?", max_tokens=30), turns=3)[:2] == ("", ANSWER)


@pytest.mark.parametrize("last", [">ĊĊ", ">!"])
def test_a_closing_tag_may_be_spelled_and_come_with_what_follows(
    folders: Callable[[StandIn], Path], last: str
) -> None:
    worker = Worker(folders(stand_in.spells(last)), reasoning=True)
    said = ANSWER if last == ">ĊĊ" else f"!{ANSWER}"
    thought, answer, finished = worker.run(ask("Why?", reasoning_tokens=50, max_tokens=30))
    assert (thought.strip(), finished.reason) == (THOUGHT, "stop")
    assert answer == said
    asked = ask("Why?", reasoning_tokens=50, max_tokens=30, answer_schema=SCHEMA)
    assert worker.run(asked)[1] == '{"line":3}'


def test_an_npu_answers_in_a_schema_without_a_thought(make: Make) -> None:
    asked = ask("Why?", max_tokens=30, answer_schema=SCHEMA)
    assert make(plain=True).run(asked)[:2] == ("", '{"line":3}')


@PLAIN
def test_a_generation_that_thinks_can_be_cancelled(make: Make, plain: bool) -> None:
    worker = make(stand_in.THINKS_ON, plain=plain)
    request = request_to_wire(ask("Why?", reasoning_tokens=500, max_tokens=30))
    worker.commands.put({"op": "generate", "id": 1, "request": request})
    for _ in range(4):
        worker.served.loop.turn()
    worker.commands.put({"op": "cancel", "id": 1})
    while not worker.sent or worker.sent[-1]["op"] == "text":
        worker.served.loop.turn()
    assert worker.sent[-1]["finished"]["reason"] == "cancelled"


def test_what_another_program_thought_is_told_apart_without_knowing_its_template(
    make: Make,
) -> None:
    """A server elsewhere gives the text alone: with the opening tag, or without."""
    raw = GenerationRequest(raw_prompt="Why?<think>\n\n</think>\nWhy?\n", max_tokens=60)
    text = make().run(raw)[1]
    assert split(text, opened=None) == (THOUGHT, ANSWER)
    text = make(stand_in.OPENS_AGAIN).run(raw)[1]
    assert text.startswith("<think>")
    assert split(text, opened=None) == (THOUGHT, ANSWER)


def test_an_earlier_thought_is_not_told_again_beside_data_that_has_a_tag(make: Make) -> None:
    served = make().served
    turns = (
        Message(Role.USER, "What is <think>?"),
        Message(Role.ASSISTANT, f"<think>\n{THOUGHT}\n</think>{ANSWER}"),
        Message(Role.USER, "Really?"),
    )
    ids, text = encode_chat(served._tokens, served._form, turns)
    assert served._tokens.decode(ids) == text
    assert THOUGHT not in text
    assert ANSWER in text
