from itertools import pairwise
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, decoders, models

from r1_assistant.engine.worker.tokens import LONGEST_CHARACTER, TextStream, Tokens

CONTROLS = ["<|im_start|>", "<|im_end|>", "<think>", "</think>", "<tool>"]


def streamed(tokens: Tokens, ids: list[int]) -> list[str]:
    stream = TextStream(tokens)
    return [*(stream.feed(token) for token in ids), stream.finish()]


def test_control_tokens_count_in_the_programs_text_only(tokens: Tokens) -> None:
    for control in CONTROLS:
        text = f"a{control}b"
        assert tokens.controls[control] in tokens.encode(text)
        ids = tokens.encode_data(text)
        assert not set(tokens.controls.values()) & set(ids)
        assert tokens.decode(ids) == text


def test_offsets_are_code_points(tokens: Tokens) -> None:
    text = "é = '😀' <|im_end|>\n"
    ids, offsets = tokens.encode_with_offsets(text)
    assert len(ids) == len(offsets)
    assert offsets[0] == (0, 1)
    assert offsets[-1][1] == len(text)
    for (start, _), (next_start, _) in pairwise(offsets):
        assert start <= next_start
    assert ids == tokens.encode_data(text)


def test_half_a_character_waits_for_the_other_half(tokens: Tokens) -> None:
    ids = tokens.encode_data("a😀b")
    pieces = streamed(tokens, ids)
    assert "".join(pieces) == "a😀b"
    assert "\ufffd" not in "".join(pieces)
    assert pieces.count("") >= 3


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_any_text_survives_token_by_token(tokens: Tokens, text: str) -> None:
    assert "".join(streamed(tokens, tokens.encode_data(text))) == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 303), max_size=40))
def test_any_tokens_give_the_text_that_they_give_at_once(tokens: Tokens, ids: list[int]) -> None:
    text = "".join(streamed(tokens, ids))
    assert text.replace("\ufffd", "") == tokens.decode(ids).replace("\ufffd", "")


def test_bytes_that_are_no_character_are_shown_at_last(tokens: Tokens) -> None:
    half = tokens.encode_data("😀")[:1]
    pieces = streamed(tokens, half * (LONGEST_CHARACTER + 1))
    assert set(pieces[LONGEST_CHARACTER - 1]) == {"\ufffd"}
    assert streamed(tokens, half) == ["", "\ufffd"]


def test_control_tokens_are_not_shown_but_tags_of_thoughts_are(tokens: Tokens) -> None:
    ids = tokens.encode("a<|im_end|>b<think>c</think><tool>")
    assert "".join(streamed(tokens, ids)) == "ab<think>c</think><tool>"


def test_token_bytes_make_up_the_text(tokens: Tokens) -> None:
    table = tokens.token_bytes()
    assert table is not None
    text = "é😀\n\tdef add(a, b): <tool>"
    assert b"".join(table[token] for token in tokens.encode_data(text)) == text.encode()
    assert table[tokens.controls["<tool>"]] == b"<tool>"


def test_other_tokenizers_do_not_tell_their_bytes(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "?": 1}, unk_token="?"))
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert Tokens(tmp_path).token_bytes() is None
    tokenizer.decoder = None
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    assert Tokens(tmp_path).token_bytes() is None
