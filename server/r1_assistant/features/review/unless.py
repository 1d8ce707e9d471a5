"""What takes a sign of a defect back: from its match, and where in a change that is."""

import re
from itertools import pairwise

from r1_assistant.features.review.select import Piece

PUT_IN = r"(?:\$\{|\{[A-Za-z_]|['\"`] *\+ *\w|\w *\+ *['\"`]|['\"] *% *[\w(]|\.format\()"
"""How a value gets into a text that is put together."""


def new_text(piece: Piece) -> str:
    """Join the new side's lines of a hunk."""
    return "\n".join(line.text for line in piece.hunk.lines if line.new_number is not None)


def was_there(match: re.Match[str], piece: Piece) -> bool:
    """The old side did the same thing: then the change did not bring it."""
    removed = [line.text for line in piece.hunk.removed]
    pairs = pairwise([*removed, ""])
    return any(match.re.search("\n".join(pair)) for pair in pairs)


def names_only(match: re.Match[str], piece: Piece) -> bool:
    """Only names of tables or constants are put in: these cannot be parameters."""
    rest = re.sub(r"(?i)\b(from|into|update|table|join)\s+[\"'`]?\$?\{[^}]*\}", "", match[0])
    names = re.findall(r"(?:\{|\+ *|% *\(?)([A-Za-z_][\w.]*)", rest)
    return not re.search(PUT_IN, rest) or (bool(names) and all(name.isupper() for name in names))


def handed_on(match: re.Match[str], piece: Piece) -> bool:
    """What was opened is closed, or becomes somebody else's business."""
    name = re.escape(match[1])
    done = rf"\b{name}\.close\b|\breturn\b.*\b{name}\b|\byield\b.*\b{name}\b|\bwith\b.*\b{name}\b"
    return bool(re.search(done, new_text(piece)))


def not_iterated(match: re.Match[str], piece: Piece) -> bool:
    """The list is not the one of the loop around, or the loop ends at once."""
    loop = re.compile(rf"\bfor\b.*\b(?:in|of|:) *\(?{re.escape(match[1])}\)? *[:)]")
    ends = re.match(r"(\s*)\S.*\n\1(?:break|return)\b", match.string)
    return not loop.search(new_text(piece)) or bool(ends)


def not_changed(match: re.Match[str], piece: Piece) -> bool:
    """Nothing in sight changes the shared value."""
    name = re.escape(match["default"])
    calls = "append|add|update|extend|insert|pop|remove|setdefault|clear"
    change = rf"\b{name}(?:\.(?:{calls})\(|\[[^\]]*\] *=[^=]| *[+|]=)"
    return not re.search(change, new_text(piece))


def not_indexed(match: re.Match[str], piece: Piece) -> bool:
    """The counter of the loop does not go into an index."""
    name = match["counter"] or match["index"]
    return not re.search(rf"\[[^\]]*\b{name}\b", new_text(piece))


def unlocked(match: re.Match[str], piece: Piece) -> bool:
    """Nothing returns between lock and unlock, or the unlock comes whatever happens."""
    text = new_text(piece)
    between = re.search(r"[Ll]ock\(\)(.*?)[Uu]nlock\(\)", text, re.DOTALL)
    return "defer" in text or "finally" in text or not (between and "return" in between[1])


def fenced(match: re.Match[str], piece: Piece) -> bool:
    """A document shows it as an example."""
    line = match.string.partition("\n")[0]
    text = piece.file.new_text or new_text(piece)
    blocks = re.findall(r"(?ms)^ *(?:```|~~~).*?^ *(?:```|~~~)", text)
    return piece.language.name == "markdown" and any(line in block for block in blocks)


def opened_above(match: re.Match[str], piece: Piece) -> bool:
    """The mark at the end of a conflict says no more than the one at its beginning."""
    return match[0].startswith(">") and re.search(r"(?m)^<{7} ", new_text(piece)) is not None


def placeholder(match: re.Match[str], piece: Piece) -> bool:
    """It stands for a secret that is put in its place."""
    return bool(re.search(r"(?i)example|dummy|change_?me|placeholder|x{4}|12345", match[0]))
