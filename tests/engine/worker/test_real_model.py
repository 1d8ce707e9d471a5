"""The worker's parts with a small real model, in this process."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.domain.generation import GenerationRequest, Message, Role, Sampling
from r1_assistant.engine.worker import writer
from r1_assistant.engine.worker.chat import chat_form, encode_chat
from r1_assistant.engine.worker.model import KvCache, Model
from r1_assistant.engine.worker.sampling import Logits
from r1_assistant.engine.worker.slots import CHUNK
from r1_assistant.engine.worker.tokens import Tokens
from support.worker import Worker, ask

pytestmark = pytest.mark.model

CODE = "def add(a, b):\n    total = a + b\n    return total\n\n\n"

SCHEMA = {
    "type": "object",
    "properties": {"line": {"enum": [12, 13]}, "why": {"type": "string", "maxLength": 30}},
    "required": ["line", "why"],
    "additionalProperties": False,
}


@pytest.fixture(scope="module")
def worker(small_model: Path) -> Worker:
    return Worker(small_model)


@pytest.fixture(scope="module")
def plain(small_model: Path) -> Worker:
    """A worker that treats the model as one whose cache can be neither cut nor continued."""
    return Worker(small_model, plain=True)


@pytest.fixture
def tokens(small_model: Path) -> Tokens:
    return Tokens(small_model)


def directly(folder: Path, ids: list[int], count: int) -> list[int]:
    """Generate greedily with onnxruntime-genai alone."""
    import onnxruntime_genai as og

    config = og.Config(str(folder))
    options = {"session_options": {"intra_op_num_threads": 2}}
    config.overlay(json.dumps({"model": {"decoder": options}}))
    model = og.Model(config)
    params = og.GeneratorParams(model)
    params.set_search_options(max_length=1024, do_sample=False)
    generator = og.Generator(model, params)
    for start in range(0, len(ids), CHUNK):
        generator.append_tokens(np.array(ids[start : start + CHUNK], dtype=np.int32))
    generated: list[int] = []
    while len(generated) < count and not generator.is_done():
        generator.generate_next_token()
        generated.append(int(generator.get_next_tokens()[0]))
    return generated


def test_greedy_is_what_the_library_chooses(
    small_model: Path, worker: Worker, tokens: Tokens
) -> None:
    request = ask(f"Explain this code:\n{CODE * 8}", max_tokens=60)
    ids, _ = encode_chat(tokens, chat_form(small_model), request.messages)
    assert len(ids) > CHUNK
    expected = [token for token in directly(small_model, ids, 60) if not tokens.hides(token)]
    assert worker.run(request)[1] == tokens.decode(expected)


def test_scores_are_those_of_the_whole_text_at_once(small_model: Path, worker: Worker) -> None:
    text = CODE * 5 + "# é 😀 <|im_end|>\n"
    (scores,) = worker.score(text)
    model = Model(small_model, 2, 1024)
    tokens = Tokens(small_model)
    ids, offsets = tokens.encode_with_offsets(text)
    assert len(ids) > 64
    assert [(score.start, score.end) for score in scores] == offsets[1:]
    for position in (1, 40, 63, 64, 65, len(ids) - 1):
        cache = model.open(1024)
        cache.feed(ids[:position])
        row = cache.last_row().astype(np.float64)
        log_likelihood = row - np.log(np.exp(row - row.max()).sum()) - row.max()
        score = scores[position - 1]
        # rows of a large chunk are rounded otherwise than a row alone
        assert score.nll == pytest.approx(-log_likelihood[ids[position]], abs=0.35)
        assert score.best_nll == pytest.approx(-log_likelihood.max(), abs=0.35)
        assert score.nll >= score.best_nll >= 0


@pytest.mark.parametrize("text", ["", "x"])
def test_a_text_of_one_token_has_no_scores(worker: Worker, text: str) -> None:
    assert worker.score(text) == ((),)


LONG = CODE * 12 + "def last(a, b):\n"
VARIANTS = (
    LONG + "    return a - b\n",
    LONG + "    return a + b\n",
    CODE + LONG,
    LONG + "    return a - b\n\n\nprint(last(1, 2))\n",
    CODE,
)


def test_texts_that_begin_alike_are_scored_as_if_alone(small_model: Path, worker: Worker) -> None:
    alone = Worker(small_model)
    expected = []
    for text in VARIANTS:
        alone.score("something else")  # nothing of it is in the cache
        expected += alone.score(text)
    for order in (range(5), (4, 0, 2, 3, 1)):
        for index, scores in zip(order, worker.score(*(VARIANTS[i] for i in order)), strict=True):
            assert len(scores) == len(expected[index])
            for ours, theirs in zip(scores, expected[index], strict=True):
                assert (ours.start, ours.end) == (theirs.start, theirs.end)
                assert ours.nll == pytest.approx(theirs.nll, abs=1e-3)
                assert ours.best_nll == pytest.approx(theirs.best_nll, abs=1e-3)
                assert ours.entropy == pytest.approx(theirs.entropy, abs=1e-3)


def test_what_texts_share_is_read_once(worker: Worker) -> None:
    first, second, _, longer, _ = VARIANTS
    worker.score("something else")
    whole = worker.steps(first)
    assert whole > 2
    worker.score("something else")
    assert worker.steps(first, second, longer) == whole + 2
    assert worker.steps(second) == 1  # the next job finds what the last one read


def test_a_score_tells_what_was_expected(worker: Worker) -> None:
    (scores,) = worker.score(CODE * 4 + "def add(a, c):\n    total = a - c\n")
    for score in scores:
        assert score.entropy >= 0
        tokens = [text for text, _ in score.alternatives]
        assert tokens[:1] in ([], [score.best])
        assert [nll for _, nll in score.alternatives] == sorted(n for _, n in score.alternatives)
    assert any("+" in text for score in scores for text, _ in score.alternatives)


def test_a_cancelled_scoring_leaves_a_cache_that_holds(worker: Worker) -> None:
    first, second, *_ = VARIANTS
    (expected,) = worker.score(second)
    worker.score("something else")
    worker.sent.clear()
    worker.commands.put({"op": "score", "id": 7, "texts": [first, second]})
    worker.served.loop.turn()
    worker.commands.put({"op": "cancel", "id": 7})
    worker.served.loop.turn()
    assert [frame["id"] for frame in worker.sent] == [7]
    (scores,) = worker.score(second)
    assert [score.nll for score in scores] == pytest.approx([s.nll for s in expected], abs=1e-3)


def test_a_text_that_is_too_long_is_not_scored(worker: Worker) -> None:
    frame = worker.call({"op": "score", "texts": ["word " * 2000]})[-1]
    assert (frame["op"], frame["kind"]) == ("error", "ContextTooLong")


@pytest.mark.parametrize("temperature", [0.0, 0.9])
def test_logits_of_the_last_row_alone_are_enough_to_generate(
    worker: Worker, monkeypatch: pytest.MonkeyPatch, temperature: float
) -> None:
    request = ask(f"Repeat:\n{CODE}", max_tokens=40, sampling=Sampling(temperature, 1.0, 3))
    _, expected, _ = worker.run(request)

    def last_row_alone(cache: KvCache) -> Logits:
        return rows(cache)[-1:]

    rows = KvCache.rows
    monkeypatch.setattr(KvCache, "rows", last_row_alone)
    guessing = GenerationRequest(request.messages, 40, sampling=request.sampling, speculate=True)
    assert worker.run(guessing)[1] == expected
    frame = worker.call({"op": "score", "texts": [CODE]})[-1]
    assert "cannot score" in frame["message"]


def test_a_thought_ends_where_the_model_ends_it(
    worker: Worker, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the model says first, it is made to say this; then it goes on by itself."""
    script = tokens.encode("because it is so</think>{x")
    greedy = writer.chooser(0.0, 1.0, 0)

    def scripted(*_: object) -> object:
        left = list(script)
        return lambda logits, mask: left.pop(0) if left and mask is None else greedy(logits, mask)

    monkeypatch.setattr(writer, "chooser", scripted)
    for schema in (SCHEMA, None):
        request = ask("Why?", reasoning_tokens=99, answer_schema=schema, max_tokens=60)
        thought, answer, finished = worker.run(request)
        assert thought == "because it is so"
        assert finished.reasoning_tokens < 99
        if schema is None:
            assert answer.startswith("{x")
        else:
            assert set(json.loads(answer)) == {"line", "why"}


def test_an_end_of_text_within_a_thought_ends_the_thought(
    worker: Worker, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = [*tokens.encode("hm"), tokens.controls["<|im_end|>"]]
    greedy = writer.chooser(0.0, 1.0, 0)

    def scripted(*_: object) -> object:
        left = list(script)
        return lambda logits, mask: left.pop(0) if left else greedy(logits, mask)

    monkeypatch.setattr(writer, "chooser", scripted)
    request = ask("Why?", reasoning_tokens=99, answer_schema=SCHEMA, max_tokens=60)
    thought, answer, finished = worker.run(request)
    assert thought == "hm"
    assert json.loads(answer)
    assert finished.reason == "stop"


def test_guesses_are_held_to_the_schema_too(worker: Worker) -> None:
    """The prompt repeats what the schema forbids."""
    forbidden = '{"line":99,"why":"it repeats itself, and it repeats itself"}\n' * 6
    request = ask(f"Say it again:\n{forbidden}", answer_schema=SCHEMA, max_tokens=80)
    guessing = GenerationRequest(
        request.messages, 80, answer_schema=SCHEMA, speculate=True, sampling=Sampling(0.7, 0.9, 1)
    )
    for each in (request, guessing):
        answer = json.loads(worker.run(each)[1])
        assert answer["line"] in (12, 13)
        assert len(answer["why"]) <= 30


def test_long_forced_text_is_fed_in_pieces(worker: Worker) -> None:
    phrase = " ".join(f"word{number}" for number in range(60))
    schema = {"const": {"text": phrase}}
    _, answer, finished = worker.run(ask("x", answer_schema=schema, max_tokens=400))
    assert json.loads(answer) == {"text": phrase}
    assert finished.answer_tokens > 100
    assert finished.last_step - finished.first_step < 10


def test_the_plain_way_answers_alike(worker: Worker, plain: Worker) -> None:
    request = ask("What is 2 + 2?", max_tokens=12)
    assert plain.run(request)[1] == worker.run(request)[1]


@pytest.mark.parametrize("budget", [0, 12])
@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_the_plain_way_holds_thought_and_schema(
    plain: Worker, budget: int, temperature: float
) -> None:
    request = ask(
        "Review.",
        answer_schema=SCHEMA,
        reasoning_tokens=budget,
        max_tokens=80,
        sampling=Sampling(temperature, 1.0, 4),
    )
    thought, answer, finished = plain.run(request)
    assert set(json.loads(answer)) == {"line", "why"}
    assert finished.reason == "stop"
    assert bool(thought) == bool(budget)
    assert plain.run(request)[:2] == (thought, answer)


def test_the_plain_way_ends_at_bounds_and_stop_texts(plain: Worker) -> None:
    request = ask("Count from 1 to 9, separated by commas.", max_tokens=30)
    _, whole, _ = plain.run(request)
    _, short, finished = plain.run(ask("Count from 1 to 9, separated by commas.", max_tokens=4))
    assert (finished.reason, finished.answer_tokens) == ("length", 4)
    assert whole.startswith(short)
    stopped = GenerationRequest(request.messages, 30, stop=(whole[4:7],))
    assert plain.run(stopped)[1] == whole[: whole.index(whole[4:7])]


@pytest.mark.parametrize("schema", [None, SCHEMA])
@pytest.mark.parametrize("way", ["worker", "plain"])
def test_answering_now_closes_the_thought(
    way: str, schema: dict[str, Any] | None, request: pytest.FixtureRequest
) -> None:
    worker: Worker = request.getfixturevalue(way)
    asked = ask("Why?", reasoning_tokens=200, max_tokens=60, answer_schema=schema, speculate=True)
    whole, _, _ = worker.run(asked)
    thought, answer, finished = worker.run(asked, turns=9)
    assert whole.startswith(thought.strip())
    assert 0 < finished.reasoning_tokens <= 9 * 10
    assert finished.reasoning_tokens < 150
    assert answer
    assert "</think>" not in answer
    assert schema is None or set(json.loads(answer)) == {"line", "why"}


@pytest.mark.parametrize("way", ["worker", "plain"])
@pytest.mark.parametrize("turns", [0, 1])
def test_answering_now_while_the_prompt_is_read_means_no_thought(
    way: str, turns: int, request: pytest.FixtureRequest
) -> None:
    worker: Worker = request.getfixturevalue(way)
    asked = ask(f"Why?\n{CODE * 30}", reasoning_tokens=50, max_tokens=10, slot=f"{turns}")
    thought, answer, finished = worker.run(asked, turns=turns)
    assert thought == ""
    assert answer
    assert finished.reasoning_tokens == 0
    assert finished.answer_tokens <= 10


@pytest.mark.parametrize("way", ["worker", "plain"])
def test_answering_now_at_the_contexts_end(
    way: str, tokens: Tokens, request: pytest.FixtureRequest
) -> None:
    worker: Worker = request.getfixturevalue(way)
    tail = "<think>\n"
    prompt = "a" + " a" * (1021 - len(tokens.encode(tail))) + tail
    assert len(tokens.encode(prompt)) == 1022
    _, answer, finished = worker.run(GenerationRequest(raw_prompt=prompt, max_tokens=9), turns=0)
    assert (answer, finished.reason, finished.answer_tokens) == ("", "length", 0)


def test_the_plain_way_cannot_score(plain: Worker) -> None:
    with pytest.raises(EngineError, match="cannot score"):
        plain.served.loop.starts["score"]({"op": "score", "id": 1, "texts": ["x"]})


def test_chat_is_encoded_as_transformers_does_it(small_model: Path, tokens: Tokens) -> None:
    from transformers import AutoTokenizer

    reference = AutoTokenizer.from_pretrained(small_model)
    for content in ("hi", "\n  indented\n", CODE, "é 😀 ünïcode", "tail \n\n"):
        turns = [("system", "Be short."), ("user", content), ("assistant", "ok"), ("user", "x")]
        for conversation in (turns, turns[1:2]):
            messages = tuple(Message(Role(role), text) for role, text in conversation)
            expected = reference.apply_chat_template(
                [{"role": role, "content": text} for role, text in conversation],
                add_generation_prompt=True,
                return_dict=True,
            )["input_ids"]
            assert encode_chat(tokens, chat_form(small_model), messages)[0] == expected
