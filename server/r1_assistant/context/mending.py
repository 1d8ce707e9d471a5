"""Texts that someone is just typing: calls that nobody closed yet, closed for the parser alone.

One bracket that is missing can cost a parser every definition of a file. What is put right here
changes no offset in code points: only white space, or what follows the open bracket on its line,
is written over.
"""

import re
from collections.abc import Iterator

from r1_assistant.context.syntax import SyntaxTree, parse, problems
from r1_assistant.context.unclosed import Unclosed, unclosed

_MOST = 3
"""Lines that are put right, at most."""

_BY_LINES = ("python", "ruby", "bash", "lua")
"""Languages in which a line's end ends a statement, wherever the next one begins."""

_FUNCTIONS = {**dict.fromkeys(("javascript", "typescript", "tsx"), "()=>{"), "java": "()->{"}
"""How a function begins that is an argument."""

_ROOM = re.compile(r"(?:\n[^\S\n]*)+")
_NEXT = re.compile(r"\n(?:[^\S\n]*\n)*([^\S\n]*)\S")


def mended(tree: SyntaxTree) -> SyntaxTree:
    """Give a tree of the text with its open calls closed; the tree itself if nothing helps."""
    return tree.once(_mended)


def mended_lines(tree: SyntaxTree) -> frozenset[int]:
    """Give the lines, which count from 1, that were put right."""
    best = mended(tree)
    if best is tree:
        return frozenset()
    pairs = zip(tree.text.split("\n"), best.text.split("\n"), strict=False)
    return frozenset(number for number, (old, new) in enumerate(pairs, 1) if old != new)


def _mended(tree: SyntaxTree) -> SyntaxTree:
    if not tree.root.has_error or not tree.language.symbols:
        return tree
    for _ in range(_MOST):
        better = _better(tree)
        if better is None:
            break
        tree = better
    return tree


def _better(tree: SyntaxTree) -> SyntaxTree | None:
    """Close the calls of the first line on which that leaves fewer problems."""
    for place in unclosed(tree.text, tree.language)[:_MOST]:
        best = tree
        for text in _changed(tree, place):
            tried = parse(text, tree.language, tree)
            if tried is not None and problems(tried) < problems(best):
                best = tried
            if not problems(best):
                break
        if best is not tree:
            return best
    return None


def _changed(tree: SyntaxTree, place: Unclosed) -> Iterator[str]:
    text = tree.text
    end = text.find("\n", place.start)
    end = len(text) if end < 0 else end
    if tree.language.name in _BY_LINES:
        yield from _without_call(text, place, end)
        return
    room = _ROOM.match(text, end)
    last = room.end() if room else end
    first = text.rfind("\n", 0, last) + 1 if room else end
    for closing in _closings(place, tree.language.name):
        if len(closing) <= last - first:
            yield f"{text[:first]}{closing}{text[first + len(closing) :]}"
        # the last call's own bracket makes room for those of the calls around it
        here = closing[1:][: end - place.last]
        rest = closing[1:][len(here) :]
        if len(rest) <= last - first:
            cut = _over(text, place.last, end, here)
            yield f"{cut[:first]}{rest}{cut[first + len(rest) :]}"
    yield _over(text, place.start, end, ";")


def _closings(place: Unclosed, language: str) -> Iterator[str]:
    if place.surplus:
        yield place.closing + "{" * place.surplus
        if language in _FUNCTIONS:
            yield _FUNCTIONS[language]
    else:
        if place.missing:
            yield f"{place.closing};{'}' * place.missing}"
            yield f"{place.closing}{'}' * place.missing}"
        yield f"{place.closing};"
        yield place.closing


def _without_call(text: str, place: Unclosed, end: int) -> Iterator[str]:
    """Leave out the arguments of a call, or the line; what begins a block has to go on doing so."""
    begin = text.rfind("\n", 0, place.start) + 1
    line = text[begin:end]
    indent = len(line) - len(line.lstrip())
    deeper = _NEXT.match(text, end)
    opens = deeper is not None and len(deeper[1]) > indent
    yield _over(text, place.start, end, ":" if opens else " ")
    yield _over(text, begin + indent, end, "if 1:" if opens else "pass")


def _over(text: str, start: int, end: int, new: str) -> str:
    """Write over a part of a text, which keeps its length."""
    return f"{text[:start]}{new[: end - start].ljust(end - start)}{text[end:]}"
