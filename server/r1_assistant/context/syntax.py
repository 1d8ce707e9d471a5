"""Syntax trees: parsed, parsed again after an edit, and asked about problems and places."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from r1_assistant.context.grammars import parser_for
from r1_assistant.context.languages import Language
from r1_assistant.context.offsets import Offsets

if TYPE_CHECKING:
    import tree_sitter

MAX_PARSED = 400_000
"""Code points of the longest text that is parsed."""

_HOLES = ("interpolation", "interpolated_expression", "substitution", "expansion")
"""What the types of code within a string contain."""

_STRINGS = {"char_literal", "character_literal", "heredoc_body", "template_literal", "text_block"}
"""Strings whose types don't say so."""

_BLOCKS = (b"/*", b"<!--", b"--[", b"=begin")
"""What begins comments that end before the line does."""

_T = TypeVar("_T")


class Place(Enum):
    """What stands at an offset; NOTHING is white space that touches no word or sign."""

    CODE = "code"
    STRING = "string"
    COMMENT = "comment"
    KEYWORD = "keyword"
    NOTHING = "nothing"


class SyntaxTree:
    """A text with its syntax. It never changes; what is found in it is remembered with it."""

    def __init__(self, offsets: Offsets, language: Language, tree: "tree_sitter.Tree") -> None:
        self.offsets = offsets
        self.language = language
        self.tree = tree
        self._found: dict[Callable[..., Any], Any] = {}

    @property
    def text(self) -> str:
        """The text that was parsed."""
        return self.offsets.text

    @property
    def root(self) -> "tree_sitter.Node":
        """The node of the whole text; positions of nodes are in bytes."""
        return self.tree.root_node

    def once(self, function: "Callable[[SyntaxTree], _T]") -> _T:
        """Give the function's result for this tree, computed the first time."""
        if function not in self._found:
            self._found[function] = function(self)
        return cast("_T", self._found[function])


def parse(text: str, language: Language, previous: SyntaxTree | None = None) -> SyntaxTree | None:
    """Parse a text; None if the language has no grammar, or the text is too long or too odd.

    Too long is what has more than MAX_PARSED code points, too odd what takes more than two
    seconds. With the tree of the text before an edit, only what the edit touched is parsed.
    """
    parser = parser_for(language) if len(text) <= MAX_PARSED else None
    if parser is None:
        return None
    old = previous if previous is not None and previous.language == language else None
    if old is not None and old.text == text:
        return old
    offsets = Offsets(text)
    try:
        if old is None:
            tree = parser.parse(offsets.data)
        else:
            tree = parser.parse(offsets.data, _edited(old, offsets.data))
    except ValueError:  # it took too long; what it has so far must not go into the next text
        parser.reset()
        return None
    return SyntaxTree(offsets, language, tree)


def problems(tree: SyntaxTree) -> int:
    """Count the places where the text does not follow the language's grammar."""
    return tree.once(_count_problems)


def parses_as_well(before: str, after: str, language: Language) -> bool:
    """Tell whether a changed text has no more problems; True if it can't be parsed at all."""
    old = parse(before, language)
    new = parse(after, language, old)
    return old is None or new is None or problems(new) <= problems(old)


def place_of(tree: SyntaxTree, offset: int) -> Place:
    """Tell into what a text would fall that is typed at this offset."""
    at = tree.offsets.byte(offset)
    here = list(_ancestors(tree.root, at))
    for node in here:
        if any(hole in node.type for hole in _HOLES) and node.start_byte < at < node.end_byte:
            break
        if (place := _quoted(node, at)) is not None:
            return place
    return _of_leaves(here, at)


def leaves_at(tree: SyntaxTree, offset: int) -> "list[tree_sitter.Node]":
    """Give the smallest nodes that touch an offset: the one that begins there, and the one before.

    Their order is that of preference: what the offset is in, what begins there, what ends there.
    """
    at = tree.offsets.byte(offset)
    ends = tree.root.end_byte
    after = tree.root.descendant_for_byte_range(at, min(at + 1, ends)) if at < ends else None
    before = tree.root.descendant_for_byte_range(at - 1, at) if at else None
    found = [node for node in (after, before) if node is not None and not node.child_count]
    return [node for node in found if node.start_byte <= at <= node.end_byte]


def _edited(previous: SyntaxTree, new: bytes) -> "tree_sitter.Tree":
    """Give a copy of the previous tree that knows where the new text differs."""
    old = previous.offsets.data
    start = _common(len(old), len(new), lambda low, high: old[low:high] == new[low:high])
    while start and _inside(old, start) | _inside(new, start):
        start -= 1
    same = _common(
        len(old) - start,
        len(new) - start,
        lambda low, high: (
            old[len(old) - high : len(old) - low] == new[len(new) - high : len(new) - low]
        ),
    )
    while same and _inside(old, len(old) - same) | _inside(new, len(new) - same):
        same -= 1
    tree = previous.tree.copy()
    old_end, new_end = len(old) - same, len(new) - same
    tree.edit(
        start, old_end, new_end, _point(old, start), _point(old, old_end), _point(new, new_end)
    )
    return tree


def _common(old: int, new: int, equal: Callable[[int, int], bool]) -> int:
    """Give the length that two texts share, comparing each part once or twice."""
    low, high = 0, min(old, new)
    while low < high:
        middle = (low + high + 1) // 2
        if equal(low, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _inside(data: bytes, at: int) -> bool:
    """Tell whether a place lies within the bytes of one code point."""
    return at < len(data) and data[at] & 0xC0 == 0x80


def _point(data: bytes, at: int) -> tuple[int, int]:
    return data.count(b"\n", 0, at), at - (data.rfind(b"\n", 0, at) + 1)


def _count_problems(tree: SyntaxTree) -> int:
    count = 0
    nodes = [tree.root]
    while nodes:
        node = nodes.pop()
        count += node.is_error or node.is_missing
        if node.has_error:
            nodes.extend(node.children)
    return count


def _ancestors(root: "tree_sitter.Node", at: int) -> "Iterator[tree_sitter.Node]":
    """Give the nodes around a place, the smallest first: of what is before it, then after it."""
    spans = ((at - 1, at), (at, at + 1))
    for start, end in spans:
        if start < 0 or end > root.end_byte:
            continue
        node = root.descendant_for_byte_range(start, end)
        while node is not None:
            yield node
            node = node.parent


def _quoted(node: "tree_sitter.Node", at: int) -> Place | None:
    """Give the kind of a comment or string around a place."""
    kind = node.type
    if "comment" in kind:
        return Place.COMMENT if _in_comment(node, at) else None
    if not node.is_named or ("string" not in kind and kind not in _STRINGS):
        return None
    inside = node.start_byte < at < node.end_byte
    unended = at == node.end_byte and node.has_error
    return Place.STRING if inside or unended else None


def _in_comment(node: "tree_sitter.Node", at: int) -> bool:
    text = node.text or b""
    if text.startswith(_BLOCKS):
        return node.start_byte < at < node.end_byte
    # some grammars count the line's end to the comment
    return node.start_byte < at <= node.start_byte + len(text.rstrip(b"\r\n"))


def _of_leaves(here: "list[tree_sitter.Node]", at: int) -> Place:
    leaves = [node for node in here if not node.child_count and "comment" not in node.type]
    touching = [node for node in leaves if node.start_byte <= at <= node.end_byte > 0]
    if not touching:
        return Place.NOTHING
    if any(node.is_named for node in touching):
        return Place.CODE
    words = any((node.text or b"").isalpha() for node in touching)
    return Place.KEYWORD if words else Place.CODE
