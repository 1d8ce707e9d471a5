"""What the code at hand uses: the definitions of the names in it."""

import re
from collections.abc import Iterable, Iterator

from r1_assistant.context.contexts.definitions import of_definition, with_constructor
from r1_assistant.context.contexts.receivers import members_before
from r1_assistant.context.contexts.scope import Scope
from r1_assistant.context.contexts.values import Candidate, Reason
from r1_assistant.context.references import Identifier, references_in

MOST_NAMES = 20
"""Names of a piece of code that are looked up; the nearest ones are."""

_BACK = 2_000
"""Code points before the cursor in which an open call is looked for."""
_MOST_OPEN = 3
_MOST_MEMBERS = 20
_STEP = 10
"""Lines of a block; names of one block are equally near: else each line would change the order."""

_KIND_WEIGHTS = {"call": 1.0, "import": 0.5, "other": 0.8}
_WORD_BEFORE = re.compile(r"[^\W\d]\w*[!?]?\Z")
_TYPE_ARGUMENTS = re.compile(r"(?:::)?<[^<>()]*>\Z")
_MEMBER_BEFORE = re.compile(r"(?:\.|->|::)[ \t]*(\w*)\Z")


def used(
    scope: Scope,
    spans: Iterable[tuple[int, int]],
    at: int,
    reason: Reason = Reason.USED,
    weight: float = 0.9,
) -> Iterator[Candidate]:
    """Give the definitions of names in spans of a document; those near to the offset `at` first.

    Spans are pairs of offsets in code points.
    """
    for name, kind, distance in _names(scope, spans, at):
        near = weight * _KIND_WEIGHTS[kind] / (1 + distance / 6)
        for place, found in enumerate(scope.resolve(name, 3)):
            score = near * found.confidence * 0.6**place
            yield from with_constructor(found.definition, scope.workspace, reason, score)


def called(scope: Scope, offset: int) -> Iterator[Candidate]:
    """Give the functions whose brackets are open at an offset, the innermost first."""
    for depth, start in enumerate(_open_calls(scope.document.text, offset)):
        name = scope.name_at(start)
        if name is None:
            continue
        for place, found in enumerate(scope.resolve(name, 8, guess=True)):
            score = (1 - 0.1 * depth) * (1.0 if place == 0 else 0.7 * 0.93**place)
            yield from with_constructor(
                found.definition, scope.workspace, Reason.CALLED, score, volatile=True
            )


def receiver(scope: Scope, offset: int) -> Iterator[Candidate]:
    """Give the members of what stands before the dot at an offset; those that match come first."""
    typed = _MEMBER_BEFORE.search(scope.document.text, max(0, offset - 200), offset)
    if scope.document.tree is None or typed is None:
        return
    classes, members = members_before(scope, typed.start(1))
    for number, one in enumerate(classes):
        yield of_definition(one, Reason.RECEIVER, 0.8 - 0.1 * number, volatile=True)
    members.sort(key=lambda one: (not one.name.startswith(typed[1]), one.name.startswith("_")))
    for number, one in enumerate(members[:_MOST_MEMBERS]):
        yield of_definition(one, Reason.RECEIVER, 0.85 - 0.02 * number, volatile=True)


def named(scope: Scope, start: int, end: int) -> Iterator[Candidate]:
    """Give the definitions of names on the cursor's line."""
    for one in _identifiers(scope, start, end)[-6:]:
        for place, found in enumerate(scope.resolve(one, 2)):
            score = 0.7 * found.confidence * 0.6**place
            yield of_definition(found.definition, Reason.USED, score, volatile=True)


def _names(
    scope: Scope, spans: Iterable[tuple[int, int]], at: int
) -> list[tuple[Identifier, str, int]]:
    """Choose names of spans, each once, with the kind of use and the steps of lines to it."""
    tree = scope.document.tree
    if tree is None:
        return []
    here = tree.text.count("\n", 0, at) + 1
    found: dict[str, tuple[int, int, str]] = {}
    for start, end in spans:
        for use in references_in(tree, start, end):
            key = _with_receiver(tree.text, use.start, use.name)
            distance = abs(use.line // _STEP - here // _STEP)
            known = found.get(key)
            if known is None or distance < known[0]:
                found[key] = (distance, use.start, use.kind)
    nearest = sorted(found.values())[:MOST_NAMES]
    names = ((scope.name_at(at), kind, distance) for distance, at, kind in nearest)
    return [(name, kind, distance) for name, kind, distance in names if name is not None]


def _identifiers(scope: Scope, start: int, end: int) -> list[Identifier]:
    tree = scope.document.tree
    uses = references_in(tree, start, end) if tree is not None else ()
    found = (scope.name_at(use.start) for use in uses)
    return [one for one in found if one is not None]


def _with_receiver(text: str, start: int, name: str) -> str:
    before = re.search(r"[\w.>:-]*\Z", text[max(0, start - 60) : start])
    return (before[0] if before else "") + name


def _open_calls(text: str, offset: int) -> Iterator[int]:
    """Give the offset of the name before each bracket that is open at an offset."""
    depth = found = 0
    for at in range(offset - 1, max(-1, offset - _BACK), -1):
        sign = text[at]
        if sign in ")]}":
            depth += 1
        elif sign in "([{" and depth:
            depth -= 1
        elif sign == "(":
            head = _TYPE_ARGUMENTS.sub("", text[max(0, at - 200) : at].rstrip())
            name = _WORD_BEFORE.search(head)
            if name:
                yield text.rindex(name[0], 0, at)
                found += 1
            if found == _MOST_OPEN:
                return
        elif sign in ";" and not depth:
            return
