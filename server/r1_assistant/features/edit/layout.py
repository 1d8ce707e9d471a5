"""Lines and indentation: from a document to what a model sees, and back. Pure."""

import re

from r1_assistant.context.languages import Language
from r1_assistant.context.syntax import Place, parse, place_of
from r1_assistant.features.lines import plain

_LEADING = re.compile(r"[ \t]*")


def line_start(text: str, offset: int) -> int:
    """Give the offset at which the line of `offset` begins."""
    if text.startswith("\r\n", offset - 1):
        offset -= 1  # amid a line end: the line is the one that it ends
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_stop(text: str, offset: int) -> int:
    """Give the offset at which the line of `offset` ends, before its line end."""
    found = re.compile(r"[\r\n]").search(text, offset)
    return found.start() if found else len(text)


def indentation(text: str, offset: int) -> str:
    """Give the white space at the beginning of the line of `offset`."""
    start = line_start(text, offset)
    found = _LEADING.match(text, start)
    return found[0] if found else ""


def shown(code: str, indent: str, language: Language) -> str:
    """Take a piece of a document, whose lines have `indent`, to the left margin."""
    code = plain(code)
    kept = _string_lines(code, language)
    return "\n".join(
        line if number in kept else line.removeprefix(indent)
        for number, line in enumerate(code.split("\n"))
    )


def placed(code: str, original: str, indent: str, language: Language) -> str:
    """Set a model's code in the place of `original`, whose lines have `indent`.

    `original` may begin behind the indentation of its first line. Lines of long strings that are
    the original's own stay as they are.
    """
    code = _in_units_of(plain(code).strip("\n").rstrip(), original, indent)
    begins_within = original[:1] not in (" ", "\t")
    own = _leading(code) if begins_within else common_indentation(code)
    kept = _string_lines(code, language)
    known = set(plain(original).split("\n"))
    first, *others = code.split("\n")
    moved = [("" if begins_within else indent) + first.removeprefix(own)]
    for number, line in enumerate(others, 1):
        if not line.strip() or (number in kept and line in known):
            moved.append(line if number in kept else "")
        else:
            moved.append(indent + line.removeprefix(own))
    return "\n".join(moved)


def common_indentation(code: str) -> str:
    """Give the white space with which all lines begin that are not empty."""
    found = [_leading(line) for line in plain(code).split("\n") if line.strip()]
    return min(found, key=len, default="")


def _in_units_of(code: str, original: str, indent: str) -> str:
    """Indent with tabs where the document does, and with spaces where it does not."""
    if "\t" in indent or re.search(r"^\t", original, re.MULTILINE):
        steps = [len(found[0]) for found in re.finditer(r"^ +(?=\S)", code, re.MULTILINE)]
        if steps:
            step = min(steps)
            return re.sub(r"^ +(?=\S)", lambda m: "\t" * (len(m[0]) // step), code, flags=re.M)
    elif re.search(r"^ ", original, re.MULTILINE) or indent:
        return re.sub(r"^\t+", lambda m: "    " * len(m[0]), code, flags=re.M)
    return code


def _leading(line: str) -> str:
    found = _LEADING.match(line)
    return found[0] if found else ""


def _string_lines(code: str, language: Language) -> frozenset[int]:
    """Number the lines, from 0, that begin within a string."""
    tree = parse(code, language)
    if tree is None:
        return frozenset()
    starts = [found.end() for found in re.finditer("\n", code)]
    return frozenset(
        number for number, start in enumerate(starts, 1) if place_of(tree, start) is Place.STRING
    )
