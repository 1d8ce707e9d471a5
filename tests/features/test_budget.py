import pytest

from r1_assistant.engine.scripted import ScriptedEngine
from r1_assistant.features.budget import fit_lines

TEXT = "one two\nthree four\nfive\nsix seven eight\nnine"


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (9, (TEXT, 0)),
        (8, ("one two\nthree four\nfive\nsix seven eight", 1)),
        (7, ("one two\nthree four\nfive", 2)),
        (2, ("one two", 4)),
    ],
)
async def test_lines_are_kept_as_far_as_they_fit(tokens: int, expected: tuple[str, int]) -> None:
    assert await fit_lines(TEXT, ScriptedEngine(), tokens) == expected


async def test_a_first_line_that_is_too_long_is_cut() -> None:
    text, left_out = await fit_lines("word " * 50 + "\nmore", ScriptedEngine(), 5)
    assert 0 < len(text.split()) <= 5
    assert left_out == 1


async def test_a_huge_text_is_never_counted_whole() -> None:
    class Counting(ScriptedEngine):
        longest = 0

        async def count_tokens(self, text: str) -> int:
            self.longest = max(self.longest, len(text))
            return await super().count_tokens(text)

    engine = Counting()
    text, left_out = await fit_lines("some words\n" * 1_000_000, engine, 100)
    assert engine.longest <= 1600
    assert (text.count("\n"), left_out) == (49, 1_000_001 - 50)
