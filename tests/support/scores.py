"""Scores out of a table, and hunks to score, for tests of what is made of them."""

import re
from collections.abc import Callable, Mapping

from r1_assistant.analysis.sides import HunkView, sides_of
from r1_assistant.context.languages import language_of
from r1_assistant.domain.generation import TokenScore
from support.changes import change_of

USUAL = 0.5
"""Nats of a token that the table doesn't have."""

_TOKEN = re.compile(r" ?\w+|\n+| ?[^\w\s]+|[ \t]+")


def table(
    costs: Mapping[str, float], expected: Mapping[str, str] | None = None
) -> Callable[[str], list[TokenScore]]:
    """Score tokens by what they say: words, runs of signs, line ends, each with a space before.

    `expected` has what the model would rather have written in place of a token, at `USUAL` nats.
    """

    def scores(text: str) -> list[TokenScore]:
        return [_score(token, costs, expected or {}) for token in _TOKEN.finditer(text)][1:]

    return scores


def view_of(path: str, old: str, new: str, *, whole: bool = True) -> HunkView:
    """Make the view of the one hunk between two texts; a patch alone unless `whole`."""
    from dataclasses import replace

    change = change_of(path, old, new, context=3)
    (file,) = change.files
    if whole:
        file = replace(file, old_text=old, new_text=new)
    (hunk,) = file.hunks
    language = language_of(path)
    assert language is not None
    subjects = frozenset(line.new_number for line in hunk.added if line.new_number)
    return HunkView(sides_of(file, language), hunk, subjects, change, Nothing())


class Nothing:
    """A workspace in which nothing is known."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_: None


def _score(
    token: re.Match[str], costs: Mapping[str, float], expected: Mapping[str, str]
) -> TokenScore:
    word = token[0].strip()
    nll = costs.get(word, USUAL)
    best = expected.get(word, word)
    alternatives = ((f" {best}", USUAL),) if best != word else ()
    least = USUAL if alternatives else nll
    return TokenScore(*token.span(), nll, best, least, 1.0, alternatives)
