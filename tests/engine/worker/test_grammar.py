import json
from pathlib import Path

import numpy as np
import pytest

from r1_assistant.domain.errors import EngineError
from r1_assistant.engine.worker.grammar import Grammar, Grammars
from r1_assistant.engine.worker.tokens import Tokens

SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string", "maxLength": 40}, "line": {"enum": [12, 130]}},
    "required": ["text", "line"],
    "additionalProperties": False,
}

ANSWER = '{"text":"Täst 😀 \\n <|im_end|>","line":130}'


def grammars_for(folder: Path, tokens: Tokens) -> Grammars:
    vocabulary = 1 + max(token for token in tokens.controls.values())
    size = max(vocabulary, len(tokens.token_bytes() or []))
    return Grammars(folder, tokens, size, [tokens.controls["<|im_end|>"]])


def write(grammar: Grammar, ids: list[int]) -> list[np.ndarray]:
    masks = []
    for token in ids:
        masks.append(grammar.mask().copy())
        grammar.accept([token])
    return masks


@pytest.fixture
def grammars(tokenizer_folder: Path, tokens: Tokens) -> Grammars:
    return grammars_for(tokenizer_folder, tokens)


def test_an_answer_is_followed_to_its_end(grammars: Grammars, tokens: Tokens) -> None:
    grammar = grammars.start(SCHEMA)
    ids = tokens.encode_data(ANSWER)
    for token, mask in zip(ids, write(grammar, ids), strict=True):
        assert mask[token >> 5] >> (token & 31) & 1
    assert grammar.complete


def test_what_must_come_is_forced(grammars: Grammars, tokens: Tokens) -> None:
    grammar = grammars.start(SCHEMA)
    forced = grammar.forced()
    assert '{"text":"'.startswith(tokens.decode(forced))
    assert len(tokens.decode(forced)) > 3
    grammar.accept(forced)
    assert not grammar.complete


def test_a_guess_is_good_up_to_what_the_schema_forbids(grammars: Grammars, tokens: Tokens) -> None:
    grammar = grammars.start(SCHEMA)
    good = tokens.encode_data('{"text":"x",')
    bad = tokens.encode_data("]]")
    assert grammar.allowed(good + bad) == len(good)
    assert grammar.allowed(bad) == 0


def test_control_tokens_are_never_allowed_within(grammars: Grammars, tokens: Tokens) -> None:
    grammar = grammars.start(SCHEMA)
    [*_, mask] = write(grammar, tokens.encode_data('{"text":"ab'))
    for token in tokens.controls.values():
        assert not mask[token >> 5] >> (token & 31) & 1


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, {"type": "object", "$ref": "#/nowhere"}])
def test_a_bad_schema_is_one_sentence(grammars: Grammars, schema: dict[str, object]) -> None:
    with pytest.raises(EngineError, match="schema cannot be used") as caught:
        grammars.start(schema)
    assert "\n" not in str(caught.value)


def test_white_space_is_left_out_unless_the_schema_wants_it(
    grammars: Grammars, tokens: Tokens
) -> None:
    spaced = tokens.encode_data('{ "text"')
    assert grammars.start(SCHEMA).allowed(spaced) < len(spaced)
    loose = grammars.start(SCHEMA | {"x-guidance": {"whitespace_flexible": True}})
    assert loose.allowed(spaced) == len(spaced)


@pytest.mark.model
def test_masks_are_those_of_the_whole_tokenizer_file(
    small_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our table of bytes against the file as llguidance reads it."""
    tokens = Tokens(small_model)
    ids = tokens.encode_data(ANSWER)
    size = json.loads((small_model / "genai_config.json").read_text())["model"]["vocab_size"]

    def masks() -> list[np.ndarray]:
        return write(Grammars(small_model, tokens, size, [2, 0]).start(SCHEMA), ids)

    ours = masks()
    monkeypatch.setattr(Tokens, "token_bytes", lambda _: None)
    assert all(np.array_equal(one, other) for one, other in zip(ours, masks(), strict=True))
