"""Code that was copied nearby with other names, of which one was forgotten."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from r1_assistant.analysis.sides import HunkView
from r1_assistant.analysis.trace import Trace
from r1_assistant.analysis.twins.pairs import mirrored
from r1_assistant.analysis.twins.tokens import (
    NAME,
    Line,
    Token,
    joined,
    lines,
    lines_of,
    shape,
    words,
)
from r1_assistant.context.syntax import SyntaxTree

FARTHEST = 12
"""Lines of code between a line and its copy, at most."""
_NEAR = 60
"""Lines on each side of a changed one among which copies are looked for, those of comments too."""
_SHORTEST = 5
"""Tokens of the shortest line that says enough to be a copy."""
_JOINTS = {"&&", "||", "and", "or", ",", ";"}
_SUMS = {"+", "*", "-"}
_OPENERS = {"if", "elif", "while", "return", "(", "=", "!", "not", "else", "["}
_CLOSERS = {")", ":", "{", ";", "]", "?"}
_BUILTIN = {"min", "max"}
_COMMON = {
    "self",
    "this",
    "str",
    "bytes",
    "int",
    "float",
    "bool",
    "string",
    "list",
    "dict",
    "get",
    "set",
}
_LISTED = {"import", "from", "use", "using", "package", "#include", "require", "export"}
"""What begins lines in which names stand in no pattern."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Code that is a copy of other code: the tokens that stand in each other's place.

    `whole` says that the copy begins where the original ends.
    """

    places: tuple[tuple[Token, Token], ...]
    whole: bool


def copy_paste_slips(view: HunkView) -> Iterator[Trace]:
    """Find the names of added copies that were not put in place of the originals'."""
    tree = view.new.tree
    if tree is None:
        return
    near = {row for one in view.subjects for row in range(one - _NEAR, one + _NEAR + 1)}
    rows = lines_of(tree, frozenset(near)) if near else {}
    code = {row: line for row, line in rows.items() if line[0].text not in _LISTED}
    seen: set[int] = set()
    for copy in _copies(sorted(code), code, view.subjects):
        for trace in _forgotten(copy, tree, view):
            if trace.line not in seen and not _was_there(code[trace.line], view):
                seen.add(trace.line)
                yield trace


def _was_there(line: Line, view: HunkView) -> bool:
    old = view.old.tree
    return old is not None and joined(line) in {joined(one) for one in lines(old).values()}


def _copies(
    numbers: Sequence[int], code: dict[int, Line], subjects: frozenset[int]
) -> Iterator[Copy]:
    """Find runs of lines of the shapes of those a few lines before or behind them."""
    shapes = {number: shape(code[number]) for number in numbers}
    touched = [at for at, number in enumerate(numbers) if number in subjects]
    done: set[tuple[int, int]] = set()
    for at in touched:
        for distance in (*range(1, FARTHEST + 1), *range(-1, -FARTHEST - 1, -1)):
            if (at, distance) in done:
                continue
            run = _run(at, distance, numbers, shapes)
            done.update((one, distance) for one in run)
            places = [
                pair
                for one in run
                for pair in zip(code[numbers[one - distance]], code[numbers[one]], strict=True)
            ]
            if len(places) >= _SHORTEST:
                yield Copy(tuple(places), len(run) == abs(distance))
    for number in subjects & code.keys():
        yield from _within(code[number])


def _within(line: Line) -> Iterator[Copy]:
    """Find parts of a line, between commas or `and`, of the shape of the part before them."""
    for joints in (_JOINTS, _JOINTS | _SUMS):
        parts: list[list[Token]] = [[]]
        for token in line:
            if token.kind in joints:
                parts.append([])
            else:
                parts[-1].append(token)
        for before, after in pairwise([_stripped(part) for part in parts]):
            last = before[-len(after) :]  # a call or an assignment may begin the first part
            if len(after) >= _SHORTEST and shape(last) == shape(after):
                yield Copy(tuple(zip(last, after, strict=True)), whole=True)
                yield Copy(tuple(zip(after, last, strict=True)), whole=True)


def _stripped(part: Sequence[Token]) -> Line:
    start, end = 0, len(part)
    while start < end and part[start].kind in _OPENERS:
        start += 1
    while start < end and part[end - 1].kind in _CLOSERS:
        end -= 1
    return tuple(part[start:end])


def _run(
    at: int, distance: int, numbers: Sequence[int], shapes: dict[int, tuple[str, ...]]
) -> range:
    """Give the longest run around `at` whose lines look like those `distance` before."""

    def alike(one: int) -> bool:
        other = one - distance
        inside = 0 <= one < len(numbers) and 0 <= other < len(numbers)
        return inside and shapes[numbers[one]] == shapes[numbers[other]]

    if not alike(at):
        return range(0)
    first = last = at
    while last - first + 1 < abs(distance) and alike(last + 1):
        last += 1
    while last - first + 1 < abs(distance) and alike(first - 1):
        first -= 1
    return range(first, last + 1)


def _forgotten(copy: Copy, tree: SyntaxTree, view: HunkView) -> Iterator[Trace]:
    """Find words that were replaced in one place of a copy and kept in another."""
    replaced: dict[str, dict[str, list[tuple[Token, Token]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    kept: dict[str, list[tuple[Token, Token]]] = defaultdict(list)
    for before, after in copy.places:
        if before.kind != NAME:
            continue
        for one, other in _words(before, after):
            if one == other:
                kept[one].append((before, after))
            else:
                replaced[one][other].append((before, after))
    for word, others in replaced.items():
        if len(others) != 1 or word not in kept:
            continue
        ((new, places),) = others.items()
        yield from _judge(word, new, places, kept[word], copy, tree, view)


def _judge(
    word: str,
    new: str,
    places: Sequence[tuple[Token, Token]],
    kept: Sequence[tuple[Token, Token]],
    copy: Copy,
    tree: SyntaxTree,
    view: HunkView,
) -> Iterator[Trace]:
    """Report the one place that kept a word which all others replaced, if the new one is known."""
    left = [after for _, after in kept]
    if len(left) != 1 or left[0].line not in view.subjects:
        return
    slip = left[0]
    right = _with_word(slip.text, word, new)
    if right == slip.text or not _is_known(right, slip, tree):
        return
    strength = _strength(word, new, places, slip, copy.whole)
    if strength:
        origin = places[0][0].line
        basis = f"It is a copy of line {origin}, with `{new}` for `{word}` everywhere but here"
        fix = _fixed(view.new.line(slip.line), slip, right, view)
        yield Trace("copy-paste-slip", slip.line, slip.text, basis, strength, fix)


def _is_known(name: str, slip: Token, tree: SyntaxTree) -> bool:
    """Tell whether a name is used anywhere; one behind a dot may be declared without."""
    if name in _BUILTIN:
        return True
    tokens = (token for line in lines(tree).values() for token in line)
    return any(token.text == name and (slip.member or not token.member) for token in tokens)


def _strength(
    word: str, new: str, places: Sequence[tuple[Token, Token]], slip: Token, whole: bool
) -> float:
    pair = mirrored(word, new)
    near = any(after.line == slip.line for _, after in places)
    if len(places) >= 3 or (len(places) == 2 and pair):
        return 0.85
    if pair and (near or whole):
        return 0.75 if near else 0.65
    return 0.5 if len(places) == 2 and near and _is_plain(word, new) else 0.0


def _is_plain(*names: str) -> bool:
    """Tell names of one's own from those that every text repeats."""
    return not any(name in _COMMON or len(name) == 1 for name in names)


def _fixed(text: str, slip: Token, right: str, view: HunkView) -> str | None:
    """Put the right name into the line."""
    tree = view.new.tree
    if tree is None:
        return None
    data = tree.offsets.data
    at = slip.start - (data.rfind(b"\n", 0, slip.start) + 1)
    line = text.encode("utf-8", "replace")
    end = at + len(slip.text.encode("utf-8", "replace"))
    return (line[:at] + right.encode() + line[end:]).decode("utf-8", "replace")


def _words(before: Token, after: Token) -> list[tuple[str, str]]:
    """Set the words of two names side by side; the names as they are if they have not as many."""
    if before.text == after.text:
        return [(word, word) for word in words(before.text)]
    one, other = words(before.text), words(after.text)
    if len(one) != len(other):
        return [(before.text.lower(), after.text.lower())]
    return list(zip(one, other, strict=True))


def _with_word(text: str, word: str, new: str) -> str:
    """Put a word of a name in another's place, in the name's own manner of writing."""
    at = text.lower().find(word)
    if at < 0:
        return text
    was = text[at : at + len(word)]
    put = new.upper() if was.isupper() and len(was) > 1 else new
    put = put[:1].upper() + put[1:] if was[:1].isupper() else put
    return text[:at] + put + text[at + len(word) :]
