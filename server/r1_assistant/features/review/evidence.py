"""What the text of a change shows by itself: what a small model's word is weighed against.

A small model accuses correct code as readily as wrong code, so its word alone makes no finding.
Here is what can be seen without it: on which added line is something by which a kind of defect
comes about?
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from r1_assistant.analysis.sides import sides_of
from r1_assistant.context.syntax import Place, place_of
from r1_assistant.domain.change import DiffLine, FileChange
from r1_assistant.domain.finding import Category, Severity
from r1_assistant.features.review.select import Piece
from r1_assistant.features.review.signs import SIGNS, Sign


@dataclass(frozen=True, slots=True)
class Evidence:
    """A suspicion about one added line, in words that go on "This line ...".

    `question` asks a model what that leads to here; `remedy` says in a sentence what is usually
    done about it. `weight` between 0 and 1 says how often such a line is a defect, as far as one
    can tell without a model's judgement. `fixable` says that the line alone can be put right;
    `alternative` is how, where that is known. `basis` says in a sentence how it was seen. `compare`
    says whether the old code helps to answer. `kind` is a key of `kinds.KINDS`.
    """

    line: DiffLine
    category: Category
    severity: Severity
    suspicion: str
    question: str
    remedy: str
    weight: float
    fixable: bool = False
    alternative: str = ""
    basis: str = "A pattern of such a defect stands here, and did not before."
    compare: bool = True
    kind: str = ""


def evidence(piece: Piece) -> Iterator[Evidence]:
    """Read the signs of a hunk's added lines."""
    for line in piece.subjects:
        text = _with_next_line(line, piece)
        for sign in SIGNS:
            match = _shows(sign, line, text, piece)
            if match is not None and (sign.anywhere or _is_code(line, match, piece)):
                yield Evidence(
                    line,
                    sign.category,
                    sign.severity,
                    sign.suspicion,
                    sign.question,
                    sign.remedy,
                    sign.weight,
                    sign.fixable,
                    kind=sign.kind,
                )


def _shows(sign: Sign, line: DiffLine, text: str, piece: Piece) -> re.Match[str] | None:
    if not sign.means_something_in(piece.language):
        return None
    match = sign.pattern.search(text)
    if match is None or match.start() >= len(line.text):
        return None
    return None if any(unless(match, piece) for unless in sign.unless) else match


def _is_code(line: DiffLine, match: re.Match[str], piece: Piece) -> bool:
    """Tell whether what was found is code: no part of a text, no comment."""
    tree = (piece.sides or sides_of(piece.file, piece.language)).new.tree
    if tree is None or not piece.language.code:
        return True
    lines = tree.text.split("\n")
    indent = len(match[0]) - len(match[0].lstrip())
    above = sum(len(text) + 1 for text in lines[: (line.new_number or 1) - 1])
    place = place_of(tree, above + match.start() + indent + 1)
    return place not in (Place.STRING, Place.COMMENT)


def _with_next_line(line: DiffLine, piece: Piece) -> str:
    """Add the next line that says something, for what is spread over two."""
    behind = _line_behind(line, piece.hunk.lines)
    if behind is None:  # the hunk may have been cut here, or be lines that somebody chose
        behind = _line_behind_in_file(line, piece.file)
    return f"{line.text}\n{behind or ''}"


def _line_behind_in_file(line: DiffLine, file: FileChange) -> str | None:
    if file.new_text is None:
        return _line_behind(line, [row for hunk in file.hunks for row in hunk.lines])
    rest = file.new_text.split("\n")[line.new_number or 0 :]
    return next((text for text in rest if text.strip()), None)


def _line_behind(line: DiffLine, rows: Sequence[DiffLine]) -> str | None:
    number = line.new_number or 0
    behind = (
        row.text
        for row in rows
        if row.new_number is not None and row.new_number > number and row.text.strip()
    )
    return next(behind, None)
