"""Targets of edits for tests, out of code with marks."""

from r1_assistant.context.languages import language_of
from r1_assistant.context.symbols import enclosing, symbols
from r1_assistant.context.syntax import parse
from r1_assistant.features.edit.target import Destination, Problem, Proposal, Target


def target_of(
    text: str,
    path: str = "a.py",
    *,
    name: str = "",
    problem: str = "",
    at: str = "",
    tests: Destination | None = None,
) -> Target:
    """Make a target of a symbol by its name, or of a problem in the text `at`."""
    language = language_of(path)
    assert language is not None
    tree = parse(text, language)
    start = text.index(at) if at else 0
    symbol = None
    if tree is not None and name:
        symbol = next(found for found in symbols(tree) if found.name == name)
    elif tree is not None and at:
        symbol = enclosing(tree, start)
    return Target(
        path,
        language,
        text,
        start,
        start + len(at),
        symbol=symbol,
        problem=Problem(problem) if problem else None,
        tests=tests,
    )


def applied(text: str, proposal: Proposal) -> str:
    """Give the text with the proposal in it."""
    return text[: proposal.start] + proposal.new_text + text[proposal.end :]
