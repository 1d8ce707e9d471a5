"""Definitions and calls in TypeScript, JavaScript and Java, by patterns of its own.

A call is taken to mean a definition if nothing else in the repository has its name and the file
that calls says where it comes from: it imports the name, or names the defining file's class. It is
not if its receiver is declared there with a type from elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bench.jedi_truth import read
from bench.judge import head
from bench.sites import Call, Target

_QUIET = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`", re.DOTALL
)
_KEYWORDS = {
    *("if", "for", "while", "switch", "catch", "return", "function", "new", "else", "throw"),
    *("typeof", "await", "super", "this", "do", "try", "in", "of", "synchronized", "assert"),
    *("case", "yield", "delete", "void", "with", "import", "constructor", "instanceof"),
}
_NAME = r"([A-Za-z_$][\w$]*)"
_MODIFIER = r"(?:(?:public|private|protected|static|async|get|set|override|abstract)\s+)*\*?\s*"
_SCRIPT = {
    "function": re.compile(rf"\bfunction\s*\*?\s+{_NAME}\s*[<(]"),
    "class": re.compile(rf"\bclass\s+{_NAME}"),
    "type": re.compile(rf"\b(?:interface|enum|type|namespace)\s+{_NAME}"),
    "value": re.compile(rf"\b(?:const|let|var)\s+{_NAME}"),
    "property": re.compile(
        rf"(?<![\w$]){_NAME}\s*[:=]\s*(?:async\s*)?(?:function\b|\([^()]*\)\s*=>|[\w$]+\s*=>)"
    ),
    "method": re.compile(rf"^[ \t]+{_MODIFIER}{_NAME}\s*(?:<[^()]*?>)?\s*\(", re.MULTILINE),
}
_JAVA = {
    "class": re.compile(rf"\b(?:class|interface|enum|record)\s+{_NAME}"),
    "method": re.compile(
        r"^[ \t]*(?:@\w+(?:\([^()]*\))?\s+)*(?:(?:public|protected|private|static|final|abstract"
        r"|synchronized|native|default)\s+)*(?:<[^()]+?>\s+)?"
        rf"(?!(?:return|new|else|throw)\b)[\w.]+(?:<[^;(){{}}]*>)?(?:\[\])*\s+{_NAME}\s*\(",
        re.MULTILINE,
    ),
}
_PATTERNS = {"typescript": _SCRIPT, "javascript": _SCRIPT, "java": _JAVA}
_BODY = {
    "typescript": re.compile(r"\s*(?::[^;{}=]+)?\s*\{|\s*:[^;{}=]+;"),
    "javascript": re.compile(r"\s*\{"),
    "java": re.compile(r"\s*(?:throws [\w.,\s]+)?[{;]"),
}
_CALL = re.compile(rf"(?<![\w$]){_NAME}\s*\(")
_TYPES = ("class", "type")
_CALLABLE = ("function", "class", "method")


@dataclass(frozen=True, slots=True)
class Defined:
    """Something that a file defines; the offset is its name's."""

    path: str
    name: str
    kind: str
    offset: int


class Scan:
    """A repository's texts, and those definitions whose names nothing else has."""

    def __init__(self, texts: Mapping[str, str], language: str) -> None:
        self._texts = texts
        self._language = language
        self._quiet = {path: quiet(text) for path, text in texts.items()}
        found: defaultdict[str, list[Defined]] = defaultdict(list)
        for path, text in self._quiet.items():
            for one in definitions(path, text, language):
                found[one.name].append(one)
        self._types = {d.name for group in found.values() for d in group if d.kind in _TYPES}
        self._offsets = {(d.path, d.offset) for group in found.values() for d in group}
        self.unique = {name: tuple(group) for name, group in found.items() if _is_one(group)}

    def calls(self) -> Iterator[Call]:
        """Find the calls of what another file defines under a name of its own."""
        for path, text in self._quiet.items():
            for match in _CALL.finditer(text):
                name, offset = match[1], match.start(1)
                if name in self.unique and (path, offset) not in self._offsets:
                    call = Call(path, begin(text, offset), offset, match.end() - 1, name)
                    if self._is_meant(call, self.unique[name][0]):
                        yield call

    def meanings(self, calls: Sequence[Call]) -> list[tuple[Target, ...]]:
        """Give what calls mean."""
        return [tuple(map(self._target, self.unique[call.name])) for call in calls]

    def _is_meant(self, call: Call, definition: Defined) -> bool:
        if definition.path == call.path:
            return False
        text = self._quiet[call.path]
        member = text[: call.offset].endswith(".")
        odd = "function" if member else "method"
        if definition.kind == odd and self._language != "java":
            return False
        if member and self._is_foreign(text, text[: call.offset].rstrip(".?")):
            return False
        if member or self._language == "java":
            stem = PurePosixPath(definition.path).name.partition(".")[0]
            return re.search(rf"\b{re.escape(stem)}\b", self._texts[call.path]) is not None
        imported = rf"\bimport\b[^;]*?\b{re.escape(call.name)}\b[^;]*?\bfrom\b"
        return re.search(imported, text) is not None

    def _is_foreign(self, text: str, until: str) -> bool:
        """Tell whether what a member is asked of has a declared type from elsewhere."""
        receiver = re.search(rf"{_NAME}$", until)
        if receiver is None:
            return False
        name = re.escape(receiver[1])
        types = re.findall(rf"\b([A-Z]\w*)(?:<[^<>]*>)? +{name}\b", text)
        types += re.findall(rf"\b{name}\??: *([A-Z]\w*)", text)
        return bool(types) and not self._types.intersection(types)

    def _target(self, definition: Defined) -> Target:
        text = self._texts[definition.path]
        start = text.rfind("\n", 0, definition.offset) + 1
        end = text.find("\n", definition.offset)
        line = text.count("\n", 0, definition.offset) + 1
        return Target(definition.path, line, head(text[start : None if end < 0 else end]))


def scan(root: Path, paths: Sequence[str], language: str) -> Scan:
    """Scan files of a repository."""
    return Scan({path: read(root / path) for path in paths}, language)


def quiet(text: str) -> str:
    """Blank comments and strings, so that all offsets stay."""
    return _QUIET.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def definitions(path: str, text: str, language: str) -> Iterator[Defined]:
    """Find what looks like a definition in a text without comments and strings."""
    for kind, pattern in _PATTERNS[language].items():
        for match in pattern.finditer(text):
            if match[1] in _KEYWORDS:
                continue
            if kind == "method" and not _BODY[language].match(text, closing(text, match.end() - 1)):
                continue
            yield Defined(path, match[1], kind, match.start(1))


def closing(text: str, opens: int) -> int:
    """Give the offset behind the bracket that closes the one at `opens`; the end if none does."""
    depth = 0
    for match in re.compile(r"[()\[\]{}]").finditer(text, opens):
        depth += 1 if match[0] in "([{" else -1
        if not depth:
            return match.end()
    return len(text)


def begin(text: str, offset: int) -> int:
    """Give where the expression begins that a name at `offset` ends: `a` in `a.b(c).name`."""
    at = offset
    while at and text[at - 1] in ".?":
        at -= 1
        while at and text[at - 1] in ".?":
            at -= 1
        at = _before(text, at)
    return at


def _before(text: str, at: int) -> int:
    """Step over what is before a dot: names, calls, subscripts."""
    while at and text[at - 1] in ")]":
        at = _opening(text, at - 1)
    while at and (text[at - 1].isalnum() or text[at - 1] in "_$"):
        at -= 1
    return at


def _opening(text: str, closes: int) -> int:
    depth = 0
    for at in range(closes, -1, -1):
        depth += (text[at] in ")]}") - (text[at] in "([{")
        if not depth:
            return at
    return 0


def _is_one(group: Sequence[Defined]) -> bool:
    """Tell whether there is one definition, or a function with its overloads in one file."""
    if any(one.kind not in _CALLABLE for one in group):
        return False
    functions = all(one.kind == "function" for one in group)
    return len(group) == 1 or (functions and len({one.path for one in group}) == 1)
