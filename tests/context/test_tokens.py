from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from r1_assistant.context.tokens import counter, guess


@pytest.fixture
def tokenizer(tmp_path: Path) -> Path:
    """A tokenizer whose only words are bytes, and one of a model's marks."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = {char: number for number, char in enumerate(sorted(alphabet))}
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken("<|end|>", special=True)])
    file = tmp_path / "tokenizer.json"
    made.save(str(file))
    return file


def test_a_tokenizer_counts(tokenizer: Path) -> None:
    count = counter(tokenizer)
    assert [count(text) for text in ("", "abc", "é\n", "a b")] == [0, 3, 3, 3]


def test_a_model_s_marks_in_a_text_are_text(tokenizer: Path) -> None:
    assert counter(tokenizer)("<|end|>") == len("<|end|>")


@pytest.mark.parametrize("content", ["", "{}", "not json", '{"model": {"type": "None"}}'])
def test_what_is_no_tokenizer(tmp_path: Path, content: str) -> None:
    file = tmp_path / "tokenizer.json"
    file.write_text(content)
    with pytest.raises(ValueError, match="is no tokenizer"):
        counter(file)


def test_a_tokenizer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        counter(tmp_path / "nothing.json")


@given(one=st.text(), other=st.text())
def test_a_guess_grows_with_the_text(one: str, other: str) -> None:
    assert max(guess(one), guess(other)) <= guess(one + other) <= guess(one) + guess(other)
    assert bool(guess(one)) == bool(one)


def test_a_guess_is_rather_too_many() -> None:
    assert guess("def area(width, height):\n    return width * height\n") >= 16
