import re

import pytest

from bench import workload
from bench.run import Prompt
from bench.workload import (
    cut,
    edit_prompts,
    edits,
    prefix_pairs,
    quality_prompt,
    repeated_share,
    source,
    speed_prompts,
)


class Words:
    """A tokenizer whose tokens are words and the space before them, or single characters."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._texts: list[str] = []

    def encode(self, text: str) -> list[int]:
        return [self._id(piece) for piece in re.findall(r" ?\w+|.", text, re.DOTALL)]

    def decode(self, ids: list[int]) -> str:
        return "".join(self._texts[number] for number in ids)

    def _id(self, piece: str) -> int:
        if piece not in self._ids:
            self._ids[piece] = len(self._texts)
            self._texts.append(piece)
        return self._ids[piece]


@pytest.fixture
def tokens() -> Words:
    return Words()


def check_exact(tokens: Words, prompt: Prompt, length: int) -> None:
    assert len(prompt.ids) == length
    assert tokens.encode(prompt.text) == list(prompt.ids)


def test_speed_prompts_have_the_length_and_differ_from_the_start(tokens: Words) -> None:
    prompts = speed_prompts(tokens, 512, 20)
    assert len({prompt.ids[:32] for prompt in prompts}) == 20
    for prompt in prompts:
        check_exact(tokens, prompt, 512)
        assert prompt.text.startswith("    def ")


def test_prompts_are_the_same_every_time(tokens: Words) -> None:
    assert speed_prompts(tokens, 64, 3) == speed_prompts(Words(), 64, 3)


def test_pairs_share_their_beginning(tokens: Words) -> None:
    for one, other in prefix_pairs(tokens, 200, 0.9, 4):
        check_exact(tokens, other, 200)
        assert one.ids[:180] == other.ids[:180]
        assert one.ids != other.ids


@pytest.mark.parametrize("length", [400, 4000])
def test_quality_text_takes_of_every_file(tokens: Words, length: int) -> None:
    prompt = quality_prompt(tokens, length)
    check_exact(tokens, prompt, length)
    for name in workload.QUALITY_FILES:
        definition = re.search(r"^(?:class|def) .*$", source(name), re.MULTILINE)
        assert definition is not None
        assert definition[0] in prompt.text or name == workload.QUALITY_FILES[0]


def test_a_cut_that_changes_tokens_is_refused(tokens: Words) -> None:
    class Merging(Words):
        def encode(self, text: str) -> list[int]:
            ids = super().encode(text)
            return ids if len(ids) > 3 else ids[::-1]

    assert cut(Merging(), "a b c d e", 3) is None
    assert cut(tokens, "a b c d e", 3) == Prompt("a b c", (0, 1, 2))
    assert cut(tokens, "a b", 3) is None


@pytest.mark.parametrize(("function", "old", "new"), edits())
def test_an_edit_repeats_about_seventy_percent(function: str, old: str, new: str) -> None:
    wanted = re.sub(rf"\b{old}\b", new, function)
    compile(wanted, "edit", "exec")
    assert function.startswith("def ")
    assert new not in function
    assert 0.65 <= repeated_share(wanted, function) <= 0.8


def test_edits_are_ordered_in_the_chat_form(tokens: Words) -> None:
    for prompt in edit_prompts(tokens):
        check_exact(tokens, prompt, len(prompt.ids))
        assert prompt.text.endswith("<|im_start|>assistant\n")


def test_repeated_share_counts_lines() -> None:
    assert repeated_share("abc\nxyz\n\n", "abc\n") == 0.5
    assert repeated_share("", "abc") == 0
